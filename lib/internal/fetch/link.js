// SPDX-License-Identifier: MIT
//
// Bytes to and from a server for those who speak a protocol of their own: over the native handle of a socket, or over a stream where TLS is in
// between. Whoever uses a link has received(bytes), ended() and fail(error).
'use strict';

const { Buffer } = require('buffer');
const { ErrnoException } = require('internal/errors');
const { UV_EOF } = require('internal/stream_handle');

class PlainLink {
  constructor(socket, connection) {
    this.socket = socket;
    this.handle = socket._handle;
    this.handle.onread = (status, bytes) => {
      if (status >= 0) connection.received(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      else if (status === UV_EOF) connection.ended();
      else connection.fail(new ErrnoException(status, 'read'));
    };
    this.handle.readStart();
  }

  // Resolves `callback(error)` later and gives false where the bytes have to wait.
  write(parts, callback) {
    const status = this.handle.write(parts.length === 1 ? parts[0] : parts, (status) => callback(status < 0 ? new ErrnoException(status, 'write') : null));
    if (status < 0) process.nextTick(callback, new ErrnoException(status, 'write'));
    return status === 0;
  }

  pause() {
    this.handle.readStop();
  }

  resume() {
    this.handle.readStart();
  }

  ref() {
    this.handle.ref();
  }

  unref() {
    this.handle.unref();
  }

  close() {
    this.socket.destroy();
  }
}

class StreamLink {
  constructor(socket, connection) {
    this.socket = socket;
    socket.on('data', (bytes) => connection.received(bytes));
    socket.on('end', () => connection.ended());
  }

  write(parts, callback) {
    const { socket } = this;
    socket.cork();
    for (let i = 0; i < parts.length - 1; i++) socket.write(parts[i]);
    const room = socket.write(parts[parts.length - 1], (error) => {
      if (!room || error) callback(error ?? null);
    });
    socket.uncork();
    return room;
  }

  pause() {
    this.socket.pause();
  }

  resume() {
    this.socket.resume();
  }

  ref() {
    this.socket.ref();
  }

  unref() {
    this.socket.unref();
  }

  close() {
    this.socket.destroy();
  }
}

module.exports = { PlainLink, StreamLink };
