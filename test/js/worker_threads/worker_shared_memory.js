// SPDX-License-Identifier: MIT
// Workers see the same bytes through a SharedArrayBuffer, count in it without loss, and wait for each other.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const shared = new SharedArrayBuffer(64);
assert.ok(shared instanceof SharedArrayBuffer);
assert.strictEqual(Object.prototype.toString.call(shared), '[object SharedArrayBuffer]');
assert.strictEqual(shared.byteLength, 64);
assert.strictEqual(shared.slice(8).byteLength, 56);
const cells = new Int32Array(shared);
const source = `
  const { workerData } = require('worker_threads');
  const cells = new Int32Array(workerData);
  if (!(workerData instanceof SharedArrayBuffer)) throw new Error('not shared');
  for (let i = 0; i < 20000; i++) Atomics.add(cells, 0, 1);
  Atomics.add(cells, 1, 1);
  Atomics.notify(cells, 1);
  if (Atomics.wait(cells, 2, 0) !== 'ok') throw new Error('not woken');
  Atomics.store(cells, 3, 7);`;
const workers = [1, 2].map(() => new Worker(source, { eval: true, workerData: shared }));
while (Atomics.load(cells, 1) < 2) Atomics.wait(cells, 1, Atomics.load(cells, 1), 1000);
assert.strictEqual(Atomics.load(cells, 0), 40000);
assert.strictEqual(Atomics.wait(cells, 2, 5), 'not-equal');
assert.strictEqual(Atomics.wait(cells, 2, 0, 1), 'timed-out');
for (let woken = 0; woken < 2;) woken += Atomics.notify(cells, 2);
let left = 2;
for (const worker of workers) {
  worker.on('exit', (code) => {
    assert.strictEqual(code, 0);
    if (--left === 0) assert.strictEqual(cells[3], 7);
  });
}
(async () => {
  const waiting = Atomics.waitAsync(cells, 5, 0);
  assert.strictEqual(waiting.async, true);
  assert.strictEqual(Atomics.notify(cells, 5), 1);
  assert.strictEqual(await waiting.value, 'ok');
  assert.strictEqual(await Atomics.waitAsync(cells, 5, 0, 1).value, 'timed-out');
})();
process.on('exit', () => assert.strictEqual(left, 0));
