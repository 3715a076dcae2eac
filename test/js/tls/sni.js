// SPDX-License-Identifier: MIT
// The name that the client asks for chooses the certificate: by pattern, or by a callback that takes its time.
const assert = require('node:assert');
const tls = require('node:tls');
const { connect, listen } = require('./_pair');
const { other } = require('./fixtures/certificates');

listen({}, (socket) => socket.end(socket.servername || 'none'), (port, server) => {
  server.addContext('*.other.test', other);
  const client = connect(port, { servername: 'a.other.test' }, () => {
    assert.strictEqual(client.getPeerCertificate().subject.CN, 'other.test');
  });
  client.setEncoding('utf8').on('data', (text) => assert.strictEqual(text, 'a.other.test'));
  client.on('close', () => {
    const plain = connect(port, {}, () => assert.strictEqual(plain.getPeerCertificate().subject.CN, 'localhost'));
    plain.resume().on('close', () => server.close());
  });
});

listen({
  SNICallback(name, callback) {
    setTimeout(() => callback(null, tls.createSecureContext(other)), 5);
  },
}, (socket) => socket.end(), (port, server) => {
  const client = connect(port, { servername: 'other.test' }, () => {
    assert.strictEqual(client.getPeerCertificate().subject.CN, 'other.test');
    server.close();
  });
  client.resume();
});

listen({ SNICallback: (name, callback) => callback(new Error('no such name')) }, () => assert.fail(), (port, server) => {
  server.on('tlsClientError', (error) => assert.strictEqual(error.message, 'no such name'));
  connect(port, { servername: 'nobody.test' }).on('error', (error) => {
    assert.strictEqual(error.code, 'ECONNRESET');
    server.close();
  });
});
