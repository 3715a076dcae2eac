// SPDX-License-Identifier: MIT
// 'beforeExit' may start new work; then it comes again.
'use strict';

const assert = require('node:assert');
let count = 0;
process.on('beforeExit', () => {
  if (++count < 3) setImmediate(() => {});
});
process.on('exit', () => assert.strictEqual(count, 3));
