// SPDX-License-Identifier: MIT
// The streams of zlib: transforms around a codec. Each chunk is a row of jobs on the IO pool, every one giving at most `chunkSize` bytes;
// the next begins when the reader wants more. Flushes and changes of parameters travel as empty chunks among the others, so that they
// happen where they were asked for.

const { Transform, finished } = require('stream');
const { genericNodeError, uvException, codes: { ERR_INTERNAL_ASSERTION } } = require('internal/errors');
const { deprecateInstantiation } = require('internal/util');
const { bindToContext } = require('internal/async_context');
const { constants, codes } = require('internal/zlib/constants');
const { settingsOf, errorOf, garbageError, tooLarge, ranged, flushBounds } = require('internal/zlib/settings');
const { Codec, outputOf } = require('internal/zlib/codec');

const { defineProperty, setPrototypeOf } = Object;

const kSettings = Symbol('settings');
const kWaiting = Symbol('waiting'); // the job that goes on when the reader wants more
const kOrder = Symbol('order'); // of an empty chunk: { flush, level, strategy }
const kOrders = Symbol('orders'); // how many such chunks are under way
const kSettle = Symbol('settle'); // settle() in the async context that made the stream

// zlib's flushes by how much they flush: Z_BLOCK (5) does less than Z_PARTIAL_FLUSH (1).
const strengths = [0, 2, 3, 4, 5, 1];

function strongest(settings, one, other) {
  if (flushBounds(settings).finish !== constants.Z_FINISH) return Math.max(one, other);
  return strengths[one] > strengths[other] ? one : other;
}

function ZlibBase(opts, mode) {
  const settings = settingsOf(mode, opts);
  const codec = new Codec(settings);
  let options = { autoDestroy: true, ...opts };
  if (options.encoding || options.objectMode || options.writableObjectMode) {
    options = { ...options, encoding: null, objectMode: false, writableObjectMode: false };
  }
  Transform.call(this, options);
  this.bytesWritten = 0;
  this._handle = codec;
  this._chunkSize = settings.chunkSize;
  this._level = settings.level;
  this._strategy = settings.strategy;
  this[kSettings] = settings;
  this[kWaiting] = undefined;
  this[kOrders] = 0;
  this[kSettle] = bindToContext(settle);
}

function inherit(Class, Base) {
  setPrototypeOf(Class, Base);
  Class.prototype = Object.create(Base.prototype, {
    constructor: { __proto__: null, value: Class, writable: true, configurable: true },
  });
}
inherit(ZlibBase, Transform);

defineProperty(ZlibBase.prototype, '_closed', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return !this._handle; },
});

function openCodec(stream) {
  if (!stream._handle) throw new ERR_INTERNAL_ASSERTION('zlib binding closed');
  return stream._handle;
}

// ---- jobs -----------------------------------------------------------------------------------------------------------

function begin(stream, job) {
  const { chunk, offset, flush } = job;
  openCodec(stream).run(chunk, offset, flush, stream._chunkSize, (status, outcome) => stream[kSettle](stream, job, status, outcome));
}

function settle(stream, job, status, outcome) {
  const { callback } = job;
  if (stream.destroyed) {
    callback();
    return;
  }
  if (status < 0) {
    callback(uvException({ errno: status, syscall: 'zlib' }));
    return;
  }
  const left = outcome[0];
  stream.bytesWritten += job.chunk.byteLength - job.offset - left;
  job.offset = job.chunk.byteLength - left;
  const error = errorOf(stream[kSettings], outcome);
  if (error !== undefined) {
    callback(error);
    return;
  }
  deliver(stream, job, outcome);
}

function deliver(stream, job, outcome) {
  const { callback } = job;
  const output = outputOf(outcome);
  const wantsMore = output === undefined || stream.push(output);
  if (stream.destroyed) {
    callback();
  } else if (output !== undefined && output.length >= stream._chunkSize) {
    if (wantsMore) begin(stream, job);
    else stream[kWaiting] = job;
  } else if (outcome[0] > 0) { // the compressed data ended before the input
    const error = garbageError(stream[kSettings], outcome);
    if (error === undefined) stream.push(null);
    callback(error);
  } else {
    callback(job.level === undefined ? undefined : changeParams(stream, job));
  }
}

function changeParams(stream, { level, strategy }) {
  const { mode } = stream[kSettings];
  if (mode === constants.DEFLATE || mode === constants.GZIP || mode === constants.DEFLATERAW) {
    const errno = openCodec(stream).params(level, strategy);
    if (errno !== constants.Z_OK) return genericNodeError('Failed to set parameters', { errno, code: codes[errno] });
  }
  stream._level = level;
  stream._strategy = strategy;
  return undefined;
}

ZlibBase.prototype._transform = function _transform(chunk, encoding, callback) {
  const settings = this[kSettings];
  const order = chunk[kOrder];
  let flush = order === undefined ? settings.flush : order.flush;
  if (order !== undefined) {
    this[kOrders]--;
  } else if (this[kOrders] === 0 && this.writableEnded && this.writableLength === chunk.byteLength) {
    flush = strongest(settings, flush, settings.finishFlush);
  }
  begin(this, { chunk, offset: 0, flush, level: order?.level, strategy: order?.strategy, callback });
};

