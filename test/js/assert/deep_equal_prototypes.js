// SPDX-License-Identifier: MIT
// Whose prototypes count as the same, collections without a prototype, NaN in typed arrays, and what is an error to throws().
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { isDeepStrictEqual: same } = require('node:util');

class A {}
class B extends A {}
const bare = (value) => Object.setPrototypeOf(value, null);

// Another prototype with the same constructor is the same class.
assert.ok(same(Object.create({ i: 1 }), {}));
assert.ok(same(new A(), Object.create(new A())));
assert.ok(same(new Date(0), Object.setPrototypeOf(new Date(0), Object.create(Date.prototype))));
assert.ok(same(Object.create({ constructor: A }), new A()));
for (const [a, b] of [[{}, Object.create(null)], [new A(), new B()], [new Error('a'), new TypeError('a')], [vm.runInNewContext('({})'), {}],
  [Object.create({ constructor: undefined }), Object.create({ constructor: undefined })],
  [{ constructor: A, __proto__: {} }, { constructor: A, __proto__: {} }]]) {
  assert.ok(!same(a, b));
}

assert.ok(same(bare(new Map([[1, { a: 1 }]])), bare(new Map([[1, { a: 1 }]]))));
assert.ok(same(bare(new Set([{}])), bare(new Set([{}]))));

assert.notDeepEqual(new Float64Array([NaN]), new Float64Array([NaN]));
assert.deepEqual(new Float32Array([0]), new Float32Array([-0]));
assert.deepStrictEqual(new Float64Array([NaN]), new Float64Array([NaN]));
assert.notDeepStrictEqual(new Float64Array([0]), new Float64Array([-0]));

// Tags count in part, too.
class Tagged { get [Symbol.toStringTag]() { return 'T'; } }
assert.throws(() => assert.partialDeepStrictEqual(new Tagged(), {}), { code: 'ERR_ASSERTION' });
assert.throws(() => assert.partialDeepStrictEqual({}, Math), { code: 'ERR_ASSERTION' });
assert.partialDeepStrictEqual(new Tagged(), new Tagged());

assert.throws(() => {
  assert.throws(() => { throw new Error('a'); }, bare(new Error('a')));
}, { code: 'ERR_INVALID_ARG_VALUE' });
