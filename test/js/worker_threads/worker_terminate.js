// SPDX-License-Identifier: MIT
// terminate() ends a worker in every phase of its life, whatever it does.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const programs = [
  'for (;;);',
  'let n = 0; (function f() { for (;;) n = (n * 31 + 1) | 0; })()',
  '(function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); })(70)',
  'for (;;) { try { for (;;); } catch {} }',
  'setInterval(() => {}, 1)',
  'const a = new Int32Array(new SharedArrayBuffer(4)); Atomics.wait(a, 0, 0)',
  'require("fs").readFile(__filename, () => { for (;;); }); setTimeout(() => {}, 1e6)',
  'require("net").createServer().listen(0); require("worker_threads").parentPort.postMessage(1)',
  'new (require("worker_threads").Worker)("for (;;);", { eval: true }); for (;;);',
  '[3, 2, 1].sort(function f() { return [3, 2, 1].sort(f); })',
  'process.on("exit", () => { for (;;); })',
];

async function run(program, delay) {
  const worker = new Worker(program, { eval: true });
  worker.on('error', (error) => assert.match(`${error}`, /RangeError/));
  if (delay === 'online') await new Promise((resolve) => worker.once('online', resolve));
  else if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  const code = await worker.terminate();
  assert.ok(code === 1 || code === 0 || code === undefined, `code ${code}`);
}

(async () => {
  for (const delay of [0, 3, 'online', 40]) {
    await Promise.all(programs.map((program) => run(program, delay)));
  }
})().then(() => { process.exitCode = 0; });
process.exitCode = 1;
