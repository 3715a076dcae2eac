// SPDX-License-Identifier: MIT
// Datagrams arrive whole, with their sender; strings, views and lists of them can be sent.
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');

const server = dgram.createSocket('udp4');
const client = dgram.createSocket('udp4');
const expected = ['text', 'bytes', 'list of parts', ''];
const got = [];
server.on('message', (message, info) => {
  got.push(message.toString());
  assert.strictEqual(info.family, 'IPv4');
  assert.strictEqual(info.address, '127.0.0.1');
  assert.strictEqual(info.size, message.length);
  assert.strictEqual(info.port, client.address().port);
  if (got.length < expected.length) return;
  assert.deepStrictEqual(got, expected);
  client.close();
  server.close();
});
server.bind(0, '127.0.0.1', () => {
  const { port } = server.address();
  client.send('text', port, '127.0.0.1', (error, count) => {
    assert.strictEqual(error, null);
    assert.strictEqual(count, 4);
    client.send(Buffer.from('(bytes)'), 1, 5, port, '127.0.0.1');
    client.send(['list', Buffer.from(' of '), new Uint8Array(Buffer.from('parts'))], port, '127.0.0.1');
    client.send([], port, '127.0.0.1');
  });
});
