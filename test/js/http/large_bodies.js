// SPDX-License-Identifier: MIT
// Large bodies in both directions, with a length and in chunks: every byte arrives, in order.
const assert = require('node:assert');
const http = require('node:http');
const { createHash } = require('node:crypto');

const part = Buffer.alloc(100003, 0).map((_, i) => i * 7);
const parts = 60;
const expected = createHash('sha1').update(Buffer.concat(Array(parts).fill(part))).digest('hex');

function sumOf(stream) {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha1');
    stream.on('data', (bytes) => hash.update(bytes)).on('end', () => resolve(hash.digest('hex'))).on('error', reject);
  });
}

function writeAll(stream) {
  let i = 0;
  const next = () => {
    while (i < parts) {
      i++;
      if (!stream.write(part)) {
        stream.once('drain', next);
        return;
      }
    }
    stream.end();
  };
  next();
}

const server = http.createServer(async (req, res) => {
  if (req.method === 'POST') {
    res.end(await sumOf(req));
    return;
  }
  if (req.url === '/length') res.setHeader('Content-Length', part.length * parts);
  writeAll(res);
});

function ask(method, path, headers) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port: server.address().port, method, path, headers }, (res) => {
      if (method === 'GET') {
        sumOf(res).then(resolve, reject);
        return;
      }
      let text = '';
      res.on('data', (bytes) => { text += bytes; }).on('end', () => resolve(text));
    }).on('error', reject);
    if (method === 'POST') writeAll(request);
    else request.end();
  });
}

server.listen(0, async () => {
  assert.strictEqual(await ask('GET', '/length'), expected);
  assert.strictEqual(await ask('GET', '/chunks'), expected);
  assert.strictEqual(await ask('POST', '/', { 'Content-Length': part.length * parts }), expected);
  assert.strictEqual(await ask('POST', '/'), expected);
  server.close();
});
