// SPDX-License-Identifier: MIT
const assert = require('node:assert');

try {
  null.property;
} catch (error) {
  assert.strictEqual(error.message, "Cannot read properties of null (reading 'property')");
  assert.match(error.stack, /^TypeError: Cannot read properties of null \(reading 'property'\)\n {4}at .*engine_errors_have_v8_stacks\.js:5:/);
}
