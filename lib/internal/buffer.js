// SPDX-License-Identifier: MIT
//
// What Buffer and the rooms that make Buffers share: the class behind it, the pool that small Buffers are cut from, and which ArrayBuffers
// may not be moved to another thread.

const { defineProperty } = Object;

// Buffer.prototype is this class's prototype; `new FastBuffer` is what makes a Buffer, without Buffer's checks.
class FastBuffer extends Uint8Array {
  // An explicit constructor, so that the engine passes the arguments on without an array.
  constructor(source, offset, length) {
    super(source, offset, length);
  }
}

// ---- what may not be transferred ------------------------------------------------------------------------------------

const untransferable = new WeakSet();

function refuseTransfer() {
  throw new TypeError('Cannot transfer a non-transferable ArrayBuffer');
}

// Objects (ArrayBuffers, ports ...) that structured cloning must not move.
function markAsUntransferable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  untransferable.add(object);
  if (object instanceof ArrayBuffer) {
    for (const name of ['transfer', 'transferToFixedLength']) {
      defineProperty(object, name, { __proto__: null, value: refuseTransfer, configurable: true, writable: true });
    }
  }
}

function isMarkedAsUntransferable(object) {
  return ((typeof object === 'object' && object !== null) || typeof object === 'function') && untransferable.has(object);
}

// ---- the pool -------------------------------------------------------------------------------------------------------

// Small Buffers are views of one ArrayBuffer, cut off one after the other at multiples of 8. When it is used up the next one begins; the
// old one lives as long as its views.
const pool = {
  buffer: undefined,
  bytes: undefined,
  size: 0,
  offset: 0,
};

function poolRenew(size) {
  pool.buffer = new ArrayBuffer(size);
  pool.bytes = new FastBuffer(pool.buffer);
  pool.size = size;
  pool.offset = 0;
  markAsUntransferable(pool.buffer);
}

// Counts `length` bytes at the pool's offset as taken, and returns a Buffer over them.
function poolTake(length) {
  const { offset } = pool;
  pool.offset = (offset + length + 7) & ~7;
  return new FastBuffer(pool.buffer, offset, length);
}

const ENGINE_MAX = 0x100000000; // bytes that an ArrayBuffer of this engine may have

// A Buffer with an ArrayBuffer of its own. The engine zeroes what it allocates, though nobody may rely on it.
function createUnsafeBuffer(size) {
  if (size > ENGINE_MAX) {
    const { codes: { ERR_MEMORY_ALLOCATION_FAILED } } = require('internal/errors');
    throw new ERR_MEMORY_ALLOCATION_FAILED();
  }
  return new FastBuffer(size);
}

module.exports = {
  FastBuffer,
  createUnsafeBuffer,
  isMarkedAsUntransferable,
  markAsUntransferable,
  pool,
  poolRenew,
  poolTake,
};
