// SPDX-License-Identifier: MIT
// A worker's streams: its output can be read by the parent, and its input written.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const worker = new Worker(`
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text) => console.log('got', text));
  process.stdin.on('end', () => console.error('end'));
`, { eval: true, stdin: true, stdout: true, stderr: true });
let out = '';
let err = '';
worker.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
worker.stderr.setEncoding('utf8').on('data', (text) => { err += text; });
worker.stdin.end('hello');
worker.on('exit', () => setImmediate(() => {
  assert.strictEqual(out, 'got hello\n');
  assert.strictEqual(err, 'end\n');
  process.exitCode = 0;
}));
process.exitCode = 1;
