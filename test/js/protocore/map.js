// SPDX-License-Identifier: MIT
// Map, Set and Multiset: order of insertion, keys by content, old versions stay.
'use strict';
const assert = require('node:assert');
const core = require('protojs:core');

const map = new core.Map([['b', 1], ['a', 2]]);
assert.deepStrictEqual([...map.set('c', 3).delete('b').set('b', 4)], [['a', 2], ['c', 3], ['b', 4]]);
assert.deepStrictEqual([map.size, map.get('a'), map.get('z'), map.get('z', 'else'), map.has('a')], [2, 2, undefined, 'else', true]);
const keyed = map.set({ id: 1 }, 'object').set([1, 2], 'list');
assert.strictEqual(keyed.get({ id: 1 }), 'object');
assert.strictEqual(keyed.get([1, 2]), 'list');
assert.strictEqual(keyed.get([2, 1]), undefined);
assert.deepStrictEqual([...map.merge({ a: 5, d: 6 }).keys()], ['b', 'a', 'd']);
assert.deepStrictEqual(map.update('a', (x) => x * 10).toJS(), new Map([['b', 1], ['a', 20]]));
assert.deepStrictEqual(map.map((v) => v + 1).filter((v) => v > 2).toJS(), new Map([['a', 3]]));
const many = new core.Map().withMutations((m) => {
  for (let i = 0; i < 5000; i++) m.set(`k${i}`, i);
  for (let i = 0; i < 5000; i += 2) m.delete(`k${i}`);
});
assert.strictEqual(many.size, 2500);
assert.strictEqual(many.get('k777'), 777);
assert.ok(new core.Map({ x: 1, y: 2 }).equals(new core.Map({ y: 2, x: 1 })));
assert.strictEqual(JSON.stringify(map), '{"b":1,"a":2}');

const set = new core.Set([1, 2, 3]);
assert.deepStrictEqual([...set.add(4).delete(2)], [1, 3, 4]);
assert.deepStrictEqual([...set.union([5]), ...set.intersection([2, 9]), ...set.difference([1])], [1, 2, 3, 5, 2, 2, 3]);
assert.ok(set.has(1) && !set.has(9) && set.isSubsetOf([1, 2, 3, 4]));
assert.ok(new core.Set([{ a: 1 }]).has({ a: 1 }));

const bag = new core.Multiset(['a', 'b', 'a']);
assert.deepStrictEqual([bag.size, bag.distinct, bag.count('a'), bag.add('b', 2).count('b'), bag.delete('a').count('a')], [3, 2, 2, 3, 1]);
assert.deepStrictEqual([...bag], ['a', 'a', 'b']);
