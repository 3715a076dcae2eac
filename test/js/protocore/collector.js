// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// Shared values live as long as wrappers do, and no longer; stats say so; limits throw.
'use strict';
const assert = require('node:assert');
const { share, stats, collect, setLimits, List } = require('protojs:core');

const kept = share(Array.from({ length: 1000 }, (_, i) => ({ i, text: `number ${i}` })));
(function() {
  for (let i = 0; i < 20; i++) share(Array.from({ length: 20000 }, (_, j) => ({ j, text: `garbage ${j}` })));
})();
const inner = kept.get(500);
const before = stats().usedBytes;
setTimeout(() => {
  globalThis.gc();
  collect();
  const after = stats();
  assert.ok(after.usedBytes < before / 2, `${before} -> ${after.usedBytes}`);
  assert.ok(after.collections >= 1 && after.roots < 100);
  assert.strictEqual(kept.get(999).text, 'number 999');
  assert.strictEqual(inner.text, 'number 500');

  setLimits({ hard: stats().usedBytes + 4 * 1024 * 1024 });
  assert.throws(() => share('x'.repeat(1e7).split('').map((c, i) => [c, i])), { code: 'ERR_MEMORY_ALLOCATION_FAILED' });
  setLimits();
  assert.strictEqual(new List([1]).size, 1);
}, 1);
