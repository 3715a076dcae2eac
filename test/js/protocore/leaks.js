// SPDX-License-Identifier: MIT
// PROTOJS_SHARED_LEAKS=1: when the process ends it names the stacks that made the shared values that are still held; without it nothing is said.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Worker } = require('node:worker_threads');

if (process.argv[2] === 'child') {
  const { List, share, Map: SharedMap } = require('protojs:core');
  const keepsList = (i) => share([i, { a: i }]);
  globalThis.kept = [new SharedMap([['a', 1]])];
  for (let i = 0; i < 3; i++) globalThis.kept.push(keepsList(i));
  (function makesGarbage() { for (let i = 0; i < 500; i++) share([i, 'garbage']); })();
  const worker = new Worker('setInterval(() => {}, 1000)', { eval: true }); // which reads no messages
  (function sendsToNobody() { worker.postMessage(new List([1, 2, 3])); })();
  worker.on('online', () => process.exit());
} else {
  const run = (env) => spawnSync(process.execPath, [__filename, 'child'], { encoding: 'utf8', env: { ...process.env, ...env } });
  const quiet = run({ PROTOJS_SHARED_LEAKS: '' });
  assert.strictEqual(quiet.status, 0, quiet.stderr);
  assert.strictEqual(quiet.stderr, '');

  const { status, stderr } = run({ PROTOJS_SHARED_LEAKS: '1' });
  assert.strictEqual(status, 0, stderr);
  assert.match(stderr, /^Shared values that are still held:\n/);
  assert.match(stderr, /3 in 'JavaScript' \(3 List\) made\n {4}at keepsList \(.*leaks\.js:10:/);
  assert.match(stderr, /1 in 'JavaScript' \(1 Map\) made\n {4}at .*leaks\.js:11:/);
  assert.match(stderr, /1 in 'handles in flight' \(1 List\) made\n {4}at [^]*sendsToNobody \(.*leaks\.js:15:/);
  const garbage = /(\d+) in 'JavaScript' \(\d+ List\) made\n {4}at makesGarbage/.exec(stderr);
  assert.ok(garbage === null || +garbage[1] < 100, stderr); // what the collector takes for held
}
