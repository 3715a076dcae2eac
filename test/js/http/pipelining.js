// SPDX-License-Identifier: MIT
// Requests that come together are answered in their order, however long each takes, and cut anywhere.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const seen = [];
const server = http.createServer((req, res) => {
  seen.push(req.url);
  const wait = +req.url.slice(1) % 3;
  let body = '';
  req.on('data', (part) => { body += part; }).on('end', () => {
    const answer = () => res.end(`${req.url}=${body};`);
    if (wait === 0) answer();
    else if (wait === 1) setImmediate(answer);
    else setTimeout(answer, 5);
  });
});

function exchange(bytes, cut, count) {
  return new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    let got = '';
    for (let at = 0; at < bytes.length; at += cut) socket.write(bytes.subarray(at, at + cut));
    socket.setNoDelay(true).setEncoding('latin1').on('data', (part) => {
      got += part;
      if (got.split(';').length > count) socket.end();
    }).on('close', () => resolve(got.match(/\/\d+=[^;]*;/g).join('')));
  });
}

server.listen(0, '127.0.0.1', async () => {
  const count = 30;
  let text = '';
  let expected = '';
  for (let i = 0; i < count; i++) {
    const body = i % 4 === 0 ? 'x'.repeat(i * 10) : '';
    const chunked = i % 8 === 0;
    text += body === '' ? `GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n` : chunked ?
      `POST /${i} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` :
      `POST /${i} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expected += `/${i}=${body};`;
  }
  const bytes = Buffer.from(text);
  for (const cut of [bytes.length, 1000, 37, 1]) assert.strictEqual(await exchange(bytes, cut, count), expected);
  assert.strictEqual(seen.length, count * 4);
  server.close();
});
