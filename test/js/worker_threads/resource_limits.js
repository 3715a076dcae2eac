// SPDX-License-Identifier: MIT
// A worker whose heap outgrows its limit ends with ERR_WORKER_OUT_OF_MEMORY; the others and the process go on.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const worker = new Worker(`
  const { resourceLimits } = require('node:worker_threads');
  if (resourceLimits.maxOldGenerationSizeMb !== 16) throw new Error('limits');
  const kept = [];
  for (;;) kept.push({ a: [1, 2, 3], b: 'x'.repeat(10) });
`, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 } });
assert.strictEqual(worker.resourceLimits.maxOldGenerationSizeMb, 16);
let code;
worker.on('error', (error) => { code = error.code; });
worker.on('exit', (exitCode) => {
  assert.strictEqual(code, 'ERR_WORKER_OUT_OF_MEMORY');
  assert.strictEqual(exitCode, 1);
  process.exitCode = 0;
});
process.exitCode = 1;
