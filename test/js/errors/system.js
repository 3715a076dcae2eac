// SPDX-License-Identifier: MIT
// System errors have errno, code, syscall and path in this order.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');

try {
  fs.openSync('/no/such/file');
  assert.fail('opened');
} catch (error) {
  assert.strictEqual(error.message, "ENOENT: no such file or directory, open '/no/such/file'");
  assert.deepStrictEqual(Object.entries(error), [
    ['errno', -2], ['code', 'ENOENT'], ['syscall', 'open'], ['path', '/no/such/file'],
  ]);
}
