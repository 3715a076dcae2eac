// SPDX-License-Identifier: MIT
// Arrays of many records are read where the engine keeps their attributes: every way objects may have come to be, against the originals.
'use strict';
const assert = require('node:assert');
const { setCaches, share, thaw } = require('protojs:core');

const N = 1000;
function check(make, name) {
  const array = Array.from({ length: N }, (_, i) => make(i));
  const before = array.map((o) => (o === null || typeof o !== 'object' ? o : Object.getOwnPropertyDescriptors(o)));
  const plain = array.map((o) => ({ ...o }));
  for (const caches of [true, false]) {
    setCaches(caches);
    assert.deepStrictEqual(thaw(share(array)), plain, name);
    assert.deepStrictEqual(thaw(share({ a: [array] })), { a: [plain] }, name);
  }
  setCaches(true);
  assert.deepStrictEqual(array.map((o) => (o === null || typeof o !== 'object' ? o : Object.getOwnPropertyDescriptors(o))), before, name);
}

const text = 'same text';
check((i) => ({ id: i, name: `name ${i}`, v: i / 2 }), 'usual');
check((i) => ({ a: 0, b: 0, c: 0, d: i === 900 ? 1 : 0 }), 'all the same');
check((i) => ({ a: text, b: text + i, c: `\u4e16${i}`, d: '' }), 'texts');
check((i) => ({ a: null, b: undefined, c: true, d: false, e: NaN, f: -0, g: 2 ** 31, h: -(2 ** 31), i: 5e-324, j: Infinity }), 'scalars');
check((i) => ({ a: i, b: i === 500 ? { deep: [i] } : i }), 'an object in the middle');
check((i) => ({ a: i, b: i === 999 ? 10n : i }), 'a BigInt at the end');
check((i) => ({ a: i, b: i === 0 ? Symbol.for('x') : i }), 'a symbol at the start');
check((i) => (i === 700 ? { z: 1 } : { a: i }), 'another shape');
check((i) => (i === 700 ? { b: 1, a: i } : { a: i, b: 2 }), 'another order');
check((i) => Object.freeze({ a: i, b: `t${i}` }), 'frozen');
check((i) => Object.seal({ a: i, b: `t${i}` }), 'sealed');
check((i) => Object.assign(Object.create(null), { a: i, b: `t${i}` }), 'no prototype');
check((i) => {
  const o = { a: 1, b: 2, c: i };
  delete o.a;
  o.d = -i;
  return o;
}, 'deleted');
check((i) => {
  const o = {};
  for (let k = 0; k < 40; k++) o[`name${k}`] = i * k;
  return o;
}, 'many, outside of the object');
check((i) => {
  const o = { a: i, b: 1 };
  Object.defineProperty(o, 'hidden', { value: { secret: 1 } });
  o.c = i + 1;
  return o;
}, 'hidden');
check((i) => ({ [Symbol('s')]: {}, a: i, b: -i }), 'symbols');
check((i) => ({ 1: 'one', a: i, 0: 'zero' }), 'indices');

// Attributes that run code are asked once each, and none is set.
let asked = 0;
const getters = Array.from({ length: N }, (_, i) => ({ a: i, get b() {
  asked++;
  return i;
}, set b(v) {
  throw new Error('set');
} }));
assert.strictEqual(share(getters).get(7).b, 7);
assert.strictEqual(asked, N);
const traps = [];
const proxies = Array.from({ length: N }, (_, i) => new Proxy({ a: i }, { set: () => traps.push('set'), get: (t, key) => (key === 'a' ? t.a + 1 : t[key]) }));
assert.strictEqual(share(proxies).get(7).a, 8);
assert.deepStrictEqual(traps, []);

// Holes and other elements between them.
const mixed = Array.from({ length: 3 * N }, (_, i) => ({ a: i }));
delete mixed[1500];
mixed[2000] = 'text';
mixed[2100] = null;
assert.deepStrictEqual(thaw(share(mixed)), mixed);
