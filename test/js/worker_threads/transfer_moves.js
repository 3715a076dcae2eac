// SPDX-License-Identifier: MIT
// Transferred buffers of all sizes arrive whole, are detached here, and go back; large ones take about the same time whatever their size.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const fill = (bytes, seed) => {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31 + seed + (i >> 12)) & 255;
  return bytes;
};
const isFilled = (bytes, seed) => {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== ((i * 31 + seed + (i >> 12)) & 255)) return false;
  return true;
};

if (!isMainThread) {
  parentPort.on('message', ({ seed, bytes }) => {
    const right = isFilled(bytes, seed);
    fill(bytes, seed + 1);
    parentPort.postMessage({ right, seed: seed + 1, bytes }, [bytes.buffer]);
    if (bytes.byteLength !== 0) throw new Error('not detached in the worker');
  });
} else {
  const worker = new Worker(__filename);
  const sizes = [0, 1, 4095, 65536, (1 << 18) - 1, 1 << 18, (1 << 18) + 4097, 3000001, 8 << 20];
  let at = 0;
  const next = () => {
    const bytes = fill(new Uint8Array(sizes[at]), at);
    worker.postMessage({ seed: at, bytes }, [bytes.buffer]);
    assert.strictEqual(bytes.byteLength, 0);
    assert.strictEqual(bytes.buffer.detached, true);
  };
  worker.on('message', ({ right, seed, bytes }) => {
    assert.ok(right, `${sizes[at]} bytes arrived changed`);
    assert.strictEqual(bytes.length, sizes[at]);
    assert.ok(isFilled(bytes, seed));
    if (++at < sizes.length) next();
    else worker.terminate();
  });
  process.on('exit', () => assert.strictEqual(at, sizes.length));
  next();
}
