// SPDX-License-Identifier: MIT
// What a worker is sent arrives as a clone, in order; what it sends comes back; its end is told last.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort, workerData, threadId } = require('node:worker_threads');

if (isMainThread) {
  const data = { list: [1, , 3], date: new Date(5), map: new Map([[{ k: 1 }, 2n]]), set: new Set(['x', -0]), text: '\u{1f600}\ud800' };
  data.self = data;
  const worker = new Worker(__filename, { workerData: data, name: 'echo' });
  const seen = [];
  worker.on('online', () => seen.push('online'));
  worker.on('message', (message) => {
    seen.push(message);
    if (message === 'ready') worker.postMessage({ bytes: new Uint8Array([1, 2, 3]), error: new TypeError('no', { cause: 7 }) });
    else worker.postMessage('end');
  });
  worker.on('exit', (code) => {
    assert.strictEqual(code, 0);
    assert.strictEqual(seen[0], 'online');
    assert.strictEqual(seen[1], 'ready');
    assert.strictEqual(seen[2].threadId, 1);
    assert.deepStrictEqual(seen[2].bytes, new Uint8Array([1, 2, 3]));
    assert.strictEqual(seen[2].error.name, 'TypeError');
    assert.strictEqual(seen[2].error.cause, 7);
    assert.strictEqual(worker.threadId, -1);
    process.exitCode = 0;
  });
  process.exitCode = 1;
} else {
  assert.strictEqual(workerData.self, workerData);
  assert.deepStrictEqual(Object.keys(workerData.list), ['0', '2']);
  assert.strictEqual(workerData.date.getTime(), 5);
  assert.deepStrictEqual([...workerData.map], [[{ k: 1 }, 2n]]);
  assert.deepStrictEqual([...workerData.set], ['x', 0]);
  assert.strictEqual(workerData.text, '\u{1f600}\ud800');
  parentPort.on('message', (message) => {
    if (message === 'end') parentPort.close();
    else parentPort.postMessage({ ...message, threadId });
  });
  parentPort.postMessage('ready');
}
