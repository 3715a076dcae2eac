// SPDX-License-Identifier: MIT
// throws() and doesNotThrow() with classes, expressions, examples and functions.
'use strict';
const assert = require('node:assert');
const fail = () => { throw Object.assign(new TypeError('Wrong value'), { code: 404 }); };
assert.throws(fail);
assert.throws(fail, TypeError);
assert.throws(fail, /^TypeError: Wrong/);
assert.throws(fail, { name: 'TypeError', message: /value$/, code: 404 });
assert.throws(fail, new TypeError('Wrong value'));
assert.throws(fail, (error) => error.code === 404);
const message = (fn) => {
  try {
    fn();
  } catch (error) {
    return error.message;
  }
  return undefined;
};
assert.strictEqual(message(() => assert.throws(() => {}, TypeError, 'why')), 'Missing expected exception (TypeError): why');
assert.strictEqual(message(() => assert.throws(fail, RangeError)),
  'The error is expected to be an instance of "RangeError". Received "TypeError"\n\nError message:\n\nWrong value');
assert.match(message(() => assert.throws(fail, { code: 405 })), /\+ {3}code: 404\n- {3}code: 405/);
assert.strictEqual(message(() => assert.doesNotThrow(fail)), 'Got unwanted exception.\nActual message: "Wrong value"');
assert.throws(() => assert.throws('x'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => assert.throws(fail, 'Wrong value'), { code: 'ERR_AMBIGUOUS_ARGUMENT' });
