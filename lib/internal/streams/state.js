// SPDX-License-Identifier: MIT
// What the states of both sides share: default high water marks (64 KiB of bytes, 16 objects), and booleans as the bits of one number, so that the
// paths of chunks look at many at once. Programs see the bits under their names, as accessors.

const { validateInteger } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

const { defineProperty } = Object;

const kErrored = Symbol('kErrored'); // the error itself; the bit says that there is one

// Bits of both sides.
const OBJECT_MODE = 1 << 0;
const CONSTRUCTING = 1 << 1;
const DESTROYED = 1 << 2;
const ERRORED = 1 << 3;
const ERROR_EMITTED = 1 << 4;
const CLOSED = 1 << 5;
const CLOSE_EMITTED = 1 << 6;
const EMIT_CLOSE = 1 << 7;
const AUTO_DESTROY = 1 << 8;
const ENDED = 1 << 9;
const SYNC = 1 << 10;

// Of the writable side, for those who write past a stream that has nothing to say.
const ENDING = 1 << 11; // end() was called; ENDED: it has returned
const CORKED = 1 << 12; // as long as `corked` is not 0

let defaultBytes = 64 * 1024;
let defaultObjects = 16;

function getDefaultHighWaterMark(objectMode) {
  return objectMode ? defaultObjects : defaultBytes;
}

function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  if (objectMode) defaultObjects = value;
  else defaultBytes = value;
}

// `duplexKey` is the option of one side of a Duplex; 'highWaterMark' speaks for both sides and wins.
function getHighWaterMark(state, options, duplexKey, isDuplex) {
  const common = options.highWaterMark;
  const chosen = common != null ? common : isDuplex ? options[duplexKey] : null;
  if (chosen == null) return getDefaultHighWaterMark(state.objectMode);
  if (!Number.isInteger(chosen) || chosen < 0) {
    const name = common != null ? 'options.highWaterMark' : `options.${duplexKey}`;
    throw new ERR_INVALID_ARG_VALUE(name, chosen);
  }
  return Math.floor(chosen);
}

// The bits that a state begins with by its options.
function firstFlags(options, isDuplex, duplexKey) {
  if (!options) return SYNC | EMIT_CLOSE | AUTO_DESTROY;
  let flags = SYNC;
  if (options.objectMode || (isDuplex && options[duplexKey])) flags |= OBJECT_MODE;
  if (options.emitClose !== false) flags |= EMIT_CLOSE;
  if (options.autoDestroy !== false) flags |= AUTO_DESTROY;
  return flags;
}

function defineFlag(prototype, name, bit) {
  defineProperty(prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      return (this.flags & bit) !== 0;
    },
    set(value) {
      if (value) this.flags |= bit;
      else this.flags &= ~bit;
    },
  });
}

// Accessors for the bits of one side, { name: bit }, and for those of both.
function defineFlags(prototype, ofSide) {
  const all = {
    objectMode: OBJECT_MODE,
    destroyed: DESTROYED,
    errorEmitted: ERROR_EMITTED,
    closed: CLOSED,
    closeEmitted: CLOSE_EMITTED,
    emitClose: EMIT_CLOSE,
    autoDestroy: AUTO_DESTROY,
    ended: ENDED,
    sync: SYNC,
    ...ofSide,
  };
  for (const name of Object.keys(all)) defineFlag(prototype, name, all[name]);
  defineProperty(prototype, 'constructed', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      return (this.flags & CONSTRUCTING) === 0;
    },
    set(value) {
      if (value) this.flags &= ~CONSTRUCTING;
      else this.flags |= CONSTRUCTING;
    },
  });
  defineProperty(prototype, 'errored', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      return (this.flags & ERRORED) !== 0 ? this[kErrored] : null;
    },
    set(value) {
      this[kErrored] = value;
      if (value) this.flags |= ERRORED;
      else this.flags &= ~ERRORED;
    },
  });
}

module.exports = {
  bits: {
    OBJECT_MODE,
    CONSTRUCTING,
    DESTROYED,
    ERRORED,
    ERROR_EMITTED,
    CLOSED,
    CLOSE_EMITTED,
    EMIT_CLOSE,
    AUTO_DESTROY,
    ENDED,
    SYNC,
    ENDING,
    CORKED,
  },
  defineFlags,
  firstFlags,
  getHighWaterMark,
  getDefaultHighWaterMark,
  setDefaultHighWaterMark,
};
