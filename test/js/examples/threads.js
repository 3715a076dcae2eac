// SPDX-License-Identifier: MIT
// The examples of work on all cores print what they should.
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const path = require('node:path');
const { spawn, spawnSync } = require('node:child_process');

const folder = path.join(__dirname, '../../../examples');

function output(name, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, name), ...args], { encoding: 'utf8' });
  assert.strictEqual(status, 0, `${name}: ${stderr}`);
  return stdout;
}

function get(url) {
  return new Promise((resolve, reject) => {
    http.get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => resolve(JSON.parse(text)));
    }).on('error', reject);
  });
}

assert.strictEqual(output('parallel_map.js'), '1000000 records, revenue 37640320009\n');
assert.match(output('parallel_words.js'), /the: 6000,[^]*all: 6000/);
assert.match(output('parallel_primes.js', '100000'), /9592/);
assert.match(output('shared_cache.js'), /the cache has 100 entries/);
assert.match(output('worker_echo.js'), /hello/);

const server = spawn(process.execPath, [path.join(folder, 'http_shared_cache.js'), '0', '2'], { stdio: ['ignore', 'pipe', 'inherit'] });
server.stdout.setEncoding('utf8').once('data', async (line) => {
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
  const { value, from } = await get(`${url}/20`);
  assert.deepStrictEqual({ value, from }, { value: 6765, from: 'computed' });
  const threads = new Set();
  for (let i = 0; i < 20; i++) {
    const again = await get(`${url}/20`);
    assert.deepStrictEqual({ value: again.value, from: again.from }, { value: 6765, from: 'cache' });
    threads.add(again.thread);
  }
  assert.ok(threads.size >= 1);
  assert.deepStrictEqual(await get(`${url}/x`), { error: 'ask for /0 to /99' });
  server.kill();
  process.exitCode = 0;
});
process.exitCode = 1;
