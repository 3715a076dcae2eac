// SPDX-License-Identifier: MIT
// Locks are held by one thread at a time, or shared; a worker that ends gives its locks up.
'use strict';
const assert = require('node:assert');
const { Worker, locks } = require('node:worker_threads');

(async () => {
  assert.strictEqual(navigator.locks, locks);
  const order = [];
  await Promise.all([
    locks.request('a', async (lock) => {
      assert.strictEqual(lock.name, 'a');
      order.push(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(2);
    }),
    locks.request('a', () => order.push(3)),
  ]);
  assert.deepStrictEqual(order, [1, 2, 3]);
  const worker = new Worker(
    "require('worker_threads').locks.request('b', (l) => { require('worker_threads').parentPort.postMessage(l.mode); return new Promise(() => setTimeout(() => {}, 1e6)); })",
    { eval: true });
  assert.strictEqual(await new Promise((resolve) => worker.once('message', resolve)), 'exclusive');
  assert.strictEqual(await locks.request('b', { ifAvailable: true }, (lock) => lock), null);
  assert.strictEqual((await locks.query()).held.length, 1);
  const waiting = locks.request('b', { mode: 'shared' }, (lock) => lock.mode);
  await worker.terminate();
  assert.strictEqual(await waiting, 'shared');
  const held = locks.request('c', () => new Promise(() => {})).catch((error) => error.name);
  assert.strictEqual(await locks.request('c', { steal: true }, () => 'mine'), 'mine');
  assert.strictEqual(await held, 'AbortError');
  await assert.rejects(locks.request('-x', () => {}), { name: 'NotSupportedError' });
  process.exitCode = 0;
})();
process.exitCode = 1;
