// SPDX-License-Identifier: MIT
// While the main thread computes, the pool's threads start, take what waits, and what was deferred inside of it, without its help.
'use strict';
const assert = require('node:assert');

const kCount = 50;
const begun = new Int32Array(new SharedArrayBuffer(4));

// Gives the event loop no turn until so many have begun.
function computeUntil(count) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (Atomics.load(begun, 0) >= count) return;
  }
  assert.fail(`${Atomics.load(begun, 0)} of ${count} have begun`);
}

(async () => {
  const list = Array.from({ length: kCount }, (_, i) => Deferred.run((begun, i) => {
    Atomics.add(begun, 0, 1);
    return { i };
  }, begun, i));
  computeUntil(kCount);
  assert.deepStrictEqual((await Promise.all(list)).map(({ i }) => i), list.map((_, i) => i));

  const quick = Array.from({ length: kCount }, (_, i) => Deferred.run((x) => x * 2, i));
  const outer = Deferred.run(async (begun) => {
    const inner = Array.from({ length: 10 }, () => Deferred.run((begun) => Atomics.add(begun, 0, 1), begun));
    return (await Promise.all(inner)).length;
  }, begun);
  computeUntil(kCount + 10);
  assert.strictEqual(await outer, 10);
  assert.deepStrictEqual(await Promise.all(quick), quick.map((_, i) => i * 2));
  process.exitCode = 0;
})();
process.exitCode = 1;
