// SPDX-License-Identifier: MIT
// asMutable(), withMutations() and asImmutable() of every collection; what an immutable one was, it stays.
'use strict';
const assert = require('node:assert');
const { List, Tuple, Map: SharedMap, Set: SharedSet, Multiset, SparseList, share } = require('protojs:core');

const set = new SharedSet([1, 'two', share([3])]);
const changed = set.withMutations((m) => {
  m.add(4).add([5]).delete(1).delete([3]).add(1).delete('two');
  assert.ok(m.has(4) && m.has([5]) && m.has(1) && !m.has('two') && !m.has([3]));
  assert.strictEqual(m.asMutable(), m);
});
assert.deepStrictEqual([set.size, changed.size], [3, 3]);
assert.ok(changed.equals(new SharedSet([1, 4, [5]])) && set.has('two') && set.has([3]));
assert.strictEqual(set.asImmutable(), set);
assert.strictEqual(set.asMutable().add(7).size, 4);

const multiset = new Multiset(['a', 'a', 'b']);
const more = multiset.withMutations((m) => m.add('a', 2).delete('b').add('c'));
assert.deepStrictEqual([more.count('a'), more.count('b'), more.count('c'), more.size, multiset.size], [4, 0, 1, 5, 3]);

const sparse = new SparseList(10).set(3, 'x');
const filled = sparse.withMutations((m) => {
  m.set(5, 'y').update(3, (v) => v + v).delete(9).setLength(20);
  assert.deepStrictEqual([m.get(3), m.has(5), m.length, m.size], ['xx', true, 20, 2]);
  assert.throws(() => m.set(-1, 0), { code: 'ERR_OUT_OF_RANGE' });
});
assert.deepStrictEqual([filled.get(3), filled.get(5), filled.length, sparse.get(3), sparse.length], ['xx', 'y', 20, 'x', 10]);
assert.strictEqual(sparse.update(3, (v) => `${v}!`).get(3), 'x!');

const tuple = new Tuple([1, 2]);
assert.strictEqual(tuple.asImmutable(), tuple);
assert.ok(tuple.asMutable().push(3).asImmutable().equals(new List([1, 2, 3])));
assert.deepStrictEqual([String(tuple), `${share([1, [2, 3], 'x'])}`], ['1,2', '1,2,3,x']);

assert.strictEqual(new SharedMap({ a: 1 }).withMutations((m) => m.set('a', 2).delete('b')).get('a'), 2);

const exception = share([new DOMException('gone', 'AbortError')]).get(0);
assert.ok(exception instanceof DOMException && exception.name === 'AbortError' && exception.message === 'gone' && exception.code === 20);
