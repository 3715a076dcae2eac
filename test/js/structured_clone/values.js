// SPDX-License-Identifier: MIT
// What structuredClone() copies, and what it refuses.
'use strict';
const assert = require('node:assert');

const value = {
  date: new Date(7), re: /x/gi, map: new Map([[1, { a: new Set([2]) }]]), bytes: new Uint8Array([1, 2, 3]).subarray(1),
  big: 10n ** 30n, list: [1, , 3], error: new RangeError('r', { cause: 'c' }), none: undefined,
};
value.self = value;
const copy = structuredClone(value);
assert.notStrictEqual(copy, value);
assert.strictEqual(copy.self, copy);
assert.deepStrictEqual(copy.map, value.map);
assert.deepStrictEqual([...copy.bytes], [2, 3]);
assert.ok(copy.error instanceof RangeError && copy.error.cause === 'c');
assert.strictEqual(1 in copy.list, false);
for (const bad of [() => {}, Symbol('s'), new WeakMap(), Promise.resolve(), new Proxy({}, {})]) {
  assert.throws(() => structuredClone({ bad }), { name: 'DataCloneError', code: 25 });
}
