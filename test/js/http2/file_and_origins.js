// SPDX-License-Identifier: MIT
// The option `origins` is announced to each session; end() during a file's way does not cut it; a request that nobody reads ends.
const assert = require('node:assert');
const fs = require('node:fs');
const http2 = require('node:http2');
const { server: identity } = require('../tls/fixtures/certificates');

const size = fs.statSync(process.execPath).size;
const length = Math.min(size, 3000000);
let ended = 0;
const server = http2.createSecureServer({ ...identity, origins: ['https://foo.org/a/b', 'https://bar.org'] }, (request, response) => {
  request.on('end', () => ended++);
  if (request.url === '/none') {
    response.end();
    return;
  }
  const fd = fs.openSync(process.execPath, 'r');
  response.stream.respondWithFD(fd, {}, { length });
  response.stream.end();
  response.stream.on('close', () => fs.closeSync(fd));
});

server.listen(0, () => {
  const base = `https://localhost:${server.address().port}`;
  const client = http2.connect(base, { rejectUnauthorized: false });
  let origins;
  client.on('origin', (list) => { origins = list; });
  let bytes = 0;
  client.request({ ':path': '/file' }).on('data', (part) => { bytes += part.length; }).on('close', () => {
    assert.strictEqual(bytes, length);
    client.request({ ':path': '/none', ':method': 'HEAD' }).on('close', () => {
      assert.deepStrictEqual(origins, ['https://foo.org', 'https://bar.org']);
      client.close();
      server.close();
    }).resume();
  });
});
process.on('exit', () => assert.strictEqual(ended, 2));
