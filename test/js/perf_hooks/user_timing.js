// SPDX-License-Identifier: MIT
// Marks, measures and an observer of them.
'use strict';
const assert = require('node:assert');
const { performance, PerformanceObserver } = require('node:perf_hooks');

const seen = [];
const observer = new PerformanceObserver((list) => {
  seen.push(...list.getEntries().map((entry) => entry.name));
  observer.disconnect();
});
observer.observe({ entryTypes: ['mark', 'measure'] });
performance.mark('a', { startTime: 5, detail: { x: 1 } });
const measure = performance.measure('a to 9', { start: 'a', end: 9 });
assert.strictEqual(measure.duration, 4);
assert.deepStrictEqual(performance.getEntriesByName('a')[0].detail, { x: 1 });
assert.throws(() => performance.measure('x', 'missing'), { name: 'SyntaxError' });
process.on('exit', () => assert.deepStrictEqual(seen, ['a', 'a to 9']));
