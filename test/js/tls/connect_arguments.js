// SPDX-License-Identifier: MIT
// What tls.connect() refuses at once; the name that a client asked for; a server whose certificate the client refuses never has the connection.
const assert = require('node:assert');
const { once } = require('node:events');
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
let served = 0;
server.listen(0, async () => {
  const connect = (options) => new Promise((resolve) => {
    const client = tls.connect({ port: server.address().port, ca: ca.cert, ...options });
    client.resume().on('secureConnect', () => resolve(client.servername)).on('error', (error) => resolve(error.code));
  });
  assert.strictEqual(await connect({ servername: 'localhost' }), 'localhost');
  assert.strictEqual(await connect({ host: '127.0.0.1', checkServerIdentity() {} }), false);
  // With TLS 1.3 the client has the last word (with 1.2 the server, which then has the connection for a moment).
  const failed = once(server, 'tlsClientError');
  assert.strictEqual(await connect({ servername: 'elsewhere.test', minVersion: 'TLSv1.3' }), 'ERR_TLS_CERT_ALTNAME_INVALID');
  assert.strictEqual((await failed)[0].code, 'ECONNRESET');
  assert.strictEqual(served, 2);
  server.close();
});
