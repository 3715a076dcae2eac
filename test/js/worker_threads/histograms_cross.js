// SPDX-License-Identifier: MIT
// Histograms in messages: both threads see the records of both.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { createHistogram, monitorEventLoopDelay } = require('node:perf_hooks');

const histogram = createHistogram();
histogram.record(5);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const worker = new Worker(`
const { parentPort } = require('node:worker_threads');
parentPort.once('message', ({ histogram, delay }) => {
  const seen = [histogram.count, histogram.max, typeof delay.mean, 'enable' in delay];
  histogram.record(9);
  parentPort.postMessage({ seen, histogram });
});`, { eval: true });
worker.postMessage({ histogram, delay });
worker.once('message', ({ seen, histogram: back }) => {
  assert.deepStrictEqual(seen, [1, 5, 'number', false]);
  assert.strictEqual(histogram.max, 9);
  back.record(11);
  assert.strictEqual(histogram.count, 3);
  assert.strictEqual(structuredClone(histogram).max, 11);
  delay.disable();
  process.exitCode = 0;
});
process.exitCode = 1;
