// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// Growable SharedArrayBuffers and shared memories of WebAssembly are the same memory in every thread: growth is seen, views follow it, Atomics wait and notify across
// threads, and the memory outlives whoever made it.
'use strict';
const assert = require('node:assert');
const { MessageChannel, Worker, receiveMessageOnPort } = require('node:worker_threads');

const next = (worker) => new Promise((resolve, reject) => {
  worker.once('message', resolve);
  worker.once('error', reject);
});

// Which views follow their buffer survives every copy.
for (const make of [() => new ArrayBuffer(8, { maxByteLength: 32 }), () => new SharedArrayBuffer(8, { maxByteLength: 32 })]) {
  for (const View of [Uint8Array, Int32Array, Float64Array, DataView]) {
    for (const [args, follows] of [[[], true], [[0, 8 / (View.BYTES_PER_ELEMENT ?? 1)], false], [[8], true], [[8, 0], false], [[0, 1], false]]) {
      const view = structuredClone(new View(make(), ...args));
      const before = view.byteLength;
      if (view.buffer instanceof SharedArrayBuffer) view.buffer.grow(24);
      else view.buffer.resize(24);
      assert.strictEqual(view.byteLength, follows ? before + 16 : before);
    }
  }
}

async function growable() {
  const shared = new SharedArrayBuffer(8, { maxByteLength: 65536 });
  const words = new Int32Array(shared);
  const worker = new Worker(`
    const { parentPort, workerData: { shared, words, fixed } } = require('worker_threads');
    parentPort.on('message', (message) => {
      if (message === 'look') {
        parentPort.postMessage([shared instanceof SharedArrayBuffer, shared.growable, shared.byteLength, shared.maxByteLength, words.length, fixed.length, words[3]]);
      } else if (message === 'grow') {
        shared.grow(4096);
        words[1023] = 77;
        parentPort.postMessage('grown');
      } else {
        parentPort.postMessage(Atomics.wait(words, 0, 0));
      }
    });`, { eval: true, workerData: { shared, words, fixed: new Int32Array(shared, 0, 2) } });
  shared.grow(1024);
  words[3] = 5;
  worker.postMessage('look');
  assert.deepStrictEqual(await next(worker), [true, true, 1024, 65536, 256, 2, 5]);
  worker.postMessage('grow');
  assert.strictEqual(await next(worker), 'grown');
  assert.strictEqual(words.length, 1024);
  assert.strictEqual(words[1023], 77);
  worker.postMessage('wait');
  const answer = next(worker);
  while (Atomics.notify(words, 0) === 0) await new Promise(setImmediate);
  assert.strictEqual(await answer, 'ok');
  worker.postMessage('wait'); // and is ended in there
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.strictEqual(await worker.terminate(), 1);
}

async function madeElsewhere() {
  const worker = new Worker(`
    const shared = new SharedArrayBuffer(16, { maxByteLength: 1 << 20 });
    new Uint8Array(shared)[3] = 9;
    require('worker_threads').parentPort.postMessage([shared, new Uint8Array(shared)]);`, { eval: true });
  const [shared, bytes] = await next(worker);
  assert.strictEqual(bytes.buffer, shared);
  await new Promise((resolve) => worker.once('exit', resolve));
  gc();
  shared.grow(1 << 20);
  assert.strictEqual(bytes.length, 1 << 20);
  assert.strictEqual(bytes[3], 9);
  bytes[bytes.length - 1] = 1;
}

async function memories() {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 10, shared: true });
  const worker = new Worker(`
    const { parentPort, workerData: { memory, buffer } } = require('worker_threads');
    new Int32Array(memory.buffer)[5] = 42;
    const before = memory.grow(2);
    parentPort.postMessage([memory instanceof WebAssembly.Memory, buffer instanceof SharedArrayBuffer, new Int32Array(buffer)[5], before, memory.buffer.byteLength]);
    parentPort.postMessage(new WebAssembly.Memory({ initial: 2, maximum: 3, shared: true }));`,
  { eval: true, workerData: { memory, buffer: memory.buffer } });
  assert.deepStrictEqual(await next(worker), [true, true, 42, 1, 3 * 65536]);
  const other = await next(worker);
  assert.strictEqual(new Int32Array(memory.buffer)[5], 42);
  assert.strictEqual(memory.grow(1), 3);
  assert.strictEqual(memory.buffer.byteLength, 4 * 65536);
  await worker.terminate();
  gc();
  assert.strictEqual(other.grow(1), 2);
  new Uint8Array(other.buffer)[3 * 65536 - 1] = 1;
  assert.throws(() => structuredClone(new WebAssembly.Memory({ initial: 1 })), { name: 'DataCloneError' });
}

// Nothing is kept of what was sent, received or dropped.
function dropped() {
  for (let i = 0; i < 300; i++) {
    const { port1, port2 } = new MessageChannel();
    const shared = new SharedArrayBuffer(1 << 20, { maxByteLength: 1 << 21 });
    new Uint8Array(shared).fill(1);
    port1.postMessage(shared);
    if (i % 2) receiveMessageOnPort(port2);
    port1.close();
    if (i % 50 === 0) gc();
  }
  gc();
  assert.ok(process.memoryUsage.rss() < 400e6, `${process.memoryUsage.rss()} bytes`);
}

(async () => {
  await growable();
  await madeElsewhere();
  await memories();
  dropped();
})();
