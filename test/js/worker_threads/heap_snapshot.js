// SPDX-License-Identifier: MIT
// A worker's snapshot shows the worker's heap; one that has ended has none.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { once } = require('node:events');

async function main() {
  const worker = new Worker(`
    class OnlyInWorker {}
    globalThis.kept = new OnlyInWorker();
    require('node:worker_threads').parentPort.on('message', () => {});
  `, { eval: true });
  await once(worker, 'online');
  const early = await worker.getHeapSnapshot();
  const { snapshot, strings } = JSON.parse(early.read());
  assert.ok(snapshot.node_count > 1000);
  assert.ok(strings.includes('OnlyInWorker'));
  assert.throws(() => worker.getHeapSnapshot(1), { code: 'ERR_INVALID_ARG_TYPE' });
  const [first, second] = await Promise.all([worker.getHeapSnapshot(), worker.getHeapSnapshot()]);
  assert.ok(first.read().length > 1000 && second.read().length > 1000);
  const pending = worker.getHeapSnapshot().then((stream) => JSON.parse(stream.read()), ({ code }) => code);
  await worker.terminate();
  const answer = await pending;
  assert.ok(answer === 'ERR_WORKER_NOT_RUNNING' || answer.snapshot.node_count > 1000);
  await assert.rejects(worker.getHeapSnapshot(), { code: 'ERR_WORKER_NOT_RUNNING' });
}
main();
