// SPDX-License-Identifier: MIT
// The server of the fetch benchmarks: answers as little as HTTP allows, with fixed bytes, and echoes what is posted. Prints its port.
'use strict';

const net = require('net');

const answer = (type, body) => Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`), body]);
const json = Buffer.from(JSON.stringify({ hello: 'world', list: [1, 2, 3], text: 'x'.repeat(60) }));
const answers = {
  '/text': answer('text/plain', Buffer.from('Hello, World!')),
  '/json': answer('application/json', json),
  '/large': answer('application/octet-stream', Buffer.alloc(1 << 20, 97)),
};

net.createServer((socket) => {
  socket.setNoDelay(true);
  let text = '';
  socket.on('error', () => {}); // clients end as they like
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const body = text.slice(end + 4, end + 4 + length);
      const path = text.slice(text.indexOf(' ') + 1, text.indexOf(' HTTP'));
      text = text.slice(end + 4 + length);
      socket.write(answers[path] ?? answer('application/json', Buffer.from(body, 'latin1')));
    }
  });
}).listen(0, '127.0.0.1', function() {
  console.log(this.address().port);
});
process.stdin.on('end', () => process.exit()).resume();
