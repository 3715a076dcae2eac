// SPDX-License-Identifier: MIT
// Flags: --cpu-threads=1
// One thread: what was deferred inside gets its turn while what waits for it waits, to any depth; an inner one that is cancelled takes along nobody.
'use strict';
const assert = require('node:assert');

const depth = async (n) => (n === 0 ? 0 : 1 + await Deferred.run(depth, n - 1));

(async () => {
  assert.strictEqual(await Deferred.run(depth, 8), 8);
  assert.strictEqual(await Deferred.run(async () => {
    const inner = Deferred.run(() => new Promise(() => {}));
    await new Promise((resolve) => setTimeout(resolve, 20));
    inner.cancel();
    return inner.catch((error) => error.name);
  }), 'AbortError');
  assert.deepStrictEqual(await Promise.all([1, 2, 3].map((i) => Deferred.run(async (i) => (await Deferred.run((i) => i * 2, i)) + 1, i))), [3, 5, 7]);
  process.exitCode = 0;
})();
process.exitCode = 1;
