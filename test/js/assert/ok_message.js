// SPDX-License-Identifier: MIT
// assert.ok() quotes the expression that was false.
'use strict';
const assert = require('node:assert');
const message = (fn) => {
  try {
    fn();
  } catch (error) {
    return error.message;
  }
  return undefined;
};
const start = 'The expression evaluated to a falsy value:\n\n  ';
assert.strictEqual(message(() => assert.ok(typeof 1 === 'string')), `${start}assert.ok(typeof 1 === 'string')\n`);
assert.strictEqual(message(() => { assert(true); assert([1, 2].includes(')')); }), `${start}assert([1, 2].includes(')'))\n`);
assert.strictEqual(message(() => assert['ok'].call(null, 0)), `${start}assert['ok'].call(null, 0)\n`); // eslint-disable-line dot-notation
assert.strictEqual(message(() => assert.ok()), 'No value argument passed to `assert.ok()`');
assert.strictEqual(message(() => assert.ok(0, 'own')), 'own');
assert.throws(() => assert.ok(0, new RangeError('mine')), RangeError);
