// SPDX-License-Identifier: MIT
// The shared heap at its limit, at every size on the way: operations succeed or throw a RangeError, and everything works when there is room again.
'use strict';
const assert = require('node:assert');
const { List, Map: SharedMap, collect, is, setLimits, share, stats, thaw } = require('protojs:core');

const own = Symbol('own');
let chain = null;
for (let i = 0; i < 3000; i++) chain = { i, chain, [own]: `text ${i}` };
const value = {
  chain, map: new Map(Array.from({ length: 300 }, (_, i) => [`key ${i}`, { i }])), set: new Set([1, [2], { three: 3 }]), texts: Array.from({ length: 500 }, (_, i) => `some text ${i}`),
  records: Array.from({ length: 400 }, (_, i) => ({ a: i, b: `b ${i}` })), big: 2n ** 5000n, bytes: new Uint8Array(20000), error: new Error('x', { cause: { y: 1 } }), [own]: [Symbol(), own],
};
const whole = share(value);
const operations = {
  share: () => share(value),
  list: () => new List(value.texts).concat(value.texts).set(3, { x: 1 }).push(4).slice(2),
  map: () => new SharedMap(value.map).merge({ a: 1 }).delete('key 7').set('x', 'y').equals(new SharedMap(value.map)),
  thaw: () => thaw(whole),
  equal: () => is(whole, share({ ...value })),
  hash: () => whole.hashCode(),
  sort: () => whole.texts.sort().map((text) => ({ text })),
};

let failures = 0;
for (const [name, operation] of Object.entries(operations)) {
  let through = false;
  for (let room = 1024; room < 2 ** 26 && !through; room = Math.ceil(room * 1.7)) {
    collect();
    setLimits({ hard: stats().usedBytes + room });
    try {
      operation();
      through = true;
    } catch (error) {
      assert.ok(error instanceof RangeError, `${name}: ${error}`);
      failures++;
    }
  }
  setLimits({});
  assert.ok(through, name);
  operation();
}
assert.ok(failures > 3, `${failures} failures`);
assert.deepStrictEqual(thaw(whole).map, value.map);
assert.ok(is(share({ ...value }), share({ ...value })));
