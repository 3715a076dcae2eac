// SPDX-License-Identifier: MIT
// Random values: shared, read, copied and shared again by another thread, copied back here, against what structuredClone() makes of them. PROTOCORE_FUZZ_VALUES makes it longer.
'use strict';
const assert = require('node:assert');
const { isDeepStrictEqual } = require('node:util');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { is, share, thaw } = require('protojs:core');

if (!isMainThread) {
  parentPort.on('message', (batch) => {
    const copies = thaw(batch);
    for (let i = 0; i < copies.length; i++) {
      if (!is(share(copies[i]), batch.get(i))) throw new Error(`copy ${i} is another value`);
    }
    parentPort.postMessage(share({ batch, copies, read: batch.map((value) => value) }));
  });
  return;
}

let seed = +(process.env.PROTOCORE_FUZZ_SEED ?? 4711);
function random(n) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor(seed / 4294967296 * n);
}
const pick = (list) => list[random(list.length)];

const names = ['id', 'name', 'x', 'y', '', '0', '7', 'length', 'constructor', '__proto__', 'toJSON', 'then', 'caf\u00e9', '\u4e16', '\ud800', 'a\0b', 'k'.repeat(300)];
const texts = ['', 'a', 'five5', 'longer than five', '\u00ff', '\u4e16\u754c', '\ud83d\ude00', '\udfff', 'x'.repeat(3000), '\u4e16'.repeat(500), '\0', 'same text as before'];
const views = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array];
const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

function scalar() {
  switch (random(12)) {
    case 0: return random(100);
    case 1: return -random(2 ** 31);
    case 2: return random(1e9) / 7;
    case 3: return pick([0, -0, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53, 5e-324]);
    case 4: case 5: return pick(texts);
    case 6: return `text ${random(1000)}`;
    case 7: return pick([true, false, null, undefined]);
    case 8: return (random(2) ? 1n : -1n) * BigInt(random(1e9)) ** BigInt(random(8));
    case 9: return new Date(random(3) ? random(2e9) : NaN);
    case 10: return new RegExp(pick(['a+', '/', '(?<n>x)']), pick(['', 'g', 'dgimsuy', 'v', 'y']));
    default: return Object(pick([1, 'boxed', true, 5n]));
  }
}

function bytes() {
  const size = 8 * random(pick([1, 4, 300]));
  const buffer = random(5) ? new ArrayBuffer(size) : new ArrayBuffer(size, { maxByteLength: size + 16 });
  const all = new Uint8Array(buffer);
  for (let i = 0; i < size; i++) all[i] = random(256);
  switch (random(4)) {
    case 0: return buffer;
    case 1: return new DataView(buffer, buffer.resizable ? size >> 1 : 0); // copies of other views have buffers of their own
    case 2: return new (pick(views))(buffer, size >= 16 ? 8 : 0);
    default: return new (pick(views))(buffer);
  }
}

function error(depth) {
  const made = new (pick(errors))(pick(texts), random(3) === 0 ? { cause: value(depth - 1) } : undefined);
  if (random(4) === 0) made.stack = 'no stack';
  return made;
}

function record(keys, depth) {
  const made = {};
  for (const key of keys) Object.defineProperty(made, key, { value: value(depth - 1), enumerable: true, writable: true, configurable: true });
  return made;
}

function array(size, depth) {
  switch (random(5)) {
    case 0: return Array.from({ length: size }, () => random(1000) / (1 + random(2)));
    case 1: return Array.from({ length: size }, (_, i) => `item ${random(3) ? i : 0}`);
    case 2: {
      const keys = [...new Set(Array.from({ length: 1 + random(5) }, () => pick(names)))];
      return Array.from({ length: size }, () => record(keys, random(6) ? 0 : depth));
    }
    case 3: {
      const sparse = [];
      for (let i = 0; i < size; i++) sparse[random(pick([10, 100, 5000]))] = value(depth - 1);
      return sparse;
    }
    default: return Array.from({ length: size }, () => value(depth - 1));
  }
}

// Keys that are objects have a number: those of the same content are one key in the shared heap.
let made = [];
function value(depth) {
  if (depth <= 0 || random(4) === 0) return scalar();
  if (made.length > 0 && random(15) === 0) return pick(made);
  const size = random(pick([3, 6, 6, 6, 40]));
  let result;
  switch (random(9)) {
    case 0: case 1: result = array(random(20) ? size : 300, depth); break;
    case 2: result = new Map(Array.from({ length: size }, (_, i) => [random(4) ? pick([i, `${i}`, BigInt(i), -i]) : [i, value(depth - 1)], value(depth - 1)])); break;
    case 3: result = new Set(Array.from({ length: size }, (_, i) => (random(4) ? i : [i, value(depth - 1)]))); break;
    case 4: result = bytes(); break;
    case 5: result = error(depth); break;
    case 6: {
      result = value(depth - 1);
      for (let i = random(pick([5, 400])); i > 0; i--) result = random(2) ? [result] : { next: result };
      break;
    }
    default: result = record(Array.from({ length: size }, () => (random(3) ? pick(names) : `key ${random(200)}`)), depth);
  }
  made.push(result);
  return result;
}

const count = +(process.env.PROTOCORE_FUZZ_VALUES ?? 150);
const worker = new Worker(__filename);
let left = count;
let batch;
let began;

function next() {
  if (left <= 0) {
    worker.terminate();
    return;
  }
  batch = [];
  began = seed;
  while (batch.length < 50 && left-- > 0) {
    made = [];
    batch.push(value(4));
  }
  worker.postMessage(share(batch));
}

worker.on('message', (answer) => {
  const expected = structuredClone(batch);
  const { batch: first, copies, read } = thaw(answer);
  const direct = thaw(share(batch));
  for (let i = 0; i < batch.length; i++) {
    for (const [way, got] of Object.entries({ first: first[i], copy: copies[i], read: read[i], direct: direct[i] })) {
      assert.ok(isDeepStrictEqual(got, expected[i]), `value ${i} of the batch from seed ${began}: ${way}`);
    }
  }
  next();
});
next();
