// SPDX-License-Identifier: MIT
// What tls.connect() refuses at once; the name that a client asked for; a server whose certificate the client refuses never has the connection.
const assert = require('node:assert');
const tls = require('node:tls');
const { ca, server: { cert, key } } = require('./fixtures/certificates.js');

for (const servername of ['127.0.0.1', '::1']) assert.throws(() => tls.connect({ port: 1, servername }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => tls.connect({ port: 1, minDHSize: '5' }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => tls.connect({ port: 1, minDHSize: 0 }), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => tls.connect({ port: 1, session: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });

const server = tls.createServer({ key, cert }, (socket) => {
  served++;
  socket.end();
});
const failures = [];
let served = 0;
server.on('tlsClientError', (error) => failures.push(error.code));
server.listen(0, async () => {
  const connect = (options) => new Promise((resolve) => {
    const client = tls.connect({ port: server.address().port, ca: ca.cert, ...options });
    client.resume().on('secureConnect', () => resolve(client.servername)).on('error', (error) => resolve(error.code));
  });
  assert.strictEqual(await connect({ servername: 'localhost' }), 'localhost');
  assert.strictEqual(await connect({ host: '127.0.0.1', checkServerIdentity() {} }), false);
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    assert.strictEqual(await connect({ servername: 'elsewhere.test', maxVersion }), 'ERR_TLS_CERT_ALTNAME_INVALID');
  }
  while (failures.length < 2) await new Promise(setImmediate);
  assert.deepStrictEqual(failures, ['ECONNRESET', 'ECONNRESET']);
  assert.strictEqual(served, 2);
  server.close();
});
