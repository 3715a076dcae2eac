// SPDX-License-Identifier: MIT
// Writable: a sink with a queue in front of it.
//
// One _write() runs at a time; what is written meanwhile, while corked, or before _construct is done queues in state.buffered from
// state.bufferedIndex on. `sync` is true while _write() runs: callbacks of a sink that answers at once are gathered and run
// in one tick. `pendingcb` counts what must happen before 'finish'.

const { Buffer } = require('buffer');
const { Stream } = require('internal/streams/legacy');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const destroyImpl = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const {
  bits: {
    AUTO_DESTROY, CLOSE_EMITTED, CONSTRUCTING, CORKED, DESTROYED, ENDED, ENDING, ERRORED, ERROR_EMITTED,
    OBJECT_MODE, SYNC,
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
    ERR_MULTIPLE_CALLBACK,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');

const { defineProperties, defineProperty } = Object;
const { nextTick } = process;
const { errorOrDestroy } = destroyImpl;
const { isView } = ArrayBuffer;

// Bits of state.flags beside those of both sides.
const FINAL_CALLED = 1 << 13;
const NEED_DRAIN = 1 << 14;
const WRITING = 1 << 15;
const BUFFER_PROCESSING = 1 << 16;
const PREFINISHED = 1 << 17;
const ALL_BUFFERS = 1 << 18;
const ALL_NOOP = 1 << 19;
const DECODE_STRINGS = 1 << 20;
const FINISHED = 1 << 21; // 'finish' comes or came
const BUFFERED = 1 << 22; // something waits in state.buffered
const AWAITED = 1 << 23; // callbacks of end() wait

// Chunks wait; nothing may be cleared from the queue; 'finish' does not come.
const HOLDING = WRITING | CORKED | ERRORED | CONSTRUCTING;
const NOT_STRAIGHT = HOLDING | ENDING | DESTROYED;
const NOT_CLEARING = CORKED | BUFFER_PROCESSING | DESTROYED | CONSTRUCTING;
const UNFINISHED = DESTROYED | CONSTRUCTING | ERRORED | BUFFERED | FINISHED | WRITING |
  ERROR_EMITTED | CLOSE_EMITTED | ENDING;

const kCorked = Symbol('kCorked');
const kOnFinished = Symbol('kOnFinished');

let Duplex;

module.exports = Writable;

Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);

function nop() {}

class WritableState {
  constructor(options, stream, isDuplex) {
    this.flags = firstFlags(options, isDuplex, 'writableObjectMode') | ALL_BUFFERS | ALL_NOOP;
    if (!options || options.decodeStrings !== false) this.flags |= DECODE_STRINGS;
    this.highWaterMark = options ?
      getHighWaterMark(this, options, 'writableHighWaterMark', isDuplex) :
      getDefaultHighWaterMark(false);
    this.defaultEncoding = 'utf8';
    this.length = 0;
    this.onwrite = (err) => onwrite(stream, this, err);
    this.writecb = null;
    this.writelen = 0;
    this.afterWriteTickInfo = null;
    this.buffered = [];
    this.bufferedIndex = 0;
    this.pendingcb = 0;
    this[kCorked] = 0;
    const defaultEncoding = options?.defaultEncoding;
    if (defaultEncoding != null && defaultEncoding !== 'utf8' && defaultEncoding !== 'utf-8') {
      if (!Buffer.isEncoding(defaultEncoding)) throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
      this.defaultEncoding = defaultEncoding;
    }
  }

  getBuffer() {
    return this.buffered.slice(this.bufferedIndex);
  }

  get bufferedRequestCount() {
    return this.buffered.length - this.bufferedIndex;
  }

  get corked() {
    return this[kCorked];
  }

  set corked(value) {
    this[kCorked] = value;
    if (value) this.flags |= CORKED;
    else this.flags &= ~CORKED;
  }
}

defineFlags(WritableState.prototype, {
  ending: ENDING,
  finished: FINISHED,
  finalCalled: FINAL_CALLED,
  needDrain: NEED_DRAIN,
  writing: WRITING,
  bufferProcessing: BUFFER_PROCESSING,
  prefinished: PREFINISHED,
  allBuffers: ALL_BUFFERS,
  allNoop: ALL_NOOP,
  decodeStrings: DECODE_STRINGS,
});

function resetBuffer(state) {
  state.buffered = [];
  state.bufferedIndex = 0;
  state.flags = state.flags & ~BUFFERED | ALL_BUFFERS | ALL_NOOP;
}

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);

  this._events ??= Object.create(null);
  Duplex ??= require('internal/streams/duplex');
  this._writableState = new WritableState(options, this, this instanceof Duplex);
  if (options) {
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, this);
  }
  Stream.call(this, options);
  if (this._construct != null) {
    destroyImpl.construct(this, () => this[kOnConstructed]());
  }
}
Writable.WritableState = WritableState;

