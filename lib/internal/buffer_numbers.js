// SPDX-License-Identifier: MIT
//
// Buffer's methods that read and write numbers. Each is written out and touches single bytes: the engine turns `this[offset]` into one load
// with a bounds check, and an offset that is no index of the buffer (negative, fractional, too large, not a number) reads undefined, so one
// comparison finds every wrong offset. What to say about it is decided apart, in offsetError.

const { floor } = Math;

// Floating point numbers change their form in these: the same 8 bytes, seen in several ways.
const double = new Float64Array(1);
const float = new Float32Array(double.buffer);
const words = new Int32Array(double.buffer);

// Loaded with the first error.
const errors = () => require('internal/errors').codes;

// ---- errors ---------------------------------------------------------------------------------------------------------

// Throws for an offset at which `size` bytes of a buffer of `length` cannot be touched.
function offsetError(offset, length, size) {
  if (typeof offset !== 'number') throw new (errors().ERR_INVALID_ARG_TYPE)('offset', 'number', offset);
  if (floor(offset) !== offset) throw new (errors().ERR_OUT_OF_RANGE)('offset', 'an integer', offset);
  if (length < size) throw new (errors().ERR_BUFFER_OUT_OF_BOUNDS)();
  throw new (errors().ERR_OUT_OF_RANGE)('offset', `>= 0 and <= ${length - size}`, offset);
}

function byteLengthError(byteLength) {
  if (typeof byteLength !== 'number') throw new (errors().ERR_INVALID_ARG_TYPE)('byteLength', 'number', byteLength);
  if (floor(byteLength) !== byteLength) throw new (errors().ERR_OUT_OF_RANGE)('byteLength', 'an integer', byteLength);
  throw new (errors().ERR_OUT_OF_RANGE)('byteLength', '>= 1 and <= 6', byteLength);
}

// The bounds in words: numbers up to 32 bits, powers of two above.
function valueError(value, min, max, size) {
  const n = typeof min === 'bigint' ? 'n' : '';
  let range = `>= ${min}${n} and <= ${max}${n}`;
  if (size > 4) {
    const power = (bits) => `2${n} ** ${bits}${n}`;
    const half = power(size * 8 - 1);
    range = min < 0 ? `>= -(${half}) and < ${half}` : `>= 0${n} and < ${power(size * 8)}`;
  }
  throw new (errors().ERR_OUT_OF_RANGE)('value', range, value);
}

// Throws unless `size` bytes at `offset` are all there.
function checkOffset(buffer, offset, size) {
  if (typeof offset !== 'number' || buffer[offset] === undefined || buffer[offset + size - 1] === undefined) {
    offsetError(offset, buffer.length, size);
  }
}

// ---- integers of 1, 2 and 4 bytes -----------------------------------------------------------------------------------

function readUInt8(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 1);
  const a = this[offset];
  if (a === undefined) offsetError(offset, this.length, 1);
  return a;
}

function readUInt16LE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 2);
  const a = this[offset];
  const b = this[offset + 1];
  if (a === undefined || b === undefined) offsetError(offset, this.length, 2);
  return a | b << 8;
}

function readUInt16BE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 2);
  const a = this[offset];
  const b = this[offset + 1];
  if (a === undefined || b === undefined) offsetError(offset, this.length, 2);
  return b | a << 8;
}

function readUInt32LE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 4);
  const a = this[offset];
  const d = this[offset + 3];
  if (a === undefined || d === undefined) offsetError(offset, this.length, 4);
  const b = this[offset + 1];
  const c = this[offset + 2];
  return (a | b << 8 | c << 16 | d << 24) >>> 0;
}

function readUInt32BE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 4);
  const a = this[offset];
  const d = this[offset + 3];
  if (a === undefined || d === undefined) offsetError(offset, this.length, 4);
  const b = this[offset + 1];
  const c = this[offset + 2];
  return (d | c << 8 | b << 16 | a << 24) >>> 0;
}

function readInt8(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 1);
  const a = this[offset];
  if (a === undefined) offsetError(offset, this.length, 1);
  return a << 24 >> 24;
}

