// SPDX-License-Identifier: MIT
// Strings made of bytes are right while the collector works, and their memory comes back.
'use strict';
const assert = require('node:assert');

const kilobyte = Buffer.alloc(1024, 'abc');
const wide = Buffer.from('\u20ac'.repeat(400));
const kept = [];
for (let i = 0; i < 400_000; i++) {
  const text = i % 2 === 0 ? kilobyte.toString('latin1') : wide.toString();
  if (i % 4000 < 2) kept.push(text);
}
assert.ok(process.memoryUsage().rss < 400 * 1024 * 1024, `${process.memoryUsage().rss} bytes`);
for (let i = 0; i < kept.length; i++) {
  assert.strictEqual(kept[i], i % 2 === 0 ? 'abc'.repeat(342).slice(0, 1024) : '\u20ac'.repeat(400));
}
