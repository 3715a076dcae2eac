// SPDX-License-Identifier: MIT
// Stacks survive any change of Error.stackTraceLimit, however hot the code is.
'use strict';
const assert = require('node:assert');
const frames = () => new Error('x').stack.split('\n').length - 1;
for (let i = 0; i < 200; i++) assert.ok(frames() > 0);
Error.stackTraceLimit = 0;
assert.strictEqual(new Error('x').stack, 'Error: x');
Error.stackTraceLimit = 1;
assert.strictEqual(frames(), 1);
Error.stackTraceLimit = 10;
assert.ok(frames() > 1);
const holder = {};
Error.captureStackTrace(holder);
assert.match(holder.stack, /\n {4}at /);
