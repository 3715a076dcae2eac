// SPDX-License-Identifier: MIT
// Sets and maps with the same entries, in the same and in another order, and with entries taken out.
'use strict';
const assert = require('node:assert');
const { isDeepStrictEqual } = require('node:util');

const yes = (a, b) => assert.ok(isDeepStrictEqual(a, b) && isDeepStrictEqual(b, a));
const no = (a, b) => assert.ok(!isDeepStrictEqual(a, b) && !isDeepStrictEqual(b, a));
const without = (collection, key) => (collection.delete(key), collection);
const numbers = (count) => Array.from({ length: count }, (_, i) => i);
const text = (i) => `k${i}`;

yes(new Set(), new Set());
yes(new Set(numbers(20).map(text)), new Set(numbers(20).map(text)));
yes(new Set(numbers(20).map(text)), new Set(numbers(20).reverse().map(text)));
yes(new Set(['\u20ac', NaN, 1n, undefined]), new Set(['\u20ac', NaN, 1n, undefined]));
yes(new Set([1, { a: 1 }]), new Set([1, { a: 1 }]));
yes(without(new Set([1, 2, 3]), 2), new Set([1, 3]));
yes(without(new Set([1]), 1), new Set());
no(new Set([1, 2]), new Set([1, 3]));
no(new Set([1, 2]), new Set([1, 2, 3]));
no(new Set([1]), new Set(['1']));
no(Object.assign(new Set([1]), { a: 1 }), new Set([1]));
assert.deepEqual(new Set([1, 2]), new Set(['2', '1']));

const entries = (count, value) => numbers(count).map((i) => [text(i), value(i)]);
yes(new Map(), new Map());
yes(new Map(entries(20, (i) => i)), new Map(entries(20, (i) => i)));
yes(new Map(entries(600, (v) => ({ v }))), new Map(entries(600, (v) => ({ v }))));
yes(new Map(entries(20, (v) => ({ v }))), new Map(entries(20, (v) => ({ v })).reverse()));
yes(without(new Map(entries(20, (v) => [v])), 'k3'), new Map(entries(20, (v) => [v]).filter((entry) => entry[0] !== 'k3')));
no(new Map(entries(20, (v) => ({ v }))), new Map(entries(20, (v) => ({ v: v === 19 ? 0 : v }))));
no(new Map([['a', 0]]), new Map([['a', -0]]));
no(new Map([['a', undefined]]), new Map([['b', undefined]]));
assert.deepEqual(new Map([['a', 1]]), new Map([['a', '1']]));
assert.notDeepEqual(new Map([['a', 1]]), new Map([['a', '2']]));
assert.deepEqual(new Map([[1, 'x'], ['1', 'y']]), new Map([[1, 'y'], ['1', 'x']]));

// The same keys in the same order, each with the other's value: keys that are deeply equal may change places.
const keys = [{ k: 1 }, { k: 1 }];
yes(new Map([[keys[0], 1], [keys[1], 2]]), new Map([[keys[0], 2], [keys[1], 1]]));
no(new Map([[keys[0], 1], [keys[1], 2]]), new Map([[keys[0], 2], [keys[1], 2]]));

const loop = () => {
  const map = new Map();
  return map.set('self', map).set('list', [map]);
};
yes(loop(), loop());
