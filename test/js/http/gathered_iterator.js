// SPDX-License-Identifier: MIT
// The chunks of a web stream, or of an asynchronous iterator, arrive one by one although they are there at once.
const assert = require('node:assert');
const http = require('node:http');
const { pipeline } = require('node:stream');

const server = http.createServer((req, res) => {
  if (req.url === '/loop') {
    (async () => {
      for await (const part of ['one', 'two', 'three']) res.write(part);
      res.end();
    })();
    return;
  }
  pipeline(new ReadableStream({
    start(controller) {
      for (const part of ['one', 'two', 'three']) controller.enqueue(part);
      controller.close();
    },
  }), res, (error) => assert.ifError(error));
}).listen(0, '127.0.0.1', async () => {
  for (const path of ['/loop', '/stream']) {
    await new Promise((resolve) => {
      http.get({ host: '127.0.0.1', port: server.address().port, path }, (res) => {
        const parts = [];
        res.on('data', (part) => parts.push(String(part)));
        res.on('end', () => {
          assert.deepStrictEqual(parts, ['one', 'two', 'three']);
          resolve();
        });
      });
    });
  }
  server.close();
});