ZlibBase.prototype._flush = function _flush(callback) {
  this._transform(Buffer.alloc(0), '', callback);
};

ZlibBase.prototype._read = function _read(size) {
  const job = this[kWaiting];
  if (job === undefined) {
    Transform.prototype._read.call(this, size);
    return;
  }
  this[kWaiting] = undefined;
  begin(this, job);
};

// Programs that compress in one go call this: now and returning a Buffer, or later with the output pushed.
ZlibBase.prototype._processChunk = function _processChunk(chunk, flush, callback) {
  if (typeof callback === 'function') {
    begin(this, { chunk, offset: 0, flush, level: undefined, strategy: undefined, callback });
    return undefined;
  }
  const settings = this[kSettings];
  const outcome = openCodec(this).run(chunk, 0, flush, settings.maxOutputLength + 1);
  this.bytesWritten += chunk.byteLength - outcome[0];
  const output = outputOf(outcome) ?? Buffer.alloc(0);
  const error = output.length > settings.maxOutputLength ? tooLarge(settings) : errorOf(settings, outcome) ?? garbageError(settings, outcome);
  if (error !== undefined) throw error;
  return output;
};

// ---- what users ask for ---------------------------------------------------------------------------------------------

function writeOrder(stream, order, callback) {
  const chunk = Buffer.alloc(0);
  chunk[kOrder] = order;
  stream[kOrders]++;
  stream.write(chunk, '', callback);
}

ZlibBase.prototype.reset = function reset() {
  openCodec(this).reset();
};

// All libraries' kinds are among zlib's.
const FLUSH_KIND = /^[0-5]$/;

ZlibBase.prototype.flush = function flush(kind, callback) {
  const settings = this[kSettings];
  if (typeof kind === 'function' || (kind === undefined && !callback)) {
    callback = kind;
    kind = settings.fullFlush;
  }
  if (this.writableFinished) {
    if (callback) process.nextTick(callback);
  } else if (this.writableEnded) {
    if (callback) this.once('end', callback);
  } else if (FLUSH_KIND.test(String(kind))) {
    writeOrder(this, { flush: Number(kind), level: undefined, strategy: undefined }, callback);
  } else {
    this.write(undefined); // which is an error
  }
};

ZlibBase.prototype.close = function close(callback) {
  if (callback) finished(this, callback);
  this.destroy();
};

ZlibBase.prototype._destroy = function _destroy(error, callback) {
  if (this._handle) {
    this._handle.close();
    this._handle = null;
  }
  this[kWaiting] = undefined;
  callback(error);
};

function Zlib(opts, mode) {
  ZlibBase.call(this, opts, mode);
}
inherit(Zlib, ZlibBase);

Zlib.prototype.params = function params(level, strategy, callback) {
  const { Z_MIN_LEVEL, Z_MAX_LEVEL, Z_DEFAULT_STRATEGY, Z_FIXED, Z_SYNC_FLUSH } = constants;
  level = ranged(level, 'level', Z_MIN_LEVEL, Z_MAX_LEVEL, this._level);
  strategy = ranged(strategy, 'strategy', Z_DEFAULT_STRATEGY, Z_FIXED, this._strategy);
  if (level === this._level && strategy === this._strategy) {
    if (callback) process.nextTick(callback);
    return;
  }
  const flush = this[kSettings].fullFlush === constants.Z_FULL_FLUSH ? Z_SYNC_FLUSH : this[kSettings].fullFlush;
  writeOrder(this, { flush, level, strategy }, callback);
};

function Brotli(opts, mode) {
  ZlibBase.call(this, opts, mode);
}
inherit(Brotli, Zlib);

function Zstd(opts, mode) {
  ZlibBase.call(this, opts, mode);
}
inherit(Zstd, ZlibBase);

function makeClass(name, mode, Base) {
  const holder = {
    [name]: function(opts) {
      if (!(this instanceof Class) && Base === Zstd) throw new TypeError(`Class constructor ${name} cannot be invoked without 'new'`);
      if (!(this instanceof Class)) return deprecateInstantiation(Class, 'DEP0184', opts);
      Base.call(this, opts, mode);
      return undefined;
    },
  };
  const Class = holder[name];
  inherit(Class, Base);
  return Class;
}

const classes = {
  Deflate: makeClass('Deflate', constants.DEFLATE, Zlib),
  Inflate: makeClass('Inflate', constants.INFLATE, Zlib),
  Gzip: makeClass('Gzip', constants.GZIP, Zlib),
  Gunzip: makeClass('Gunzip', constants.GUNZIP, Zlib),
  DeflateRaw: makeClass('DeflateRaw', constants.DEFLATERAW, Zlib),
  InflateRaw: makeClass('InflateRaw', constants.INFLATERAW, Zlib),
  Unzip: makeClass('Unzip', constants.UNZIP, Zlib),
  BrotliCompress: makeClass('BrotliCompress', constants.BROTLI_ENCODE, Brotli),
  BrotliDecompress: makeClass('BrotliDecompress', constants.BROTLI_DECODE, Brotli),
  ZstdCompress: makeClass('ZstdCompress', constants.ZSTD_COMPRESS, Zstd),
  ZstdDecompress: makeClass('ZstdDecompress', constants.ZSTD_DECOMPRESS, Zstd),
};

module.exports = classes;
