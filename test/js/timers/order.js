// SPDX-License-Identifier: MIT
// Timers of one duration fire in the order of their start; ticks and microtasks run between them; immediates come after.
'use strict';

const assert = require('node:assert');
const order = [];
setTimeout(() => {
  order.push('first');
  process.nextTick(() => order.push('tick'));
  Promise.resolve().then(() => order.push('microtask'));
}, 1);
setTimeout(() => order.push('second'), 1);
setTimeout(() => order.push('later'), 20);
setImmediate(() => order.push('immediate'));

process.on('exit', () => {
  const without = order.filter((name) => name !== 'immediate');
  assert.deepStrictEqual(without, ['first', 'tick', 'microtask', 'second', 'later']);
  assert.ok(order.includes('immediate'));
});