function readInt16LE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 2);
  const a = this[offset];
  const b = this[offset + 1];
  if (a === undefined || b === undefined) offsetError(offset, this.length, 2);
  return (a | b << 8) << 16 >> 16;
}

function readInt16BE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 2);
  const a = this[offset];
  const b = this[offset + 1];
  if (a === undefined || b === undefined) offsetError(offset, this.length, 2);
  return (b | a << 8) << 16 >> 16;
}

function readInt32LE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 4);
  const a = this[offset];
  const d = this[offset + 3];
  if (a === undefined || d === undefined) offsetError(offset, this.length, 4);
  const b = this[offset + 1];
  const c = this[offset + 2];
  return a | b << 8 | c << 16 | d << 24;
}

function readInt32BE(offset = 0) {
  if (typeof offset !== 'number') offsetError(offset, this.length, 4);
  const a = this[offset];
  const d = this[offset + 3];
  if (a === undefined || d === undefined) offsetError(offset, this.length, 4);
  const b = this[offset + 1];
  const c = this[offset + 2];
  return d | c << 8 | b << 16 | a << 24;
}

function writeUInt8(value, offset = 0) {
  value = +value;
  if (value < 0 || value > 255) valueError(value, 0, 255, 1);
  checkOffset(this, offset, 1);
  this[offset] = value;
  return offset + 1;
}

function writeUInt16LE(value, offset = 0) {
  value = +value;
  if (value < 0 || value > 65535) valueError(value, 0, 65535, 2);
  checkOffset(this, offset, 2);
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  return offset + 2;
}

function writeUInt16BE(value, offset = 0) {
  value = +value;
  if (value < 0 || value > 65535) valueError(value, 0, 65535, 2);
  checkOffset(this, offset, 2);
  this[offset + 1] = value;
  this[offset] = value >>> 8;
  return offset + 2;
}

function writeUInt32LE(value, offset = 0) {
  value = +value;
  if (value < 0 || value > 4294967295) valueError(value, 0, 4294967295, 4);
  checkOffset(this, offset, 4);
  const bits = value | 0;
  this[offset] = bits;
  this[offset + 1] = bits >>> 8;
  this[offset + 2] = bits >>> 16;
  this[offset + 3] = bits >>> 24;
  return offset + 4;
}

function writeUInt32BE(value, offset = 0) {
  value = +value;
  if (value < 0 || value > 4294967295) valueError(value, 0, 4294967295, 4);
  checkOffset(this, offset, 4);
  const bits = value | 0;
  this[offset + 3] = bits;
  this[offset + 2] = bits >>> 8;
  this[offset + 1] = bits >>> 16;
  this[offset] = bits >>> 24;
  return offset + 4;
}

function writeInt8(value, offset = 0) {
  value = +value;
  if (value < -128 || value > 127) valueError(value, -128, 127, 1);
  checkOffset(this, offset, 1);
  this[offset] = value;
  return offset + 1;
}

function writeInt16LE(value, offset = 0) {
  value = +value;
  if (value < -32768 || value > 32767) valueError(value, -32768, 32767, 2);
  checkOffset(this, offset, 2);
  this[offset] = value;
  this[offset + 1] = value >>> 8;
  return offset + 2;
}

function writeInt16BE(value, offset = 0) {
  value = +value;
  if (value < -32768 || value > 32767) valueError(value, -32768, 32767, 2);
  checkOffset(this, offset, 2);
  this[offset + 1] = value;
  this[offset] = value >>> 8;
  return offset + 2;
}

function writeInt32LE(value, offset = 0) {
  value = +value;
  if (value < -2147483648 || value > 2147483647) valueError(value, -2147483648, 2147483647, 4);
  checkOffset(this, offset, 4);
  const bits = value | 0;
  this[offset] = bits;
  this[offset + 1] = bits >>> 8;
  this[offset + 2] = bits >>> 16;
  this[offset + 3] = bits >>> 24;
  return offset + 4;
}

