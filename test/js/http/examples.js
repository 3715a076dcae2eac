// SPDX-License-Identifier: MIT
// The examples that need no package: static files with ranges, and the load balancer in front of them.
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const examples = path.join(__dirname, '../../../examples');
fs.mkdirSync('site');
fs.writeFileSync('site/index.html', '<p>index');
fs.writeFileSync('site/numbers.txt', '0123456789');
fs.writeFileSync('secret.txt', 'secret');

function start(name, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(examples, name), ...args], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
    child.on('error', reject);
    child.stdout.once('data', (text) => resolve({ child, port: +/(\d+)\/?\s*$/.exec(String(text))[1] }));
  });
}

function ask(port, url, headers = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    http.request({ port, host: '127.0.0.1', path: url, headers, method }, (res) => {
      let text = '';
      res.on('data', (part) => { text += part; }).on('end', () => resolve({ status: res.statusCode, text, headers: res.headers }));
    }).on('error', reject).end();
  });
}

(async () => {
  const files = await start('static_files.js', 'site');
  const proxy = await start('load_balancer.js', `http://127.0.0.1:${files.port}`, `http://127.0.0.1:${files.port}`);
  for (const { port } of [files, proxy]) {
    const index = await ask(port, '/');
    assert.strictEqual(index.text, '<p>index');
    assert.strictEqual(index.headers['content-type'], 'text/html; charset=utf-8');
    assert.strictEqual((await ask(port, '/', { 'if-none-match': index.headers.etag })).status, 304);
    assert.deepStrictEqual([(await ask(port, '/none')).status, (await ask(port, '/..%2fsecret.txt')).status, (await ask(port, '/', {}, 'DELETE')).status], [404, 404, 405]);
    for (const [range, status, text, answer] of [['bytes=2-4', 206, '234', 'bytes 2-4/10'], ['bytes=7-', 206, '789', 'bytes 7-9/10'], ['bytes=-2', 206, '89', 'bytes 8-9/10'],
                                                 ['bytes=20-', 416, 'Range Not Satisfiable\n', 'bytes */10'], ['lines=1', 200, '0123456789', undefined]]) {
      const got = await ask(port, '/numbers.txt', { range });
      assert.deepStrictEqual([got.status, got.text, got.headers['content-range']], [status, text, answer]);
    }
    const head = await ask(port, '/numbers.txt', {}, 'HEAD');
    assert.deepStrictEqual([head.headers['content-length'], head.text], ['10', '']);
  }
  files.child.kill();
  assert.strictEqual((await ask(proxy.port, '/')).status, 502);
  proxy.child.kill();
})();
