// SPDX-License-Identifier: MIT
// A thread of the pool that ends by itself takes along what it had begun, once, and nothing else; errors of nobody are the program's.
'use strict';
const assert = require('node:assert');

(async () => {
  const runs = new Int32Array(new SharedArrayBuffer(4));
  const exits = Deferred.run((runs) => {
    Atomics.add(runs, 0, 1);
    process.exit(3);
  }, runs);
  const others = Array.from({ length: 200 }, (_, i) => Deferred.run((x) => x, i));
  await assert.rejects(exits, { name: 'AbortError' });
  assert.deepStrictEqual(await Promise.all(others), others.map((_, i) => i));
  assert.strictEqual(Atomics.load(runs, 0), 1);

  await assert.rejects(Deferred.run(() => new Promise(() => setTimeout(() => { throw new RangeError('in a timer'); }, 1))), { name: 'RangeError', message: 'in a timer' });
  await assert.rejects(Deferred.run(() => { Promise.reject(new Error('of nobody')); return new Promise(() => {}); }), { message: 'of nobody' });
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  assert.strictEqual(await Deferred.run(() => { setTimeout(() => { throw new Error('afterwards'); }, 20); return 1; }), 1);
  const held = setTimeout(() => {}, 20_000); // the pool does not keep the process alive
  assert.strictEqual((await uncaught).message, 'afterwards');
  clearTimeout(held);

  assert.deepStrictEqual(await Deferred.run(() => {
    const { parentPort, workerData, isMainThread } = require('node:worker_threads');
    return [parentPort, workerData, isMainThread];
  }), [null, null, false]);
  assert.strictEqual(await Deferred.run(() => {
    process.on('uncaughtException', () => {});
    setTimeout(() => { throw new Error('caught there'); }, 1);
    return new Promise((resolve) => setTimeout(resolve, 20, 'went on'));
  }), 'went on');
  process.exitCode = 0;
})();
process.exitCode = 1;
