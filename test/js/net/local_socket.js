// SPDX-License-Identifier: MIT
// Sockets in the file system; half-open ends.
'use strict';

const assert = require('node:assert');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const name = path.join(os.tmpdir(), `protojs-net-${process.pid}.sock`);
let answer = '';
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('end', () => socket.end(text.toUpperCase()));
}).listen(name, () => {
  assert.strictEqual(server.address(), name);
  const client = net.connect(name);
  client.end('quiet');
  client.on('data', (chunk) => {
    answer += chunk;
  });
  client.on('close', () => server.close());
});
process.on('exit', () => assert.strictEqual(answer, 'QUIET'));
