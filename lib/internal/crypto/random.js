// SPDX-License-Identifier: MIT
// Random bytes, numbers and UUIDs from OpenSSL's generator.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_OPERATION_FAILED, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');
const { blank } = require('internal/blank_string');
const { bindToContext } = require('internal/async_context');
const { kMaxLength } = require('buffer');
const { lazyDOMException } = require('internal/util');
const { native } = require('internal/crypto/native');
const { FastBuffer, bytesOf, isBytes } = require('internal/crypto/util');

const { isView } = ArrayBuffer;
const { isSafeInteger } = Number;
const { randomFill: fill, randomFillAsync: fillAsync } = native;

const MAX_INT32 = 2 ** 31 - 1;
const MAX_SIZE = Math.min(kMaxLength, MAX_INT32);

const failed = () => new ERR_OPERATION_FAILED('random bytes');

// ---- bytes ----------------------------------------------------------------------------------------------------------

function checkSize(size, elementSize, offset, length) {
  validateNumber(size, 'size');
  size *= elementSize;
  if (Number.isNaN(size) || size > MAX_SIZE || size < 0) throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${MAX_SIZE}`, size);
  if (size + offset > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, size + offset);
  return size >>> 0;
}

function checkOffset(offset, elementSize, length) {
  validateNumber(offset, 'offset');
  offset *= elementSize;
  const max = Math.min(length, MAX_SIZE);
  if (Number.isNaN(offset) || offset > max || offset < 0) throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${max}`, offset);
  return offset >>> 0;
}

function randomBytes(size, callback) {
  size = checkSize(size, 1, 0, Infinity);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const bytes = new FastBuffer(size);
  if (callback === undefined) {
    if (fill(bytes, 0, size) < 0) throw failed();
    return bytes;
  }
  fillAsync(bytes, 0, size, bindToContext((status) => {
    if (status < 0) callback(failed());
    else callback(null, bytes);
  }));
}

function checkTarget(buffer) {
  if (!isBytes(buffer)) throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buffer);
}

function randomFillSync(buffer, offset = 0, size) {
  checkTarget(buffer);
  const elementSize = buffer.BYTES_PER_ELEMENT || 1;
  offset = checkOffset(offset, elementSize, buffer.byteLength);
  size = size === undefined ? buffer.byteLength - offset : checkSize(size, elementSize, offset, buffer.byteLength);
  if (size > 0 && fill(bytesOf(buffer), offset, size) < 0) throw failed();
  return buffer;
}

function randomFill(buffer, offset, size, callback) {
  checkTarget(buffer);
  const elementSize = buffer.BYTES_PER_ELEMENT || 1;
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    size = undefined;
  } else if (typeof size === 'function') {
    callback = size;
    size = undefined;
  } else {
    validateFunction(callback, 'callback');
  }
  offset = checkOffset(offset, elementSize, buffer.byteLength);
  size = size === undefined ? buffer.byteLength - offset : checkSize(size, elementSize, offset, buffer.byteLength);
  fillAsync(bytesOf(buffer), offset, size, bindToContext((status) => {
    if (status < 0) callback(failed());
    else callback(null, buffer);
  }));
}

// ---- numbers --------------------------------------------------------------------------------------------------------

const MAX_RANGE = 0xffff_ffff_ffff; // six bytes
const numbers = new Uint16Array(3 * 512);
const numbersBytes = new FastBuffer(numbers.buffer);
let nextNumber = numbers.length;

function sixBytes() {
  if (nextNumber === numbers.length) {
    if (fill(numbersBytes, 0, numbersBytes.length) < 0) throw failed();
    nextNumber = 0;
  }
  const at = nextNumber;
  const value = numbers[at] * 0x1_0000_0000 + numbers[at + 1] * 0x1_0000 + numbers[at + 2];
  numbers[at] = numbers[at + 1] = numbers[at + 2] = 0; // what a program has got is in no memory that it does not know of
  nextNumber = at + 3;
  return value;
}

// Numbers above the largest multiple of the range would favour the small ones: they are drawn again.
// All are exact: below 2**53 a quotient is wrong by one at most. (The engine's % of such numbers takes ten times as long.)
function remainder(value, range) {
  const rest = value - Math.floor(value / range) * range;
  return rest < 0 ? rest + range : rest >= range ? rest - range : rest;
}

function draw(min, range) {
  const limit = MAX_RANGE - remainder(MAX_RANGE, range);
  for (;;) {
    const value = sixBytes();
    if (value < limit) return remainder(value, range) + min;
  }
}

function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function') {
    const implied = min;
    if (typeof max === 'function') callback = max;
    max = implied;
    min = 0;
    if (callback !== undefined) validateFunction(callback, 'callback');
    checkRange(min, max, true);
  } else {
    if (callback !== undefined) validateFunction(callback, 'callback');
    checkRange(min, max, false);
  }
  const value = draw(min, max - min);
  if (callback === undefined) return value;
  process.nextTick(callback, undefined, value);
}

function checkRange(min, max, minIsImplied) {
  if (!isSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!isSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  if (max - min > MAX_RANGE) throw new ERR_OUT_OF_RANGE(minIsImplied ? 'max' : 'max - min', `<= ${MAX_RANGE}`, max - min);
}

// ---- UUIDs ----------------------------------------------------------------------------------------------------------

// So many are made at once, as one text that they are cut from.
const UUIDS = 32;
let uuids = '';
let nextUuid = 0;
let hexes;

function formatUuid(bytes, at) {
  if (hexes === undefined) {
    hexes = [];
    for (let i = 0; i < 256; i++) hexes.push(i.toString(16).padStart(2, '0'));
  }
  const hex = (i) => hexes[bytes[at + i]];
  return `${hex(0)}${hex(1)}${hex(2)}${hex(3)}-${hex(4)}${hex(5)}-${hexes[bytes[at + 6] & 0x0f | 0x40]}${hex(7)}-` +
    `${hexes[bytes[at + 8] & 0x3f | 0x80]}${hex(9)}-${hex(10)}${hex(11)}${hex(12)}${hex(13)}${hex(14)}${hex(15)}`;
}

function oneUuid() {
  const bytes = new FastBuffer(16);
  if (fill(bytes, 0, 16) < 0) throw failed();
  return formatUuid(bytes, 0);
}

function randomUUID(options) {
  if (options !== undefined) {
    validateObject(options, 'options');
    const { disableEntropyCache = false } = options;
    validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
    if (disableEntropyCache) return oneUuid();
  }
  if (nextUuid === uuids.length) {
    nextUuid = 0;
    uuids = native.uuids(blank(), UUIDS) ?? '';
    if (uuids === '') return oneUuid();
  }
  const at = nextUuid;
  nextUuid = at + 36;
  return uuids.slice(at, nextUuid);
}

// ---- the Web's ------------------------------------------------------------------------------------------------------

const integerArrays = new Set([
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array',
  'BigUint64Array',
]);
const { get: kindOfView } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);

function getRandomValues(array) {
  if (!isView(array) || !integerArrays.has(kindOfView.call(array))) {
    throw lazyDOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
  }
  if (array.byteLength > 65536) {
    throw lazyDOMException(`The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
  }
  if (array.byteLength > 0 && fill(array, 0, array.byteLength) < 0) throw failed();
  return array;
}

module.exports = { getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID };
