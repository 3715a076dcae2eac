// SPDX-License-Identifier: MIT
// A server and a client talk over TCP; both ends close.
'use strict';

const assert = require('node:assert');
const net = require('node:net');
const events = [];
const server = net.createServer((socket) => {
  socket.on('data', (chunk) => socket.write(`echo ${chunk}`));
  socket.on('end', () => events.push('server end'));
});
server.listen(0, () => {
  const { port } = server.address();
  const client = net.connect(port, 'localhost', () => {
    assert.strictEqual(client.remotePort, port);
    client.write('hello');
  });
  client.on('data', (chunk) => {
    events.push(String(chunk));
    client.end();
  });
  client.on('close', (hadError) => {
    events.push(['close', hadError]);
    assert.strictEqual(client.bytesRead, 10);
    assert.strictEqual(client.bytesWritten, 5);
    server.close(() => events.push('server closed'));
  });
});
process.on('exit', () => assert.deepStrictEqual(events, ['echo hello', 'server end', ['close', false], 'server closed']));
