// SPDX-License-Identifier: MIT
//
// Strings to bytes and back, in Buffer's encodings. What is short is done here, since a call into C costs as much as some dozen
// characters; the limits were measured. Offsets have been checked by the callers.

const { blank } = require('internal/blank_string');
const { slice: sliceC, write: writeC, byteLengthUtf8: byteLengthUtf8C } = binding('buffer');

const { fromCharCode } = String;
// Called as `charCodeAt.call(text, i)`, which the engine compiles as well as `text.charCodeAt(i)`; a bound function costs 40 ns a call.
const { charCodeAt, slice: sliceText, toLowerCase } = String.prototype;

// As src/node/buffer/encoding.h numbers them.
const UTF8 = 0;
const UTF16LE = 1;
const LATIN1 = 2;
const ASCII = 3;
const BASE64 = 4;
const BASE64URL = 5;
const HEX = 6;

const names = {
  '__proto__': null,
  'utf8': UTF8, 'utf-8': UTF8, 'UTF8': UTF8, 'UTF-8': UTF8,
  'ucs2': UTF16LE, 'ucs-2': UTF16LE, 'utf16le': UTF16LE, 'utf-16le': UTF16LE,
  'latin1': LATIN1, 'binary': LATIN1,
  'ascii': ASCII, 'base64': BASE64, 'base64url': BASE64URL, 'hex': HEX,
};

// The number of an encoding's name in any case; -1 where it is none.
function encodingOf(name) {
  if (name === 'utf8' || name === 'utf-8') return UTF8;
  if (typeof name !== 'string') name = `${name}`;
  return names[name] ?? names[toLowerCase.call(name)] ?? -1;
}

// ---- bytes to strings -----------------------------------------------------------------------------------------------

const SHORT_SLICE = 4; // up to here a loop is cheaper than a call

function utf8Slice(buffer, start, end) {
  if (end - start > SHORT_SLICE) return sliceC(blank(), UTF8, buffer, start, end);
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = buffer[i];
    if (byte > 0x7f) return sliceC(blank(), UTF8, buffer, start, end);
    text += fromCharCode(byte);
  }
  return text;
}

function latin1Slice(buffer, start, end) {
  if (end - start > SHORT_SLICE) return sliceC(blank(), LATIN1, buffer, start, end);
  let text = '';
  for (let i = start; i < end; i++) text += fromCharCode(buffer[i]);
  return text;
}

const sliceOf = (encoding) => (buffer, start, end) => sliceC(blank(), encoding, buffer, start, end);
const asciiSlice = sliceOf(ASCII);
const utf16Slice = sliceOf(UTF16LE);
const base64Slice = sliceOf(BASE64);
const base64urlSlice = sliceOf(BASE64URL);

const hexPairs = [];
for (let i = 0; i < 256; i++) hexPairs[i] = '0123456789abcdef'[i >> 4] + '0123456789abcdef'[i & 15];

function hexSlice(buffer, start, end) {
  if (end - start > 1) return sliceC(blank(), HEX, buffer, start, end);
  return end > start ? hexPairs[buffer[start]] : '';
}

const slices = [utf8Slice, utf16Slice, latin1Slice, asciiSlice, base64Slice, base64urlSlice, hexSlice];

// The bytes [start, end) as text.
function slice(encoding, buffer, start, end) {
  return end > start ? slices[encoding](buffer, start, end) : '';
}

// ---- strings to bytes: each writes at most `end - start` bytes and returns how many -------------------------------------

const SHORT_WRITE = 16;

function utf8Write(buffer, text, start, end) {
  const { length } = text;
  if (length > SHORT_WRITE || length > end - start) return writeC(UTF8, buffer, text, start, end);
  for (let i = 0; i < length; i++) {
    const unit = charCodeAt.call(text, i);
    if (unit > 0x7f) return i + writeC(UTF8, buffer, i === 0 ? text : sliceText.call(text, i), start + i, end);
    buffer[start + i] = unit;
  }
  return length;
}

function latin1Write(buffer, text, start, end) {
  const { length } = text;
  if (length > SHORT_WRITE || length > end - start) return writeC(LATIN1, buffer, text, start, end);
  for (let i = 0; i < length; i++) buffer[start + i] = charCodeAt.call(text, i);
  return length;
}

function utf16Write(buffer, text, start, end) {
  const { length } = text;
  if (length > SHORT_WRITE || length * 2 > end - start) return writeC(UTF16LE, buffer, text, start, end);
  for (let i = 0; i < length; i++) {
    const unit = charCodeAt.call(text, i);
    buffer[start + i * 2] = unit;
    buffer[start + i * 2 + 1] = unit >> 8;
  }
  return length * 2;
}

function digitsWrite(encoding) {
  return (buffer, text, start, end) => writeC(encoding, buffer, text, start, end);
}

const base64Write = digitsWrite(BASE64);
const base64urlWrite = digitsWrite(BASE64URL);
const hexWrite = digitsWrite(HEX);

const writes = [utf8Write, utf16Write, latin1Write, latin1Write, base64Write, base64urlWrite, hexWrite];

function write(encoding, buffer, text, start, end) {
  return end > start ? writes[encoding](buffer, text, start, end) : 0;
}

// ---- lengths --------------------------------------------------------------------------------------------------------

const SHORT_COUNT = 12;

function byteLengthUtf8(text) {
  const { length } = text;
  if (length > SHORT_COUNT) return byteLengthUtf8C(text);
  for (let i = 0; i < length; i++) {
    if (charCodeAt.call(text, i) > 0x7f) return byteLengthUtf8C(text);
  }
  return length;
}

function byteLengthBase64(text) {
  let { length } = text;
  if (length > 0 && charCodeAt.call(text, length - 1) === 0x3d) length--;
  if (length > 1 && charCodeAt.call(text, length - 1) === 0x3d) length--;
  return (length * 3 - length * 3 % 4) / 4;
}

// How many bytes the text takes; an upper bound for base64 and hex text that is not clean.
function byteLength(encoding, text) {
  switch (encoding) {
    case UTF8: return byteLengthUtf8(text);
    case UTF16LE: return text.length * 2;
    case BASE64:
    case BASE64URL: return byteLengthBase64(text);
    case HEX: return text.length >>> 1;
    default: return text.length;
  }
}

module.exports = {
  UTF8, UTF16LE, LATIN1, ASCII, BASE64, BASE64URL, HEX,
  encodingOf,
  slice,
  utf8Slice,
  write,
  utf8Write,
  byteLength,
  byteLengthUtf8,
  slices,
  writes,
};
