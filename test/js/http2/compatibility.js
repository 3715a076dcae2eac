// SPDX-License-Identifier: MIT
// Requests and responses in HTTP/1's manner, pushed responses, files.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const http2 = require('node:http2');
const { once } = require('node:events');

const server = http2.createServer(async (request, response) => {
  if (request.url === '/file') {
    response.stream.respondWithFile(__filename, { 'content-type': 'text/javascript' });
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  response.setHeader('X-Length', String(body.length));
  response.createPushResponse({ ':path': '/pushed' }, (error, pushed) => {
    assert.ifError(error);
    pushed.end('pushed');
  });
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.end(body.toUpperCase());
});

async function text(stream) {
  stream.setEncoding('utf8');
  return (await stream.toArray()).join('');
}

server.listen(0, '127.0.0.1', async () => {
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const pushed = once(client, 'stream').then(([stream, headers]) => {
    assert.strictEqual(headers[':path'], '/pushed');
    return text(stream);
  });
  const stream = client.request({ ':method': 'POST' });
  stream.end('hello');
  const [headers] = await once(stream, 'response');
  assert.strictEqual(headers['x-length'], '5');
  assert.strictEqual(await text(stream), 'HELLO');
  assert.strictEqual(await pushed, 'pushed');

  const file = client.request({ ':path': '/file' });
  const [fileHeaders] = await once(file, 'response');
  const expected = fs.readFileSync(__filename, 'utf8');
  assert.strictEqual(fileHeaders['content-length'], String(expected.length));
  assert.strictEqual(await text(file), expected);
  client.close();
  server.close();
});
