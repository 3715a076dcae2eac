// SPDX-License-Identifier: MIT
// A request that arrives byte by byte is the same request.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const text = 'POST /x?y HTTP/1.1\r\nHost: a\r\nX-Long: b c\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;e=1\r\nde\r\n0\r\nT: v\r\n\r\n';
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    seen = [request.method, request.url, request.headers['x-long'], body, request.trailers.t];
    response.end();
    server.close();
    server.closeAllConnections();
  });
});
let seen;
server.listen(0, async () => {
  const socket = net.connect(server.address().port);
  socket.setNoDelay(true);
  socket.on('error', () => {});
  for (const character of text) await new Promise((resolve) => socket.write(character, resolve));
});
process.on('exit', () => assert.deepStrictEqual(seen, ['POST', '/x?y', 'b c', 'abcde', 'v']));