function writeInt32BE(value, offset = 0) {
  value = +value;
  if (value < -2147483648 || value > 2147483647) valueError(value, -2147483648, 2147483647, 4);
  checkOffset(this, offset, 4);
  const bits = value | 0;
  this[offset + 3] = bits;
  this[offset + 2] = bits >>> 8;
  this[offset + 1] = bits >>> 16;
  this[offset] = bits >>> 24;
  return offset + 4;
}

// ---- integers of 3, 5 and 6 bytes; each a function of its own, called by byteLength -----------------------------------

function readUInt24LE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 3);
  const a = buffer[offset];
  const c = buffer[offset + 2];
  if (a === undefined || c === undefined) offsetError(offset, buffer.length, 3);
  const b = buffer[offset + 1];
  return a | b << 8 | c << 16;
}

function readUInt24BE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 3);
  const a = buffer[offset];
  const c = buffer[offset + 2];
  if (a === undefined || c === undefined) offsetError(offset, buffer.length, 3);
  const b = buffer[offset + 1];
  return c | b << 8 | a << 16;
}

function readUInt40LE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 5);
  const a = buffer[offset];
  const e = buffer[offset + 4];
  if (a === undefined || e === undefined) offsetError(offset, buffer.length, 5);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  return e * 4294967296 + ((a | b << 8 | c << 16 | d << 24) >>> 0);
}

function readUInt40BE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 5);
  const a = buffer[offset];
  const e = buffer[offset + 4];
  if (a === undefined || e === undefined) offsetError(offset, buffer.length, 5);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  return a * 4294967296 + ((e | d << 8 | c << 16 | b << 24) >>> 0);
}

function readUInt48LE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 6);
  const a = buffer[offset];
  const f = buffer[offset + 5];
  if (a === undefined || f === undefined) offsetError(offset, buffer.length, 6);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  const e = buffer[offset + 4];
  return (e | f << 8) * 4294967296 + ((a | b << 8 | c << 16 | d << 24) >>> 0);
}

function readUInt48BE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 6);
  const a = buffer[offset];
  const f = buffer[offset + 5];
  if (a === undefined || f === undefined) offsetError(offset, buffer.length, 6);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  const e = buffer[offset + 4];
  return (b | a << 8) * 4294967296 + ((f | e << 8 | d << 16 | c << 24) >>> 0);
}

function readInt24LE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 3);
  const a = buffer[offset];
  const c = buffer[offset + 2];
  if (a === undefined || c === undefined) offsetError(offset, buffer.length, 3);
  const b = buffer[offset + 1];
  return (a | b << 8 | c << 16) << 8 >> 8;
}

function readInt24BE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 3);
  const a = buffer[offset];
  const c = buffer[offset + 2];
  if (a === undefined || c === undefined) offsetError(offset, buffer.length, 3);
  const b = buffer[offset + 1];
  return (c | b << 8 | a << 16) << 8 >> 8;
}

function readInt40LE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 5);
  const a = buffer[offset];
  const e = buffer[offset + 4];
  if (a === undefined || e === undefined) offsetError(offset, buffer.length, 5);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  return (e << 24 >> 24) * 4294967296 + ((a | b << 8 | c << 16 | d << 24) >>> 0);
}

function readInt40BE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 5);
  const a = buffer[offset];
  const e = buffer[offset + 4];
  if (a === undefined || e === undefined) offsetError(offset, buffer.length, 5);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  return (a << 24 >> 24) * 4294967296 + ((e | d << 8 | c << 16 | b << 24) >>> 0);
}

function readInt48LE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 6);
  const a = buffer[offset];
  const f = buffer[offset + 5];
  if (a === undefined || f === undefined) offsetError(offset, buffer.length, 6);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  const e = buffer[offset + 4];
  return ((e | f << 8) << 16 >> 16) * 4294967296 + ((a | b << 8 | c << 16 | d << 24) >>> 0);
}

