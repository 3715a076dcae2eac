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
  const delays = [30, 1, 10];
  const result = await Readable.from(delays).map(async (ms) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    order.push(ms);
    return ms;
  }, { concurrency: 3 }).toArray();
  assert.deepStrictEqual(result, delays);
  assert.deepStrictEqual(order, [1, 10, 30]);
})();
