// SPDX-License-Identifier: MIT
// fs.ReadStream and fs.WriteStream.
//
// They use the functions of `options.fs` (fs itself by default, looked up at each call because programs patch it), or those
// of a FileHandle. While an operation is under way destruction waits for it, so that no descriptor is closed in use.

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_DESTROYED,
    ERR_SYSTEM_ERROR,
  },
} = require('internal/errors');
const {
  parseFileMode,
  validateBoolean,
  validateFunction,
  validateInteger,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { finished, Readable, Writable } = require('stream');
const fs = require('fs');
const {
  getOptions,
  getValidatedFd,
  getValidatedPath,
} = require('internal/fs/utils');

const { defineProperty, setPrototypeOf } = Object;

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
const kBusy = Symbol('kIsPerformingIO');
const kIdle = Symbol('kIoDone');

// ---- the file system of a stream -------------------------------------------------------------------------------------

// The same functions over a FileHandle.
function handleFs(handle) {
  const { kRef, kUnref } = require('internal/fs/file_handle');
  const settle = (promise, callback, pick) => {
    promise.then((result) => process.nextTick(callback, null, pick?.(result)),
                 (error) => process.nextTick(callback, error));
  };
  return {
    kRef,
    kUnref,
    open(path, flags, mode, callback) {
      throw new ERR_METHOD_NOT_IMPLEMENTED('open()');
    },
    close(fd, callback) {
      handle[kUnref]();
      settle(handle.close(), callback);
    },
    fsync(fd, callback) {
      settle(handle.sync(), callback);
    },
    read(fd, buffer, offset, length, position, callback) {
      settle(handle.read(buffer, offset, length, position), callback,
             (result) => result.bytesRead);
    },
    write(fd, buffer, offset, length, position, callback) {
      settle(handle.write(buffer, offset, length, position), callback,
             (result) => result.bytesWritten);
    },
    writev(fd, buffers, position, callback) {
      settle(handle.writev(buffers, position), callback, (result) => result.bytesWritten);
    },
  };
}

function isHandle(value) {
  return value !== null && typeof value === 'object' &&
    value instanceof require('internal/fs/file_handle').FileHandle;
}

// Takes `options.fd`: a number, or a FileHandle, which then serves as the file system.
function importFd(stream, options) {
  const { fd } = options;
  if (typeof fd === 'number') {
    stream[kFs] = options.fs || fs;
    return getValidatedFd(fd);
  }
  if (!isHandle(fd)) throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
  if (options.fs) throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
  const operations = handleFs(fd);
  stream[kHandle] = fd;
  stream[kFs] = operations;
  fd[operations.kRef]();
  fd.on('close', stream.close.bind(stream));
  return getValidatedFd(fd.fd);
}

function validateFs(operations, names) {
  for (const name of names) validateFunction(operations[name], `options.fs.${name}`);
}

function setUp(stream, path, options, defaultFlags) {
  stream.fd = null;
  if (options.fd === undefined || options.fd === null) {
    stream[kFs] = options.fs || fs;
  } else {
    stream.fd = importFd(stream, options);
  }
  stream.path = options.fd === undefined || options.fd === null ?
    getValidatedPath(path) : typeof path === 'string' || path instanceof Uint8Array ? path : undefined;
  stream.flags = options.flags === undefined ? defaultFlags : options.flags;
  stream.mode = options.mode === undefined ? 0o666 : options.mode;
}

function validatePosition(value, name) {
  validateInteger(value, name, 0);
}

// Options count also where they are inherited.
function copyOptions(options) {
  const all = getOptions(options, kEmptyObject);
  const copy = {};
  for (const name in all) copy[name] = all[name];
  return copy;
}

// ---- open and close --------------------------------------------------------------------------------------------------

// Programs that define `open` themselves (graceful-fs does) tell the result with events.
function openByMethod(stream, callback) {
  const { emit } = stream;
  stream.emit = function(...args) {
    if (args[0] === 'open') {
      this.emit = emit;
      callback();
      Reflect.apply(emit, this, args);
    } else if (args[0] === 'error') {
      this.emit = emit;
      callback(args[1]);
    } else {
      Reflect.apply(emit, this, args);
    }
  };
  stream.open();
}

function construct(callback) {
  if (typeof this.fd === 'number') return callback();
  if (typeof this.open === 'function') return openByMethod(this, callback);
  this[kFs].open(this.path, this.flags, this.mode, (error, fd) => {
    if (error) return callback(error);
    this.fd = fd;
    callback();
    this.emit('open', fd);
    this.emit('ready');
  });
}

function closeFd(stream, error, callback) {
  stream[kFs].close(stream.fd, (failure) => callback(failure || error));
  stream.fd = null;
}

function close(stream, error, callback) {
  if (!stream.fd) {
    callback(error);
  } else if (stream.flush) {
    stream[kFs].fsync(stream.fd, (failure) => closeFd(stream, error || failure, callback));
  } else {
    closeFd(stream, error, callback);
  }
}

function destroy(error, callback) {
  if (this[kBusy]) this.once(kIdle, (failure) => close(this, error || failure, callback));
  else close(this, error, callback);
}

// An operation is over: whether the stream was destroyed meanwhile.
function idle(stream, error) {
  stream[kBusy] = false;
  if (!stream.destroyed) return false;
  stream.emit(kIdle, error);
  return true;
}

const autoClose = (name, state) => ({
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    if (this[state] === undefined) throw new ERR_INVALID_THIS(name);
    return this[state].autoDestroy;
  },
  set(value) {
    if (this[state] === undefined) throw new ERR_INVALID_THIS(name);
    this[state].autoDestroy = value;
  },
});

