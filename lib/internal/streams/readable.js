// SPDX-License-Identifier: MIT
// Readable: a source with a buffer in front of its consumers.
//
// `flowing` is null before anyone listens, true while chunks are pushed at 'data' listeners, false while paused or read by
// hand. Chunks queue in state.buffer from state.bufferIndex on. `reading` is true between _read() and the push() that answers
// it; `sync` is true while _read() runs, so that a push inside it is announced in a later tick.
//
// Longer than most files: read, push, flow and pipe share one state machine, and parting them would hide it.

const { Buffer } = require('buffer');
const { Stream, prependListener } = require('internal/streams/legacy');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const destroyImpl = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const {
  bits: {
    AUTO_DESTROY, CLOSE_EMITTED, CONSTRUCTING, DESTROYED, ENDED, ERRORED, OBJECT_MODE, SYNC,
  },
  defineFlags,
  firstFlags,
  getHighWaterMark,
  getDefaultHighWaterMark,
} = require('internal/streams/state');
const { kOnConstructed } = require('internal/streams/utils');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_PUSH_AFTER_EOF,
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { emit, kCapture } = require('internal/events/symbols');

const { defineProperties } = Object;
const { nextTick } = process;
const { errorOrDestroy } = destroyImpl;
const { isView } = ArrayBuffer;
const { call } = Function.prototype;

const kMaxHighWaterMark = 0x40000000;

// Bits of state.flags beside those of both sides. `flowing` and whether it was paused are null, false or true: two bits each.
const END_EMITTED = 1 << 11;
const READING = 1 << 12;
const NEED_READABLE = 1 << 13;
const EMITTED_READABLE = 1 << 14;
const READABLE_LISTENING = 1 << 15;
const RESUME_SCHEDULED = 1 << 16;
const MULTI_AWAIT_DRAIN = 1 << 17;
const READING_MORE = 1 << 18;
const DATA_EMITTED = 1 << 19;
const FLOWING_KNOWN = 1 << 20;
const FLOWING = 1 << 21;
const PAUSED_KNOWN = 1 << 22;
const PAUSED = 1 << 23;
const DECODING = 1 << 24; // there is a decoder

const REFUSING = ENDED | DESTROYED | ERRORED; // no chunk is taken any more
const PLAIN = REFUSING | DECODING | NEED_READABLE | SYNC | READING_MORE; // SYNC and READING_MORE: nothing else is to do
const NOT_ASKING = READING | ENDED | DESTROYED | ERRORED | CONSTRUCTING; // _read() is not called

let StringDecoder;
let Duplex;
let ReadableAsyncIterator;

module.exports = Readable;

Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

const kNothing = { length: 0 };

const kDecoder = Symbol('kDecoder');

class ReadableState {
  constructor(options, stream, isDuplex) {
    this.flags = firstFlags(options, isDuplex, 'readableObjectMode');
    this.highWaterMark = options ?
      getHighWaterMark(this, options, 'readableHighWaterMark', isDuplex) :
      getDefaultHighWaterMark(false);
    this.buffer = [];
    this.bufferIndex = 0;
    this.length = 0;
    this.pipes = [];
    this.defaultEncoding = 'utf8';
    this.awaitDrainWriters = null; // one writer, or a Set of them once there were several pipes
    this.encoding = null;
    if (options) {
      const { defaultEncoding, encoding } = options;
      if (defaultEncoding != null && defaultEncoding !== 'utf8' && defaultEncoding !== 'utf-8') {
        if (!Buffer.isEncoding(defaultEncoding)) throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
        this.defaultEncoding = defaultEncoding;
      }
      if (encoding) {
        this.decoder = newDecoder(encoding);
        this.encoding = encoding;
      }
    }
  }

  get pipesCount() {
    return this.pipes.length;
  }

  get paused() {
    return (this.flags & (PAUSED_KNOWN | PAUSED)) !== PAUSED_KNOWN;
  }

  set paused(value) {
    this.flags = this.flags & ~PAUSED | (value ? PAUSED_KNOWN | PAUSED : PAUSED_KNOWN);
  }

  get flowing() {
    return (this.flags & FLOWING_KNOWN) !== 0 ? (this.flags & FLOWING) !== 0 : null;
  }

  set flowing(value) {
    if (value == null) this.flags &= ~(FLOWING_KNOWN | FLOWING);
    else this.flags = this.flags & ~FLOWING | (value ? FLOWING_KNOWN | FLOWING : FLOWING_KNOWN);
  }

