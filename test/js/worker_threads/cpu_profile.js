// SPDX-License-Identifier: MIT
// A worker's CPU profile shows what the worker did, and only that.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { once } = require('node:events');

async function main() {
  const worker = new Worker(`
    function onlyInWorker() { let sum = 0; for (let i = 0; i < 3e6; i++) sum += Math.sqrt(i); return sum; }
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', (ms) => { const from = process.threadCpuUsage().user; while (process.threadCpuUsage().user - from < ms * 1000) onlyInWorker(); parentPort.postMessage('done'); });
  `, { eval: true });
  await once(worker, 'online');
  const handle = await worker.startCpuProfile();
  assert.strictEqual(handle.constructor.name, 'CPUProfileHandle');
  worker.postMessage(300);
  await once(worker, 'message');
  const promise = handle.stop();
  assert.strictEqual(handle.stop(), promise);
  const { nodes, samples } = JSON.parse(await promise);
  const hits = nodes.filter(({ callFrame }) => callFrame.functionName === 'onlyInWorker').reduce((sum, { hitCount }) => sum + hitCount, 0);
  assert.ok(hits > 5 && hits > samples.length / 3, `${hits} of ${samples.length}`);
  assert.ok(!nodes.some(({ callFrame }) => callFrame.functionName === 'main'));
  await worker.startCpuProfile(); // ends with the thread
  await worker.terminate();
  await assert.rejects(worker.startCpuProfile(), { code: 'ERR_WORKER_NOT_RUNNING' });
}
main();
