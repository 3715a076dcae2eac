// SPDX-License-Identifier: MIT
// Keys that both sides know, instead of certificates.
const assert = require('node:assert');
const tls = require('node:tls');

const key = Buffer.from('0123456789abcdef');
const server = tls.createServer({
  ciphers: 'PSK+HIGH:TLS_AES_128_GCM_SHA256',
  pskIdentityHint: 'who?',
  pskCallback(socket, identity) {
    return identity === 'me' ? key : null;
  },
}, (socket) => socket.end('in'));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const connect = (identity, options) => tls.connect({
    port, host: '127.0.0.1', ciphers: 'PSK+HIGH:TLS_AES_128_GCM_SHA256', checkServerIdentity() {},
    pskCallback: () => ({ identity, psk: key }), ...options,
  });
  const good = connect('me', { maxVersion: 'TLSv1.2' });
  good.on('secureConnect', () => assert.strictEqual(good.authorized, true));
  good.resume().on('close', () => {
    connect('me').resume().on('close', () => {
      connect('you').on('error', (error) => {
        assert.ok(error.code);
        server.close();
      });
    });
  });
});