  get decoder() {
    return (this.flags & DECODING) !== 0 ? this[kDecoder] : null;
  }

  set decoder(value) {
    this[kDecoder] = value;
    if (value) this.flags |= DECODING;
    else this.flags &= ~DECODING;
  }
}

defineFlags(ReadableState.prototype, {
  endEmitted: END_EMITTED,
  reading: READING,
  needReadable: NEED_READABLE,
  emittedReadable: EMITTED_READABLE,
  readableListening: READABLE_LISTENING,
  resumeScheduled: RESUME_SCHEDULED,
  multiAwaitDrain: MULTI_AWAIT_DRAIN,
  readingMore: READING_MORE,
  dataEmitted: DATA_EMITTED,
});

function newDecoder(encoding) {
  StringDecoder ??= require('string_decoder').StringDecoder;
  return new StringDecoder(encoding);
}

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);

  this._events ??= Object.create(null);
  Duplex ??= require('internal/streams/duplex');
  this._readableState = new ReadableState(options, this, this instanceof Duplex);
  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, this);
  }
  Stream.call(this, options);
  if (this._construct != null) {
    destroyImpl.construct(this, () => this[kOnConstructed]());
  }
}
Readable.ReadableState = ReadableState;

Readable.prototype[kOnConstructed] = function() {
  const state = this._readableState;
  if ((state.flags & NEED_READABLE) !== 0) maybeReadMore(this, state);
};

Readable.prototype.destroy = destroyImpl.destroy;
Readable.prototype._undestroy = destroyImpl.undestroy;
Readable.prototype._destroy = function(err, cb) {
  cb(err);
};

Readable.prototype[Symbol.for('nodejs.rejection')] = function(err) {
  this.destroy(err);
};

Readable.prototype[Symbol.asyncDispose] = function() {
  let error;
  if (!this.destroyed) {
    error = this.readableEnded ? null : new AbortError();
    this.destroy(error);
  }
  return new Promise((resolve, reject) => {
    eos(this, (err) => (err && err !== error ? reject(err) : resolve(null)));
  });
};

// ---- adding ---------------------------------------------------------------------------------------------------------

// Returns false when the source should stop until _read() is called again.
Readable.prototype.push = function(chunk, encoding) {
  const state = this._readableState;
  const { flags } = state;
  const isObject = (flags & OBJECT_MODE) !== 0;
  // A chunk that only has to be put into the buffer, as most are that come inside of _read().
  if ((flags & PLAIN) === (SYNC | READING_MORE) &&
      (isObject ? chunk !== null : chunk instanceof Buffer && chunk.length !== 0)) {
    const length = state.length + (isObject ? 1 : chunk.length);
    state.flags = flags & ~READING;
    state.length = length;
    state.buffer.push(chunk);
    return length < state.highWaterMark;
  }
  return isObject ?
    pushObject(this, state, chunk, encoding) : pushBytes(this, state, chunk, encoding);
};