function readInt48BE(buffer, offset) {
  if (typeof offset !== 'number') offsetError(offset, buffer.length, 6);
  const a = buffer[offset];
  const f = buffer[offset + 5];
  if (a === undefined || f === undefined) offsetError(offset, buffer.length, 6);
  const b = buffer[offset + 1];
  const c = buffer[offset + 2];
  const d = buffer[offset + 3];
  const e = buffer[offset + 4];
  return ((b | a << 8) << 16 >> 16) * 4294967296 + ((f | e << 8 | d << 16 | c << 24) >>> 0);
}

function write24LE(buffer, value, offset, min, max) {
  if (value < min || value > max) valueError(value, min, max, 3);
  checkOffset(buffer, offset, 3);
  buffer[offset] = value;
  buffer[offset + 1] = value >>> 8;
  buffer[offset + 2] = value >>> 16;
  return offset + 3;
}

function write24BE(buffer, value, offset, min, max) {
  if (value < min || value > max) valueError(value, min, max, 3);
  checkOffset(buffer, offset, 3);
  buffer[offset + 2] = value;
  buffer[offset + 1] = value >>> 8;
  buffer[offset] = value >>> 16;
  return offset + 3;
}

function write40LE(buffer, value, offset, min, max) {
  if (value < min || value > max) valueError(value, min, max, 5);
  checkOffset(buffer, offset, 5);
  const high = floor(value / 4294967296);
  buffer[offset] = value;
  buffer[offset + 1] = value >>> 8;
  buffer[offset + 2] = value >>> 16;
  buffer[offset + 3] = value >>> 24;
  buffer[offset + 4] = high;
  return offset + 5;
}

function write40BE(buffer, value, offset, min, max) {
  if (value < min || value > max) valueError(value, min, max, 5);
  checkOffset(buffer, offset, 5);
  const high = floor(value / 4294967296);
  buffer[offset + 4] = value;
  buffer[offset + 3] = value >>> 8;
  buffer[offset + 2] = value >>> 16;
  buffer[offset + 1] = value >>> 24;
  buffer[offset] = high;
  return offset + 5;
}

function write48LE(buffer, value, offset, min, max) {
  if (value < min || value > max) valueError(value, min, max, 6);
  checkOffset(buffer, offset, 6);
  const high = floor(value / 4294967296);
  buffer[offset] = value;
  buffer[offset + 1] = value >>> 8;
  buffer[offset + 2] = value >>> 16;
  buffer[offset + 3] = value >>> 24;
  buffer[offset + 4] = high;
  buffer[offset + 5] = high >>> 8;
  return offset + 6;
}

function write48BE(buffer, value, offset, min, max) {
  if (value < min || value > max) valueError(value, min, max, 6);
  checkOffset(buffer, offset, 6);
  const high = floor(value / 4294967296);
  buffer[offset + 5] = value;
  buffer[offset + 4] = value >>> 8;
  buffer[offset + 3] = value >>> 16;
  buffer[offset + 2] = value >>> 24;
  buffer[offset + 1] = high;
  buffer[offset] = high >>> 8;
  return offset + 6;
}

function readUIntLE(offset, byteLength) {
  if (offset === undefined) throw new (errors().ERR_INVALID_ARG_TYPE)('offset', 'number', offset);
  switch (byteLength) {
    case 6: return readUInt48LE(this, offset);
    case 5: return readUInt40LE(this, offset);
    case 4: return readUInt32LE.call(this, offset);
    case 3: return readUInt24LE(this, offset);
    case 2: return readUInt16LE.call(this, offset);
    case 1: return readUInt8.call(this, offset);
    default: return byteLengthError(byteLength);
  }
}

function readUIntBE(offset, byteLength) {
  if (offset === undefined) throw new (errors().ERR_INVALID_ARG_TYPE)('offset', 'number', offset);
  switch (byteLength) {
    case 6: return readUInt48BE(this, offset);
    case 5: return readUInt40BE(this, offset);
    case 4: return readUInt32BE.call(this, offset);
    case 3: return readUInt24BE(this, offset);
    case 2: return readUInt16BE.call(this, offset);
    case 1: return readUInt8.call(this, offset);
    default: return byteLengthError(byteLength);
  }
}

