// SPDX-License-Identifier: MIT
// TLS 1.2 renegotiates when asked, a few times; who asks too often, or a server that wants none, ends the connection.
const assert = require('node:assert');
const tls = require('node:tls');
const { connect, listen } = require('./_pair');

let count = 0;
listen({ maxVersion: 'TLSv1.2' }, (socket) => {
  socket.resume().on('error', (error) => {
    assert.strictEqual(error.code, 'ERR_TLS_SESSION_ATTACK');
    assert.strictEqual(count, tls.CLIENT_RENEG_LIMIT);
  });
}, (port, server) => {
  const client = connect(port, {}, function next() {
    client.renegotiate({}, (error) => {
      assert.ifError(error);
      count++;
      next();
    });
  });
  client.on('error', () => {}).on('close', () => server.close());
});

listen({ maxVersion: 'TLSv1.2' }, (socket) => {
  socket.disableRenegotiation();
  socket.resume().on('error', (error) => assert.strictEqual(error.code, 'ERR_TLS_RENEGOTIATION_DISABLED'));
}, (port, server) => {
  const client = connect(port, {}, () => client.renegotiate({}, () => assert.fail()));
  client.on('error', () => {}).on('close', () => server.close());
});

listen({}, (socket) => socket.resume(), (port, server) => {
  const client = connect(port, {}, () => {
    assert.strictEqual(client.renegotiate({}, (error) => {
      assert.strictEqual(error.code, 'ERR_SSL_WRONG_SSL_VERSION');
      client.end();
    }), false);
  });
  client.on('close', () => server.close());
});
