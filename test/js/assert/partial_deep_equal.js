// SPDX-License-Identifier: MIT
// partialDeepStrictEqual asks only for the parts that are expected.
'use strict';
const assert = require('node:assert');
assert.partialDeepStrictEqual({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } });
assert.partialDeepStrictEqual([1, 2, 3], [1, 3]);
assert.partialDeepStrictEqual(new Set([1, 2]), new Set([2]));
assert.partialDeepStrictEqual(new Map([[1, { a: 1, b: 2 }]]), new Map([[1, { b: 2 }]]));
assert.throws(() => assert.partialDeepStrictEqual([1, 2], [2, 1]), assert.AssertionError);
assert.throws(() => assert.partialDeepStrictEqual({ a: 1 }, { b: 1 }), assert.AssertionError);
// Only what is there is looked at.
const long = new Array(150_000_000);
long[5] = 1;
assert.partialDeepStrictEqual(long, Object.assign(new Array(10), { 5: 1 }));
