// SPDX-License-Identifier: MIT
// usage: _hello.js PORT. node:http: text, JSON, an echo, many writes, a large stream; says "ready".
const http = require('node:http');
const { Readable } = require('node:stream');

const chunk = Buffer.alloc(65536, 'x');

function stream(res, bytes) {
  let left = bytes;
  res.setHeader('Content-Length', bytes);
  new Readable({ read() {
    this.push(left > 0 ? chunk : null);
    left -= chunk.length;
  } }).pipe(res);
}

http.createServer((req, res) => {
  if (req.url === '/json') {
    const body = JSON.stringify({ message: 'Hello, World!', list: [1, 2, 3], nested: { ok: true } });
    res.writeHead(200, { 'Content-Type': 'application/json' });
    res.end(body);
  } else if (req.url === '/echo') {
    let body = '';
    req.setEncoding('utf8').on('data', (text) => { body += text; }).on('end', () => res.end(body));
  } else if (req.url.startsWith('/stream')) {
    stream(res, +req.url.slice(8));
  } else if (req.url === '/writes') {
    res.writeHead(200, { 'Content-Type': 'text/plain' });
    for (let i = 0; i < 40; i++) res.write(`line ${i} of the answer\n`);
    res.end();
  } else if (req.url === '/upload') {
    let size = 0;
    req.on('data', (bytes) => { size += bytes.length; }).on('end', () => res.end(String(size)));
  } else {
    res.writeHead(200, { 'Content-Type': 'text/plain' });
    res.end('Hello, World!');
  }
}).listen(+process.argv[2], '127.0.0.1', () => console.log('ready'));
