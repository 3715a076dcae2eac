// SPDX-License-Identifier: MIT
// An unhandled rejection without listener ends the process with code 1.
// Exit: 1
'use strict';

const assert = require('node:assert');
process.on('exit', (code) => assert.strictEqual(code, 1));
setTimeout(() => assert.fail('not reached'), 1000);
Promise.reject(new Error('nobody cares'));
