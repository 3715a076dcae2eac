// SPDX-License-Identifier: MIT
// The server's order of protocols decides; without a common one the handshake fails; a callback may choose.
const assert = require('node:assert');
const { connect, listen } = require('./_pair');

listen({ ALPNProtocols: ['a', 'b'] }, (socket) => {
  assert.strictEqual(socket.alpnProtocol, 'a');
  socket.end();
}, (port, server) => {
  const first = connect(port, { ALPNProtocols: ['b', 'a'] }, () => assert.strictEqual(first.alpnProtocol, 'a'));
  first.resume().on('close', () => {
    server.once('tlsClientError', (error) => assert.match(error.code, /^ERR_SSL_NO_APPLICATION_PROTOCOL/));
    connect(port, { ALPNProtocols: ['c'] }).on('error', (error) => {
      assert.match(error.code, /ALERT_NO_APPLICATION_PROTOCOL/);
      server.close();
    });
  });
});

listen({
  ALPNCallback({ servername, protocols }) {
    assert.strictEqual(servername, 'localhost');
    assert.deepStrictEqual(protocols, ['x', 'y']);
    return 'y';
  },
}, (socket) => socket.end(), (port, server) => {
  const client = connect(port, { servername: 'localhost', ALPNProtocols: ['x', 'y'] }, () => {
    assert.strictEqual(client.alpnProtocol, 'y');
    server.close();
  });
  client.resume();
});