const pending = {
  __proto__: null,
  configurable: true,
  get() { return this.fd === null; },
};

// ---- ReadStream ------------------------------------------------------------------------------------------------------

function validateReadRange(stream, options) {
  stream.start = options.start;
  stream.end = options.end ?? Infinity;
  stream.pos = undefined;
  stream.bytesRead = 0;
  if (stream.start !== undefined) {
    validatePosition(stream.start, 'start');
    stream.pos = stream.start;
  }
  if (stream.end === Infinity) return;
  if (stream.end !== undefined) validatePosition(stream.end, 'end');
  if (stream.start !== undefined && stream.start > stream.end) {
    throw new ERR_OUT_OF_RANGE(
      'start', `<= "end" (here: ${stream.end})`, stream.start);
  }
}

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  options = copyOptions(options);
  if (options.highWaterMark === undefined) options.highWaterMark = 64 * 1024;
  if (options.autoDestroy === undefined) options.autoDestroy = true;
  if (options.fs) validateFs(options.fs, ['open', 'read', 'close']);
  if (options.autoClose === undefined) options.autoClose = true;
  options.autoDestroy = options.autoClose;
  setUp(this, path, options, 'r');
  validateReadRange(this, options);
  Reflect.apply(Readable, this, [options]);
  if (options.encoding) this.setEncoding(options.encoding);
  this[kBusy] = false;
}
setPrototypeOf(ReadStream.prototype, Readable.prototype);
setPrototypeOf(ReadStream, Readable);

defineProperty(ReadStream.prototype, 'autoClose', autoClose('ReadStream', '_readableState'));

ReadStream.prototype._construct = construct;

ReadStream.prototype._read = function(n) {
  const { Buffer } = require('buffer');
  n = this.pos !== undefined ? Math.min(this.end - this.pos + 1, n) :
    Math.min(this.end - this.bytesRead + 1, n);
  if (n <= 0) return void this.push(null);
  const buffer = Buffer.allocUnsafeSlow(n);
  this[kBusy] = true;
  this[kFs].read(this.fd, buffer, 0, n, this.pos, (error, bytesRead, other) => {
    if (idle(this, error)) return;
    if (error) return void require('internal/streams/destroy').errorOrDestroy(this, error);
    if (bytesRead === 0) return void this.push(null);
    this._gotChunk(other ?? buffer, bytesRead);
  });
};

defineProperty(ReadStream.prototype, '_gotChunk', {
  __proto__: null,
  configurable: true,
  writable: true,
  enumerable: false,
  value: function(buffer, bytesRead) {
    if (this.pos !== undefined) this.pos += bytesRead;
    this.bytesRead += bytesRead;
    if (bytesRead !== buffer.length) {
      // A copy: a slice would keep the whole block alive.
      const { Buffer } = require('buffer');
      const copy = Buffer.allocUnsafeSlow(bytesRead);
      buffer.copy(copy, 0, 0, bytesRead);
      buffer = copy;
    }
    this.push(buffer);
  },
});

ReadStream.prototype._destroy = destroy;

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

defineProperty(ReadStream.prototype, 'pending', pending);

// ---- WriteStream -----------------------------------------------------------------------------------------------------

