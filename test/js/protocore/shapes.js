// SPDX-License-Identifier: MIT
// Shapes of objects are told once to each thread. Reading that fails in the midst, or reads something else meanwhile, loses none of them.
'use strict';
const assert = require('node:assert');
const { Multiset, SparseList, registerClass, share, thaw } = require('protojs:core');

class Bomb {}
registerClass(Bomb, { fromShared() {
  throw new Error('boom');
} });
const list = share([new Bomb(), { first: 1 }, { second: 2 }, [{ third: 3 }]]);
assert.throws(() => list.get(0), { message: 'boom' });
assert.throws(() => thaw(list), { message: 'boom' });
assert.strictEqual(share([{ first: 1 }, { second: 3 }]).get(1).second, 3);
assert.strictEqual(share([{ second: 4 }]).get(0).second, 4);
assert.deepStrictEqual(thaw(share([{ third: 5 }, { fourth: 6 }, { first: 7 }])), [{ third: 5 }, { fourth: 6 }, { first: 7 }]);

// A class whose instances read other shared values while they are made.
const others = share(Array.from({ length: 50 }, (_, i) => ({ [`other ${i}`]: i })));
let at = 0;
class Reader {}
registerClass(Reader, { fromShared: (data) => Object.assign(new Reader(), data, { other: others.get(at++), more: thaw(share([{ [`deeper ${at}`]: 1 }])) }) });
const mixed = share(Array.from({ length: 40 }, (_, i) => [new Reader(), { [`own ${i}`]: { [`part ${i}`]: i } }]));
for (const read of [(i) => mixed.get(i), (i) => thaw(mixed)[i]]) {
  at = 0;
  for (let i = 0; i < 40; i++) {
    const pair = read(i);
    const [reader, record] = pair instanceof Array ? pair : pair.toArray();
    assert.strictEqual(record[`own ${i}`][`part ${i}`], i);
    assert.match(Object.keys(reader.other)[0], /^other \d+$/);
    at = 0;
  }
}

// Errors inside of errors, with objects of shapes that nobody has seen, in every collection.
const error = (i) => new Error(`e${i}`, { cause: { [`cause ${i}`]: [new Error('inner', { cause: new Map([[{ [`key ${i}`]: 1 }, { [`value ${i}`]: 2 }]]) })] } });
const check = (copy, i) => {
  assert.ok(copy instanceof Error);
  const { cause: [inner] } = { cause: copy.cause[`cause ${i}`] };
  assert.deepStrictEqual([...inner.cause], [[{ [`key ${i}`]: 1 }, { [`value ${i}`]: 2 }]]);
  assert.strictEqual(Object.getPrototypeOf(inner.cause), Map.prototype);
};
check(thaw(share(error(1))), 1);
check(thaw(share([1, error(2)]))[1], 2);
check(thaw(share({ a: { b: error(3) } })).a.b, 3);
check([...thaw(share(new Set([error(4)])))][0], 4);
check(thaw(share(new Map([['k', error(5)]]))).get('k'), 5);
const sparse = [];
sparse[5000] = error(6);
check(thaw(share(sparse))[5000], 6);
check(thaw(new SparseList([error(7)]))[0], 7);
check(thaw(new Multiset([error(8)]))[0], 8);
check(thaw(new Multiset([[error(9)], { x: 1 }]))[0][0], 9);
