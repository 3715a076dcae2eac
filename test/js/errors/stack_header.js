// SPDX-License-Identifier: MIT
// The first line of a stack is the error as it is when the stack is first read.
'use strict';
const assert = require('node:assert');
class Renamed extends Error {
  constructor(message) {
    super(message);
    this.name = 'Special';
  }
}
assert.match(new Renamed('m').stack, /^Special: m\n/);
const error = new Error('before');
error.message = 'after';
assert.match(error.stack, /^Error: after\n/);
error.message = 'later';
assert.match(error.stack, /^Error: after\n/);
assert.strictEqual(typeof Error.prepareStackTrace, 'function');
