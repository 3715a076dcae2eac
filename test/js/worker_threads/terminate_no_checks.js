// SPDX-License-Identifier: MIT
// terminate() ends code in which no check of the engine is left, below any caller, and its thread is gone afterwards: compiled loops that only compute, WebAssembly,
// a match of a regular expression.
'use strict';
const assert = require('node:assert');
const { readdirSync } = require('node:fs');
const { Worker } = require('node:worker_threads');

const counting = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 20, 1, 18, 1, 1, 127, 3, 64, 32, 0, 65, 1, 106, 33, 0, 12, 0, 11,
  32, 0, 11,
];
const head = `
  const { parentPort } = require('worker_threads');
  const text = 'a'.repeat(3000);
  function compute(n) { let s = 0; n *= 1e5; for (let j = 0; j < n; j++) s = (s + (j ^ 3)) | 0; return s; }
  for (let i = 0; i < 30000; i++) compute(0.001);
  parentPort.postMessage('ready');`;
const bodies = [
  'compute(1e9)',
  'try { compute(1e9); } catch { for (;;); } finally { for (;;); }',
  '[3, 2, 1].sort(() => compute(1e9))',
  '(async () => { await 1; compute(1e9); })()',
  'function down(k) { return k === 0 ? compute(1e9) : 1 + down(k - 1); } down(2000)',
  `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([${counting}]))).exports.f()`,
  "/(a+)+b/.test('a'.repeat(60))",
  '/(a*)(a*)a*a*a*b/.exec(text)',
  "text.replace(/a*a*a*a*a*b/gi, 'x')",
];

const threads = () => readdirSync('/proc/self/task').length;

(async () => {
  const before = threads();
  for (const body of bodies) {
    const worker = new Worker(`${head}\n${body};`, { eval: true });
    await new Promise((resolve) => worker.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, 30)); // until it computes
    assert.strictEqual(await worker.terminate(), 1, body);
  }
  // The engine's own helpers stay; a worker's thread that slept for good would, too.
  assert.ok(threads() < before + bodies.length, `${threads()} threads, ${before} before`);
})();
