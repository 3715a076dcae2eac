// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// Single changes wait on the JavaScript side: every version keeps what it had, whichever is read, sent or changed again, and in whichever order.
'use strict';
const assert = require('node:assert');
const { List, Map: SharedMap, isShared, share, thaw } = require('protojs:core');

let seed = 99;
function random(n) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor(seed / 4294967296 * n);
}

// Random versions of lists against arrays.
function checkList(list, array) {
  switch (random(6)) {
    case 0: return assert.deepStrictEqual(thaw(list), array);
    case 1: return assert.deepStrictEqual([...list], array);
    case 2: return assert.strictEqual(list.equals(share(array)), true);
    case 3: return assert.deepStrictEqual(share([list, 1]).get(0).toArray(), array);
    default:
      assert.strictEqual(list.size, array.length);
      for (let i = 0; i < 5; i++) {
        const at = random(array.length + 2);
        assert.strictEqual(list.get(at), array[at]);
      }
  }
}
const values = [1, -0, NaN, 'text', 'a longer text', true, null, undefined, 10n ** 20n, 0.5];
for (let round = 0; round < 30; round++) {
  const start = Array.from({ length: random(600) }, (_, i) => i);
  const lists = [{ list: new List(start), array: start }];
  for (let step = 0; step < 120; step++) {
    const { list, array } = lists[random(4) === 0 ? random(lists.length) : lists.length - 1];
    const times = random(20) === 0 ? 700 : 1 + random(5);
    let nextList = list;
    let next = array;
    for (let i = 0; i < times; i++) {
      const value = values[random(values.length)];
      if (next.length === 0 || random(3) === 0) {
        nextList = nextList.push(value);
        next = [...next, value];
      } else if (random(12) === 0) {
        nextList = nextList.pop();
        next = next.slice(0, -1);
      } else {
        const at = random(next.length);
        nextList = nextList.set(at, value);
        next = next.with(at, value);
      }
    }
    lists.push({ list: nextList, array: next });
    const { list: some, array: expected } = lists[random(lists.length)];
    checkList(some, expected);
  }
  for (const { list, array } of lists) assert.deepStrictEqual(list.toArray(), array);
}

// Maps against maps, with their order.
for (let round = 0; round < 30; round++) {
  const start = Array.from({ length: random(60) }, (_, i) => [`key ${i}`, i]);
  const maps = [{ map: new SharedMap(start), plain: new Map(start) }];
  for (let step = 0; step < 80; step++) {
    const { map, plain } = maps[random(4) === 0 ? random(maps.length) : maps.length - 1];
    let nextMap = map;
    const next = new Map(plain);
    const times = random(25) === 0 ? 600 : 1 + random(4);
    for (let i = 0; i < times; i++) {
      const key = [`key ${random(80)}`, random(20), -0, NaN, null, true][random(20) === 0 ? 2 + random(4) : random(2)];
      if (random(4) === 0) {
        nextMap = nextMap.delete(key);
        next.delete(key);
      } else {
        const value = values[random(values.length)];
        nextMap = nextMap.set(key, value);
        next.set(key, value);
      }
    }
    maps.push({ map: nextMap, plain: next });
    const some = maps[random(maps.length)];
    for (let i = 0; i < 5; i++) {
      const key = `key ${random(90)}`;
      assert.strictEqual(some.map.get(key), some.plain.get(key));
      assert.strictEqual(some.map.has(key), some.plain.has(key));
      assert.strictEqual(some.map.get(key, 'none'), some.plain.has(key) ? some.plain.get(key) : 'none');
    }
    if (random(3) === 0) assert.strictEqual(some.map.size, some.plain.size);
    if (random(5) === 0) assert.deepStrictEqual(some.map.toJS(), some.plain);
  }
  for (const { map, plain } of maps) assert.deepStrictEqual([...map], [...plain]);
}

// Objects are shared when they are put in, not later.
const object = { a: 1 };
const list = new List([0, 1]).set(0, object);
object.a = 2;
assert.strictEqual(list.get(0).a, 1);
assert.strictEqual(isShared(list), true);
assert.strictEqual(list.get(0), list.get(0));
assert.strictEqual(new SharedMap().set('k', list).get('k').get(0).a, 1);
assert.throws(() => list.set(0, new WeakMap()), { name: 'DataCloneError' });

// A version that a program holds lets go of its base.
const { setTimeout: sleep } = require('node:timers/promises');
const { WeakRef: SharedWeakRef, collect } = require('protojs:core');
(async () => {
  let base = new List([new List([1, 2, 3]), 2]);
  const weak = new SharedWeakRef(base.get(0));
  const version = base.set(0, null);
  base = undefined;
  for (let i = 0; i < 100 && weak.deref() !== undefined; i++) {
    await sleep(10);
    globalThis.gc();
    collect();
  }
  assert.strictEqual(weak.deref(), undefined);
  assert.deepStrictEqual(version.toArray(), [null, 2]);
})();
