// SPDX-License-Identifier: MIT
// Who does not begin a handshake in time is told so and let go.
const assert = require('node:assert');
const net = require('node:net');
const { listen } = require('./_pair');

listen({ handshakeTimeout: 30 }, () => assert.fail(), (port, server) => {
  server.on('tlsClientError', (error, socket) => {
    assert.strictEqual(error.code, 'ERR_TLS_HANDSHAKE_TIMEOUT');
    assert.strictEqual(socket.encrypted, true);
    server.close();
  });
  net.connect(port, '127.0.0.1').resume();
});
