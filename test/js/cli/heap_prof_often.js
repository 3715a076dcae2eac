// SPDX-License-Identifier: MIT
// Flags: --heap-prof --heap-prof-interval=1 --heap-prof-dir=/dev --heap-prof-name=null
// Stacks are noted wherever the engine allocates, however often, and nothing waits for itself.
'use strict';
const assert = require('node:assert');

async function job(i) {
  await null;
  const parsed = JSON.parse(JSON.stringify(Array.from({ length: 50 }, (_, k) => ({ k, text: 'x'.repeat(k) }))));
  return parsed.map(({ text }) => text + i).join(',').split(',').sort().length;
}
async function main() {
  let sum = 0;
  for (let i = 0; i < 300; i++) sum += await job(i);
  assert.strictEqual(sum, 15_000);
}
main();
