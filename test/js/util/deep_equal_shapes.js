// SPDX-License-Identifier: MIT
// Deep equality of what has a short way of its own, and of what only looks so: holes, symbols, accessors, tags, proxies, subclasses, cycles,
// objects of other contexts.
'use strict';
const assert = require('node:assert');
const { isDeepStrictEqual: same } = require('node:util');
const vm = require('node:vm');

const loose = (a, b) => {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch (error) {
    assert.strictEqual(error.code, 'ERR_ASSERTION');
    return false;
  }
};
const both = (a, b, expected) => {
  assert.strictEqual(same(a, b), expected);
  assert.strictEqual(same(b, a), expected);
};

// plain objects
both({ a: 1, b: 2 }, { b: 2, a: 1 }, true);
both({ a: 1, b: 2 }, { a: 1, c: 2 }, false);
both({ a: undefined }, {}, false);
both({ a: undefined }, { b: undefined }, false);
both({ 0: 1, x: 1 }, { x: 1 }, false);
both({ 0: 1, 1: 2 }, { 1: 2, 0: 1 }, true);
{
  const emptied = { 0: 1, x: 1 };
  const kept = { 0: 1, x: 1 };
  delete emptied[0];
  both(emptied, kept, false);
  both(emptied, { x: 1 }, true);
}
both({ a: 0 }, { a: -0 }, false);
both({ a: NaN }, { a: NaN }, true);
both({ a: 1 }, { get a() { return 1; } }, true);
both({ a: 1 }, Object.defineProperty({}, 'a', { value: 1 }), false);
both({ a: 1 }, Object.assign(Object.create(null), { a: 1 }), false);
both({ a: 1 }, new (class { a = 1; })(), false);
both({ [Symbol.for('s')]: 1 }, { [Symbol.for('s')]: 1 }, true);
both({ [Symbol.for('s')]: 1 }, { [Symbol.for('s')]: 2 }, false);
both({ [Symbol.for('s')]: 1 }, {}, false);
both(Object.defineProperty({}, Symbol.for('s'), { value: 1 }), {}, true);
both({ [Symbol.toStringTag]: 'x' }, { [Symbol.toStringTag]: 'x' }, true);
both({ [Symbol.toStringTag]: 'x' }, { [Symbol.toStringTag]: 'y' }, false);
assert.strictEqual(loose({ a: [1, '2'] }, { a: ['1', 2] }), true);
assert.strictEqual(loose({ a: 1 }, Object.assign(Object.create(null), { a: 1 })), true);
both({ a: () => {} }, { a: () => {} }, false);
both(new Proxy({ a: 1 }, {}), { a: 1 }, true);
both(new Proxy({ a: 1 }, {}), { a: 2 }, false);
both((function() { return arguments; })(1), { 0: 1 }, false);
both(vm.runInNewContext('({ a: 1 })'), { a: 1 }, false);
assert.strictEqual(loose(vm.runInNewContext('({ a: [1] })'), { a: [1] }), true);

// arrays
both([1, [2, { a: 3 }]], [1, [2, { a: 3 }]], true);
both([1, 2], [1, 2, 3], false);
both([0], [-0], false);
both([NaN, 1.5], [NaN, 1.5], true);
both([undefined], [,], false); // eslint-disable-line no-sparse-arrays
both([, 1], [, 1], true); // eslint-disable-line no-sparse-arrays
both([, 1], [, 2], false); // eslint-disable-line no-sparse-arrays
both([undefined, 1], [undefined, 1], true);
both(Object.assign([1], { x: 1 }), [1], false);
both(Object.assign([1], { x: 1 }), Object.assign([1], { x: 1 }), true);
both(Object.assign([1], { [Symbol.for('s')]: 1 }), [1], false);
both(Object.defineProperty([1], 0, { get() { return 1; }, enumerable: true }), [1], true);
both([1], { 0: 1, length: 1 }, false);
both([1], new (class extends Array {})(1).fill(1), false);
both(new Proxy([1], {}), [1], true);
assert.strictEqual(loose(vm.runInNewContext('[1, [2]]'), [1, [2]]), true);

// cycles, also through holes
{
  const ring = () => {
    const o = { list: [1] };
    o.list.push(o);
    return o;
  };
  both(ring(), ring(), true);
  const sparse = () => {
    const list = new Array(3);
    list[2] = list;
    return list;
  };
  both(sparse(), sparse(), true);
}

// sets and maps
both(new Set(['a', 1, NaN]), new Set([NaN, 1, 'a']), true);
both(new Set([1, 2]), new Set([1, 3]), false);
both(new Set([{ a: 1 }, [2]]), new Set([[2], { a: 1 }]), true);
both(new Set([{ a: 1 }, { a: 1 }]), new Set([{ a: 1 }, { a: 2 }]), false);
both(Object.assign(new Set([1]), { x: 1 }), new Set([1]), false);
both(new (class S extends Set {})([1]), new Set([1]), false);
both(new Map([['a', { v: 1 }], [{ k: 1 }, 2]]), new Map([[{ k: 1 }, 2], ['a', { v: 1 }]]), true);
both(new Map([['a', undefined]]), new Map([['b', undefined]]), false);
both(new Map([['a', 1]]), new Set([['a', 1]]), false);
assert.strictEqual(loose(new Set([1]), new Set(['1'])), true);
assert.strictEqual(loose(new Map([[1, '2']]), new Map([['1', 2]])), true);

// bytes
both(Buffer.from('abc'), Buffer.from('abc'), true);
both(Buffer.from('abc'), Buffer.from('abd'), false);
both(Buffer.from('abc'), Buffer.from('abcd'), false);
both(Buffer.from('abc'), new Uint8Array([97, 98, 99]), false);
assert.strictEqual(loose(Buffer.from('abc'), new Uint8Array([97, 98, 99])), true);
both(new Uint8Array(2), new Int8Array(2), false);
both(new Float64Array([0]), new Float64Array([-0]), false);
assert.strictEqual(loose(new Float64Array([0]), new Float64Array([-0])), true);
both(new Float32Array([NaN]), new Float32Array([NaN]), true);
both(Object.assign(new Uint8Array(1), { x: 1 }), new Uint8Array(1), false);
both(new Uint8Array(new ArrayBuffer(8), 2, 3), new Uint8Array(3), true);
both(new ArrayBuffer(2), new ArrayBuffer(2), true);
both(new Uint8Array([1]).buffer, new Uint8Array([2]).buffer, false);
both(new DataView(new ArrayBuffer(2)), new DataView(new ArrayBuffer(2)), true);
both(new Date(1), new Date(1), true);
both(Object.assign(new Date(1), { x: 1 }), new Date(1), false);
