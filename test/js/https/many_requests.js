// SPDX-License-Identifier: MIT
// Requests that come together in one record, bodies both ways, and a large answer: over the path past the streams and over the streams.
const assert = require('node:assert');
const https = require('node:https');
const tls = require('node:tls');
const { ca, server: identity } = require('../tls/fixtures/certificates');

const large = 'abcdefghij'.repeat(50000);
const server = https.createServer(identity, (request, response) => {
  if (request.url === '/large') {
    response.end(large);
    return;
  }
  let body = '';
  request.setEncoding('utf8').on('data', (part) => {
    body += part;
  }).on('end', () => response.end(`${request.url}=${body}`));
});

function talk(port, text, expected) {
  return new Promise((resolve) => {
    const client = tls.connect({ port, host: '127.0.0.1', ca: ca.cert }, () => client.write(text));
    let all = '';
    client.setEncoding('utf8').on('data', (part) => {
      all += part;
      if (!expected.every((piece) => all.includes(piece))) return;
      client.destroy();
      resolve();
    });
  });
}

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const post = (path, body) => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const pipelined = post('/1', 'one') + post('/2', '') + 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' + post('/3', 'x'.repeat(40000));
  const expected = ['/1=one', '/2=', large, `/3=${'x'.repeat(40000)}`];
  await talk(port, pipelined, expected);
  server.on('secureConnection', (socket) => socket.on('data', () => {})); // somebody else reads, too
  await talk(port, pipelined, expected);
  server.close();
});
