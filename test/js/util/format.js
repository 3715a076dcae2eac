// SPDX-License-Identifier: MIT
// format() and its directives.
'use strict';
const assert = require('node:assert');
const { format, formatWithOptions } = require('node:util');


assert.strictEqual(format('%s %d %i %f %j %%', 'a', '1.5', '2.9px', '3.25x', { b: 1 }), 'a 1.5 2 3.25 {"b":1} %');
assert.strictEqual(format('%s', -0), '-0');
assert.strictEqual(format('%s', 12n), '12n');
assert.strictEqual(format('%s', { a: { b: 1 } }), '{ a: [Object] }');
assert.strictEqual(format('%s', { toString() { return 'own'; } }), 'own');
assert.strictEqual(format('%s', Symbol('x')), 'Symbol(x)');
assert.strictEqual(format('%d', Symbol('x')), 'NaN');
assert.strictEqual(format('%c%s', 'color: red', 'x'), 'x');
assert.strictEqual(format('%s'), '%s');
assert.strictEqual(format('%x', 1), '%x 1');
assert.strictEqual(format('a', 'b', { c: 1 }, null, undefined, 5), 'a b { c: 1 } null undefined 5');
assert.strictEqual(format(1, 'x'), '1 x');
const loop = {};
loop.loop = loop;
assert.strictEqual(format('%j', loop), '[Circular]');
assert.strictEqual(formatWithOptions({ colors: true }, 'n', 1), 'n \u001b[33m1\u001b[39m');
assert.match(format('%o', [1]), /\[ 1, \[length\]: 1 \]/);
