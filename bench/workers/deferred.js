// SPDX-License-Identifier: MIT
// Deferred: what a tiny one costs, and two long ones beside each other against one after the other. Elsewhere the same work is done on the main
// thread, so that the columns compare with doing nothing about it. With --check it fails where two long ones take more than 0.6 of the time of one after the
// other: for a quiet machine of two cores.
'use strict';
const assert = require('node:assert');

const isThere = typeof Deferred === 'function';

function spin(n) {
  let t = 0;
  for (let i = 0; i < n; i++) t = (t * 31 + i) | 0;
  return t;
}

async function long(n) {
  const expected = spin(n);
  const started = performance.now();
  const results = !isThere ? [spin(n), spin(n)] : await Promise.all([Deferred.run((x) => spin(x), n), Deferred.run((x) => spin(x), n)]);
  assert.deepStrictEqual(results, [expected, expected]);
  return 1000 / (performance.now() - started);
}

// How many times as long the two take one after the other.
async function speedup(n) {
  const started = performance.now();
  for (let i = 0; i < 2; i++) {
    if (isThere) await Deferred.run((x) => spin(x), n);
    else spin(n);
  }
  const serial = performance.now() - started;
  return serial / 1000 * await long(n);
}

async function tiny(count) {
  const list = [];
  const started = performance.now();
  for (let i = 0; i < count; i++) {
    list.push(!isThere ? new Promise((resolve) => resolve(i + 1)) : Deferred.run((x) => x + 1, i));
  }
  const results = await Promise.all(list);
  assert.strictEqual(results[count - 1], count);
  return count / (performance.now() - started) * 1000;
}

async function main() {
  const report = (name, ops) => console.log(JSON.stringify({ name, ops: Math.round(ops * 100) / 100 }));
  await tiny(20000);
  report('tiny deferred functions', await tiny(100000));
  await long(1e7);
  report('two long functions', await long(2e8));
  const times = await speedup(2e8);
  report('two long functions: beside each other, times as fast', times);
  if (process.argv.includes('--check')) {
    assert.ok(times >= 1 / 0.6, `two long functions beside each other took ${(1 / times).toFixed(2)} of the time of one after the other`);
  }
}

main();
