// SPDX-License-Identifier: MIT
// fs.Utf8Stream: a writer for logs. Text is gathered into chunks of at most `maxWrite` bytes and written in order, one write
// at a time, synchronously or not. It is no Writable: only `write`, `flush`, `end`, `destroy` and `reopen`.
//
// State: `#chunks` waits; `#current` is being written (or what a short write left of it); `#writing` is true from the start of
// a write, and while a file is being opened, until nothing is under way.

const EventEmitter = require('events');
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE },
} = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateObject,
  validateOneOf,
  validateUint32,
} = require('internal/validators');
const { Buffer } = require('buffer');
const fs = require('fs');
const path = require('path');

const MAX_WRITE = 16 * 1024;
const RETRY_MS = 100;

const stateError = (text) => new ERR_INVALID_STATE(text);
const isBusy = (error) => error.code === 'EAGAIN' || error.code === 'EBUSY';

// Bytes of a string that is cut where a character ends.
function afterBytes(text, bytes) {
  const buffer = Buffer.from(text);
  while (bytes > 0 && (buffer[bytes] & 0xc0) === 0x80) bytes--;
  return { rest: buffer.subarray(bytes).toString(), kept: bytes };
}

const { sleep } = binding('util');

class Utf8Stream extends EventEmitter {
  #fd = -1;
  #file = null;
  #fs;
  #append;
  #binary;
  #fsync;
  #maxLength;
  #maxWrite;
  #minLength;
  #mkdir;
  #mode;
  #periodicFlush;
  #retry;
  #sync;
  #timer;

  #chunks = [];
  #current = null;
  #length = 0;
  #writing = false;
  #opening = false;
  #reopening = false;
  #ending = false;
  #destroyed = false;
  #flushPending = false;
  #drainScheduled = false;

  constructor(options = {}) {
    validateObject(options, 'options');
    super();
    const {
      append = true, contentMode = 'utf8', dest, fd, fs: own = {}, fsync = false, maxLength = 0, maxWrite = MAX_WRITE,
      minLength = 0, mkdir = false, mode, periodicFlush = 0, retryEAGAIN = () => true, sync = false,
    } = options;
    for (const { 0: name, 1: value } of Object.entries({ append, fsync, mkdir, sync })) {
      validateBoolean(value, `options.${name}`);
    }
    for (const { 0: name, 1: value } of Object.entries({ maxLength, maxWrite, minLength, periodicFlush })) {
      validateUint32(value, `options.${name}`);
    }
    validateOneOf(contentMode, 'options.contentMode', ['utf8', 'buffer']);
    validateFunction(retryEAGAIN, 'options.retryEAGAIN');
    validateObject(own, 'options.fs');
    if (minLength >= maxWrite) {
      throw new ERR_INVALID_ARG_VALUE('options.minLength', minLength, 'must be smaller than options.maxWrite');
    }
    this.#append = append;
    this.#binary = contentMode === 'buffer';
    this.#fs = { __proto__: fs, ...own };
    this.#fsync = fsync;
    this.#maxLength = maxLength;
    this.#maxWrite = maxWrite;
    this.#minLength = minLength;
    this.#mkdir = mkdir;
    this.#mode = mode;
    this.#periodicFlush = periodicFlush;
    this.#retry = retryEAGAIN;
    this.#sync = sync;
    this.#start(typeof fd === 'number' ? fd : dest ?? fd);
    if (periodicFlush > 0) {
      this.#timer = setInterval(() => this.flush(() => {}), periodicFlush).unref();
    }
  }

