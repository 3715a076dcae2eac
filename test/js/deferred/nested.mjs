// SPDX-License-Identifier: MIT
// Deferred functions that defer: deeper than there are workers, many at once, waiting ones leave their worker to others, and what is cancelled or ends takes along what it deferred.
import assert from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

const depth = async (n) => (n === 0 ? 0 : 1 + await Deferred.run(depth, n - 1));
assert.strictEqual(await Deferred.run(depth, 12), 12);

const sums = await Deferred.run(async () => {
  const parts = await Promise.all(Array.from({ length: 20 }, (_, i) => Deferred.run(async (i) => await Deferred.run((i) => i * 2, i), i)));
  return parts.reduce((a, b) => a + b);
});
assert.strictEqual(sums, 380);

// Fifty that sleep do not wait for one another.
const begin = performance.now();
await Promise.all(Array.from({ length: 50 }, () => Deferred.run(async () => {
  await new Promise((resolve) => setTimeout(resolve, 200));
})));
assert(performance.now() - begin < 50 * 200 / 2);

// One that ends takes along what it deferred, which would go on for ever.
const counter = new Int32Array(new SharedArrayBuffer(4));
const outer = Deferred.run(async (counter) => {
  await Deferred.run((counter) => {
    for (;;) Atomics.add(counter, 0, 1);
  }, counter);
}, counter);
while (Atomics.load(counter, 0) === 0) await sleep(5);
assert.strictEqual(outer.cancel(), true);
await assert.rejects(outer, { name: 'AbortError' });
for (let before = -1; before !== Atomics.load(counter, 0);) {
  before = Atomics.load(counter, 0);
  await sleep(50);
}

assert.strictEqual(await Deferred.run(async () => {
  const controller = new AbortController();
  const inner = Deferred.runWith({ signal: controller.signal }, () => {
    for (;;);
  });
  setTimeout(() => controller.abort(), 20);
  return inner.then(() => 'no', (error) => error.name);
}), 'AbortError');
assert.strictEqual(await Deferred.run(() => Deferred.runWith({ timeout: 20 }, () => {
  for (;;);
}).then(() => 'no', (error) => error.name)), 'TimeoutError');

// Loops of nothing but awaits end, too.
const controller = new AbortController();
const awaits = Deferred.runWith({ signal: controller.signal }, async () => {
  for (;;) await null;
});
setTimeout(() => controller.abort(), 50);
await assert.rejects(awaits, { name: 'AbortError' });
assert.deepStrictEqual(await Promise.all([1, 2, 3, 4].map((i) => Deferred.run((i) => i, i))), [1, 2, 3, 4]);
