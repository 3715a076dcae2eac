// SPDX-License-Identifier: MIT
// isDeepStrictEqual, with and without prototypes.
'use strict';
const assert = require('node:assert');
const { isDeepStrictEqual } = require('node:util');


assert.ok(isDeepStrictEqual({ a: [1, new Map([[{ k: 1 }, new Set([1])]])] }, { a: [1, new Map([[{ k: 1 }, new Set([1])]])] }));
assert.ok(!isDeepStrictEqual([0], [-0]));
assert.ok(isDeepStrictEqual([NaN], [NaN]));
class A {}
class B {}
assert.ok(!isDeepStrictEqual(new A(), new B()));
assert.ok(isDeepStrictEqual(new A(), new B(), true));
