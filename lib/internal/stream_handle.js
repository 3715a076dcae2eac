// SPDX-License-Identifier: MIT
//
// Streams over native stream handles (pipes, terminals, sockets). NativeHandle is the thin object around binding('stream_handle');
// HandleStream the Duplex that programs see.
'use strict';

const native = binding('stream_handle');
const { Duplex } = require('stream');
const { ErrnoException } = require('internal/errors');
const { Buffer } = require('buffer');

const UV_EOF = -4095;
const UV_ENOTCONN = -107;

// Kinds of events, as src/node/stream_handle/stream_handle.h numbers them.
const READ = 0;
const WRITTEN = 1;
const SHUT_DOWN = 2;
const CLOSED = 3;
const CONNECTION = 4;
const CONNECTED = 5;

function toBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// What can happen to a handle: methods that its owner sets. A write that is queued answers in order.
class NativeHandle {
  #native;
  #type;
  #writes = [];
  #shutdown = null;
  #closed = null;
  owner = null;
  reading = false;
  onread = null;
  onconnection = null;
  onconnected = null;

  constructor(handle, type) {
    this.#native = handle;
    this.#type = type;
    native.setEvents(handle, (kind, status, value) => this.#event(kind, status, value));
  }

  static pipe(ipc = false) {
    return new NativeHandle(native.newPipe(ipc), 'pipe');
  }

  static tcp() {
    return new NativeHandle(native.newTCP(), 'tcp');
  }

  // Throws where the descriptor is no terminal.
  static tty(fd) {
    const handle = native.newTTY(fd);
    if (typeof handle === 'number') throw new ErrnoException(handle, 'uv_tty_init');
    return new NativeHandle(handle, 'tty');
  }

  #event(kind, status, value) {
    switch (kind) {
      case READ:
        this.onread?.(status, value);
        break;
      case WRITTEN:
        this.#writes.shift()(status);
        break;
      case SHUT_DOWN: {
        const callback = this.#shutdown;
        this.#shutdown = null;
        callback?.(status);
        break;
      }
      case CLOSED: {
        const callback = this.#closed;
        this.#closed = null;
        callback?.();
        break;
      }
      case CONNECTION:
        this.onconnection?.(status);
        break;
      case CONNECTED:
        this.onconnected?.(status);
        break;
    }
  }

  // 'pipe', 'tcp' or 'tty'.
  get type() {
    return this.#type;
  }

  get native() {
    return this.#native;
  }

  get isClosed() {
    return this.#native === null;
  }

