// SPDX-License-Identifier: MIT
// Errors of the library carry their code in `code`, `stack` and toString().
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');

let error;
try {
  fs.openSync({});
} catch (e) {
  error = e;
}
assert.ok(error instanceof TypeError);
assert.strictEqual(error.name, 'TypeError');
assert.strictEqual(error.constructor, TypeError);
assert.strictEqual(error.code, 'ERR_INVALID_ARG_TYPE');
assert.match(error.stack, /^TypeError \[ERR_INVALID_ARG_TYPE\]: The "path" argument must be/);
assert.strictEqual(String(error), `TypeError [ERR_INVALID_ARG_TYPE]: ${error.message}`);
assert.deepStrictEqual(Object.keys(error), ['code']);
