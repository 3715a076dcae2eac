// SPDX-License-Identifier: MIT
// Duplex: a Readable by inheritance with the methods of Writable beside them. The two sides share nothing but the end of life.

const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const { Stream } = require('internal/streams/legacy');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const destroyImpl = require('internal/streams/destroy');
const { kOnConstructed } = require('internal/streams/utils');

const { defineProperties, getOwnPropertyDescriptor } = Object;

module.exports = Duplex;

Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);

for (const method of Object.keys(Writable.prototype)) {
  Duplex.prototype[method] ||= Writable.prototype[method];
}

// Writes that still wait fail on destroy().
Duplex.prototype.destroy = Writable.prototype.destroy;

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);

  this._events ??= Object.create(null);
  this._readableState = new Readable.ReadableState(options, this, true);
  this._writableState = new Writable.WritableState(options, this, true);
  if (options) {
    this.allowHalfOpen = options.allowHalfOpen !== false;
    if (options.readable === false) {
      this._readableState.readable = false;
      this._readableState.ended = true;
      this._readableState.endEmitted = true;
    }
    if (options.writable === false) {
      this._writableState.writable = false;
      this._writableState.ending = true;
      this._writableState.ended = true;
      this._writableState.finished = true;
    }
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, this);
  } else {
    this.allowHalfOpen = true;
  }
  Stream.call(this, options);
  if (this._construct != null) {
    destroyImpl.construct(this, () => {
      Readable.prototype[kOnConstructed].call(this);
      Writable.prototype[kOnConstructed].call(this);
    });
  }
}

const ofWritable = (name) => ({
  __proto__: null, ...getOwnPropertyDescriptor(Writable.prototype, name),
});

defineProperties(Duplex.prototype, {
  writable: ofWritable('writable'),
  writableHighWaterMark: ofWritable('writableHighWaterMark'),
  writableObjectMode: ofWritable('writableObjectMode'),
  writableBuffer: ofWritable('writableBuffer'),
  writableLength: ofWritable('writableLength'),
  writableFinished: ofWritable('writableFinished'),
  writableCorked: ofWritable('writableCorked'),
  writableEnded: ofWritable('writableEnded'),
  writableNeedDrain: ofWritable('writableNeedDrain'),
  writableAborted: ofWritable('writableAborted'),
  destroyed: {
    __proto__: null,
    get() {
      const { _readableState: r, _writableState: w } = this;
      return r !== undefined && w !== undefined && r.destroyed && w.destroyed;
    },
    set(value) {
      // A subclass with a setter of its own may run before the states are there.
      if (this._readableState && this._writableState) {
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    },
  },
});

Duplex.fromWeb = function(pair, options) {
  return require('internal/webstreams/adapters').newStreamDuplexFromReadableWritablePair(
    pair, options);
};

Duplex.toWeb = function(duplex, options) {
  return require('internal/webstreams/adapters').newReadableWritablePairFromDuplex(duplex, options);
};

Duplex.from = function(body) {
  return require('internal/streams/duplexify')(body, 'body');
};
