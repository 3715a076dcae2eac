// SPDX-License-Identifier: MIT
// Maps, sets, their iterators, typed arrays and buffers.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


assert.strictEqual(inspect(new Map([['a', { b: 1 }]])), "Map(1) { 'a' => { b: 1 } }");
assert.strictEqual(inspect(new Set([1, 'x'])), "Set(2) { 1, 'x' }");
assert.strictEqual(inspect(new Uint8Array(3)), 'Uint8Array(3) [ 0, 0, 0 ]');
assert.strictEqual(inspect(new ArrayBuffer(2)), 'ArrayBuffer { [Uint8Contents]: <00 00>, [byteLength]: 2 }');
assert.strictEqual(inspect([1, , 3, , ,]), '[ 1, <1 empty item>, 3, <2 empty items> ]'); // eslint-disable-line no-sparse-arrays
assert.strictEqual(inspect(Array.from({ length: 4 }, (_, i) => i), { maxArrayLength: 2 }), '[ 0, 1, ... 2 more items ]');
assert.strictEqual(inspect(Object.assign([1], { k: 'v' })), "[ 1, k: 'v' ]");
assert.strictEqual(inspect(new WeakMap()), 'WeakMap { <items unknown> }');

// An iterator shows what is left, and stays where it is.
const iterator = new Map([[1, 2], [3, 4]]).entries();
iterator.next();
assert.strictEqual(inspect(iterator), '[Map Entries] { [ 3, 4 ] }');
assert.deepStrictEqual([...iterator], [[3, 4]]);
assert.strictEqual(inspect(new Set([5]).values()), '[Set Iterator] { 5 }');
assert.strictEqual(inspect(new Map([[1, 2]]).keys()), '[Map Iterator] { 1 }');
