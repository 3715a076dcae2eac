// SPDX-License-Identifier: MIT
// For tools/socket_faults.py: a TLS server and its clients, the second with the session of the first. Whatever one call of the system
// does, no byte that comes is wrong, and a connection that ends early says so.
const assert = require('node:assert');
const tls = require('node:tls');
const { server: identity } = require('../js/tls/fixtures/certificates');

const sent = Buffer.from(Array.from({ length: 100000 }, (_, i) => i * 11));
const failures = [];
let port;
const note = ({ code }) => {
  assert.strictEqual(typeof code, 'string');
  failures.push(code);
};

const server = tls.createServer({ key: identity.key, cert: identity.cert, allowHalfOpen: true }, (socket) => {
  socket.on('error', note).on('data', (part) => socket.write(part)).on('end', () => socket.end());
});

function ask(session) {
  return new Promise((resolve) => {
    const parts = [];
    let given;
    const before = failures.length;
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, session, allowHalfOpen: true });
    socket.on('error', note).on('session', (bytes) => { given = bytes; }).on('data', (part) => parts.push(part)).on('end', () => socket.destroy());
    socket.on('close', () => {
      const got = Buffer.concat(parts);
      assert.ok(got.equals(sent.subarray(0, got.length)));
      assert.ok(got.length === sent.length || failures.length > before, `${got.length} bytes and no error`);
      resolve(given);
    });
    socket.end(sent);
    socket.setTimeout(3000, () => socket.destroy(Object.assign(new Error('silence'), { code: 'SILENCE' })));
  });
}

server.on('error', note).on('tlsClientError', note);
server.listen(0, '127.0.0.1', async () => {
  try {
    ({ port } = server.address());
  } catch (error) {
    note(error);
    server.close();
    return;
  }
  await ask(await ask());
  server.close(() => console.log('closed'));
});
process.on('exit', () => console.log('ended', failures.length <= 4));
