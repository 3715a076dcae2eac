// SPDX-License-Identifier: MIT
// A rejection is unhandled when no handler came before the microtasks ended; a later one is told of.
'use strict';

const assert = require('node:assert');
const seen = [];
const late = Promise.reject(new Error('late'));
const intime = Promise.reject(new Error('in time'));
process.nextTick(() => intime.catch(() => {}));
process.on('unhandledRejection', (reason, promise) => {
  seen.push(reason.message);
  assert.strictEqual(promise, late);
  setTimeout(() => late.catch(() => {}), 1);
});
process.on('rejectionHandled', (promise) => seen.push(promise === late));
setTimeout(() => {}, 20);
process.on('exit', () => assert.deepStrictEqual(seen, ['late', true]));
