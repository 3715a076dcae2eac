// SPDX-License-Identifier: MIT
// Memory that changes, inside of shared values: SharedArrayBuffers of fixed length, growable ones, views that follow them, resizable ArrayBuffers as copies.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { share, thaw } = require('protojs:core');

const growable = new SharedArrayBuffer(8, { maxByteLength: 64 });
const numbers = new Int32Array(growable);
numbers[0] = 7;
const value = share({
  growable, following: numbers, part: new Uint8Array(growable, 4), fixed: new Int32Array(growable, 0, 1), view: new DataView(growable, 4),
  plain: new SharedArrayBuffer(4), wasm: new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }).buffer,
});

assert.ok(value.growable.growable && value.growable instanceof SharedArrayBuffer);
assert.strictEqual(value.growable.maxByteLength, 64);
assert.strictEqual(value.following[0], 7);
value.following[1] = 9;
assert.strictEqual(numbers[1], 9);
assert.strictEqual(value.wasm.byteLength, 65536);
growable.grow(16);
for (const { growable: buffer, following, part, fixed, view } of [value, thaw(value), thaw(share([value]))[0]]) {
  assert.strictEqual(buffer.byteLength, 16);
  assert.strictEqual(following.length, 4);
  assert.strictEqual(part.length, 12);
  assert.strictEqual(part.byteOffset, 4);
  assert.strictEqual(fixed.length, 1);
  assert.strictEqual(view.byteLength, 12);
  assert.strictEqual(view.getInt32(0, true), 9);
}

// Copies of resizable buffers keep what they may grow to, and views of them their place.
const resizable = new ArrayBuffer(8, { maxByteLength: 32 });
new Uint8Array(resizable)[5] = 5;
const copies = thaw(share({ resizable, following: new Uint8Array(resizable, 4), fixed: new Uint8Array(resizable, 4, 2), words: new Uint32Array(resizable) }));
assert.strictEqual(copies.resizable.maxByteLength, 32);
assert.strictEqual(copies.following[1], 5);
copies.following.buffer.resize(20);
assert.strictEqual(copies.following.length, 16);
assert.strictEqual(copies.fixed.length, 2);
assert.ok(copies.fixed.buffer.resizable);
assert.strictEqual(resizable.byteLength, 8);
copies.words.buffer.resize(12);
assert.strictEqual(copies.words.length, 3);

// What a view does not lie in any more, and what is detached, cannot be shared.
const outside = new Uint8Array(resizable, 6, 2);
const outsideData = new DataView(resizable, 6, 2);
resizable.resize(4);
const refused = (bad, message) => assert.throws(() => share({ bad }), { name: 'DataCloneError', message });
refused(outside, 'A view of an ArrayBuffer that is detached or too small could not be shared (at value.bad)');
refused(outsideData, 'A view of an ArrayBuffer that is detached or too small could not be shared (at value.bad)');
const detached = new Uint8Array(8);
const data = new DataView(detached.buffer);
structuredClone(detached, { transfer: [detached.buffer] });
refused(detached, 'A view of an ArrayBuffer that is detached or too small could not be shared (at value.bad)');
refused(data, 'A view of an ArrayBuffer that is detached or too small could not be shared (at value.bad)');
refused(detached.buffer, 'A detached ArrayBuffer could not be shared (at value.bad)');

const worker = new Worker(`
  const { parentPort, workerData: { growable, following } } = require('node:worker_threads');
  growable.grow(32);
  following[7] = 70;
  Atomics.notify(following, 7);
  parentPort.once('message', ({ following: back }) => {
    Atomics.store(following, 6, 60);
    parentPort.postMessage([back.length, following.length, Atomics.notify(following, 6)]);
  });
  parentPort.postMessage('grown');
`, { eval: true, workerData: value });
worker.once('message', () => {
  assert.strictEqual(growable.byteLength, 32);
  assert.strictEqual(numbers[7], 70);
  const { async, value: woken } = Atomics.waitAsync(numbers, 6, 0);
  assert.ok(async);
  worker.postMessage(share({ following: numbers }));
  worker.once('message', (lengths) => {
    assert.deepStrictEqual(lengths, [8, 8, 1]);
    woken.then((how) => {
      assert.strictEqual(how, 'ok');
      worker.terminate();
    });
  });
});
