// SPDX-License-Identifier: MIT
// A change of process.env.TZ holds for the next date, also when others came before it.
'use strict';
const assert = require('node:assert');
const hours = () => new Date(0).getHours();
process.env.TZ = 'UTC';
assert.strictEqual(hours(), 0);
process.env.TZ = 'Asia/Tokyo';
setTimeout(() => {
  assert.strictEqual(hours(), 9);
  process.env.TZ = 'America/New_York';
  queueMicrotask(() => {
    assert.strictEqual(hours(), 19);
    delete process.env.TZ;
    setImmediate(() => {
      process.env.TZ = 'Asia/Tokyo';
      setImmediate(() => assert.strictEqual(hours(), 9));
    });
  });
}, 1);
