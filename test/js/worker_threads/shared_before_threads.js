// SPDX-License-Identifier: MIT
// A SharedArrayBuffer may be older than the first use of worker_threads, and so may a growable one.
'use strict';
const assert = require('node:assert');

const early = new SharedArrayBuffer(8);
const cells = new Int32Array(early);
assert.ok(early instanceof SharedArrayBuffer);
assert.strictEqual(SharedArrayBuffer.name, 'SharedArrayBuffer');
assert.strictEqual(SharedArrayBuffer.length, 1);

const { Worker } = require('node:worker_threads');
const worker = new Worker(`
  const { workerData } = require('node:worker_threads');
  const cells = new Int32Array(workerData);
  Atomics.store(cells, 0, 7);
  Atomics.notify(cells, 0);`, { eval: true, workerData: early });
worker.on('exit', (code) => {
  assert.strictEqual(code, 0);
  assert.strictEqual(cells[0], 7);
});

const growable = new SharedArrayBuffer(8, { maxByteLength: 16 });
assert.strictEqual(growable.growable, true);
const other = new Worker('require("worker_threads").workerData.grow(16)', { eval: true, workerData: growable });
other.on('exit', (code) => {
  assert.strictEqual(code, 0);
  assert.strictEqual(growable.byteLength, 16);
});
