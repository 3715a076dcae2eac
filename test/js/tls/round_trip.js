// SPDX-License-Identifier: MIT
// A client that trusts the authority and a server talk; both see an end.
const assert = require('node:assert');
const tls = require('node:tls');
const { ca, server: identity } = require('./fixtures/certificates');

const seen = [];
const server = tls.createServer({ key: identity.key, cert: identity.cert }, (socket) => {
  assert.strictEqual(socket.encrypted, true);
  assert.strictEqual(socket.authorized, false);
  socket.setEncoding('utf8');
  socket.on('data', (text) => {
    seen.push(text);
    socket.end(`${text} to you`);
  });
  socket.on('end', () => seen.push('end'));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const client = tls.connect({ port, host: '127.0.0.1', ca: ca.cert }, () => {
    assert.strictEqual(client.authorized, true);
    assert.strictEqual(client.authorizationError, null);
    assert.strictEqual(client.getProtocol(), 'TLSv1.3');
    assert.strictEqual(client.getPeerCertificate().subject.CN, 'localhost');
    assert.strictEqual(client.remotePort, port);
    client.write('hello');
  });
  let text = '';
  client.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  client.on('close', (hadError) => {
    assert.strictEqual(hadError, false);
    assert.strictEqual(text, 'hello to you');
    assert.strictEqual(client.bytesWritten, 5);
    server.close(() => assert.deepStrictEqual(seen, ['hello', 'end']));
  });
});