Writable.prototype[kOnConstructed] = function() {
  const state = this._writableState;
  if ((state.flags & (WRITING | BUFFERED)) === BUFFERED) clearBuffer(this, state);
  finishMaybe(this, state);
};

// A Duplex is no instance by its prototypes, but it is a Writable, too.
defineProperty(Writable, Symbol.hasInstance, {
  __proto__: null,
  value: function(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    if (this !== Writable) return false;
    return object && object._writableState instanceof WritableState;
  },
});

// Writables can be passed where streams are piped from: fail well.
Writable.prototype.pipe = function() {
  errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

// ---- write ----------------------------------------------------------------------------------------------------------

// Whether to go on writing, or the error.
function write(stream, chunk, encoding, cb) {
  const state = stream._writableState;
  if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }
  if (typeof cb !== 'function') cb = nop;

  const { flags } = state;
  if ((flags & OBJECT_MODE) !== 0) { // objects keep the encoding they came with
    if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  } else if (chunk instanceof Buffer && !encoding) {
    encoding = 'buffer';
  } else {
    const bytes = toBytes(state, chunk, encoding);
    if (bytes !== chunk) encoding = 'buffer';
    else encoding = typeof chunk === 'string' ? encoding || state.defaultEncoding : 'buffer';
    chunk = bytes;
  }
  if ((flags & (ENDING | DESTROYED)) !== 0) return refuse(stream, state, cb);
  state.pendingcb++;
  return writeOrBuffer(stream, state, chunk, encoding, cb);
}

// Text that need not become bytes is given back as it is.
function toBytes(state, chunk, encoding) {
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (!encoding) encoding = state.defaultEncoding;
  else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw new ERR_UNKNOWN_ENCODING(encoding);
  }
  if (typeof chunk === 'string') {
    return (state.flags & DECODE_STRINGS) !== 0 ? Buffer.from(chunk, encoding) : chunk;
  }
  if (chunk instanceof Buffer) return chunk;
  if (isView(chunk)) return Stream._uint8ArrayToBuffer(chunk);
  throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
}

function refuse(stream, state, cb) {
  const err = (state.flags & ENDING) !== 0 ?
    new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
  nextTick(cb, err);
  errorOrDestroy(stream, err, true);
  return err;
}

Writable.prototype.write = function(chunk, encoding, cb) {
  const state = this._writableState;
  const { flags } = state;
  const isObject = (flags & OBJECT_MODE) !== 0;
  // A chunk alone, which can go out at once: what write() does, in one step.
  if (encoding === undefined && cb === undefined && (flags & NOT_STRAIGHT) === 0 &&
      (isObject ? chunk !== null : chunk instanceof Buffer)) {
    state.pendingcb++;
    return writeNow(this, state, chunk, isObject ? 1 : chunk.length, isObject ? undefined : 'buffer', nop);
  }
  return write(this, chunk, encoding, cb) === true;
};

function writeNow(stream, state, chunk, len, encoding, callback) {
  state.length += len;
  state.writelen = len;
  state.writecb = callback;
  state.flags |= WRITING | SYNC;
  stream._write(chunk, encoding, state.onwrite);
  state.flags &= ~SYNC;
  // A sink that is done at once has room again.
  const { length } = state;
  const roomLeft = length < state.highWaterMark || length === 0;
  if (!roomLeft) state.flags |= NEED_DRAIN;
  // After an error, stop writing.
  return roomLeft && (state.flags & (ERRORED | DESTROYED)) === 0;
}

