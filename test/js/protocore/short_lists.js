// SPDX-License-Identifier: MIT
// Short lists of primitives wait on the JavaScript side until something needs them in the shared heap: nothing of that can be seen.
'use strict';
const assert = require('node:assert');
const { List, Ref, isShared, share, stats, thaw } = require('protojs:core');

const values = [1, -0, NaN, 'text', '', null, true, 10n, 2.5, '\ud800'];
const source = values.slice();
const list = new List(source);
source[0] = 'changed afterwards';
source.push('longer');
assert.strictEqual(list.size, values.length);
assert.deepStrictEqual([...list], values);
assert.deepStrictEqual(list.toArray(), values);
assert.ok(Object.is(list.get(1), -0));
assert.strictEqual(list.get(99), undefined);
assert.strictEqual(list[3], 'text');
assert.strictEqual(list.indexOf('text'), 3);

const before = stats().roots;
for (let i = 0; i < 50; i++) assert.strictEqual(new List([i, 'a']).get(0), i);
assert.strictEqual(stats().roots, before); // none of them crossed

assert.ok(isShared(list));
assert.strictEqual(share(list), list);
assert.deepStrictEqual([...list], values);
assert.deepStrictEqual(thaw(list), values);
assert.ok(new List(values).equals(list) && !new List([1]).equals(new List([2])));
assert.strictEqual(new Ref(list).get(), list);

const one = new List([1, 2, 3]);
const other = one.set(0, 'x');
assert.deepStrictEqual([[...one], [...other], [...one.push(4)]], [[1, 2, 3], ['x', 2, 3], [1, 2, 3, 4]]);
assert.deepStrictEqual([...new List([1, 2]).concat(new List([3]))], [1, 2, 3]);
assert.deepStrictEqual([...new List([]).push(1)], [1]);
assert.deepStrictEqual([...new List()], []);
assert.deepStrictEqual(structuredClone({ a: new List([1]) }).a.toArray(), [1]);

// These do not wait: holes, undefined, objects, longer arrays.
assert.deepStrictEqual(thaw(new List([, 1])), [, 1]);
assert.deepStrictEqual([...new List([undefined, { a: 1 }])].length, 2);
assert.strictEqual(new List(Array.from({ length: 33 }, (_, i) => i)).size, 33);
assert.throws(() => new List([() => {}, new WeakMap()]), { name: 'DataCloneError' });
