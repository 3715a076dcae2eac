// SPDX-License-Identifier: MIT
// Exit: 7
// promisify and callbackify.
'use strict';
const assert = require('node:assert');
const { promisify, callbackify } = require('node:util');


async function main() {
  const add = (a, b, callback) => setImmediate(callback, null, a + b);
  assert.strictEqual(await promisify(add)(1, 2), 3);
  await assert.rejects(promisify((callback) => callback(new Error('no')))(), /no/);
  const custom = () => 'custom';
  add[promisify.custom] = custom;
  assert.strictEqual(promisify(add), custom);
  assert.throws(() => promisify('x'), { code: 'ERR_INVALID_ARG_TYPE' });

  const call = callbackify(async (value) => value);
  assert.strictEqual(call.length, 2);
  call(7, (error, value) => {
    assert.strictEqual(error, null);
    assert.strictEqual(value, 7);
    callbackify(() => Promise.reject(null))((reason) => { // eslint-disable-line prefer-promise-reject-errors
      assert.strictEqual(reason.code, 'ERR_FALSY_VALUE_REJECTION');
      assert.strictEqual(reason.reason, null);
      process.exitCode = 7;
    });
  });
}
main();
