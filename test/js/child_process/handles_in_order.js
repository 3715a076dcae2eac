// SPDX-License-Identifier: MIT
// Handles arrive one after another, with what is sent between them in its place; the server counts sockets that another process has and waits for them.
'use strict';

const assert = require('node:assert');
const { fork } = require('node:child_process');
const net = require('node:net');

if (process.argv[2] === 'child') {
  const sockets = [];
  process.on('message', (message, socket) => {
    if (socket) sockets.push(socket.resume());
    process.send([message, Boolean(socket)]);
    if (message === 'end') for (const each of sockets) each.end();
  });
  return;
}

const COUNT = 4;
const child = fork(__filename, ['child']);
const heard = [];
let open = 0;
let closed = false;
const server = net.createServer({ pauseOnConnect: true }, (socket) => {
  child.send(`socket ${++open}`, socket);
  child.send(`after ${open}`);
}).listen(0, '127.0.0.1', () => {
  for (let i = 0; i < COUNT; i++) net.connect(server.address().port, '127.0.0.1').resume();
});
child.on('message', (message) => {
  heard.push(message);
  if (heard.length !== 2 * COUNT) return;
  const expected = [];
  for (let i = 1; i <= COUNT; i++) expected.push([`socket ${i}`, true], [`after ${i}`, false]);
  assert.deepStrictEqual(heard, expected);
  server.getConnections((error, count) => {
    assert.strictEqual(error, null);
    assert.strictEqual(count, COUNT);
    server.close(() => {
      closed = true;
      child.disconnect();
    });
    setImmediate(() => {
      assert.strictEqual(closed, false);
      child.send('end');
    });
  });
});
process.on('exit', () => assert.ok(closed));
