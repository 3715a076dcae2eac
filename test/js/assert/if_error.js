// SPDX-License-Identifier: MIT
// ifError() throws for anything but null and undefined, with both stacks.
'use strict';
const assert = require('node:assert');
assert.ifError(null);
assert.ifError(undefined);
assert.throws(() => assert.ifError(0), /ifError got unwanted exception: 0/);
const error = new Error('inner');
assert.throws(() => assert.ifError(error), (thrown) => {
  assert.strictEqual(thrown.actual, error);
  assert.match(thrown.message, /^ifError got unwanted exception: inner$/);
  return true;
});
