// SPDX-License-Identifier: MIT
// One signal for many functions, before, while and after they run; timeouts that no timer can have; what is cancelled before it begins never does.
'use strict';
const assert = require('node:assert');

(async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const many = Array.from({ length: 20_000 }, (_, i) => Deferred.runWith({ signal }, (x) => x, i).catch((error) => error.name));
  assert.strictEqual(await Deferred.runWith({ signal }, () => 'before'), 'before');
  const running = Deferred.runWith({ signal }, () => { for (;;); });
  setImmediate(() => controller.abort(new Error('reason')));
  const error = await running.catch((e) => e);
  assert.strictEqual(error.name, 'AbortError');
  assert.strictEqual(error.cause.message, 'reason');
  for (const [i, outcome] of (await Promise.all(many)).entries()) assert.ok(outcome === i || outcome === 'AbortError');
  await assert.rejects(Deferred.runWith({ signal }, () => 1), { name: 'AbortError' });

  for (const timeout of [0, 2 ** 31, 1e12, Infinity]) {
    assert.strictEqual(await Deferred.runWith({ timeout }, () => new Promise((resolve) => setTimeout(resolve, 20, 5))), 5);
  }
  await assert.rejects(Deferred.runWith({ timeout: 20 }, () => new Promise(() => {})), { name: 'TimeoutError' });
  for (const timeout of [-1, NaN, '5', null]) assert.throws(() => Deferred.runWith({ timeout }, () => 1), { name: /TypeError|RangeError/ });

  const begun = new Int32Array(new SharedArrayBuffer(4));
  const busy = Array.from({ length: require('node:os').availableParallelism() }, () => Deferred.run((begun) => {
    Atomics.add(begun, 0, 1);
    while (Atomics.load(begun, 0) < 1000);
  }, begun));
  while (Atomics.load(begun, 0) < busy.length) await new Promise(setImmediate);
  const late = Deferred.run((begun) => Atomics.add(begun, 0, 1000), begun);
  assert.strictEqual(late.cancel(), true);
  assert.strictEqual(late.cancel(), false);
  await assert.rejects(late, { name: 'AbortError' });
  await Promise.race([...busy, new Promise((resolve) => setTimeout(resolve, 50))]);
  assert.strictEqual(Atomics.load(begun, 0), busy.length); // and its thread goes on with what it was at
  Atomics.store(begun, 0, 1000);
  await Promise.all(busy);
  process.exitCode = 0;
})();
process.exitCode = 1;
