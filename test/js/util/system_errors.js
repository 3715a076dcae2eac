// SPDX-License-Identifier: MIT
// Names and texts of system errors.
'use strict';
const assert = require('node:assert');
const util = require('node:util');


assert.strictEqual(util.getSystemErrorName(-2), 'ENOENT');
assert.strictEqual(util.getSystemErrorMessage(-2), 'no such file or directory');
assert.deepStrictEqual(util.getSystemErrorMap().get(-13), ['EACCES', 'permission denied']);
assert.throws(() => util.getSystemErrorName(2), { code: 'ERR_OUT_OF_RANGE' });
assert.strictEqual(util.convertProcessSignalToExitCode('SIGTERM'), 143);
