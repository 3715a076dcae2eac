// SPDX-License-Identifier: MIT
// A connection may become something else.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const server = http.createServer(() => assert.fail('no plain request'));
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
  socket.on('data', (chunk) => socket.end(chunk));
});
let text = '';
server.listen(0, () => {
  const request = http.request({ port: server.address().port, headers: { Connection: 'Upgrade', Upgrade: 'echo' } });
  request.end();
  request.on('upgrade', (response, socket) => {
    assert.strictEqual(response.statusCode, 101);
    socket.write('now raw');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => {
      socket.end();
      server.close();
    });
  });
});
process.on('exit', () => assert.strictEqual(text, 'now raw'));
