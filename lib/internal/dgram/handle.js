// SPDX-License-Identifier: MIT
//
// A native datagram socket as an object, over binding('dgram') and, for what every handle does, binding('stream_handle').
'use strict';

const native = binding('dgram');
const handles = binding('stream_handle');
const { current, runInContext } = require('internal/async_context');

// Kinds of events, as src/node/stream_handle/stream_handle.h numbers them.
const CLOSED = 3;
const MESSAGE = 6;
const SENT = 7;

const UV_EBADF = -9;

const kState = Symbol('state symbol'); // of a dgram.Socket

class UDPHandle {
  #native;
  #sends = [];
  #closed = null;
  #frame = current.frame;
  owner = null;
  onmessage = null; // (bytes, address, port, family)
  onerror = null; // (status)

  constructor() {
    this.#native = native.new();
    handles.setEvents(this.#native, (kind, status, value, from) => {
      if (this.#frame === undefined) this.#event(kind, status, value, from);
      else runInContext(this.#frame, this.#event, this, [kind, status, value, from]);
    });
  }

  #event(kind, status, value, from) {
    switch (kind) {
      case MESSAGE:
        if (status < 0) this.onerror?.(status);
        else this.onmessage?.(value, from);
        break;
      case SENT:
        this.#sends.shift()?.(status);
        break;
      case CLOSED: {
        const callback = this.#closed;
        this.#closed = null;
        callback?.();
        break;
      }
    }
  }

  get type() {
    return 'udp';
  }

  get native() {
    return this.#native;
  }

  get fd() {
    return this.#native === null ? -1 : handles.fd(this.#native);
  }

  open(fd) {
    return native.open(this.#native, fd);
  }

  bind(address, port, { reuseAddr = false, ipv6Only = false, reusePort = false } = {}) {
    return native.bind(this.#native, address, port, reuseAddr, ipv6Only, reusePort);
  }

  connect(address, port) {
    return native.connect(this.#native, address, port);
  }

  disconnect() {
    return native.disconnect(this.#native);
  }

  // [address, port, family], or a negative errno.
  getsockname() {
    return this.#native === null ? UV_EBADF : native.sockName(this.#native);
  }

  getpeername() {
    return this.#native === null ? UV_EBADF : native.peerName(this.#native);
  }

  recvStart() {
    return native.receiveStart(this.#native);
  }

  recvStop() {
    return this.#native === null ? 0 : native.receiveStop(this.#native);
  }

  // The number of bytes sent; undefined where `callback(status)` comes later; a negative errno.
  send(list, queue, port, address, callback) {
    const status = address === undefined ? native.send(this.#native, list, list.length, queue) :
      native.send(this.#native, list, list.length, queue, address, port);
    if (status === undefined) this.#sends.push(callback);
    return status;
  }

  getSendQueueSize() {
    return native.sendQueueSize(this.#native);
  }

  getSendQueueCount() {
    return native.sendQueueCount(this.#native);
  }

  setMembership(group, face, join) {
    return native.membership(this.#native, group, face, join);
  }

  setSourceMembership(source, group, face, join) {
    return native.sourceMembership(this.#native, source, group, face, join);
  }

  setMulticastInterface(address) {
    return native.multicastInterface(this.#native, address);
  }

  setMulticastLoopback(on) {
    return native.multicastLoopback(this.#native, on);
  }

  setMulticastTTL(ttl) {
    return native.multicastTTL(this.#native, ttl);
  }

  setTTL(ttl) {
    return native.ttl(this.#native, ttl);
  }

  setBroadcast(on) {
    return native.broadcast(this.#native, on);
  }

  // The size, or a negative errno. 0 asks.
  bufferSize(size, sending) {
    return native.bufferSize(this.#native, size, sending);
  }

  close(callback) {
    if (this.#native === null) return;
    const handle = this.#native;
    this.#native = null;
    this.#closed = callback ?? null;
    handles.close(handle);
  }

  ref() {
    if (this.#native !== null) handles.ref(this.#native);
  }

  unref() {
    if (this.#native !== null) handles.unref(this.#native);
  }

  hasRef() {
    return this.#native !== null && handles.hasRef(this.#native);
  }
}

// A bound handle, or a negative errno. `fd` (0 and above) takes an open socket instead.
function bindHandle(address, port, type, fd, options) {
  const handle = new UDPHandle();
  let status = 0;
  if (fd >= 0) {
    status = require('internal/stream_handle').guessHandleType(fd) === 'UDP' ? handle.open(fd) : -22;
  } else {
    status = handle.bind(address || (type === 'udp6' ? '::' : '0.0.0.0'), port || 0, options);
  }
  if (status >= 0) return handle;
  handle.close();
  return status;
}

module.exports = { UDPHandle, bindHandle, kState };
