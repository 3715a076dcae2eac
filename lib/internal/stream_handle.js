// SPDX-License-Identifier: MIT
//
// Native stream handles (pipes, terminals, TCP sockets) as objects, over binding('stream_handle'). Programs see them as the
// sockets and streams that are built on them.
'use strict';

const native = binding('stream_handle');
const { current, runInContext } = require('internal/async_context');
const { ErrnoException } = require('internal/errors');

const UV_EOF = -4095;
const UV_ENOTCONN = -107;

// Kinds of events, as src/node/stream_handle/stream_handle.h numbers them.
const READ = 0;
const WRITTEN = 1;
const SHUT_DOWN = 2;
const CLOSED = 3;
const CONNECTION = 4;
const CONNECTED = 5;

// What can happen to a handle: methods that its owner sets. A write that is queued answers in order.
class NativeHandle {
  #native;
  #type;
  #writes = [];
  #shutdown = null;
  #closed = null;
  #frame = current.frame;
  owner = null;
  reading = false;
  onread = null;
  onconnection = null;
  onconnected = null;

  constructor(handle, type) {
    this.#native = handle;
    this.#type = type;
    native.setEvents(handle, (kind, status, value) => this.#enter(kind, status, value));
  }

  // Events run in the async context that made the handle, or that took it over.
  asyncReset() {
    this.#frame = current.frame;
  }

  #enter(kind, status, value) {
    if (this.#frame === undefined) this.#event(kind, status, value);
    else runInContext(this.#frame, this.#event, this, [kind, status, value]);
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
        this.#accept(status);
        break;
      case CONNECTED:
        this.onconnected?.(status);
        break;
    }
  }

  // onconnection(status, client)
  #accept(status) {
    if (status < 0) {
      this.onconnection?.(status, undefined);
      return;
    }
    const client = this.#type === 'tcp' ? NativeHandle.tcp() : NativeHandle.pipe();
    const accepted = this.accept(client);
    if (accepted < 0) client.close();
    this.onconnection?.(accepted, accepted < 0 ? undefined : client);
  }

  // 'pipe', 'tcp' or 'tty'.
  get type() {
    return this.#type;
  }

  get native() {
    return this.#native;
  }

  // Messages may be read and written in C, past the stream (attachReader, writeText).
  get isDirect() {
    return this.#native !== null;
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

  // 0: all is written. Negative: failed. Else the bytes that are left.
  writeText(head, body, latin1) {
    return this.#native === null ? -9 : native.writeText(this.#native, head, body, latin1);
  }

  // What is read goes to a reader in C: attach(parser, owner, native handle).
  attachReader(attach, parser, owner) {
    if (this.#native !== null) attach(parser, owner, this.#native);
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

  setTypeOfService(tos) {
    return this.#native === null ? -9 : native.tcpTypeOfService(this.#native, tos);
  }

  getTypeOfService() {
    return this.#native === null ? -9 : native.tcpTypeOfService(this.#native);
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

// A child's pipe, or one of ours, as programs know it: a socket.
function createStream(handle, options) {
  const { Socket } = require('net');
  return new Socket({ ...options, handle });
}

module.exports = {
  NativeHandle,
  createStream,
  UV_EOF,
  guessHandleType: native.guessHandleType,
  isTTY: native.isTTY,
};
