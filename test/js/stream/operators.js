// SPDX-License-Identifier: MIT
// The iterator helpers of Readable.
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');

(async () => {
  const numbers = () => Readable.from([1, 2, 3, 4, 5]);
  assert.deepStrictEqual(await numbers().map((x) => x * 2).toArray(), [2, 4, 6, 8, 10]);
  assert.deepStrictEqual(await numbers().filter(async (x) => x % 2).toArray(), [1, 3, 5]);
  assert.deepStrictEqual(await numbers().drop(1).take(2).toArray(), [2, 3]);
  assert.deepStrictEqual(await numbers().flatMap((x) => [x, x]).take(3).toArray(), [1, 1, 2]);
  assert.strictEqual(await numbers().reduce((a, b) => a + b), 15);
  assert.strictEqual(await numbers().some((x) => x > 4), true);
  assert.strictEqual(await numbers().every((x) => x > 4), false);
  assert.strictEqual(await numbers().find((x) => x > 2), 3);
  const order = [];
  const gates = [0, 1, 2].map(() => Promise.withResolvers());
  let begun = 0;
  const result = await Readable.from([0, 1, 2]).map(async (i) => {
    // All three run at once: the last to come lets the second go on, which lets the third, which lets the first.
    if (++begun === 3) gates[1].resolve();
    await gates[i].promise;
    order.push(i);
    gates[(i + 1) % 3].resolve();
    return i;
  }, { concurrency: 3 }).toArray();
  assert.deepStrictEqual(result, [0, 1, 2]);
  assert.deepStrictEqual(order, [1, 2, 0]);
})();
