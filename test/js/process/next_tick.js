// SPDX-License-Identifier: MIT
// Ticks run before microtasks; ticks of microtasks after them; arguments are passed on.
'use strict';

const assert = require('node:assert');
const order = [];
Promise.resolve().then(() => {
  order.push('microtask');
  process.nextTick(() => order.push('tick of microtask'));
}).then(() => order.push('second microtask'));
process.nextTick((a, b, c, d) => {
  order.push(`tick ${a}${b}${c}${d}`);
  process.nextTick(() => order.push('tick of tick'));
}, 1, 2, 3, 4);
assert.throws(() => process.nextTick(), { code: 'ERR_INVALID_ARG_TYPE' });
setImmediate(() => assert.deepStrictEqual(
  order, ['tick 1234', 'tick of tick', 'microtask', 'second microtask', 'tick of microtask']));
