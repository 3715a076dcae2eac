// SPDX-License-Identifier: MIT
// The title can be read and set, and other processes see it.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
assert.strictEqual(typeof process.title, 'string');
process.title = 'protojs-test';
assert.strictEqual(process.title, 'protojs-test');
assert.ok(fs.readFileSync('/proc/self/cmdline', 'latin1').startsWith('protojs-test'));
