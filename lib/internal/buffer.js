// SPDX-License-Identifier: MIT
//
// What Buffer and the rooms that make Buffers share: the class behind it, the pool that small Buffers are cut from, and which ArrayBuffers
// may not be moved to another thread.

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { become, part, partOfBytes, partOfText, sameShape, textBytes, uninitialized: uninitializedC } = binding('buffer');

const Bytes = Uint8Array; // the engine's own, which its compiler knows

let zeroFill;

// A Uint8Array with whatever bytes were there, or zeroes where the command line asks for them.
function uninitialized(size) {
  zeroFill ??= binding('options').get('--zero-fill-buffers') === true;
  return zeroFill ? new Uint8Array(size) : uninitializedC(size);
}

// Buffer.prototype is this class's prototype; `new FastBuffer` is what makes a Buffer, without Buffer's checks.
class FastBuffer extends Uint8Array {
  // An explicit constructor, so that the engine passes the arguments on without an array.
  constructor(source, offset, length) {
    super(source, offset, length);
  }
}

const like = new FastBuffer(0);
const plain = new Bytes(0);
const isQuick = become(new Bytes(0), like, plain) !== undefined;

// `new FastBuffer(size)` and the like call the engine's C++ for each; an array of the engine's own class is made in line, and given the prototype.
function newBytes(size) {
  return (isQuick ? become(new Bytes(size), like, plain) : undefined) ?? new FastBuffer(size);
}

function newView(buffer, offset, length) {
  return (isQuick ? become(new Bytes(buffer, offset, length), like, plain) : undefined) ?? new FastBuffer(buffer, offset, length);
}

// A view of another's bytes. The engine's own way, which is slower, serves a few before it is asked whether there is a better one.
let untilQuick = isQuick ? 64 : Infinity;

function newPart(parent, start, length) {
  if (untilQuick > 0) untilQuick--;
  else return part(like, plain, new Bytes(0), parent, start, length) ?? newView(parent.buffer, parent.byteOffset + start, length);
  return newView(parent.buffer, parent.byteOffset + start, length);
}

// ---- what may not be transferred ------------------------------------------------------------------------------------

const untransferable = new WeakSet();

function refuseTransfer() {
  throw new TypeError('Cannot transfer a non-transferable ArrayBuffer');
}

const refusal = { __proto__: null, value: refuseTransfer, configurable: true, writable: true };

// Objects (ArrayBuffers, ports ...) that structured cloning must not move.
function markAsUntransferable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  untransferable.add(object);
  if (object instanceof ArrayBuffer) {
    defineProperty(object, 'transfer', refusal);
    defineProperty(object, 'transferToFixedLength', refusal);
  }
}

function isMarkedAsUntransferable(object) {
  return ((typeof object === 'object' && object !== null) || typeof object === 'function') && untransferable.has(object);
}

// ---- properties beside the elements -----------------------------------------------------------------------------------

const { get: kindOfView } = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const samples = new WeakMap(); // an empty view by prototype

function sampleOf(view, prototype) {
  let sample = samples.get(prototype);
  if (sample === undefined) {
    const TypedArray = globalThis[kindOfView.call(view)];
    sample = prototype === FastBuffer.prototype ? new FastBuffer(0) :
      Reflect.construct(TypedArray, [0], TypedArray.prototype === prototype ? TypedArray : prototype.constructor);
    samples.set(prototype, sample);
  }
  return sample;
}

// Arrays as the engine keeps them by what they hold: nothing yet, integers, numbers, anything, and literals of each.
function makeArrays() {
  const made = [[], [], [], []];
  made[1].push(1);
  made[2].push(1.5);
  made[3].push('');
  return [...made, [1, 2], [1.5, 2.5], ['', '']];
}

let arraySamples;

