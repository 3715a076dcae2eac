// SPDX-License-Identifier: MIT
// "Received ..." describes any value.
'use strict';
const assert = require('node:assert');
const { inherits } = require('node:util');

const message = (value) => {
  try {
    inherits(value, undefined);
    process.chdir(value);
  } catch (error) {
    return error.message.slice(error.message.indexOf('Received'));
  }
  return undefined;
};
const received = (value) => {
  try {
    process.chdir(value);
  } catch (error) {
    return error.message.replace(/^.*Received /, '');
  }
  return undefined;
};
assert.strictEqual(received(undefined), 'undefined');
assert.strictEqual(received(null), 'null');
assert.strictEqual(received(-0), 'type number (-0)');
assert.strictEqual(received(5n), 'type bigint (5n)');
assert.strictEqual(received(true), 'type boolean (true)');
assert.strictEqual(received(Symbol('x')), 'type symbol (Symbol(x))');
assert.strictEqual(received(function named() {}), 'function named');
assert.strictEqual(received(new Map()), 'an instance of Map');
assert.strictEqual(received({ __proto__: null }), '[Object: null prototype] {}');
assert.ok(message(1).startsWith('Received'));
