// SPDX-License-Identifier: MIT
//
// net.Socket: a Duplex over a native handle. Its life: made -> connecting (perhaps after a lookup) -> open -> ended -> closed.
'use strict';

const { Duplex } = require('stream');
const { Buffer } = require('buffer');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_FD_TYPE, ERR_INVALID_HANDLE_TYPE, ERR_MISSING_ARGS,
    ERR_SOCKET_CLOSED, ERR_SOCKET_CLOSED_BEFORE_CONNECTION,
  },
  ErrnoException,
  ExceptionWithHostPort,
} = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInt32, validateNumber } = require('internal/validators');
const { NativeHandle, UV_EOF, guessHandleType } = require('internal/stream_handle');
const { getTimerDuration, setUnrefTimeout } = require('internal/timers');
const { bits: { CORKED, DESTROYED, ENDING, ERRORED } } = require('internal/streams/state');

const NOT_READY = CORKED | DESTROYED | ENDING | ERRORED; // writable bits: a message must go through write()

const UV_ENOTCONN = -107;
const UV_ECANCELED = -125;
const UV_EBADF = -9;

const kTimer = Symbol('timeout');
const kNoDelay = Symbol('kSetNoDelay');
const kKeepAlive = Symbol('kSetKeepAlive');
const kKeepAliveDelay = Symbol('kSetKeepAliveInitialDelay');
const kBuffer = Symbol('kBuffer');
const kBufferCallback = Symbol('kBufferCb');
const kMakeBuffer = Symbol('kBufferGen');
const kBytesRead = Symbol('kBytesRead');
const kBytesWritten = Symbol('kBytesWritten');
const kReset = Symbol('kReset');
const kTypeOfService = Symbol('kSetTOS');

const kAttach = Symbol('kAttach');
const kMakeHandle = Symbol('kMakeHandle'); // a method that makes the handle over the one of the system (TLS)
const kWriteMessage = Symbol('kWriteMessage');
const duplexWrite = Duplex.prototype.write;

function handleOf(fd) {
  validateInt32(fd, 'fd', 0);
  const type = guessHandleType(fd);
  if (type === 'PIPE') return NativeHandle.pipe();
  if (type === 'TCP') return NativeHandle.tcp();
  throw new ERR_INVALID_FD_TYPE(type);
}

function openDescriptor(options) {
  const handle = handleOf(options.fd);
  const status = handle.open(options.fd);
  if (status < 0) throw new ErrnoException(status, 'open');
  return handle;
}

function readKeepAlive(options) {
  const { keepAliveInitialDelay: delay } = options;
  if (delay !== undefined) {
    validateNumber(delay, 'options.keepAliveInitialDelay');
    return delay < 0 ? 0 : delay;
  }
  return 0;
}

function validateBlockList(list) {
  const { BlockList } = require('internal/net/blocklist');
  if (!BlockList.isBlockList(list)) throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', list);
}

