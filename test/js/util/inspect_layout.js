// SPDX-License-Identifier: MIT
// Line breaks: what fits goes on one line, short elements stand in columns.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


assert.strictEqual(inspect({ a: { b: { c: {} } } }), '{ a: { b: { c: {} } } }');
assert.strictEqual(inspect({ a: { b: { c: { d: 1 } } } }), '{ a: { b: { c: [Object] } } }');
assert.strictEqual(inspect({ a: { b: { c: { d: 1 } } } }, { depth: 5 }), '{\n  a: { b: { c: { d: 1 } } }\n}');
assert.strictEqual(inspect({ a: 1, b: 2 }, { compact: false }), '{\n  a: 1,\n  b: 2\n}');
assert.strictEqual(inspect({ a: 1, b: 2 }, { breakLength: 10 }), '{\n  a: 1,\n  b: 2\n}');
assert.strictEqual(inspect(Array.from({ length: 10 }, (_, i) => i * 100)),
  '[\n    0, 100, 200, 300,\n  400, 500, 600, 700,\n  800, 900\n]');
assert.strictEqual(inspect(new BigInt64Array(10)),
  'BigInt64Array(10) [\n  0n, 0n, 0n, 0n, 0n,\n  0n, 0n, 0n, 0n, 0n\n]');
assert.strictEqual(inspect({ b: 1, a: 2 }, { sorted: true }), '{ a: 2, b: 1 }');
