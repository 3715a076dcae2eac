// SPDX-License-Identifier: MIT
// Kernels of a JavaScript function over a shared list, on several threads.
'use strict';
const assert = require('node:assert');
const { share, List } = require('protojs:core');

(async () => {
  const list = share(Array.from({ length: 5000 }, (_, i) => ({ id: i, group: i % 3 })));
  const mapped = await list.parallelMap((record, i) => ({ twice: record.id * 2, i }));
  assert.strictEqual(mapped.size, 5000);
  assert.deepStrictEqual(mapped.get(4999).toJS(), { twice: 9998, i: 4999 });
  const even = await list.parallelFilter((record) => record.id % 2 === 0);
  assert.deepStrictEqual([even.size, even.get(10).id], [2500, 20]);
  const numbers = List.from({ length: 5000 }, (_, i) => (i * 7919) % 5000);
  assert.strictEqual(await numbers.parallelReduce((a, b) => a + b), 5000 * 4999 / 2);
  assert.strictEqual(await numbers.parallelReduce((a, b) => a + b, 100), 5000 * 4999 / 2 + 100);
  const sorted = await numbers.parallelSort((a, b) => b - a);
  assert.ok(sorted.every((n, i) => n === 4999 - i));
  const groups = await list.parallelGroupBy((record) => record.group);
  assert.deepStrictEqual([groups.size, groups.get(2).size], [3, 1666]);
  assert.ok(groups.get(1).every((record) => record.id % 3 === 1));
  await assert.rejects(numbers.parallelMap(() => {
    throw new RangeError('from there');
  }), { name: 'RangeError', message: 'from there' });
  await assert.rejects(numbers.parallelMap(Math.max), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.strictEqual(await new List().parallelReduce((a) => a, 'empty'), 'empty');
})();
