// SPDX-License-Identifier: MIT
// Histograms count with three figures of precision.
'use strict';
const assert = require('node:assert');
const { createHistogram } = require('node:perf_hooks');

const h = createHistogram();
for (let i = 1; i <= 10000; i++) h.record(i * 1000);
assert.strictEqual(h.count, 10000);
assert.strictEqual(h.min, 1000);
assert.ok(Math.abs(h.percentile(50) / 5e6 - 1) < 0.002);
assert.ok(Math.abs(h.mean / 5.0005e6 - 1) < 0.002);
assert.throws(() => h.record(0), { code: 'ERR_OUT_OF_RANGE' });
h.reset();
assert.strictEqual(h.max, 0);
