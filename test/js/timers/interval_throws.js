// SPDX-License-Identifier: MIT
// An interval whose callback throws goes on.
'use strict';

const assert = require('node:assert');
let count = 0;
process.on('uncaughtException', (error) => {
  assert.strictEqual(error.message, 'thrown');
});
const interval = setInterval(() => {
  if (++count === 3) clearInterval(interval);
  throw new Error('thrown');
}, 1);
process.on('exit', () => assert.strictEqual(count, 3));
