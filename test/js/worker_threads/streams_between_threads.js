// SPDX-License-Identifier: MIT
// Somebody who reads or writes a stream that came from another thread keeps the loop alive while waiting.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const readable = new ReadableStream({
  async start(controller) {
    controller.enqueue('first');
    await new Promise((resolve) => setTimeout(resolve, 30));
    controller.enqueue('second');
    controller.close();
  },
});
const reader = new Worker(`
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const chunks = [];
    for await (const chunk of workerData) chunks.push(chunk);
    parentPort.postMessage(chunks);
  })();`, { eval: true, workerData: readable, transferList: [readable] });
let read;
reader.on('message', (chunks) => { read = chunks; });
reader.on('exit', () => assert.deepStrictEqual(read, ['first', 'second']));

const written = [];
// What a thread wrote before its end may come after the news of its end, which takes another way.
const arriving = setInterval(() => {}, 1000);
const writable = new WritableStream({
  write: (chunk) => { written.push(chunk); },
  close: () => {
    written.push('closed');
    clearInterval(arriving);
  },
});
const writer = new Worker(`
  const { workerData } = require('node:worker_threads');
  (async () => {
    const writer = workerData.getWriter();
    await writer.write('a');
    await writer.write('b');
    await writer.close();
  })();`, { eval: true, workerData: writable, transferList: [writable] });
writer.on('exit', (code) => assert.strictEqual(code, 0));
process.on('exit', () => assert.deepStrictEqual(written, ['a', 'b', 'closed']));

// One that nobody reads holds nothing.
const idle = new ReadableStream({ start() {} });
new Worker('require("node:worker_threads").workerData', { eval: true, workerData: idle, transferList: [idle] });
