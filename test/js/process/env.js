// SPDX-License-Identifier: MIT
// process.env is the live environment: strings only, enumerable, deletable.
'use strict';

const assert = require('node:assert');
process.env.PROTOJS_TEST = 42;
assert.strictEqual(process.env.PROTOJS_TEST, '42');
assert.ok('PROTOJS_TEST' in process.env);
assert.ok(Object.keys(process.env).includes('PROTOJS_TEST'));
assert.deepStrictEqual(Object.getOwnPropertyDescriptor(process.env, 'PROTOJS_TEST'),
                       { value: '42', writable: true, enumerable: true, configurable: true });
assert.strictEqual(delete process.env.PROTOJS_TEST, true);
assert.strictEqual(process.env.PROTOJS_TEST, undefined);
process.env.PROTOJS_TEST = undefined;
assert.strictEqual(process.env.PROTOJS_TEST, 'undefined');
assert.strictEqual(typeof process.env.hasOwnProperty, 'function');
assert.throws(() => {
  process.env[Symbol('x')] = 1;
}, TypeError);
assert.throws(() => {
  process.env.x = Symbol('x');
}, TypeError);
assert.throws(() => Object.defineProperty(process.env, 'x', { value: 1 }), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });
