// SPDX-License-Identifier: MIT
// Who sends a head or a body too slowly is answered with 408 and closed; who is slow within the limits is served, byte by byte.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const server = http.createServer({ headersTimeout: 400, requestTimeout: 800, connectionsCheckingInterval: 50, keepAliveTimeout: 0 }, (req, res) => {
  let size = 0;
  req.on('data', (part) => { size += part.length; }).on('end', () => res.end(`${size}`));
  req.on('error', () => {});
});

function talk(text, delay) {
  return new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    let got = '';
    let i = 0;
    const timer = setInterval(() => {
      if (i < text.length) socket.write(text[i++]);
    }, delay);
    socket.setEncoding('latin1').on('data', (part) => {
      got += part;
      if (got.endsWith('\r\n\r\n5')) socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve(got);
    });
  });
}

server.listen(0, '127.0.0.1', async () => {
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';
  const all = await Promise.all([
    talk('', 10),
    talk(head, 40),
    talk(`${head}1`, 1),
    talk(`${head}12345`, 1),
  ]);
  const timeout = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';
  assert.deepStrictEqual(all.slice(0, 3), [timeout, timeout, timeout]);
  assert.match(all[3], /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n5$/);
  server.close();
});
