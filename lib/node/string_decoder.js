// SPDX-License-Identifier: MIT
//
// `string_decoder`: bytes that arrive in pieces to text, holding back a character that a piece cuts in two. A decoder's state is a few bytes
// under a symbol: those held back, how many they are, how many their character has, and the encoding.

const { FastBuffer } = require('internal/buffer');
const {
  UTF8, UTF16LE, BASE64, BASE64URL, encodingOf, slice, utf8Slice,
} = require('internal/buffer_encodings');
const { normalizeEncoding } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const { codes: {
  ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_STRING_TOO_LONG, ERR_UNKNOWN_ENCODING,
} } = require('internal/errors');

const { defineProperties } = Object;
const { min } = Math;

const kState = Symbol('kState');
const kStringMaxLength = 0x1fffffe8;

// Places in the state.
const HELD = 4; // how many of the bytes 0 to 3 are held back
const TOTAL = 5; // how many bytes their character has
const ENCODING = 6;
const STATE_SIZE = 7;

function StringDecoder(encoding) {
  this.encoding = typeof encoding === 'number' ? undefined : normalizeEncoding(encoding);
  if (this.encoding === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  const state = new FastBuffer(STATE_SIZE);
  state[ENCODING] = encodingOf(this.encoding);
  this[kState] = state;
}

function hold(state, bytes, start, total) {
  let held = 0;
  for (let i = start; i < bytes.length; i++) state[held++] = bytes[i];
  state.fill(0, held, HELD);
  state[HELD] = held;
  state[TOTAL] = total;
}

function release(state) {
  state[HELD] = 0;
  state[TOTAL] = 0;
}

// The bytes held back, then the new ones.
function joined(state, bytes) {
  const held = state[HELD];
  if (held === 0) return bytes;
  const all = new FastBuffer(held + bytes.length);
  for (let i = 0; i < held; i++) all[i] = state[i];
  all.set(bytes, held);
  return all;
}

// ---- UTF-8 ----------------------------------------------------------------------------------------------------------

// How many bytes the lead byte announces; 1 for what leads nothing.
function announced(byte) {
  return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf8 ? 4 : 1;
}

function writeUtf8(state, bytes) {
  const { length } = bytes;
  if (state[HELD] === 0 && bytes[length - 1] < 0x80) return utf8Slice(bytes, 0, length);
  const all = joined(state, bytes);
  release(state);
  const end = all.length;
  // A lead byte among the last three that announces more than follows it waits for the rest.
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = all[end - back];
    if ((byte & 0xc0) === 0x80) continue;
    const total = announced(byte);
    if (total <= back) break;
    hold(state, all, end - back, total);
    return end > back ? utf8Slice(all, 0, end - back) : '';
  }
  return utf8Slice(all, 0, end);
}

// ---- UTF-16 ---------------------------------------------------------------------------------------------------------

// The bytes held back are completed first; then a lone byte, or else a first surrogate, waits at the end.
function writeUtf16(state, bytes) {
  let text = '';
  let start = 0;
  while (state[HELD] > 0 && start < bytes.length) {
    state[state[HELD]++] = bytes[start++];
    if (state[HELD] < state[TOTAL]) continue;
    if (state[TOTAL] === 2 && (state[1] & 0xfc) === 0xd8) {
      state[TOTAL] = 4;
      continue;
    }
    text = slice(UTF16LE, state, 0, state[TOTAL]);
    release(state);
  }
  if (start === bytes.length) return text;
  const end = bytes.length;
  let rest = (end - start) % 2;
  let total = 2;
  if (rest === 0 && (bytes[end - 1] & 0xfc) === 0xd8) {
    rest = 2;
    total = 4;
  }
  if (rest > 0) hold(state, bytes, end - rest, total);
  return text + slice(UTF16LE, bytes, start, end - rest);
}

// ---- base64 ---------------------------------------------------------------------------------------------------------

function writeBase64(state, bytes) {
  const all = joined(state, bytes);
  const rest = all.length % 3;
  release(state);
  if (rest > 0) hold(state, all, all.length - rest, 3);
  return slice(state[ENCODING], all, 0, all.length - rest);
}

// ---- the class ------------------------------------------------------------------------------------------------------

function stateOf(decoder) {
  const state = decoder[kState];
  if (state === undefined) throw new ERR_INVALID_THIS('StringDecoder');
  return state;
}

StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  if (!isArrayBufferView(buf)) throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], buf);
  const state = stateOf(this);
  const bytes = buf instanceof Uint8Array ? buf : new FastBuffer(buf.buffer, buf.byteOffset, buf.byteLength);
  if (bytes.length === 0) return '';
  if (bytes.length > kStringMaxLength) throw new ERR_STRING_TOO_LONG(kStringMaxLength);
  switch (state[ENCODING]) {
    case UTF8: return writeUtf8(state, bytes);
    case UTF16LE: return writeUtf16(state, bytes);
    case BASE64:
    case BASE64URL: return writeBase64(state, bytes);
    default: return slice(state[ENCODING], bytes, 0, bytes.length);
  }
};

StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  const state = stateOf(this);
  const held = state[HELD];
  if (held === 0) return text;
  const last = slice(state[ENCODING], state, 0, held);
  release(state);
  return text + last;
};

StringDecoder.prototype.text = function text(buf, offset) {
  release(stateOf(this));
  return this.write(buf.slice(min(offset, buf.length)));
};

defineProperties(StringDecoder.prototype, {
  lastChar: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return stateOf(this).subarray(0, HELD); },
  },
  lastNeed: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const state = stateOf(this);
      return state[TOTAL] - state[HELD];
    },
  },
  lastTotal: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return stateOf(this)[TOTAL]; },
  },
});

module.exports = { StringDecoder };