function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  if (options?.objectMode) {
    throw new ERR_INVALID_ARG_VALUE('options.objectMode', options.objectMode, 'is not supported');
  } else if (options?.readableObjectMode || options?.writableObjectMode) {
    throw new ERR_INVALID_ARG_VALUE(
      `options.${options.readableObjectMode ? 'readableObjectMode' : 'writableObjectMode'}`,
      options.readableObjectMode || options.writableObjectMode, 'is not supported');
  }
  if (typeof options === 'number') options = { fd: options };
  else options = { ...options };

  const delay = readKeepAlive(options);
  const { signal, blockList, typeOfService } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (blockList) validateBlockList(blockList);
  if (typeOfService !== undefined) validateInt32(typeOfService, 'options.typeOfService', 0, 255);

  this.connecting = false;
  this._hadError = false;
  this._parent = null;
  this._host = null;
  this._handle = null;
  this[kTimer] = null;
  this.timeout = undefined;
  this[kBytesRead] = 0;
  this[kBytesWritten] = 0;
  this[kBuffer] = null;
  this[kBufferCallback] = null;
  this[kMakeBuffer] = null;
  this[kReset] = false;

  Duplex.call(this, {
    ...options,
    allowHalfOpen: Boolean(options.allowHalfOpen),
    emitClose: false,
    autoDestroy: true,
    decodeStrings: false,
    signal: undefined,
    read: undefined,
    write: undefined,
    writev: undefined,
    final: undefined,
    destroy: undefined,
  });
  this[kNoDelay] = Boolean(options.noDelay);
  this[kKeepAlive] = Boolean(options.keepAlive);
  this[kKeepAliveDelay] = ~~(delay / 1000);
  if (typeOfService !== undefined) this[kTypeOfService] = typeOfService;
  if (blockList) this.blockList = blockList;

  if (options.handle) {
    this._handle = options.handle;
  } else if (options.fd !== undefined) {
    this._handle = openDescriptor(options);
    if ((options.fd === 1 || options.fd === 2) && this._handle.type === 'pipe') this._handle.setBlocking(true);
  }

  const { onread } = options;
  if (onread !== null && typeof onread === 'object' &&
      (ArrayBuffer.isView(onread.buffer) || typeof onread.buffer === 'function') && typeof onread.callback === 'function') {
    if (typeof onread.buffer === 'function') {
      this[kMakeBuffer] = onread.buffer;
      this[kBuffer] = onread.buffer();
    } else {
      this[kBuffer] = onread.buffer;
    }
    this[kBufferCallback] = onread.callback;
  }

  this.on('end', onReadableEnd);
  this[kAttach]();

  if (this._handle && options.readable !== false && !options.manualStart) {
    if (options.pauseOnCreate) {
      this._handle.readStop();
      this.readableFlowing = false;
    } else {
      this.read(0);
    }
  }
  if (signal) require('stream').addAbortSignal(signal, this);
  this.server = null;
  this._server = null;
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);

Socket.prototype[kAttach] = function() {
  const handle = this._handle;
  if (!handle) return;
  handle.owner = this;
  handle.onread = (status, bytes) => onRead(this, status, bytes);
};

// ---- reading ------------------------------------------------------------------------------------------------------------------

function onReadableEnd() {
  // A half that may not stay open alone: writing is over, too.
  if (!this.allowHalfOpen) this.write = writeAfterEnd;
}

function writeAfterEnd(chunk, encoding, callback) {
  if (!this.writableEnded) return Duplex.prototype.write.call(this, chunk, encoding, callback);
  const error = new Error('This socket has been ended by the other party');
  error.code = 'EPIPE';
  if (typeof encoding === 'function') callback = encoding;
  if (typeof callback === 'function') process.nextTick(callback, error);
  this.destroy(error);
  return false;
}

function onRead(socket, status, bytes) {
  if (socket.destroyed && status > 0) return;
  socket._unrefTimer();
  if (status > 0) {
    const more = socket[kBufferCallback] ? giveToBuffer(socket, bytes) :
      socket.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (!more) socket._handle?.readStop();
    return;
  }
  if (status !== UV_EOF) {
    socket.destroy(new ErrnoException(status, 'read'));
    return;
  }
  if (socket[kBufferCallback]) socket[kBuffer] = null;
  if (socket._readableState.endEmitted) {
    socket.push(null);
    return;
  }
  socket._handle?.readStop();
  socket.push(null);
  socket.read(0);
}

// The `onread` option: bytes go to the program's own buffer, as much as fits at a time.
function giveToBuffer(socket, bytes) {
  for (let at = 0; at < bytes.length;) {
    const target = socket[kBuffer];
    const room = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    const part = bytes.subarray(at, at + room.length);
    room.set(part);
    at += part.length;
    const result = socket[kBufferCallback](part.length, target);
    if (socket[kMakeBuffer]) socket[kBuffer] = socket[kMakeBuffer]();
    if (result === false || !socket._handle?.reading) {
      if (at < bytes.length) keepRest(socket, bytes.subarray(at));
      return false;
    }
  }
  return true;
}

const kRest = Symbol('kRest');
function keepRest(socket, rest) {
  socket[kRest] = rest;
}

