// SPDX-License-Identifier: MIT
// A connected socket sends without an address and answers where its peer is.
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');

const server = dgram.createSocket({ type: 'udp6', ipv6Only: true });
server.on('message', (message, { port }) => server.send(`${message}!`, port, '::1'));
server.bind(0, '::1', () => {
  const client = dgram.createSocket('udp6');
  assert.throws(() => client.disconnect(), { code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' });
  client.connect(server.address().port, '::1', () => {
    assert.deepStrictEqual(client.remoteAddress(), { address: '::1', family: 'IPv6', port: server.address().port });
    assert.throws(() => client.send('x', 0, 1, 1, '::1'), { code: 'ERR_SOCKET_DGRAM_IS_CONNECTED' });
    client.send('hello');
  });
  client.on('message', (message) => {
    assert.strictEqual(message.toString(), 'hello!');
    client.disconnect();
    client.close();
    server.close();
  });
});
