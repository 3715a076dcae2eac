// SPDX-License-Identifier: MIT
// Small things that programs see: what is thrown arrives as what it was, `process` without a channel has nothing of one, a worker's own properties.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

new Worker('throw Symbol("q")', { eval: true }).on('error', (error) => {
  assert.strictEqual(typeof error, 'symbol');
  assert.strictEqual(error.description, 'q');
});

const worker = new Worker(`require('node:worker_threads').parentPort.postMessage([
  typeof process.send, typeof process.disconnect, 'connected' in process, 'channel' in process, process.stdin.fd, process.stdout.fd])`, { eval: true, name: '' });
assert.ok(Object.hasOwn(worker, 'performance'));
assert.strictEqual(worker.threadName, 'WorkerThread');
worker.on('message', (seen) => assert.deepStrictEqual(seen, ['undefined', 'undefined', false, false, undefined, undefined]));
