// SPDX-License-Identifier: MIT
// An uncaught error goes to the monitor and then to the listener; the loop goes on.
'use strict';

const assert = require('node:assert');
const seen = [];
process.on('uncaughtExceptionMonitor', (error, origin) => seen.push(['monitor', error.message, origin]));
process.on('uncaughtException', (error, origin) => seen.push(['listener', error.message, origin]));
setTimeout(() => {
  throw new Error('timer');
}, 1);
process.nextTick(() => {
  throw new Error('tick');
});
queueMicrotask(() => {
  throw new Error('microtask');
});
process.on('exit', () => {
  assert.deepStrictEqual(seen.filter(([who]) => who === 'listener').map(([, message]) => message), ['tick', 'microtask', 'timer']);
  assert.strictEqual(seen.length, 6);
  assert.ok(seen.every(([, , origin]) => origin === 'uncaughtException'));
});
