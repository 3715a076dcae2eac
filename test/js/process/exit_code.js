// SPDX-License-Identifier: MIT
// process.exitCode is validated and is what the process ends with.
// Exit: 7
'use strict';

const assert = require('node:assert');
assert.throws(() => {
  process.exitCode = 'x';
}, { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => {
  process.exitCode = 1.5;
}, { code: 'ERR_OUT_OF_RANGE' });
process.exitCode = '7';
process.on('exit', (code) => assert.strictEqual(code, '7'));
