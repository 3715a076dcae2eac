// SPDX-License-Identifier: MIT
// List: old versions stay, methods, iteration, indices.
'use strict';
const assert = require('node:assert');
const { List, Tuple } = require('protojs:core');

const list = List.from({ length: 1000 }, (_, i) => i);
assert.strictEqual(list.size, 1000);
assert.strictEqual(list.get(999), 999);
assert.strictEqual(list[5], 5);
assert.strictEqual(list.at(-1), 999);
assert.strictEqual(list.get(1000), undefined);
assert.strictEqual(list.get(-1), undefined);
assert.strictEqual(list.get('x'), undefined);
const longer = list.push('end');
assert.deepStrictEqual([list.size, longer.size, longer.last()], [1000, 1001, 'end']);
assert.strictEqual(list.set(3, 'three').get(3), 'three');
assert.strictEqual(list.get(3), 3);
assert.deepStrictEqual(list.slice(10, 13).toArray(), [10, 11, 12]);
assert.deepStrictEqual(list.slice(-2).toArray(), [998, 999]);
assert.deepStrictEqual(list.slice(990).concat([1], new List([2])).toArray().slice(-3), [999, 1, 2]);
assert.strictEqual(list.pop().size, 999);
assert.strictEqual(list.shift().first(), 1);
assert.strictEqual(list.unshift(-1).first(), -1);
assert.strictEqual(list.insert(500, 'x').get(501), 500);
assert.strictEqual(list.delete(500).get(500), 501);
assert.strictEqual(list.update(0, (x) => x + 7).get(0), 7);
assert.strictEqual(list.sum(), 499500);
assert.strictEqual(list.reduce((a, b) => a + b), 499500);
assert.strictEqual(list.indexOf(77), 77);
assert.ok(new List([{ a: 1 }]).includes({ a: 1 }));
assert.deepStrictEqual(list.filter((x) => x % 500 === 0).toArray(), [0, 500]);
assert.deepStrictEqual(list.slice(0, 3).map((x) => ({ x })).toJS(), [{ x: 0 }, { x: 1 }, { x: 2 }]);
assert.deepStrictEqual(new List([3, 1, 2]).sort().toArray(), [1, 2, 3]);
assert.deepStrictEqual(new List(['b', 'a']).sort((a, b) => (a < b ? 1 : -1)).toArray(), ['b', 'a']);
const [first, ...rest] = list.slice(0, 3);
assert.deepStrictEqual([first, rest], [0, [1, 2]]);
assert.deepStrictEqual([...list.entries()].at(-1), [999, 999]);
assert.deepStrictEqual([...list.toFloat64Array().subarray(0, 2)], [0, 1]);
assert.strictEqual(JSON.stringify(list.slice(0, 3)), '[0,1,2]');
assert.deepStrictEqual([list.find((x) => x > 10), list.findIndex((x) => x > 10), list.some((x) => x > 998), list.every((x) => x < 5)],
                       [11, 11, true, false]);
assert.throws(() => list.set(2000, 1), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => list.map(1), { code: 'ERR_INVALID_ARG_TYPE' });
const changed = list.withMutations((m) => {
  for (let i = 0; i < 1000; i++) m.push(i).set(i, -i);
  m.pop();
});
assert.deepStrictEqual([changed.size, changed.get(10), changed.last(), list.get(10)], [1999, -10, 998, 10]);
assert.deepStrictEqual(List.of(1, 2).groupBy((x) => x % 2).toJS(), new Map([[1, [1]], [0, [2]]]));

const tuple = new Tuple([1, { a: 2 }, 'x']);
assert.deepStrictEqual([tuple.size, tuple.get(0), tuple[2], tuple.with(0, 5).get(0)], [3, 1, 'x', 5]);
assert.ok(tuple.equals(Tuple.of(1, { a: 2 }, 'x')));
assert.ok(tuple.toList() instanceof List);
