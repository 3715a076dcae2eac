// SPDX-License-Identifier: MIT
// Holes of arrays stay holes; very sparse arrays become sparse lists.
'use strict';
const assert = require('node:assert');
const { share, thaw, SparseList } = require('protojs:core');

const array = [1, , undefined, , 5]; // eslint-disable-line no-sparse-arrays
const list = share(array);
assert.strictEqual(list.size, 5);
assert.deepStrictEqual([...list.holes()], [1, 3]);
const back = thaw(list);
assert.deepStrictEqual(Object.keys(back), ['0', '2', '4']);
assert.strictEqual(back.length, 5);

const sparse = [];
sparse[100000] = 'end';
sparse[5] = 'five';
const shared = share(sparse);
assert.ok(shared instanceof SparseList);
assert.strictEqual(shared.length, 100001);
assert.deepStrictEqual([...shared.keys()], [5, 100000]);
assert.strictEqual(shared.set(7, 'x').get(7), 'x');
assert.strictEqual(shared.has(7), false);
assert.strictEqual(shared.setLength(6).size, 1);
assert.deepStrictEqual(thaw(shared), sparse);