  #start(target) {
    if (typeof target === 'number') {
      this.#fd = target;
      process.nextTick(() => this.emit('ready'));
    } else if (typeof target === 'string') {
      this.#open(target);
    } else {
      throw new ERR_INVALID_ARG_VALUE('options.dest', target, 'must be a file name, or options.fd a descriptor');
    }
  }

  // ---- opening -------------------------------------------------------------------------------------------------------

  #open(file) {
    this.#opening = this.#writing = true;
    const flags = this.#append ? 'a' : 'w';
    if (this.#sync) {
      try {
        if (this.#mkdir) this.#fs.mkdirSync(path.dirname(file), { recursive: true });
        this.#opened(null, this.#fs.openSync(file, flags, this.#mode), file);
      } catch (error) {
        this.#opened(error);
        throw error;
      }
      return;
    }
    const open = (error) => {
      if (error) return this.#opened(error);
      this.#fs.open(file, flags, this.#mode, (failure, fd) => this.#opened(failure, fd, file));
    };
    if (this.#mkdir) this.#fs.mkdir(path.dirname(file), { recursive: true }, open);
    else open(null);
  }

  #opened(error, fd, file) {
    const isFirst = this.#fd === -1;
    this.#opening = this.#writing = this.#reopening = false;
    if (error) {
      if (!this.#sync) this.emit('error', error);
      else process.nextTick(() => { if (this.listenerCount('error') > 0) this.emit('error', error); });
      return;
    }
    this.#fd = fd;
    this.#file = file;
    if (this.#sync) process.nextTick(() => this.emit('ready'));
    else this.emit('ready');
    if (this.#destroyed) return;
    if (this.#writing) return;
    if (this.#length > this.#minLength || this.#flushPending) this.#writeNext();
    else if (!isFirst) this.#drained();
  }

  reopen(file) {
    if (this.#destroyed) throw stateError('Utf8Stream is destroyed');
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (!this.#file) throw stateError('Unable to reopen a file descriptor, you must pass a file to Utf8Stream');
    if (file) this.#file = file;
    this.#reopening = true;
    if (!this.#writing) this.#reopen();
  }

  #reopen() {
    const old = this.#fd;
    this.once('ready', () => {
      if (old === this.#fd) return;
      this.#fs.close(old, (error) => {
        if (error) this.emit('error', error);
      });
    });
    this.#open(this.#file);
  }

  // ---- writing -------------------------------------------------------------------------------------------------------

  #size(chunk) {
    return this.#binary ? chunk.length : Buffer.byteLength(chunk);
  }

  // Joins a chunk to the last one where both fit into one write.
  #push(chunk, size) {
    const last = this.#chunks.length - 1;
    if (last >= 0 && this.#size(this.#chunks[last]) + size <= this.#maxWrite) {
      this.#chunks[last] = this.#binary ?
        Buffer.concat([this.#chunks[last], chunk]) : this.#chunks[last] + chunk;
    } else {
      this.#chunks.push(chunk);
    }
  }

  write(data) {
    if (this.#destroyed) throw stateError('Utf8Stream is destroyed');
    if (this.#binary) data = typeof data === 'string' ? Buffer.from(data) : data;
    else data = String(data);
    const size = this.#size(data);
    if (this.#maxLength > 0 && this.#length + size > this.#maxLength) {
      this.emit('drop', data);
      return this.#length < this.#highWater;
    }
    this.#push(data, size);
    this.#length += size;
    if (!this.#writing && this.#length >= this.#minLength && this.#fd >= 0) this.#writeNext();
    return this.#length < this.#highWater;
  }

  get #highWater() {
    return Math.max(this.#minLength, MAX_WRITE);
  }

  #writeNext() {
    this.#writing = true;
    this.#current ??= this.#chunks.shift() ?? (this.#binary ? Buffer.alloc(0) : '');
    const args = this.#binary ? [this.#fd, this.#current] : [this.#fd, this.#current, 'utf8'];
    if (!this.#sync) {
      this.#fs.write(...args, (error, written) => this.#wrote(error, written));
      return;
    }
    let written;
    try {
      written = this.#fs.writeSync(...args);
    } catch (error) {
      this.#wrote(error);
      return;
    }
    this.#wrote(null, written);
  }

  #wrote(error, written) {
    if (error) return this.#failed(error);
    this.emit('write', written);
    this.#consume(written ?? this.#size(this.#current));
    if (this.#current !== null) return this.#writeNext();
    if (this.#fsync) this.#fs.fsyncSync(this.#fd);
    if (this.#reopening) {
      this.#writing = this.#reopening = false;
      this.#reopen();
    } else if (this.#length > this.#minLength || (this.#ending && this.#length > 0)) {
      this.#writeNext();
    } else if (this.#ending) {
      this.#writing = false;
      this.#close();
    } else {
      this.#writing = false;
      this.#drained();
    }
  }

  // Takes what was written off the current chunk, whole characters at a time.
  #consume(written) {
    const size = this.#size(this.#current);
    if (written >= size) {
      this.#length = Math.max(0, this.#length - size);
      this.#current = null;
    } else if (this.#binary) {
      this.#length -= written;
      this.#current = this.#current.subarray(written);
    } else {
      const { rest, kept } = afterBytes(this.#current, written);
      this.#length -= kept;
      this.#current = rest;
    }
  }

  #failed(error) {
    if (!isBusy(error) || !this.#retry(error, this.#size(this.#current), this.#length - this.#size(this.#current))) {
      this.#writing = false;
      this.emit('error', error);
      return;
    }
    if (this.#sync) {
      sleep(RETRY_MS);
      this.#writeNext();
    } else {
      setTimeout(() => this.#writeNext(), RETRY_MS);
    }
  }

  #drained() {
    this.#flushPending = false;
    if (!this.#sync) return void this.emit('drain');
    if (this.#drainScheduled) return;
    this.#drainScheduled = true;
    process.nextTick(() => {
      this.#drainScheduled = false;
      if (this.listenerCount('drain') > 0) this.emit('drain');
    });
  }

  // ---- flushing ------------------------------------------------------------------------------------------------------

  flush(callback) {
    if (callback !== undefined) validateFunction(callback, 'cb');
    if (this.#destroyed) {
      const error = stateError('Utf8Stream is destroyed');
      if (callback === undefined) throw error;
      return void callback(error);
    }
    if (this.#minLength <= 0) return void callback?.();
    if (callback !== undefined) this.#callWhenFlushed(callback);
    this.#flushPending = true;
    if (!this.#writing && this.#fd >= 0) this.#writeNext();
  }

  #callWhenFlushed(callback) {
    const onDrain = () => {
      this.off('error', onError);
      if (this.#destroyed || this.#fsync) return callback();
      this.#fs.fsync(this.#fd, (error) => {
        // What cannot be synced (a pipe, a terminal) is flushed all the same.
        if (error && error.code !== 'EINVAL' && error.code !== 'EBADF') callback(error);
        else callback();
      });
    };
    const onError = (error) => {
      this.off('drain', onDrain);
      callback(error);
    };
    this.once('drain', onDrain);
    this.once('error', onError);
  }

  flushSync() {
    if (this.#destroyed) throw stateError('Utf8Stream is destroyed');
    if (this.#fd < 0) throw stateError('Utf8Stream is not ready yet');
    // A chunk that another write has in hand is left to it.
    const inHand = this.#writing ? this.#current : null;
    if (inHand !== null) this.#current = null;
    while (this.#current !== null || this.#chunks.length > 0) {
      this.#current ??= this.#chunks.shift();
      this.#writeCurrentSync();
    }
    if (inHand !== null) this.#current = inHand;
    if (this.#fsync) this.#fs.fsyncSync(this.#fd);
  }

  #writeCurrentSync() {
    let written;
    try {
      written = this.#binary ? this.#fs.writeSync(this.#fd, this.#current) :
        this.#fs.writeSync(this.#fd, this.#current, 'utf8');
    } catch (error) {
      const size = this.#size(this.#current);
      if (!isBusy(error) || !this.#retry(error, size, this.#length - size)) {
        this.#chunks.unshift(this.#current);
        this.#current = null;
        throw error;
      }
      sleep(RETRY_MS);
      return;
    }
    this.#consume(written ?? this.#size(this.#current));
  }

  // ---- the end -------------------------------------------------------------------------------------------------------

  end() {
    if (this.#destroyed) throw stateError('Utf8Stream is destroyed');
    if (this.#opening) {
      this.once('ready', () => this.end());
      return;
    }
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing) return;
    if (this.#length > 0 && this.#fd >= 0) this.#writeNext();
    else this.#close();
  }

  destroy() {
    if (!this.#destroyed) this.#close();
  }

  [Symbol.dispose]() {
    this.destroy();
  }

  #close() {
    if (this.#fd === -1) {
      this.once('ready', () => this.#close());
      return;
    }
    clearInterval(this.#timer);
    this.#destroyed = true;
    this.#chunks = [];
    const closed = (error) => {
      if (error) return void this.emit('error', error);
      if (this.#ending && !this.#writing) this.emit('finish');
      this.emit('close');
    };
    if (this.#fd === 1 || this.#fd === 2) return void setImmediate(closed);
    if (this.#fsync) return void this.#fs.close(this.#fd, closed);
    // A failing sync does not keep the file from being closed.
    this.#fs.fsync(this.#fd, () => this.#fs.close(this.#fd, closed));
  }

  get append() { return this.#append; }
  get contentMode() { return this.#binary ? 'buffer' : 'utf8'; }
  get fd() { return this.#fd; }
  get file() { return this.#file; }
  get fsync() { return this.#fsync; }
  get maxLength() { return this.#maxLength; }
  get minLength() { return this.#minLength; }
  get mkdir() { return this.#mkdir; }
  get mode() { return this.#mode; }
  get periodicFlush() { return this.#periodicFlush; }
  get sync() { return this.#sync; }
  get writing() { return this.#writing; }
}

module.exports = Utf8Stream;
