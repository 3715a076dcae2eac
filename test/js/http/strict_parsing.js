// SPDX-License-Identifier: MIT
// What two parties could read differently is refused.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const server = http.createServer((request, response) => response.end('never')).on('request', () => handled++);
let handled = 0;
const refused = [
  'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n',
  'GET / HTTP/1.1\nHost: x\n\n',
  'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n',
  'GET  HTTP/1.1\r\nHost: x\r\n\r\n',
  'NOMETHOD / HTTP/1.1\r\nHost: x\r\n\r\n',
];
let answers = 0;
server.listen(0, () => {
  for (const text of refused) {
    const socket = net.connect(server.address().port);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      assert.match(answer, /^HTTP\/1\.1 400 /, text);
      if (++answers === refused.length) server.close();
    });
    socket.write(text);
  }
});
process.on('exit', () => {
  assert.strictEqual(handled, 0);
  assert.strictEqual(answers, refused.length);
});