Readable.prototype.unshift = function(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return onEof(this, state);
  if ((state.flags & OBJECT_MODE) === 0) {
    chunk = toBytes(this, state, chunk, encoding, true);
    if (chunk === undefined) return false;
    if (!(chunk.length > 0)) return canPushMore(state);
  }
  if ((state.flags & END_EMITTED) !== 0) {
    errorOrDestroy(this, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
  } else if ((state.flags & (DESTROYED | ERRORED)) !== 0) {
    return false;
  } else {
    addChunkAtFront(this, state, chunk);
  }
  return canPushMore(state);
};

function pushObject(stream, state, chunk, encoding) {
  if (chunk === null) return onEof(stream, state);
  if ((state.flags & REFUSING) !== 0) return refuse(stream, state);
  state.flags &= ~READING;
  if ((state.flags & DECODING) !== 0 && !encoding) chunk = state.decoder.write(chunk);
  addChunk(stream, state, chunk);
  return canPushMore(state);
}

function refuse(stream, state) {
  if ((state.flags & ENDED) !== 0) errorOrDestroy(stream, new ERR_STREAM_PUSH_AFTER_EOF());
  return false;
}

// Chunks of a byte stream: text of the reader's encoding stays text, all else becomes bytes. undefined: not a chunk (and the
// stream has failed).
function toBytes(stream, state, chunk, encoding, atFront) {
  if (typeof chunk === 'string') {
    encoding = encoding || state.defaultEncoding;
    if (state.encoding === encoding) return chunk;
    const bytes = Buffer.from(chunk, encoding);
    return atFront && state.encoding ? bytes.toString(state.encoding) : bytes;
  }
  if (chunk instanceof Buffer) return chunk;
  if (isView(chunk)) return Stream._uint8ArrayToBuffer(chunk);
  if (chunk === undefined) return kNothing;
  errorOrDestroy(stream, new ERR_INVALID_ARG_TYPE(
    'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
  return undefined;
}

// What needs neither conversion nor a decoder; all else is told apart below.
function pushBytes(stream, state, chunk, encoding) {
  if (!(chunk instanceof Buffer) || chunk.length === 0 ||
      (state.flags & (REFUSING | DECODING)) !== 0) {
    return pushOther(stream, state, chunk, encoding);
  }
  state.flags &= ~READING;
  addChunk(stream, state, chunk);
  return canPushMore(state);
}

function pushOther(stream, state, chunk, encoding) {
  if (chunk === null) return onEof(stream, state);
  chunk = toBytes(stream, state, chunk, encoding, false);
  if (chunk === undefined) return false;
  if (!(chunk.length > 0)) {
    state.flags &= ~READING;
    maybeReadMore(stream, state);
    return canPushMore(state);
  }
  if ((state.flags & REFUSING) !== 0) return refuse(stream, state);
  state.flags &= ~READING;
  if ((state.flags & DECODING) !== 0 && typeof chunk !== 'string') {
    chunk = state.decoder.write(chunk);
    if (chunk.length === 0) {
      maybeReadMore(stream, state);
      return canPushMore(state);
    }
  }
  addChunk(stream, state, chunk);
  return canPushMore(state);
}

function canPushMore(state) {
  return (state.flags & ENDED) === 0 && (state.length < state.highWaterMark || state.length === 0);
}

function onEof(stream, state) {
  state.flags &= ~READING;
  if ((state.flags & ENDED) !== 0) return false;
  if ((state.flags & DECODING) !== 0) {
    const rest = state.decoder.end();
    if (rest?.length) {
      state.buffer.push(rest);
      state.length += (state.flags & OBJECT_MODE) !== 0 ? 1 : rest.length;
    }
  }
  state.flags |= ENDED;
  if ((state.flags & SYNC) !== 0) {
    // Inside _read(): tell in a tick, as a chunk would be.
    emitReadable(stream);
  } else {
    state.flags = state.flags & ~NEED_READABLE | EMITTED_READABLE;
    emitReadableNow(stream);
  }
  return false;
}

function addChunk(stream, state, chunk) {
  const { flags } = state;
  if ((flags & (FLOWING | SYNC)) === FLOWING && isStraight(stream, state)) {
    emitChunk(stream, state, chunk);
  } else {
    state.length += (flags & OBJECT_MODE) !== 0 ? 1 : chunk.length;
    state.buffer.push(chunk);
    if ((flags & NEED_READABLE) !== 0) emitReadable(stream);
  }
  if ((state.flags & READING_MORE) === 0) maybeReadMore(stream, state);
}

function addChunkAtFront(stream, state, chunk) {
  const { flags } = state;
  if ((flags & (FLOWING | SYNC)) === FLOWING && isStraight(stream, state)) {
    emitChunk(stream, state, chunk);
  } else {
    state.length += (flags & OBJECT_MODE) !== 0 ? 1 : chunk.length;
    if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if ((flags & NEED_READABLE) !== 0) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

// Whether a chunk of a stream that flows may go past the buffer.
function isStraight(stream, state) {
  return state.length === 0 && stream._events?.data !== undefined;
}

// Straight to the consumers. A consumer's failing write stops this chunk only.
function emitChunk(stream, state, chunk) {
  forgetWriters(state);
  state.flags |= DATA_EMITTED;
  emitData(stream, chunk);
}

// stream.emit('data', chunk): to one listener, as pipes have it, straight.
function emitData(stream, chunk) {
  if (stream.emit === emit && stream[kCapture] !== true) {
    const listener = stream._events?.data;
    if (typeof listener === 'function' && listener.call === call) {
      listener.call(stream, chunk);
      return;
    }
  }
  stream.emit('data', chunk);
}

// A chunk goes out: nobody has asked to wait for it yet.
function forgetWriters(state) {
  if ((state.flags & MULTI_AWAIT_DRAIN) !== 0) state.awaitDrainWriters.clear();
  else state.awaitDrainWriters = null;
}

// ---- reading --------------------------------------------------------------------------------------------------------

Readable.prototype.isPaused = function() {
  const state = this._readableState;
  return (state.flags & PAUSED) !== 0 || (state.flags & (FLOWING_KNOWN | FLOWING)) === FLOWING_KNOWN;
};

Readable.prototype.setEncoding = function(enc) {
  const state = this._readableState;
  const decoder = newDecoder(enc);
  state.decoder = decoder;
  state.encoding = decoder.encoding;
  // What waits already is decoded, too.
  let text = '';
  for (let i = state.bufferIndex; i < state.buffer.length; i++) {
    text += decoder.write(state.buffer[i]);
  }
  state.buffer = text === '' ? [] : [text];
  state.bufferIndex = 0;
  state.length = text.length;
  return this;
};

// The high water mark grows with the largest read(n), to a power of two.
function grownHighWaterMark(n) {
  if (n > kMaxHighWaterMark) throw new ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  return n <= 1 ? n : 2 ** (32 - Math.clz32(n - 1));
}

function countToRead(n, state) {
  if (n <= 0 || (state.length === 0 && (state.flags & ENDED) !== 0)) return 0;
  if ((state.flags & OBJECT_MODE) !== 0) return 1;
  if (Number.isNaN(n)) {
    // Flowing: one chunk at a time.
    if ((state.flags & FLOWING) !== 0 && state.length) return state.buffer[state.bufferIndex].length;
    return state.length;
  }
  if (n <= state.length) return n;
  return (state.flags & ENDED) !== 0 ? state.length : 0;
}

function read(n) {
  return n === undefined ?
    readNext(this, this._readableState) : readCount(this, this._readableState, n);
}
Readable.prototype.read = read;

// read() without a number, as streams that flow do it for each chunk: readCount(NaN) in fewer steps.
function readNext(stream, state) {
  state.flags &= ~EMITTED_READABLE;
  if (state.length === 0 && (state.flags & ENDED) !== 0) {
    endReadable(stream);
    return null;
  }
  let n = countNext(state);
  if ((state.length - n < state.highWaterMark || state.length === 0 ||
       (state.flags & NEED_READABLE) !== 0) && (state.flags & NOT_ASKING) === 0) {
    callRead(stream, state);
    // A synchronous push may have changed what there is.
    if ((state.flags & READING) === 0) n = countNext(state);
  }
  if (n === 0 || state.length === 0) {
    if (state.length <= state.highWaterMark) state.flags |= NEED_READABLE;
    else state.flags &= ~NEED_READABLE;
    if (state.length === 0) emptied(stream, state);
    return null;
  }
  const chunk = (state.flags & (FLOWING | OBJECT_MODE)) !== 0 ?
    takeFirst(state, state.buffer, state.bufferIndex) : takeFromBuffer(n, state);
  state.length -= n;
  if (state.length === 0) emptied(stream, state);
  forgetWriters(state);
  if ((state.flags & (ERRORED | CLOSE_EMITTED)) === 0) {
    state.flags |= DATA_EMITTED;
    emitData(stream, chunk);
  }
  return chunk;
}

// One object; flowing, one chunk; else all there is.
function countNext(state) {
  const { flags, length } = state;
  if ((flags & OBJECT_MODE) !== 0) return length === 0 && (flags & ENDED) !== 0 ? 0 : 1;
  if ((flags & FLOWING) === 0 || length === 0) return length;
  return state.buffer[state.bufferIndex].length;
}

function emptied(stream, state) {
  if ((state.flags & ENDED) !== 0) endReadable(stream);
  else state.flags |= NEED_READABLE;
}

function readCount(stream, state, n) {
  if (!Number.isInteger(n)) n = Number.parseInt(n, 10);
  const asked = n;

  if (n > state.highWaterMark) state.highWaterMark = grownHighWaterMark(n);
  if (n !== 0) state.flags &= ~EMITTED_READABLE;

  // read(0) with enough in the buffer only announces.
  if (n === 0 && (state.flags & NEED_READABLE) !== 0 &&
      ((state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0) ||
       (state.flags & ENDED) !== 0)) {
    if (state.length === 0 && (state.flags & ENDED) !== 0) endReadable(stream);
    else emitReadable(stream);
    return null;
  }

  n = countToRead(n, state);
  if (n === 0 && (state.flags & ENDED) !== 0) {
    if (state.length === 0) endReadable(stream);
    return null;
  }

  // Ask the source where this read leaves less than the mark.
  if ((state.length - n < state.highWaterMark || state.length === 0 ||
       (state.flags & NEED_READABLE) !== 0) && (state.flags & NOT_ASKING) === 0) {
    callRead(stream, state);
    // A synchronous push may have changed what there is.
    if ((state.flags & READING) === 0) n = countToRead(asked, state);
  }

  const chunk = n > 0 ? takeFromBuffer(n, state) : null;
  if (chunk === null) {
    state.needReadable = state.length <= state.highWaterMark;
    n = 0;
  } else {
    state.length -= n;
    forgetWriters(state);
  }
  if (state.length === 0) {
    if ((state.flags & ENDED) === 0) state.flags |= NEED_READABLE;
    else if (asked !== n) endReadable(stream);
  }
  if (chunk !== null && (state.flags & (ERRORED | CLOSE_EMITTED)) === 0) {
    state.flags |= DATA_EMITTED;
    emitData(stream, chunk);
  }
  return chunk;
}

function callRead(stream, state) {
  state.flags |= state.length === 0 ? READING | SYNC | NEED_READABLE : READING | SYNC;
  try {
    stream._read(state.highWaterMark);
  } catch (err) {
    errorOrDestroy(stream, err);
  }
  state.flags &= ~SYNC;
}

// Takes the first chunk off, as it is.
function takeFirst(state, buffer, index) {
  const { length } = buffer;
  if (length === 1) {
    state.bufferIndex = 0;
    return buffer.pop(); // the engine compiles this; setting a length is a call
  }
  const chunk = buffer[index];
  buffer[index++] = null;
  if (index === length || index > 1024) index = compact(buffer, index);
  state.bufferIndex = index;
  return chunk;
}

// Takes n bytes (or one object) off the front.
function takeFromBuffer(n, state) {
  const { buffer, length } = state;
  if (length === 0) return null;
  let index = state.bufferIndex;
  if ((state.flags & OBJECT_MODE) !== 0) return takeFirst(state, buffer, index);
  let result;
  if (!n || n >= length) {
    if (buffer.length - index === 1) return takeFirst(state, buffer, index);
    result = takeAll(state, buffer, index);
    index = buffer.length;
  } else if (n < buffer[index].length) {
    // slice() is the same for text and bytes; it shares the bytes.
    result = buffer[index].slice(0, n);
    buffer[index] = buffer[index].slice(n);
  } else if (n === buffer[index].length) {
    return takeFirst(state, buffer, index);
  } else {
    [result, index] = (state.flags & DECODING) !== 0 ?
      takeText(n, buffer, index) : takeBytes(n, buffer, index);
  }
  if (index === buffer.length || index > 1024) index = compact(buffer, index);
  state.bufferIndex = index;
  return result;
}

function takeAll(state, buffer, index) {
  if ((state.flags & DECODING) !== 0) {
    let text = '';
    for (; index < buffer.length; index++) text += buffer[index];
    return text;
  }
  if (buffer.length === index) return Buffer.alloc(0);
  return Buffer.concat(index === 0 ? buffer : buffer.slice(index), state.length);
}

// Forgets the places before `index`. Where the chunks begin then: 0.
function compact(buffer, index) {
  if (index === buffer.length) buffer.length = 0;
  else buffer.splice(0, index);
  return 0;
}

function takeText(n, buffer, index) {
  let result = '';
  while (n > 0 && index < buffer.length) {
    const text = buffer[index];
    if (n < text.length) {
      result += text.slice(0, n);
      buffer[index] = text.slice(n);
      break;
    }
    result += text;
    n -= text.length;
    buffer[index++] = null;
  }
  return [result, index];
}

function takeBytes(n, buffer, index) {
  const result = Buffer.allocUnsafe(n);
  let at = 0;
  while (at < n && index < buffer.length) {
    const data = buffer[index];
    const missing = n - at;
    if (missing < data.length) {
      result.set(new Uint8Array(data.buffer, data.byteOffset, missing), at);
      buffer[index] = data.slice(missing);
      break;
    }
    result.set(data, at);
    at += data.length;
    buffer[index++] = null;
  }
  return [result, index];
}

Readable.prototype._read = function(n) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

function emitReadable(stream) {
  const state = stream._readableState;
  state.flags &= ~NEED_READABLE;
  if ((state.flags & EMITTED_READABLE) === 0) {
    state.flags |= EMITTED_READABLE;
    nextTick(emitReadableNow, stream);
  }
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if ((state.flags & (DESTROYED | ERRORED)) === 0 && (state.length || (state.flags & ENDED) !== 0)) {
    stream.emit('readable');
    state.flags &= ~EMITTED_READABLE;
  }
  // A consumer that stopped short of the mark wants to hear again.
  if ((state.flags & (FLOWING | ENDED)) === 0 && state.length <= state.highWaterMark) {
    state.flags |= NEED_READABLE;
  } else {
    state.flags &= ~NEED_READABLE;
  }
  flow(stream);
}

// Fills the buffer up to the mark, in a tick of its own, however small the chunks.
function maybeReadMore(stream, state) {
  if ((state.flags & (READING_MORE | CONSTRUCTING)) === 0) {
    state.flags |= READING_MORE;
    nextTick(readMore, stream, state);
  }
}

function readMore(stream, state) {
  while ((state.flags & (READING | ENDED)) === 0 &&
         (state.length < state.highWaterMark || ((state.flags & FLOWING) !== 0 && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    if (before === state.length) break; // nothing came: the source answers later
  }
  state.flags &= ~READING_MORE;
}

function endReadable(stream) {
  const state = stream._readableState;
  if ((state.flags & END_EMITTED) === 0) {
    state.flags |= ENDED;
    nextTick(endReadableNow, state, stream);
  }
}

function endReadableNow(state, stream) {
  // unshift() may have come in between.
  if ((state.flags & (ERRORED | CLOSE_EMITTED | END_EMITTED)) !== 0 || state.length !== 0) return;
  state.flags |= END_EMITTED;
  stream.emit('end');

  if (stream.writable && stream.allowHalfOpen === false) {
    nextTick(endWritable, stream);
  } else if ((state.flags & AUTO_DESTROY) !== 0) {
    const w = stream._writableState;
    if (!w || (w.autoDestroy && (w.finished || w.writable === false))) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

// ---- pipes ----------------------------------------------------------------------------------------------------------

Readable.prototype.pipe = function(dest, pipeOpts) {
  const src = this;
  const state = this._readableState;
  if (state.pipes.length === 1 && !state.multiAwaitDrain) {
    state.multiAwaitDrain = true;
    state.awaitDrainWriters = new Set(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  state.pipes.push(dest);

  const doEnd = (!pipeOpts || pipeOpts.end !== false) &&
    dest !== process.stdout && dest !== process.stderr;
  const endFn = doEnd ? onend : unpipe;
  if (state.endEmitted) nextTick(endFn);
  else src.once('end', endFn);

  let ondrain;
  let cleanedUp = false;
  dest.on('unpipe', onunpipe);
  src.on('data', ondata);
  // First in line, so that the error of the destination is handled before user code runs.
  prependListener(dest, 'error', onerror);
  dest.once('close', onclose);
  dest.once('finish', onfinish);
  dest.emit('pipe', src);

  if (dest.writableNeedDrain === true) pause();
  else if (!state.flowing) src.resume();
  return dest;

  function onunpipe(readable, info) {
    if (readable === src && info && info.hasUnpiped === false) {
      info.hasUnpiped = true;
      cleanup();
    }
  }
  function onend() {
    dest.end();
  }
  function cleanup() {
    dest.removeListener('close', onclose);
    dest.removeListener('finish', onfinish);
    if (ondrain) dest.removeListener('drain', ondrain);
    dest.removeListener('error', onerror);
    dest.removeListener('unpipe', onunpipe);
    src.removeListener('end', onend);
    src.removeListener('end', unpipe);
    src.removeListener('data', ondata);
    cleanedUp = true;
    // The source may be waiting for a 'drain' of this destination.
    if (ondrain && state.awaitDrainWriters &&
        (!dest._writableState || dest._writableState.needDrain)) {
      ondrain();
    }
  }
  function pause() {
    // Unpiped inside write(): nobody would call ondrain.
    if (!cleanedUp) {
      if (state.pipes.length === 1 && state.pipes[0] === dest) {
        state.awaitDrainWriters = dest;
        state.multiAwaitDrain = false;
      } else if (state.pipes.length > 1 && state.pipes.includes(dest)) {
        state.awaitDrainWriters.add(dest);
      }
      src.pause();
    }
    if (!ondrain) {
      ondrain = pipeOnDrain(src, dest);
      dest.on('drain', ondrain);
    }
  }
  function ondata(chunk) {
    if (dest.write(chunk) === false) pause();
  }
  function onerror(err) {
    unpipe();
    dest.removeListener('error', onerror);
    if (dest.listenerCount('error') === 0) {
      const s = dest._writableState || dest._readableState;
      if (s && !s.errorEmitted) errorOrDestroy(dest, err); // user code did not emit it
      else dest.emit('error', err);
    }
  }
  function onclose() {
    dest.removeListener('finish', onfinish);
    unpipe();
  }
  function onfinish() {
    dest.removeListener('close', onclose);
    unpipe();
  }
  function unpipe() {
    src.unpipe(dest);
  }
};

function pipeOnDrain(src, dest) {
  return function() {
    const state = src._readableState;
    if (state.awaitDrainWriters === dest) state.awaitDrainWriters = null;
    else if (state.multiAwaitDrain) state.awaitDrainWriters.delete(dest);
    if ((!state.awaitDrainWriters || state.awaitDrainWriters.size === 0) &&
        src.listenerCount('data')) {
      src.resume();
    }
  };
}

Readable.prototype.unpipe = function(dest) {
  const state = this._readableState;
  if (state.pipes.length === 0) return this;
  if (!dest) {
    const dests = state.pipes;
    state.pipes = [];
    this.pause();
    for (let i = 0; i < dests.length; i++) dests[i].emit('unpipe', this, { hasUnpiped: false });
    return this;
  }
  const index = state.pipes.indexOf(dest);
  if (index === -1) return this;
  state.pipes.splice(index, 1);
  if (state.pipes.length === 0) this.pause();
  dest.emit('unpipe', this, { hasUnpiped: false });
  return this;
};

// ---- flowing --------------------------------------------------------------------------------------------------------

Readable.prototype.on = function(ev, fn) {
  const result = Stream.prototype.on.call(this, ev, fn);
  const state = this._readableState;
  if (ev === 'data') {
    state.readableListening = this.listenerCount('readable') > 0;
    if (state.flowing !== false) this.resume();
  } else if (ev === 'readable') {
    if (!state.endEmitted && !state.readableListening) {
      state.readableListening = state.needReadable = true;
      state.flowing = false;
      state.emittedReadable = false;
      if (state.length) emitReadable(this);
      else if (!state.reading) nextTick(readZero, this);
    }
  }
  return result;
};
Readable.prototype.addListener = Readable.prototype.on;

Readable.prototype.removeListener = function(ev, fn) {
  const result = Stream.prototype.removeListener.call(this, ev, fn);
  // In a tick: `once('readable')` with another one added inside must not stop the stream.
  if (ev === 'readable') nextTick(updateReadableListening, this);
  return result;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function(ev) {
  const result = Stream.prototype.removeAllListeners.apply(this, arguments);
  if (ev === 'readable' || ev === undefined) nextTick(updateReadableListening, this);
  return result;
};

function updateReadableListening(self) {
  const state = self._readableState;
  state.readableListening = self.listenerCount('readable') > 0;
  if ((state.flags & (RESUME_SCHEDULED | PAUSED_KNOWN | PAUSED)) === (RESUME_SCHEDULED | PAUSED_KNOWN)) {
    state.flowing = true; // resume() was called while 'readable' had listeners
  } else if (self.listenerCount('data') > 0) {
    self.resume();
  } else if (!state.readableListening) {
    state.flowing = null;
  }
}

function readZero(self) {
  self.read(0);
}

Readable.prototype.resume = function() {
  const state = this._readableState;
  if ((state.flags & FLOWING) === 0) {
    // 'readable' listeners take precedence over the flow.
    state.flowing = (state.flags & READABLE_LISTENING) === 0;
    if ((state.flags & RESUME_SCHEDULED) === 0) {
      state.flags |= RESUME_SCHEDULED;
      nextTick(resumeNow, this, state);
    }
  }
  state.flags = state.flags & ~PAUSED | PAUSED_KNOWN;
  return this;
};

function resumeNow(stream, state) {
  if ((state.flags & READING) === 0) stream.read(0);
  state.flags &= ~RESUME_SCHEDULED;
  stream.emit('resume');
  flow(stream);
  if ((state.flags & (FLOWING | READING)) === FLOWING) stream.read(0);
}

Readable.prototype.pause = function() {
  const state = this._readableState;
  if ((state.flags & (FLOWING_KNOWN | FLOWING)) !== FLOWING_KNOWN) {
    state.flags = state.flags & ~FLOWING | FLOWING_KNOWN;
    this.emit('pause');
  }
  state.flags |= PAUSED_KNOWN | PAUSED;
  return this;
};

function flow(stream) {
  const state = stream._readableState;
  if (stream.read === read) {
    while ((state.flags & FLOWING) !== 0 && readNext(stream, state) !== null);
  } else {
    while ((state.flags & FLOWING) !== 0 && stream.read() !== null);
  }
}

// An old-style stream (no read method) as the source.
Readable.prototype.wrap = function(stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!this.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => this.push(null));
  stream.on('error', (err) => errorOrDestroy(this, err));
  stream.on('close', () => this.destroy());
  stream.on('destroy', () => this.destroy());
  this._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };
  // Its other methods work here, too.
  for (const key of Object.keys(stream)) {
    if (this[key] === undefined && typeof stream[key] === 'function') {
      this[key] = stream[key].bind(stream);
    }
  }
  return this;
};

// ---- iteration ------------------------------------------------------------------------------------------------------

Readable.prototype[Symbol.asyncIterator] = function() {
  return streamToAsyncIterator(this);
};

Readable.prototype.iterator = function(options) {
  if (options !== undefined) validateObject(options, 'options');
  return streamToAsyncIterator(this, options);
};

function streamToAsyncIterator(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = Readable.wrap(stream, { objectMode: true });
  }
  ReadableAsyncIterator ??= require('internal/streams/async_iterator');
  const iterator = new ReadableAsyncIterator(stream, options);
  iterator.stream = stream;
  return iterator;
}

// ---- properties -----------------------------------------------------------------------------------------------------

defineProperties(Readable.prototype, {
  readable: {
    __proto__: null,
    get() {
      const r = this._readableState;
      // The old way of ending the readable side: `stream.readable = false`.
      return !!r && r.readable !== false && !r.destroyed && !r.errorEmitted && !r.endEmitted;
    },
    set(value) {
      if (this._readableState) this._readableState.readable = !!value;
    },
  },
  readableDidRead: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState.dataEmitted;
    },
  },
  readableAborted: {
    __proto__: null,
    enumerable: false,
    get() {
      const r = this._readableState;
      return !!(r.readable !== false && (r.destroyed || r.errored) && !r.endEmitted);
    },
  },
  readableHighWaterMark: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState.highWaterMark;
    },
  },
  readableBuffer: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState?.buffer;
    },
  },
  readableFlowing: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState.flowing;
    },
    set(flowing) {
      if (this._readableState) this._readableState.flowing = flowing;
    },
  },
  readableLength: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState.length;
    },
  },
  readableObjectMode: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState ? this._readableState.objectMode : false;
    },
  },
  readableEncoding: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState ? this._readableState.encoding : null;
    },
  },
  errored: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState ? this._readableState.errored : null;
    },
  },
  closed: {
    __proto__: null,
    get() {
      return this._readableState ? this._readableState.closed : false;
    },
  },
  destroyed: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState ? this._readableState.destroyed : false;
    },
    set(value) {
      // A subclass with a setter of its own may run before the state is there.
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
  readableEnded: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._readableState ? this._readableState.endEmitted : false;
    },
  },
});

// ---- statics --------------------------------------------------------------------------------------------------------

Readable._fromList = takeFromBuffer;

Readable.from = function(iterable, opts) {
  return require('internal/streams/from')(Readable, iterable, opts);
};

Readable.fromWeb = function(readableStream, options) {
  return require('internal/webstreams/adapters')
    .newStreamReadableFromReadableStream(readableStream, options);
};

Readable.toWeb = function(streamReadable, options) {
  return require('internal/webstreams/adapters')
    .newReadableStreamFromStreamReadable(streamReadable, options);
};

Readable.wrap = function(src, options) {
  return new Readable({
    objectMode: src.readableObjectMode ?? src.objectMode ?? true,
    ...options,
    destroy(err, callback) {
      destroyImpl.destroyer(src, err);
      callback(err);
    },
  }).wrap(src);
};