function startReading(socket) {
  const handle = socket._handle;
  if (!handle || handle.reading) return;
  const rest = socket[kRest];
  if (rest) {
    socket[kRest] = undefined;
    handle.reading = true;
    if (!giveToBuffer(socket, rest)) {
      handle.reading = false;
      return;
    }
  }
  const status = handle.readStart();
  if (status < 0) socket.destroy(new ErrnoException(status, 'read'));
}

Socket.prototype._read = function(n) {
  if (this.connecting || !this._handle) this.once('connect', () => this._read(n));
  else startReading(this);
};

Socket.prototype.read = function(n) {
  if (this[kBufferCallback] && !this.connecting && this._handle && !this._handle.reading) startReading(this);
  return Duplex.prototype.read.call(this, n);
};

Socket.prototype.pause = function() {
  if (this[kBufferCallback] && !this.connecting && this._handle?.reading) {
    this._handle.readStop();
  }
  return Duplex.prototype.pause.call(this);
};

Socket.prototype.resume = function() {
  if (this[kBufferCallback] && !this.connecting && this._handle && !this._handle.reading) startReading(this);
  return Duplex.prototype.resume.call(this);
};

// ---- writing ------------------------------------------------------------------------------------------------------------------

function toBytes(chunk, encoding) {
  if (encoding === 'buffer' && typeof chunk === 'string') {
    throw Object.assign(new TypeError('Second argument must be a buffer'), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
}

function send(socket, data, callback) {
  const handle = socket._handle;
  if (!handle) {
    callback(new ERR_SOCKET_CLOSED());
    return;
  }
  socket._unrefTimer();
  const done = (status) => {
    if (socket.destroyed) {
      callback(status < 0 && status !== UV_ECANCELED ? new ErrnoException(status, 'write') : new ERR_SOCKET_CLOSED());
      return;
    }
    if (status < 0) {
      const error = new ErrnoException(status, 'write');
      callback(error);
      return;
    }
    socket._unrefTimer();
    callback(null);
  };
  const status = handle.write(data, done);
  if (status === 1) return;
  if (status < 0) callback(new ErrnoException(status, 'write'));
  else callback(null);
}

// Text up to this length is encoded where it is written; longer one becomes a buffer, which can wait without being copied.
const TEXT_MAX = 32768;

function isPlain(encoding) {
  return encoding === 'utf8' || encoding === 'latin1' || encoding === 'utf-8';
}

function sendText(socket, text, encoding, callback) {
  const left = socket._handle.writeText('', text, encoding === 'latin1');
  if (left === 0) {
    if (socket[kTimer] !== null) socket._unrefTimer();
    callback(null);
  } else if (typeof left === 'number') {
    callback(new ErrnoException(left, 'write'));
  } else {
    send(socket, left, callback);
  }
}

// Strings that follow each other in one encoding become one.
function joined(chunks) {
  const parts = [];
  let text = '';
  let last = '';
  for (let i = 0; i < chunks.length; i++) {
    const { chunk, encoding } = chunks[i];
    if (typeof chunk === 'string' && encoding === last && isPlain(encoding)) {
      text += chunk;
      continue;
    }
    if (text !== '') parts.push({ chunk: text, encoding: last });
    text = '';
    last = '';
    if (typeof chunk === 'string' && isPlain(encoding)) {
      text = chunk;
      last = encoding;
    } else {
      parts.push({ chunk, encoding });
    }
  }
  if (text !== '') parts.push({ chunk: text, encoding: last });
  return parts;
}

// For http: a whole message (its head, then a string or bytes) at once, past the stream, where the stream has nothing to say: nothing
// waits, and nobody has put another write() in its place. Calls done(owner) in a tick when it is written. False: nothing was done.
Socket.prototype[kWriteMessage] = function(head, body, latin1, owner, done) {
  const state = this._writableState;
  const handle = this._handle;
  if (handle === null || this.connecting || this.write !== duplexWrite || this._write !== write ||
      state.length !== 0 || (state.flags & NOT_READY) !== 0 || handle.isDirect !== true) {
    return false;
  }
  const left = handle.writeText(head, body, latin1);
  if (left === 0) {
    if (this[kTimer] !== null) this._unrefTimer();
    process.nextTick(done, owner);
  } else if (typeof left === 'number') {
    this.destroy(new ErrnoException(left, 'write'));
  } else {
    this.write(left, (error) => done(owner, error));
  }
  return true;
};

// Before the connection is there, data waits for it.
function whenConnected(socket, action, callback) {
  if (!socket.connecting) {
    action();
    return;
  }
  const onClose = () => {
    socket._pendingData = null;
    callback(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
  };
  socket.once('connect', () => {
    socket.off('close', onClose);
    socket._pendingData = null;
    action();
  });
  socket.once('close', onClose);
}

Socket.prototype._write = write;
function write(chunk, encoding, callback) {
  if (typeof chunk === 'string' && chunk.length <= TEXT_MAX && isPlain(encoding) && this._handle instanceof NativeHandle && !this.connecting) {
    sendText(this, chunk, encoding, callback);
    return;
  }
  const data = toBytes(chunk, encoding);
  if (this.connecting) {
    this._pendingData = chunk;
    this._pendingEncoding = encoding;
  }
  whenConnected(this, () => send(this, data, callback), callback);
}

Socket.prototype._writev = function(chunks, callback) {
  const parts = joined(chunks);
  if (parts.length === 1) {
    this._write(parts[0].chunk, parts[0].encoding, callback);
    return;
  }
  const data = parts.map(({ chunk, encoding }) => toBytes(chunk, encoding));
  if (this.connecting) {
    this._pendingData = chunks;
    this._pendingEncoding = '';
  }
  whenConnected(this, () => send(this, data, callback), callback);
};

Socket.prototype._final = function(callback) {
  if (this.connecting) {
    this.once('connect', () => this._final(callback));
    return;
  }
  if (!this._handle) {
    callback();
    return;
  }
  const done = (status) => {
    if (this.destroyed || status === 0 || status === UV_ENOTCONN || status === UV_ECANCELED) callback();
    else callback(new ErrnoException(status, 'shutdown'));
  };
  const status = this._handle.shutdown(done);
  if (status < 0) {
    if (status === UV_ENOTCONN || status === UV_EBADF) callback();
    else callback(new ErrnoException(status, 'shutdown'));
  }
};

Socket.prototype.end = function(data, encoding, callback) {
  Duplex.prototype.end.call(this, data, encoding, callback);
  return this;
};

// ---- the end ------------------------------------------------------------------------------------------------------------------

Socket.prototype._destroy = function(error, callback) {
  this.connecting = false;
  for (let socket = this; socket !== null && socket !== undefined; socket = socket._parent) {
    if (socket[kTimer]) {
      clearTimeout(socket[kTimer]);
      socket[kTimer] = null;
    }
  }
  const handle = this._handle;
  if (handle) {
    this[kBytesRead] = handle.bytesRead;
    this[kBytesWritten] = handle.bytesWritten;
    this._handle = null;
    handle.onread = null;
    const closed = () => this.emit('close', !!error);
    if (!(this[kReset] && handle.reset?.(closed) === 0)) handle.close(closed);
    callback(error);
  } else {
    callback(error);
    process.nextTick(() => this.emit('close', !!error));
  }
  if (this._server) {
    this._server._connections--;
    this._server._emitCloseIfDrained?.();
  }
};

Socket.prototype.destroySoon = function() {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

Socket.prototype.resetAndDestroy = function() {
  if (this._handle) {
    if (this._handle.type !== 'tcp') throw new ERR_INVALID_HANDLE_TYPE();
    this[kReset] = true;
    if (this.connecting) this.once('connect', () => this.destroy());
    else this.destroy();
  } else {
    this.destroy(new ERR_SOCKET_CLOSED());
  }
  return this;
};

// ---- options of the connection --------------------------------------------------------------------------------------------------

Socket.prototype.setTimeout = function(msecs, callback) {
  if (this.destroyed) return this;
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  if (this[kTimer]) clearTimeout(this[kTimer]);
  this[kTimer] = null;
  if (msecs === 0) {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.removeListener('timeout', callback);
    }
  } else {
    this[kTimer] = setUnrefTimeout(() => this._onTimeout(), msecs);
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.once('timeout', callback);
    }
  }
  return this;
};

Socket.prototype._onTimeout = function() {
  // A write that makes progress is no silence.
  const handle = this._handle;
  if (handle && this.writableLength > 0) {
    const size = handle.writeQueueSize;
    if (size > 0 && this._lastWriteQueueSize !== size) {
      this._lastWriteQueueSize = size;
      this._unrefTimer();
      return;
    }
  }
  this.emit('timeout');
};

Socket.prototype._unrefTimer = function() {
  for (let socket = this; socket !== null && socket !== undefined; socket = socket._parent) {
    if (socket[kTimer]) socket[kTimer].refresh();
  }
};

Socket.prototype.setNoDelay = function(enable) {
  enable = Boolean(enable === undefined ? true : enable);
  if (!this._handle) {
    this[kNoDelay] = enable;
    return this;
  }
  if (this._handle.setNoDelay && this._handle.type === 'tcp' && enable !== this[kNoDelay]) {
    this[kNoDelay] = enable;
    this._handle.setNoDelay(enable);
  }
  return this;
};

Socket.prototype.setKeepAlive = function(enable, delay) {
  enable = Boolean(enable);
  const seconds = ~~(delay / 1000);
  if (!this._handle) {
    this[kKeepAlive] = enable;
    this[kKeepAliveDelay] = seconds;
    return this;
  }
  if (this._handle.type === 'tcp' && (enable !== this[kKeepAlive] || (enable && this[kKeepAliveDelay] !== seconds))) {
    this[kKeepAlive] = enable;
    this[kKeepAliveDelay] = seconds;
    this._handle.setKeepAlive(enable, seconds);
  }
  return this;
};

Socket.prototype.setTypeOfService = function(tos) {
  if (Number.isNaN(tos)) throw new ERR_INVALID_ARG_TYPE('tos', 'number', tos);
  validateInt32(tos, 'tos', 0, 255);
  this[kTypeOfService] = tos;
  if (this._handle?.type === 'tcp' && !this.connecting) {
    const status = this._handle.setTypeOfService(tos);
    if (status < 0) throw new ErrnoException(status, 'setTypeOfService');
  }
  return this;
};

Socket.prototype.getTypeOfService = function() {
  if (this._handle?.type !== 'tcp' || this.connecting) return this[kTypeOfService] ?? 0;
  const result = this._handle.getTypeOfService();
  if (result < 0) throw new ErrnoException(result, 'getTypeOfService');
  return result;
};

Socket.prototype.ref = function() {
  if (!this._handle) {
    this.once('connect', this.ref);
    return this;
  }
  this._handle.ref();
  return this;
};

Socket.prototype.unref = function() {
  if (!this._handle) {
    this.once('connect', this.unref);
    return this;
  }
  this._handle.unref();
  return this;
};

// ---- names and counts -----------------------------------------------------------------------------------------------------------

const kPeer = '_peername';
const kLocal = '_sockname';

function nameOf(socket, get, key) {
  if (!socket._handle || socket._handle.type !== 'tcp') return socket[key] ?? {};
  if (socket.connecting) return {};
  if (!socket[key]) {
    const result = socket._handle[get]();
    if (typeof result === 'number') return {};
    socket[key] = { address: result[0], port: result[1], family: `IPv${result[2]}` };
  }
  return socket[key];
}

Socket.prototype._getpeername = function() {
  return nameOf(this, 'getpeername', kPeer);
};

Socket.prototype._getsockname = function() {
  return nameOf(this, 'getsockname', kLocal);
};

Socket.prototype.address = function() {
  return this._getsockname();
};

function getter(name, get) {
  Object.defineProperty(Socket.prototype, name, { __proto__: null, configurable: false, enumerable: true, get });
}

getter('_bytesDispatched', function() {
  return this._handle ? this._handle.bytesWritten : this[kBytesWritten];
});
getter('bytesRead', function() {
  return this._handle ? this._handle.bytesRead : this[kBytesRead];
});
getter('bytesWritten', function() {
  let count = this._bytesDispatched;
  if (this._writableState.getBuffer === undefined) return count;
  for (const { chunk, encoding } of this.writableBuffer ?? []) {
    count += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
  }
  const waiting = this._pendingData;
  if (Array.isArray(waiting)) {
    for (const { chunk, encoding } of waiting) {
      count += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
    }
  } else if (waiting) {
    count += typeof waiting === 'string' ? Buffer.byteLength(waiting, this._pendingEncoding) : waiting.length;
  }
  return count;
});
getter('remoteAddress', function() {
  return this._getpeername().address;
});
getter('remoteFamily', function() {
  return this._getpeername().family;
});
getter('remotePort', function() {
  return this._getpeername().port;
});
getter('localAddress', function() {
  return this._getsockname().address;
});
getter('localPort', function() {
  return this._getsockname().port;
});
getter('localFamily', function() {
  return this._getsockname().family;
});
getter('_connecting', function() {
  return this.connecting;
});
getter('pending', function() {
  return !this._handle || this.connecting;
});
getter('readyState', function() {
  if (this.connecting) return 'opening';
  if (this.readable && this.writable) return 'open';
  if (this.readable) return 'readOnly';
  return this.writable ? 'writeOnly' : 'closed';
});
getter('bufferSize', function() {
  return this._handle ? this.writableLength : undefined;
});
getter('autoSelectFamilyAttemptedAddresses', function() {
  return this._attemptedAddresses;
});
Object.defineProperty(Socket.prototype, '_handleFd', { __proto__: null, configurable: true, get() {
  return this._handle?.fd;
} });

// ---- connecting -------------------------------------------------------------------------------------------------------------------

// For internal/net/connect: the connection is there, or has failed.
function connected(socket) {
  socket.connecting = false;
  socket[kLocal] = null;
  if (socket.readable === false && !socket._readableState.endEmitted) socket.push(null);
  socket._unrefTimer();
  const { _handle: handle } = socket;
  if (handle.type === 'tcp') {
    if (socket[kNoDelay]) handle.setNoDelay(true);
    if (socket[kKeepAlive]) handle.setKeepAlive(true, socket[kKeepAliveDelay]);
    if (socket[kTypeOfService] !== undefined) handle.setTypeOfService(socket[kTypeOfService]);
  }
  socket.emit('connect');
  socket.emit('ready');
  if (socket.readable && !socket.isPaused()) socket.read(0);
}

function connectError(status, address, port, localAddress, localPort) {
  const details = localAddress && localPort ? `${localAddress}:${localPort}` : undefined;
  return new ExceptionWithHostPort(status, 'connect', address, port, details);
}

Socket.prototype.connect = function(...args) {
  const { connect, normalizeArgs, kNormalized } = require('internal/net/connect');
  const normalized = Array.isArray(args[0]) && args[0][kNormalized] ? args[0] : normalizeArgs(args);
  const [options, callback] = normalized;
  const channel = require('diagnostics_channel').channel('net.client.socket');
  if (channel.hasSubscribers) channel.publish({ socket: this });
  if (callback !== null && callback !== undefined) this.once('connect', callback);
  if (options.path === undefined && options.port === undefined) throw new ERR_MISSING_ARGS(['options', 'port', 'path']);
  if (this.write !== Socket.prototype.write && this.write === writeAfterEnd) delete this.write;
  if (this.destroyed) {
    this._handle = null;
    this[kPeer] = undefined;
    this[kLocal] = undefined;
    this._undestroy();
  }
  return connect(this, options);
};

function makeHandle(socket, isPipe) {
  const handle = isPipe ? NativeHandle.pipe() : NativeHandle.tcp();
  socket._handle = socket[kMakeHandle] === undefined ? handle : socket[kMakeHandle](handle);
  socket[kAttach]();
  return socket._handle;
}

Object.defineProperty(Socket.prototype, Symbol.asyncDispose, {
  __proto__: null, configurable: true, writable: true, enumerable: false, value: Duplex.prototype[Symbol.asyncDispose],
});

module.exports = {
  Socket, connected, connectError, validateBlockList, makeHandle, kMakeHandle, kNoDelay, kKeepAlive, kKeepAliveDelay, kWriteMessage,
};