function writeOrBuffer(stream, state, chunk, encoding, callback) {
  const len = (state.flags & OBJECT_MODE) !== 0 ? 1 : chunk.length;
  if ((state.flags & HOLDING) === 0) return writeNow(stream, state, chunk, len, encoding, callback);
  state.length += len;
  const roomLeft = state.length < state.highWaterMark;
  if (!roomLeft) state.flags |= NEED_DRAIN;
  state.buffered.push({ chunk, encoding, callback });
  state.flags |= BUFFERED;
  if (encoding !== 'buffer') state.flags &= ~ALL_BUFFERS;
  if (callback !== nop) state.flags &= ~ALL_NOOP;
  return roomLeft && (state.flags & (ERRORED | DESTROYED)) === 0;
}

function doWrite(stream, state, writev, len, chunk, encoding, cb) {
  state.writelen = len;
  state.writecb = cb;
  state.flags |= WRITING | SYNC;
  if ((state.flags & DESTROYED) !== 0) state.onwrite(new ERR_STREAM_DESTROYED('write'));
  else if (writev) stream._writev(chunk, state.onwrite);
  else stream._write(chunk, encoding, state.onwrite);
  state.flags &= ~SYNC;
}

// The sink answers.
function onwrite(stream, state, err) {
  const { flags, writecb: cb } = state;
  if (typeof cb !== 'function') {
    errorOrDestroy(stream, new ERR_MULTIPLE_CALLBACK());
    return;
  }
  state.flags = flags & ~WRITING;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;

  if (err) {
    onwriteFailed(stream, state, (flags & SYNC) !== 0, err, cb);
    return;
  }
  if ((flags & BUFFERED) !== 0) clearBuffer(stream, state);
  if ((flags & SYNC) === 0) {
    afterWrite(stream, state, 1, cb);
  } else if (cb !== nop || (state.flags & DESTROYED) !== 0 ||
      ((state.flags & NEED_DRAIN) !== 0 && state.length === 0)) {
    afterWriteLater(stream, state, cb);
  } else {
    // Nobody waits: no tick needed.
    state.pendingcb--;
    if ((state.flags & ENDING) !== 0) finishMaybe(stream, state, true);
  }
}

// Synchronous answers are gathered: the same callback many times is one tick.
function afterWriteLater(stream, state, cb) {
  const info = state.afterWriteTickInfo;
  if (info !== null && info.cb === cb) {
    info.count++;
  } else {
    state.afterWriteTickInfo = { count: 1, cb, stream, state };
    nextTick(afterWriteTick, state.afterWriteTickInfo);
  }
}

function onwriteFailed(stream, state, sync, err, cb) {
  err.stack; // eslint-disable-line no-unused-expressions
  if ((state.flags & ERRORED) === 0) state.errored = err;
  // The readable side must stop before 'error' is emitted.
  const r = stream._readableState;
  if (r && !r.errored) r.errored = err;
  if (sync) nextTick(onwriteError, stream, state, err, cb);
  else onwriteError(stream, state, err, cb);
}

function onwriteError(stream, state, err, cb) {
  --state.pendingcb;
  cb(err);
  errorBuffer(state);
  errorOrDestroy(stream, err);
}

function afterWriteTick(info) {
  const { stream, state, count, cb } = info;
  state.afterWriteTickInfo = null;
  afterWrite(stream, state, count, cb);
}

function afterWrite(stream, state, count, cb) {
  if ((state.flags & (NEED_DRAIN | ENDING)) === NEED_DRAIN && state.length === 0 && !stream.destroyed) {
    state.flags &= ~NEED_DRAIN;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    cb(null);
  }
  if ((state.flags & DESTROYED) !== 0) errorBuffer(state);
  if ((state.flags & ENDING) !== 0) finishMaybe(stream, state, true);
}

