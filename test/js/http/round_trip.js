// SPDX-License-Identifier: MIT
// Requests with and without bodies; lengths and chunks; the connection is used again.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const agent = new http.Agent({ keepAlive: true });
const sockets = new Set();
const server = http.createServer((request, response) => {
  sockets.add(request.socket);
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    response.setHeader('X-Method', request.method);
    if (request.url === '/chunks') {
      response.write('a');
      response.end('b');
    } else {
      response.end(`${request.url} ${body}`);
    }
  });
});
function ask(options, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, port: server.address().port, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve([response, text]));
    });
    request.on('error', reject);
    request.end(body);
  });
}
server.listen(0, async () => {
  const [plain, plainText] = await ask({ path: '/plain' });
  assert.strictEqual(plain.statusCode, 200);
  assert.strictEqual(plain.headers['content-length'], '7');
  assert.strictEqual(plainText, '/plain ');
  const [, posted] = await ask({ path: '/post', method: 'POST' }, 'body \u20ac');
  assert.strictEqual(posted, '/post body \u20ac');
  const [chunks, chunkText] = await ask({ path: '/chunks' });
  assert.strictEqual(chunks.headers['transfer-encoding'], 'chunked');
  assert.strictEqual(chunkText, 'ab');
  const [head, headText] = await ask({ path: '/head', method: 'HEAD' });
  assert.strictEqual(head.headers['x-method'], 'HEAD');
  assert.strictEqual(headText, '');
  assert.strictEqual(sockets.size, 1);
  agent.destroy();
  server.close(() => {
    closed = true;
  });
});
let closed = false;
process.on('exit', () => assert.ok(closed));
