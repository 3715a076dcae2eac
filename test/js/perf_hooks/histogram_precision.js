// SPDX-License-Identifier: MIT
// With few figures many values count as the same: percentiles and the maximum are the greatest of them, the minimum the least.
'use strict';
const assert = require('node:assert');
const { createHistogram } = require('node:perf_hooks');

const histogram = createHistogram({ lowest: 1, highest: 1e7, figures: 2 });
for (const value of [1426, 500001, 999000]) histogram.record(value);
assert.deepStrictEqual([histogram.min, histogram.max], [1424, 999423]);
assert.deepStrictEqual([histogram.percentile(1), histogram.percentile(50), histogram.percentile(100)], [1431, 501759, 999423]);
assert.strictEqual(histogram.percentileBigInt(50), 501759n);
assert.deepStrictEqual([...histogram.percentiles.values()].slice(0, 1), [1424]);

const other = createHistogram();
other.add(histogram);
assert.deepStrictEqual([other.min, other.max, other.count], [1424, 995839, 3]);
const empty = createHistogram();
assert.deepStrictEqual([empty.min, empty.minBigInt, empty.max], [9223372036854776000, 9223372036854775807n, 0]);