// Whether a typed array or an array surely has no properties but its elements: listing them takes a string for each element. False says nothing.
function hasOnlyElements(view) {
  const prototype = getPrototypeOf(view);
  if (prototype === Array.prototype) {
    arraySamples ??= makeArrays();
    return arraySamples.some((sample) => sameShape(view, sample));
  }
  if (prototype === null || typeof prototype.constructor !== 'function' || kindOfView.call(view) === undefined) return false;
  return sameShape(view, sampleOf(view, prototype));
}

// ---- the pool -------------------------------------------------------------------------------------------------------

// Small Buffers are views of one ArrayBuffer, cut off one after the other at multiples of 8. When it is used up the next one begins; the
// old one lives as long as its views. A new one is dear, so it has room for several times Buffer.poolSize, which decides what is small.
const pool = {
  bytes: undefined,
  buffer: undefined,
  size: 0,
  offset: 0,
};

const POOL_FACTOR = 16;

function poolRenew(poolSize) {
  const size = poolSize * POOL_FACTOR;
  const bytes = asBuffer(uninitialized(size));
  const { buffer } = bytes;
  markAsUntransferable(buffer);
  pool.buffer = buffer;
  pool.bytes = bytes;
  pool.size = size;
  pool.offset = 0;
}

// Counts `length` bytes at the pool's offset as taken, and returns a Buffer over them.
function poolTake(length) {
  const { offset } = pool;
  pool.offset = (offset + length + 7) & ~7;
  return newPart(pool.bytes, offset, length);
}

// The text in an encoding, or a copy of the bytes, at the pool's offset, where there is room for it. undefined where that must be done in steps.
function poolTakeText(encoding, text) {
  if (untilQuick > 0) return undefined;
  const { offset } = pool;
  const taken = partOfText(like, plain, new Bytes(0), pool.bytes, offset, text, encoding);
  if (taken !== undefined) pool.offset = (offset + taken.length + 7) & ~7;
  return taken;
}

function poolTakeCopy(bytes) {
  if (untilQuick > 0) return undefined;
  const { offset } = pool;
  const taken = partOfBytes(like, plain, new Bytes(0), pool.bytes, offset, bytes);
  if (taken !== undefined) pool.offset = (offset + taken.length + 7) & ~7;
  return taken;
}

const ENGINE_MAX = 0x100000000; // bytes that an ArrayBuffer of this engine may have
const ZEROED_MAX = 8192; // up to here zeroes cost less than memory from elsewhere

function checkMemory(size) {
  if (size <= ENGINE_MAX) return;
  const { codes: { ERR_MEMORY_ALLOCATION_FAILED } } = require('internal/errors');
  throw new ERR_MEMORY_ALLOCATION_FAILED();
}

// A Buffer in place of a Uint8Array that C made just now.
function asBuffer(bytes) {
  return (isQuick ? become(bytes, like, plain) : undefined) ?? new FastBuffer(bytes.buffer, 0, bytes.length);
}

// A Buffer with the bytes of a long text in an encoding of characters.
function createFromText(text, encoding) {
  return asBuffer(textBytes(text, encoding));
}

// A Buffer with an ArrayBuffer of its own, and whatever bytes were there.
function createUnsafeBuffer(size) {
  if (size <= ZEROED_MAX) return newBytes(size);
  checkMemory(size);
  return asBuffer(uninitialized(size));
}

function createZeroedBuffer(size) {
  checkMemory(size);
  return newBytes(size);
}

// Up to here zeroes cost less than a part of the pool, also where the bytes are moved out of the heap later, to be written somewhere.
const OWN_MAX = 64;

module.exports = {
  FastBuffer,
  OWN_MAX,
  ZEROED_MAX,
  createFromText,
  createUnsafeBuffer,
  createZeroedBuffer,
  hasOnlyElements,
  isMarkedAsUntransferable,
  markAsUntransferable,
  newBytes,
  newPart,
  newView,
  pool,
  poolRenew,
  poolTake,
  poolTakeCopy,
  poolTakeText,
  uninitialized,
};
