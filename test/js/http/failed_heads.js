// SPDX-License-Identifier: MIT
// A head that could not be made leaves nothing behind: the answer that comes instead has its own length.
const assert = require('node:assert');
const http = require('node:http');

const attempts = [
  (res) => { res.statusCode = 'x'; res.end(); },
  (res) => { res.statusCode = 1000; res.end('longer than the other'); },
  (res) => { res.statusCode = 99; res.end(Buffer.alloc(40000)); },
  (res) => { res.statusMessage = 'a\nb'; res.end('abc'); },
];
const server = http.createServer((req, res) => {
  assert.throws(() => attempts[+req.url.slice(1)](res), { code: /ERR_HTTP_INVALID_STATUS_CODE|ERR_INVALID_CHAR/ });
  res.statusCode = 500;
  res.statusMessage = 'No';
  res.end('instead');
});
let answers = 0;
server.listen(0, '127.0.0.1', () => {
  attempts.forEach((attempt, i) => {
    http.get({ port: server.address().port, host: '127.0.0.1', path: `/${i}`, agent: false }, (res) => {
      assert.deepStrictEqual([res.statusCode, res.headers['content-length']], [500, '7']);
      res.setEncoding('utf8').on('data', (text) => assert.strictEqual(text, 'instead')).on('end', () => {
        if (++answers === attempts.length) server.close();
      });
    });
  });
});
process.on('exit', () => assert.strictEqual(answers, attempts.length));
