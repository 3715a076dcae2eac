// SPDX-License-Identifier: MIT
// What a worker tells of itself: heap statistics, processor time, utilisation of its loop; what is wrong or comes too late is refused.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const worker = new Worker("setInterval(() => {}, 1000); require('worker_threads').parentPort.postMessage(1)", { eval: true });
worker.once('message', async () => {
  const heap = await worker.getHeapStatistics();
  assert.ok(heap.used_heap_size > 0 && heap.total_heap_size >= heap.used_heap_size);
  const cpu = await worker.cpuUsage();
  assert.ok(cpu.user + cpu.system > 0);
  const later = await worker.cpuUsage(cpu);
  assert.ok(later.user >= 0 && later.system >= 0);
  assert.throws(() => worker.cpuUsage({ user: -1, system: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  const { idle, active, utilization } = worker.performance.eventLoopUtilization();
  assert.ok(idle >= 0 && active > 0 && utilization > 0 && utilization <= 1);
  assert.throws(() => worker.getHeapSnapshot({ exposeInternals: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
  await worker.terminate();
  for (const name of ['getHeapStatistics', 'getHeapSnapshot', 'startCpuProfile', 'startHeapProfile', 'cpuUsage']) {
    await assert.rejects(worker[name](), { code: 'ERR_WORKER_NOT_RUNNING' });
  }
  process.exitCode = 0;
});
process.exitCode = 1;