function readIntLE(offset, byteLength) {
  if (offset === undefined) throw new (errors().ERR_INVALID_ARG_TYPE)('offset', 'number', offset);
  switch (byteLength) {
    case 6: return readInt48LE(this, offset);
    case 5: return readInt40LE(this, offset);
    case 4: return readInt32LE.call(this, offset);
    case 3: return readInt24LE(this, offset);
    case 2: return readInt16LE.call(this, offset);
    case 1: return readInt8.call(this, offset);
    default: return byteLengthError(byteLength);
  }
}

function readIntBE(offset, byteLength) {
  if (offset === undefined) throw new (errors().ERR_INVALID_ARG_TYPE)('offset', 'number', offset);
  switch (byteLength) {
    case 6: return readInt48BE(this, offset);
    case 5: return readInt40BE(this, offset);
    case 4: return readInt32BE.call(this, offset);
    case 3: return readInt24BE(this, offset);
    case 2: return readInt16BE.call(this, offset);
    case 1: return readInt8.call(this, offset);
    default: return byteLengthError(byteLength);
  }
}

function writeUIntLE(value, offset, byteLength) {
  switch (byteLength) {
    case 6: return write48LE(this, +value, offset, 0, 281474976710655);
    case 5: return write40LE(this, +value, offset, 0, 1099511627775);
    case 4: return writeUInt32LE.call(this, value, checkedOffset(offset));
    case 3: return write24LE(this, +value, offset, 0, 16777215);
    case 2: return writeUInt16LE.call(this, value, checkedOffset(offset));
    case 1: return writeUInt8.call(this, value, checkedOffset(offset));
    default: return byteLengthError(byteLength);
  }
}

function writeUIntBE(value, offset, byteLength) {
  switch (byteLength) {
    case 6: return write48BE(this, +value, offset, 0, 281474976710655);
    case 5: return write40BE(this, +value, offset, 0, 1099511627775);
    case 4: return writeUInt32BE.call(this, value, checkedOffset(offset));
    case 3: return write24BE(this, +value, offset, 0, 16777215);
    case 2: return writeUInt16BE.call(this, value, checkedOffset(offset));
    case 1: return writeUInt8.call(this, value, checkedOffset(offset));
    default: return byteLengthError(byteLength);
  }
}

function writeIntLE(value, offset, byteLength) {
  switch (byteLength) {
    case 6: return write48LE(this, +value, offset, -140737488355328, 140737488355327);
    case 5: return write40LE(this, +value, offset, -549755813888, 549755813887);
    case 4: return writeInt32LE.call(this, value, checkedOffset(offset));
    case 3: return write24LE(this, +value, offset, -8388608, 8388607);
    case 2: return writeInt16LE.call(this, value, checkedOffset(offset));
    case 1: return writeInt8.call(this, value, checkedOffset(offset));
    default: return byteLengthError(byteLength);
  }
}

function writeIntBE(value, offset, byteLength) {
  switch (byteLength) {
    case 6: return write48BE(this, +value, offset, -140737488355328, 140737488355327);
    case 5: return write40BE(this, +value, offset, -549755813888, 549755813887);
    case 4: return writeInt32BE.call(this, value, checkedOffset(offset));
    case 3: return write24BE(this, +value, offset, -8388608, 8388607);
    case 2: return writeInt16BE.call(this, value, checkedOffset(offset));
    case 1: return writeInt8.call(this, value, checkedOffset(offset));
    default: return byteLengthError(byteLength);
  }
}

// An offset that must be given: undefined would take the default.
function checkedOffset(offset) {
  if (offset === undefined) throw new (errors().ERR_INVALID_ARG_TYPE)('offset', 'number', offset);
  return offset;
}

// ---- BigInts --------------------------------------------------------------------------------------------------------

const maxInt64 = 0x7fffffffffffffffn;
const minInt64 = -0x8000000000000000n;
const maxUint64 = 0xffffffffffffffffn;

const bigInt = new BigInt64Array(double.buffer);
const bigUint = new BigUint64Array(double.buffer);

