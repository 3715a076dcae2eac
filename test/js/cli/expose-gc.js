// SPDX-License-Identifier: MIT
// Flags: --expose-gc --stack-trace-limit=3
const assert = require('node:assert');

assert.strictEqual(typeof gc, 'function');
gc();
assert.strictEqual(Error.stackTraceLimit, 3);