function validateWriteFs(operations) {
  if (!operations) return;
  validateFs(operations, ['open']);
  if (!operations.write && !operations.writev) {
    // Either will do; the error is about `write`.
    validateFs(operations, ['write']);
  }
  if (operations.write) validateFs(operations, ['write']);
  if (operations.writev) validateFs(operations, ['writev']);
  validateFs(operations, ['close']);
}

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  options = copyOptions(options);
  options.decodeStrings = true;
  validateWriteFs(options.fs);
  if (options.autoClose === undefined) options.autoClose = true;
  options.autoDestroy = options.autoClose;
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  if (options.mode !== undefined && options.mode !== null) parseFileMode(options.mode, 'mode', 0o666);
  setUp(this, path, options, 'w');
  this.flush = flush;
  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  if (this.start !== undefined) {
    validatePosition(this.start, 'start');
    this.pos = this.start;
  }
  // An object without one of the two writes with the other.
  if (!this[kFs].write) this._write = null;
  if (!this[kFs].writev) this._writev = null;
  if (options.highWaterMark === undefined) options.highWaterMark = 64 * 1024;
  Reflect.apply(Writable, this, [options]);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
  this[kBusy] = false;
}
setPrototypeOf(WriteStream.prototype, Writable.prototype);
setPrototypeOf(WriteStream, Writable);

defineProperty(WriteStream.prototype, 'autoClose', autoClose('WriteStream', '_writableState'));

WriteStream.prototype._construct = construct;

function repeatedZero() {
  return new ERR_SYSTEM_ERROR({
    code: 'EIO', message: 'write returned 0 repeatedly', syscall: 'write', errno: -5,
  });
}

// Writes until all is written; a device that is busy gets five tries, each later than the one before.
function writeAll(stream, data, size, position, callback, retries = 0) {
  stream[kFs].write(stream.fd, data, 0, size, position, (error, bytesWritten, buffer) => {
    if (error?.code === 'EAGAIN') {
      error = null;
      bytesWritten = 0;
    }
    if (stream.destroyed || error) return callback(error || new ERR_STREAM_DESTROYED('write'));
    stream.bytesWritten += bytesWritten;
    retries = bytesWritten ? 0 : retries + 1;
    size -= bytesWritten;
    if (position !== undefined) position += bytesWritten;
    if (retries > 5) return callback(repeatedZero());
    if (size === 0) return callback();
    const rest = (buffer ?? data).slice(bytesWritten);
    const again = () => writeAll(stream, rest, size, position, callback, retries);
    if (retries === 0) again();
    else setTimeout(again, 10 * retries);
  });
}

function writevAll(stream, chunks, size, position, callback, retries = 0) {
  stream[kFs].writev(stream.fd, chunks, position ?? null, (error, bytesWritten, buffers) => {
    if (error?.code === 'EAGAIN') {
      error = null;
      bytesWritten = 0;
    }
    if (stream.destroyed || error) return callback(error || new ERR_STREAM_DESTROYED('writev'));
    stream.bytesWritten += bytesWritten;
    retries = bytesWritten ? 0 : retries + 1;
    size -= bytesWritten;
    if (position !== undefined) position += bytesWritten;
    if (retries > 5) return callback(repeatedZero());
    if (size === 0) return callback();
    const { Buffer } = require('buffer');
    const rest = [Buffer.concat(buffers ?? chunks).slice(bytesWritten)];
    const again = () => writevAll(stream, rest, size, position, callback, retries);
    if (retries === 0) again();
    else setTimeout(again, 10 * retries);
  });
}

WriteStream.prototype._write = function(data, encoding, callback) {
  this[kBusy] = true;
  writeAll(this, data, data.length, this.pos, (error) => {
    idle(this, error);
    callback(error);
  });
  if (this.pos !== undefined) this.pos += data.length;
};

WriteStream.prototype._writev = function(data, callback) {
  const chunks = new Array(data.length);
  let size = 0;
  for (let i = 0; i < data.length; i++) {
    const { chunk } = data[i];
    chunks[i] = chunk;
    size += chunk.length;
  }
  this[kBusy] = true;
  writevAll(this, chunks, size, this.pos, (error) => {
    idle(this, error);
    callback(error);
  });
  if (this.pos !== undefined) this.pos += size;
};

WriteStream.prototype._destroy = destroy;

WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) return void process.nextTick(callback);
    this.on('close', callback);
  }
  // With autoClose off nothing else closes the file after 'finish'.
  if (!this.autoClose) this.on('finish', this.destroy);
  // destroy() would lose what is not written yet.
  this.end();
};

WriteStream.prototype.destroySoon = WriteStream.prototype.end;

defineProperty(WriteStream.prototype, 'pending', pending);

module.exports = { ReadStream, WriteStream };
