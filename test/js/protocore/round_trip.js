// SPDX-License-Identifier: MIT
// What goes in comes out: every shareable type through share() and back by thaw().
'use strict';
const assert = require('node:assert');
const { share, thaw, isShared } = require('protojs:core');

const symbol = Symbol('own');
const values = [
  undefined, null, true, false, 0, -0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 53, 0.1, NaN, Infinity, -Infinity, 5e-324,
  '', 'a', 'five5', 'longer than five', 'caf\u00e9 \u00ff', 'wide \u4e16\u754c', '\ud800 lone', '\udc00', 'x'.repeat(70000), '\u0000',
  0n, 1n, -1n, 2n ** 64n, -(2n ** 200n) + 1n, Symbol.for('registered'), symbol,
  [], [1, 2, 3], [1.5, -0, NaN], ['a', ['b', ['c']]], [undefined, null], {}, { a: 1, b: { c: [1, { d: null }] } },
  { 'odd name': 1, '': 2, '0': 3, 'with': 4, 'constructor': 5 },
  new Map([[1, 'a'], ['k', { x: 1 }], [-0, 2]]), new Set([1, 'two', 3n]), new Map(), new Set(),
  new Date(1234567890123), new Date(NaN), /a(b)/giu, Object(1), Object('s'),
  new Uint8Array([1, 2, 3]), new Float64Array([1.5, -0]), new BigInt64Array([5n]), new Uint16Array([1, 2]).subarray(1), Buffer.from('buffer'),
  new Uint8Array([1, 2]).buffer, new URL('https://example.org/a?b#c'),
];
for (const value of values) {
  const back = thaw(share([value]))[0];
  assert.deepStrictEqual(back, value instanceof Map && value.has(0) ? new Map(value) : value);
  const alone = share(value);
  assert.deepStrictEqual(thaw(alone), value);
}
const view = thaw(share(new DataView(new Uint8Array([1, 2, 3]).buffer, 1)));
assert.strictEqual(view.byteLength, 2);
assert.strictEqual(view.getUint8(0), 2);
const big = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`key${i}`, i]));
assert.deepStrictEqual(thaw(share(big)), big);
assert.ok(isShared(share(big)));
assert.deepStrictEqual(Object.keys(share(big)), Object.keys(big));

// One graph, not a tree: what was one object stays one.
const inner = { list: [1, { deep: true }] };
const twice = share({ a: inner, b: inner });
assert.strictEqual(twice.a.list, twice.b.list);
