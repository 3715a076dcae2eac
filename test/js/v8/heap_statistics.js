// SPDX-License-Identifier: MIT
// Heap statistics are plausible numbers.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

const before = v8.getHeapStatistics();
assert.ok(before.used_heap_size > 0 && before.heap_size_limit > before.used_heap_size);
assert.strictEqual(v8.getHeapSpaceStatistics().length, 13);