// Copies 8 bytes into `words`, in their order or turned around. The machine is little-endian, as every one that the engine has a JIT for.
function fetch8(buffer, offset) {
  checkOffset(buffer, offset, 8);
  words[0] = buffer[offset] | buffer[offset + 1] << 8 | buffer[offset + 2] << 16 | buffer[offset + 3] << 24;
  words[1] = buffer[offset + 4] | buffer[offset + 5] << 8 | buffer[offset + 6] << 16 | buffer[offset + 7] << 24;
}

function fetch8Reversed(buffer, offset) {
  checkOffset(buffer, offset, 8);
  words[0] = buffer[offset + 7] | buffer[offset + 6] << 8 | buffer[offset + 5] << 16 | buffer[offset + 4] << 24;
  words[1] = buffer[offset + 3] | buffer[offset + 2] << 8 | buffer[offset + 1] << 16 | buffer[offset] << 24;
}

function store8(buffer, offset) {
  const low = words[0];
  const high = words[1];
  buffer[offset] = low;
  buffer[offset + 1] = low >>> 8;
  buffer[offset + 2] = low >>> 16;
  buffer[offset + 3] = low >>> 24;
  buffer[offset + 4] = high;
  buffer[offset + 5] = high >>> 8;
  buffer[offset + 6] = high >>> 16;
  buffer[offset + 7] = high >>> 24;
  return offset + 8;
}

function store8Reversed(buffer, offset) {
  const low = words[0];
  const high = words[1];
  buffer[offset] = high >>> 24;
  buffer[offset + 1] = high >>> 16;
  buffer[offset + 2] = high >>> 8;
  buffer[offset + 3] = high;
  buffer[offset + 4] = low >>> 24;
  buffer[offset + 5] = low >>> 16;
  buffer[offset + 6] = low >>> 8;
  buffer[offset + 7] = low;
  return offset + 8;
}

function readBigUInt64LE(offset = 0) {
  fetch8(this, offset);
  return bigUint[0];
}

function readBigUInt64BE(offset = 0) {
  fetch8Reversed(this, offset);
  return bigUint[0];
}

function readBigInt64LE(offset = 0) {
  fetch8(this, offset);
  return bigInt[0];
}

function readBigInt64BE(offset = 0) {
  fetch8Reversed(this, offset);
  return bigInt[0];
}

function prepareBig(buffer, value, offset, min, max) {
  if (typeof value !== 'bigint') throw new (errors().ERR_INVALID_ARG_TYPE)('value', 'bigint', value);
  if (value < min || value > max) valueError(value, min, max, 8);
  checkOffset(buffer, offset, 8);
  bigUint[0] = value;
}

function writeBigUInt64LE(value, offset = 0) {
  prepareBig(this, value, offset, 0n, maxUint64);
  return store8(this, offset);
}

function writeBigUInt64BE(value, offset = 0) {
  prepareBig(this, value, offset, 0n, maxUint64);
  return store8Reversed(this, offset);
}

function writeBigInt64LE(value, offset = 0) {
  prepareBig(this, value, offset, minInt64, maxInt64);
  return store8(this, offset);
}

function writeBigInt64BE(value, offset = 0) {
  prepareBig(this, value, offset, minInt64, maxInt64);
  return store8Reversed(this, offset);
}

// ---- floating point numbers -----------------------------------------------------------------------------------------

function readFloatLE(offset = 0) {
  checkOffset(this, offset, 4);
  words[0] = this[offset] | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24;
  return float[0];
}

function readFloatBE(offset = 0) {
  checkOffset(this, offset, 4);
  words[0] = this[offset + 3] | this[offset + 2] << 8 | this[offset + 1] << 16 | this[offset] << 24;
  return float[0];
}

function readDoubleLE(offset = 0) {
  fetch8(this, offset);
  return double[0];
}

function readDoubleBE(offset = 0) {
  fetch8Reversed(this, offset);
  return double[0];
}

function writeFloatLE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 4);
  float[0] = value;
  const bits = words[0];
  this[offset] = bits;
  this[offset + 1] = bits >>> 8;
  this[offset + 2] = bits >>> 16;
  this[offset + 3] = bits >>> 24;
  return offset + 4;
}