  open(fd) {
    return native.open(this.#native, fd);
  }

  readStart() {
    this.reading = true;
    return this.#native === null ? -9 : native.readStart(this.#native);
  }

  readStop() {
    this.reading = false;
    return this.#native === null ? 0 : native.readStop(this.#native);
  }

  // 0: done. 1: `callback(status)` comes later. Negative: failed.
  write(data, callback, send) {
    if (this.#native === null) return -9;
    const status = Array.isArray(data) ? native.writev(this.#native, data) : native.write(this.#native, data, send?.native);
    if (status === 1) this.#writes.push(callback);
    return status;
  }

  shutdown(callback) {
    if (this.#native === null) return UV_ENOTCONN;
    const status = native.shutdown(this.#native);
    if (status === 0) this.#shutdown = callback;
    return status;
  }

  close(callback) {
    if (this.#native === null) return;
    const handle = this.#native;
    this.#native = null;
    this.#closed = callback ?? null;
    native.close(handle);
  }

  ref() {
    if (this.#native !== null) native.ref(this.#native);
  }

  unref() {
    if (this.#native !== null) native.unref(this.#native);
  }

  hasRef() {
    return this.#native !== null && native.hasRef(this.#native);
  }

  setBlocking(on) {
    return this.#native === null ? -9 : native.setBlocking(this.#native, on);
  }

  get fd() {
    return this.#native === null ? -1 : native.fd(this.#native);
  }

  get writeQueueSize() {
    return this.#native === null ? 0 : native.writeQueueSize(this.#native);
  }

  get bytesRead() {
    return this.#native === null ? 0 : native.bytesRead(this.#native);
  }

  get bytesWritten() {
    return this.#native === null ? 0 : native.bytesWritten(this.#native);
  }

  setRawMode(on) {
    return this.#native === null ? -9 : native.setRawMode(this.#native, on);
  }

  // [columns, rows], or a negative errno.
  getWindowSize() {
    if (this.#native === null) return -9;
    const packed = native.getWindowSize(this.#native);
    return packed < 0 ? packed : [Math.floor(packed / 65536), packed % 65536];
  }

  // Closes so that the other side sees a reset. Negative: it stays open.
  reset(callback) {
    if (this.#native === null) return 0;
    const status = native.tcpReset(this.#native);
    if (status === 0) {
      this.#native = null;
      this.#closed = callback ?? null;
    }
    return status;
  }

  tcpBind(address, port, ipv6Only, reusePort) {
    return native.tcpBind(this.#native, address, port, ipv6Only, reusePort);
  }

  tcpConnect(address, port) {
    return native.tcpConnect(this.#native, address, port);
  }

  // [address, port, family], or a negative errno.
  getsockname() {
    return this.#native === null ? -9 : native.tcpSockName(this.#native);
  }

  getpeername() {
    return this.#native === null ? -9 : native.tcpPeerName(this.#native);
  }

  setNoDelay(on) {
    return this.#native === null ? -9 : native.tcpNoDelay(this.#native, on);
  }

  setKeepAlive(on, seconds) {
    return this.#native === null ? -9 : native.tcpKeepAlive(this.#native, on, seconds);
  }

  chmod(mode) {
    return native.pipeChmod(this.#native, mode);
  }

  bind(path) {
    return native.pipeBind(this.#native, path);
  }

  connect(path) {
    return native.pipeConnect(this.#native, path);
  }

  listen(backlog) {
    return native.listen(this.#native, backlog);
  }

  accept(client) {
    return native.accept(this.#native, client.native);
  }

  get pendingType() {
    return this.#native === null ? undefined : native.pendingType(this.#native);
  }
}

class HandleStream extends Duplex {
  constructor(handle, options = {}) {
    const { readable = true, writable = true } = options;
    super({
      highWaterMark: options.highWaterMark,
      readable,
      writable,
      allowHalfOpen: options.allowHalfOpen ?? true,
      emitClose: false,
      autoDestroy: true,
      decodeStrings: true,
    });
    this._handle = handle;
    this.connecting = false;
    this._hadError = false;
    this._bytesReadBefore = 0;
    this._bytesWrittenBefore = 0;
    if (!handle) return; // a stream that never opened
    handle.owner = this;
    handle.onread = (status, bytes) => this.#onRead(status, bytes);
    if (readable && !options.manualStart) this.read(0);
  }

  #onRead(status, bytes) {
    if (status > 0) {
      if (!this.push(toBuffer(bytes))) this._handle?.readStop();
      return;
    }
    if (status === UV_EOF) {
      this._handle?.readStop();
      this.push(null);
      this.read(0);
      return;
    }
    this.destroy(new ErrnoException(status, 'read'));
  }

  _read() {
    const handle = this._handle;
    if (!handle || handle.reading) return;
    const status = handle.readStart();
    if (status < 0) this.destroy(new ErrnoException(status, 'read'));
  }

  #send(data, callback) {
    const handle = this._handle;
    if (!handle) {
      const { codes: { ERR_STREAM_DESTROYED } } = require('internal/errors');
      callback(new ERR_STREAM_DESTROYED('write'));
      return;
    }
    const done = (status) => {
      if (status < 0) callback(this.destroyed && status === -125 ? null : new ErrnoException(status, 'write'));
      else callback();
    };
    const status = handle.write(data, done);
    if (status !== 1) done(status);
  }

  _write(chunk, encoding, callback) {
    this.#send(chunk, callback);
  }

  _writev(chunks, callback) {
    this.#send(chunks.map(({ chunk }) => chunk), callback);
  }

  _final(callback) {
    const status = this._handle ? this._handle.shutdown((status) => {
      callback(status < 0 && status !== UV_ENOTCONN && status !== -125 ? new ErrnoException(status, 'shutdown') : undefined);
    }) : UV_ENOTCONN;
    if (status === UV_ENOTCONN) callback();
    else if (status < 0) callback(new ErrnoException(status, 'shutdown'));
  }

  _destroy(error, callback) {
    const handle = this._handle;
    if (handle) {
      this._bytesReadBefore = handle.bytesRead;
      this._bytesWrittenBefore = handle.bytesWritten;
      this._handle = null;
      const hadError = !!error;
      handle.close(() => this.emit('close', hadError));
    } else {
      process.nextTick(() => this.emit('close', false));
    }
    callback(error);
  }

  // Ends the writing half, then destroys.
  destroySoon() {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', this.destroy);
  }

  ref() {
    this._handle?.ref();
    return this;
  }

  unref() {
    this._handle?.unref();
    return this;
  }

  get bytesRead() {
    return this._handle ? this._handle.bytesRead : this._bytesReadBefore;
  }

  get bytesWritten() {
    const waiting = this.writableLength ?? 0;
    return this._handle ? this._handle.bytesWritten + waiting : this._bytesWrittenBefore;
  }

  get fd() {
    return this._handle?.fd ?? -1;
  }

  get pending() {
    return !this._handle;
  }

  get readyState() {
    if (this.readable && this.writable) return 'open';
    if (this.readable) return 'readOnly';
    return this.writable ? 'writeOnly' : 'closed';
  }
}

// The class of a pipe's stream: the network room's sockets, once they are there.
function createStream(handle, options) {
  return new HandleStream(handle, options);
}

module.exports = {
  NativeHandle,
  HandleStream,
  createStream,
  UV_EOF,
  guessHandleType: native.guessHandleType,
  isTTY: native.isTTY,
};
