// SPDX-License-Identifier: MIT
// A graph of many small objects handed to four workers that each read a tenth of it, end to end: by postMessage everywhere, and under protojs also
// as a shared value. Then what it costs to send a value that is shared already. Prints JSON lines; milliseconds (of the clock, and of processors), and megabytes of peak memory.
// usage: sharing.js [COUNT] [shared | copied]
'use strict';
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const WORKERS = 4;

if (!isMainThread) {
  parentPort.on('message', ({ data, from, to, ping }) => {
    if (ping) {
      parentPort.postMessage(data?.size ?? 0);
      return;
    }
    let sum = 0;
    if (Array.isArray(data)) {
      for (let i = from; i < to; i++) sum += data[i].v + data[i].name.length;
    } else {
      for (let i = from; i < to; i++) {
        const record = data.get(i);
        sum += record.v + record.name.length;
      }
    }
    parentPort.postMessage(sum);
  });
} else {
  main(+(process.argv[2] ?? 1000000), process.argv[3] ?? (globalThis.protoCore ? 'shared' : 'copied'));
}

async function main(count, way) {
  const objects = [];
  for (let i = 0; i < count; i++) objects.push({ id: i, name: `name ${i}`, v: i / 2 });
  const workers = Array.from({ length: WORKERS }, () => new Worker(__filename));
  const ask = (worker, message) => new Promise((resolve) => {
    worker.once('message', resolve);
    worker.postMessage(message);
  });
  await Promise.all(workers.map((worker) => ask(worker, { ping: true })));

  const expected = workers.map((_, n) => {
    let sum = 0;
    for (let i = n * count / 10; i < (n + 1) * count / 10; i++) sum += objects[i].v + objects[i].name.length;
    return sum;
  });
  const before = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const data = way === 'shared' ? protoCore.share(objects) : objects;
  const handed = performance.now();
  const sums = await Promise.all(workers.map((worker, n) => ask(worker, { data, from: n * count / 10, to: (n + 1) * count / 10 })));
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  if (String(sums) !== String(expected)) throw new Error('wrong sums');
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({
    name: `${count} objects to ${WORKERS} workers, ${way}`, ms: Math.round(elapsed), cpuMs: Math.round((user + system) / 1000), sharing: Math.round(handed - start), peakMB: Math.round(peak),
    extraMB: Math.round(peak - before / 1048576),
  }));
  if (way === 'shared') {
    for (const n of [10, 1000, 1e5, 1e7]) {
      const list = protoCore.List.from({ length: n }, (_, i) => i);
      const rounds = 300;
      for (let i = 0; i < 50; i++) await ask(workers[0], { data: list, ping: true });
      const begin = performance.now();
      for (let i = 0; i < rounds; i++) await ask(workers[0], { data: list, ping: true });
      console.log(JSON.stringify({ name: `round trip of a shared list of ${n}`, us: Math.round((performance.now() - begin) * 1000 / rounds) }));
    }
  }
  for (const worker of workers) worker.terminate();
}
