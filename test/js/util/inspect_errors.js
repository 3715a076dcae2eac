// SPDX-License-Identifier: MIT
// Errors: stack, cause, errors and properties.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


const error = new TypeError('bad', { cause: new Error('why') });
error.code = 'E_X';
const text = inspect(error);
assert.match(text, /^TypeError: bad\n {4}at /);
assert.match(text, /\{\n {2}code: 'E_X',\n {2}\[cause\]: Error: why\n {6}at /);
class Special extends Error {}
assert.match(inspect(new Special('m')), /^Special \[Error\]: m\n/);
const bare = new Error('no frames');
bare.stack = undefined;
assert.strictEqual(inspect(bare), '[Error: no frames]');
assert.match(inspect(new AggregateError([new Error('one')], 'all')), /\[errors\]: \[\n {4}Error: one/);
// What the engine throws looks the same.
try {
  null.x;
} catch (thrown) {
  assert.match(inspect(thrown), /^TypeError: Cannot read properties of null \(reading 'x'\)\n {4}at /);
}
