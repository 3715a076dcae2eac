// SPDX-License-Identifier: MIT
// Threads: a message there and back, a worker's life, and sending usual values.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const records = Array.from({ length: 200 }, (_, i) => ({ id: i, name: `item ${i}`, price: i / 3, tags: ['x', 'y'] }));
const bytes = new Uint8Array(65536).fill(7);

function roundTrips(worker, value, count) {
  return new Promise((resolve) => {
    let left = count;
    const started = performance.now();
    worker.on('message', function onMessage() {
      if (--left > 0) return worker.postMessage(value);
      worker.off('message', onMessage);
      resolve(count / (performance.now() - started) * 1000);
    });
    worker.postMessage(value);
  });
}

async function life(count) {
  const started = performance.now();
  for (let i = 0; i < count; i++) {
    const worker = new Worker('', { eval: true });
    assert.strictEqual(await new Promise((resolve) => worker.once('exit', resolve)), 0);
  }
  return count / (performance.now() - started) * 1000;
}

async function main() {
  const report = (name, ops) => console.log(JSON.stringify({ name, ops: Math.round(ops) }));
  const worker = new Worker(__filename);
  for (const [name, value, count] of [['number', 1, 5000], ['200 records', records, 300], ['64 KiB', bytes, 500]]) {
    await roundTrips(worker, value, count >> 2);
    report(`round trip: ${name}`, await roundTrips(worker, value, count));
  }
  await worker.terminate();
  report('start and end of a worker', await life(10));
}

if (isMainThread) main();
else parentPort.on('message', (message) => parentPort.postMessage(message));