// What still waits will never be written.
function errorBuffer(state) {
  if ((state.flags & WRITING) !== 0) return;
  for (let n = state.bufferedIndex; n < state.buffered.length; n++) {
    const { chunk, callback } = state.buffered[n];
    state.length -= (state.flags & OBJECT_MODE) !== 0 ? 1 : chunk.length;
    callback(state.errored ?? new ERR_STREAM_DESTROYED('write'));
  }
  callFinishedCallbacks(state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
  resetBuffer(state);
}

function clearBuffer(stream, state) {
  if ((state.flags & NOT_CLEARING) !== 0) return;
  const { buffered, bufferedIndex } = state;
  const objectMode = (state.flags & OBJECT_MODE) !== 0;
  const count = buffered.length - bufferedIndex;
  if (count === 0) return;

  let i = bufferedIndex;
  state.flags |= BUFFER_PROCESSING;
  if (count > 1 && stream._writev) {
    state.pendingcb -= count - 1;
    const allNoop = (state.flags & ALL_NOOP) !== 0;
    const callback = allNoop ? nop : (err) => {
      for (let n = i; n < buffered.length; n++) buffered[n].callback(err);
    };
    // Keep `buffered` as it is where the callback walks it.
    const chunks = allNoop && i === 0 ? buffered : buffered.slice(i);
    chunks.allBuffers = state.allBuffers;
    doWrite(stream, state, true, state.length, chunks, '', callback);
    resetBuffer(state);
  } else {
    do {
      const { chunk, encoding, callback } = buffered[i];
      buffered[i++] = null;
      doWrite(stream, state, false, objectMode ? 1 : chunk.length, chunk, encoding, callback);
    } while (i < buffered.length && (state.flags & WRITING) === 0);

    if (i === buffered.length) {
      resetBuffer(state);
    } else if (i > 256) {
      buffered.splice(0, i);
      state.bufferedIndex = 0;
    } else {
      state.bufferedIndex = i;
    }
  }
  state.flags &= ~BUFFER_PROCESSING;
}

Writable.prototype._write = function(chunk, encoding, cb) {
  if (!this._writev) throw new ERR_METHOD_NOT_IMPLEMENTED('_write()');
  this._writev([{ chunk, encoding }], cb);
};

Writable.prototype._writev = null;

Writable.prototype.cork = function() {
  this._writableState.corked++;
};

Writable.prototype.uncork = function() {
  const state = this._writableState;
  if ((state.flags & CORKED) !== 0) {
    state.corked--;
    if ((state.flags & (WRITING | BUFFERED)) === BUFFERED) clearBuffer(this, state);
  }
};

Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  if (typeof encoding === 'string') encoding = encoding.toLowerCase();
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

// ---- end ------------------------------------------------------------------------------------------------------------

Writable.prototype.end = function(chunk, encoding, cb) {
  const state = this._writableState;
  if (typeof chunk === 'function') {
    cb = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }

  let err;
  if (chunk !== null && chunk !== undefined) {
    const result = write(this, chunk, encoding);
    if (result instanceof Error) err = result;
  }
  // end() uncorks entirely.
  if ((state.flags & CORKED) !== 0) {
    state.corked = 1;
    this.uncork();
  }
  if (err) {
    // Reported by write().
  } else if ((state.flags & (ERRORED | ENDING)) === 0) {
    // The order tells 'prefinish' handlers that ending is under way.
    state.flags |= ENDING;
    finishMaybe(this, state, true);
    state.flags |= ENDED;
  } else if ((state.flags & FINISHED) !== 0) {
    err = new ERR_STREAM_ALREADY_FINISHED('end');
  } else if ((state.flags & DESTROYED) !== 0) {
    err = new ERR_STREAM_DESTROYED('end');
  }

  if (typeof cb === 'function') {
    if (err) nextTick(cb, err);
    else if (state.errored) nextTick(cb, state.errored);
    else if ((state.flags & FINISHED) !== 0) nextTick(cb, null);
    else awaitFinish(state, cb);
  }
  return this;
};

function awaitFinish(state, cb) {
  if ((state.flags & AWAITED) === 0) {
    state.flags |= AWAITED;
    state[kOnFinished] = [];
  }
  state[kOnFinished].push(cb);
}

function needFinish(state) {
  return (state.flags & UNFINISHED) === ENDING && state.length === 0;
}

function callFinal(stream, state) {
  let called = false;
  function onFinal(err) {
    if (called) {
      errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.pendingcb--;
    if (err) {
      callFinishedCallbacks(state, err);
      errorOrDestroy(stream, err, state.sync);
    } else if (needFinish(state)) {
      state.flags |= PREFINISHED;
      stream.emit('prefinish');
      // In a tick, so that _final may still decide about the error.
      state.pendingcb++;
      nextTick(finish, stream, state);
    }
  }
  state.flags |= SYNC;
  state.pendingcb++;
  try {
    stream._final(onFinal);
  } catch (err) {
    onFinal(err);
  }
  state.flags &= ~SYNC;
}

function prefinish(stream, state) {
  if ((state.flags & (PREFINISHED | FINAL_CALLED)) !== 0) return;
  if (typeof stream._final === 'function' && (state.flags & DESTROYED) === 0) {
    state.flags |= FINAL_CALLED;
    callFinal(stream, state);
  } else {
    state.flags |= PREFINISHED;
    stream.emit('prefinish');
  }
}

function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    nextTick(finishIfStillNeeded, stream, state);
  } else if (needFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishIfStillNeeded(stream, state) {
  if (needFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function callFinishedCallbacks(state, err) {
  if ((state.flags & AWAITED) === 0) return;
  const callbacks = state[kOnFinished];
  state[kOnFinished] = null;
  state.flags &= ~AWAITED;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
}

function finish(stream, state) {
  state.pendingcb--;
  state.flags |= FINISHED;
  callFinishedCallbacks(state, null);
  stream.emit('finish');
  if ((state.flags & AUTO_DESTROY) !== 0) {
    // A Duplex waits for its readable side.
    const r = stream._readableState;
    if (!r || (r.autoDestroy && (r.endEmitted || r.readable === false))) stream.destroy();
  }
}

// ---- properties -----------------------------------------------------------------------------------------------------

defineProperties(Writable.prototype, {
  closed: {
    __proto__: null,
    get() {
      return this._writableState ? this._writableState.closed : false;
    },
  },
  destroyed: {
    __proto__: null,
    get() {
      return this._writableState ? this._writableState.destroyed : false;
    },
    set(value) {
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    __proto__: null,
    get() {
      const w = this._writableState;
      // `stream.writable = false` is how streams of old end.
      return !!w && w.writable !== false && !w.destroyed && !w.errored && !w.ending && !w.ended;
    },
    set(value) {
      if (this._writableState) this._writableState.writable = !!value;
    },
  },
  writableFinished: {
    __proto__: null,
    get() {
      return this._writableState ? this._writableState.finished : false;
    },
  },
  writableObjectMode: {
    __proto__: null,
    get() {
      return this._writableState ? this._writableState.objectMode : false;
    },
  },
  writableBuffer: {
    __proto__: null,
    get() {
      return this._writableState?.getBuffer();
    },
  },
  writableEnded: {
    __proto__: null,
    get() {
      return this._writableState ? this._writableState.ending : false;
    },
  },
  writableNeedDrain: {
    __proto__: null,
    get() {
      const w = this._writableState;
      return w ? !w.destroyed && !w.ending && w.needDrain : false;
    },
  },
  writableHighWaterMark: {
    __proto__: null,
    get() {
      return this._writableState?.highWaterMark;
    },
  },
  writableCorked: {
    __proto__: null,
    get() {
      return this._writableState ? this._writableState.corked : 0;
    },
  },
  writableLength: {
    __proto__: null,
    get() {
      return this._writableState?.length;
    },
  },
  errored: {
    __proto__: null,
    enumerable: false,
    get() {
      return this._writableState ? this._writableState.errored : null;
    },
  },
  writableAborted: {
    __proto__: null,
    get() {
      const w = this._writableState;
      return !!(w.writable !== false && (w.destroyed || w.errored) && !w.finished);
    },
  },
});

// ---- the end of life ------------------------------------------------------------------------------------------------

Writable.prototype.destroy = function(err, cb) {
  const state = this._writableState;
  if ((state.flags & DESTROYED) === 0 && (state.flags & (BUFFERED | AWAITED)) !== 0) {
    nextTick(errorBuffer, state);
  }
  destroyImpl.destroy.call(this, err, cb);
  return this;
};

Writable.prototype._undestroy = destroyImpl.undestroy;
Writable.prototype._destroy = function(err, cb) {
  cb(err);
};

Writable.prototype[Symbol.for('nodejs.rejection')] = function(err) {
  this.destroy(err);
};

Writable.prototype[Symbol.asyncDispose] = function() {
  let error;
  if (!this.destroyed) {
    error = this.writableFinished ? null : new AbortError();
    this.destroy(error);
  }
  return new Promise((resolve, reject) => {
    eos(this, (err) => (err && err !== error ? reject(err) : resolve(null)));
  });
};

Writable.fromWeb = function(writableStream, options) {
  return require('internal/webstreams/adapters')
    .newStreamWritableFromWritableStream(writableStream, options);
};

Writable.toWeb = function(streamWritable) {
  return require('internal/webstreams/adapters')
    .newWritableStreamFromStreamWritable(streamWritable);
};