function writeFloatBE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 4);
  float[0] = value;
  const bits = words[0];
  this[offset] = bits >>> 24;
  this[offset + 1] = bits >>> 16;
  this[offset + 2] = bits >>> 8;
  this[offset + 3] = bits;
  return offset + 4;
}

function writeDoubleLE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 8);
  double[0] = value;
  return store8(this, offset);
}

function writeDoubleBE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 8);
  double[0] = value;
  return store8Reversed(this, offset);
}

// ---- the methods, in the order in which programs that list them see them ----------------------------------------------

exports.addNumberMethods = function addNumberMethods(prototype) {
  prototype.readBigUInt64LE = readBigUInt64LE;
  prototype.readBigUInt64BE = readBigUInt64BE;
  prototype.readBigUint64LE = readBigUInt64LE;
  prototype.readBigUint64BE = readBigUInt64BE;
  prototype.readBigInt64LE = readBigInt64LE;
  prototype.readBigInt64BE = readBigInt64BE;
  prototype.writeBigUInt64LE = writeBigUInt64LE;
  prototype.writeBigUInt64BE = writeBigUInt64BE;
  prototype.writeBigUint64LE = writeBigUInt64LE;
  prototype.writeBigUint64BE = writeBigUInt64BE;
  prototype.writeBigInt64LE = writeBigInt64LE;
  prototype.writeBigInt64BE = writeBigInt64BE;

  prototype.readUIntLE = readUIntLE;
  prototype.readUInt32LE = readUInt32LE;
  prototype.readUInt16LE = readUInt16LE;
  prototype.readUInt8 = readUInt8;
  prototype.readUIntBE = readUIntBE;
  prototype.readUInt32BE = readUInt32BE;
  prototype.readUInt16BE = readUInt16BE;
  prototype.readUintLE = readUIntLE;
  prototype.readUint32LE = readUInt32LE;
  prototype.readUint16LE = readUInt16LE;
  prototype.readUint8 = readUInt8;
  prototype.readUintBE = readUIntBE;
  prototype.readUint32BE = readUInt32BE;
  prototype.readUint16BE = readUInt16BE;
  prototype.readIntLE = readIntLE;
  prototype.readInt32LE = readInt32LE;
  prototype.readInt16LE = readInt16LE;
  prototype.readInt8 = readInt8;
  prototype.readIntBE = readIntBE;
  prototype.readInt32BE = readInt32BE;
  prototype.readInt16BE = readInt16BE;

  prototype.writeUIntLE = writeUIntLE;
  prototype.writeUInt32LE = writeUInt32LE;
  prototype.writeUInt16LE = writeUInt16LE;
  prototype.writeUInt8 = writeUInt8;
  prototype.writeUIntBE = writeUIntBE;
  prototype.writeUInt32BE = writeUInt32BE;
  prototype.writeUInt16BE = writeUInt16BE;
  prototype.writeUintLE = writeUIntLE;
  prototype.writeUint32LE = writeUInt32LE;
  prototype.writeUint16LE = writeUInt16LE;
  prototype.writeUint8 = writeUInt8;
  prototype.writeUintBE = writeUIntBE;
  prototype.writeUint32BE = writeUInt32BE;
  prototype.writeUint16BE = writeUInt16BE;
  prototype.writeIntLE = writeIntLE;
  prototype.writeInt32LE = writeInt32LE;
  prototype.writeInt16LE = writeInt16LE;
  prototype.writeInt8 = writeInt8;
  prototype.writeIntBE = writeIntBE;
  prototype.writeInt32BE = writeInt32BE;
  prototype.writeInt16BE = writeInt16BE;

  prototype.readFloatLE = readFloatLE;
  prototype.readFloatBE = readFloatBE;
  prototype.readDoubleLE = readDoubleLE;
  prototype.readDoubleBE = readDoubleBE;
  prototype.writeFloatLE = writeFloatLE;
  prototype.writeFloatBE = writeFloatBE;
  prototype.writeDoubleLE = writeDoubleLE;
  prototype.writeDoubleBE = writeDoubleBE;
};
