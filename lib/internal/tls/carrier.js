// SPDX-License-Identifier: MIT
//
// Any Duplex as what is below a TLS session: carries ciphertext both ways.
'use strict';

const { codes: { ERR_STREAM_WRAP } } = require('internal/errors');

const UV_EBADF = -9;
const UV_ECANCELED = -125;
const UV_EPIPE = -32;

class Carrier {
  #stream;
  #handle = null;
  #wired = false;
  #ended = false;
  isCarrier = true;
  type = 'stream';
  owner = null;
  fd = -1;

  constructor(stream) {
    this.#stream = stream;
  }

  connectTo(handle) {
    this.#handle = handle;
  }

  #wire() {
    const stream = this.#stream;
    this.#wired = true;
    stream.on('data', (chunk) => {
      if (typeof chunk === 'string' || stream.readableObjectMode) {
        stream.pause();
        stream.destroy(new ERR_STREAM_WRAP());
        return;
      }
      this.#handle.feed(chunk);
    });
    const end = () => {
      if (this.#ended) return;
      this.#ended = true;
      this.#handle.feed(undefined);
    };
    if (stream.readableEnded) process.nextTick(end);
    else stream.once('end', end);
  }

  readStart() {
    if (!this.#wired) this.#wire();
    this.#stream.resume();
    return 0;
  }

  readStop() {
    this.#stream.pause();
    return 0;
  }

  write(bytes, callback) {
    const stream = this.#stream;
    if (stream.destroyed || stream.writableEnded) {
      process.nextTick(callback, UV_EPIPE);
      return;
    }
    stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (error) => {
      callback(error ? UV_ECANCELED : 0);
    });
  }

  shutdown(callback) {
    const stream = this.#stream;
    if (stream.destroyed) return UV_EPIPE;
    // Listeners of the stream may take the end for the close: the caller is told in a turn of its own.
    process.nextTick(() => {
      stream.end(() => callback(0));
    });
    return 0;
  }

  close(callback) {
    const stream = this.#stream;
    if (stream.closed) {
      process.nextTick(callback);
      return;
    }
    stream.once('close', callback);
    stream.destroy();
  }

  ref() {
    this.#stream.ref?.();
  }

  unref() {
    this.#stream.unref?.();
  }

  hasRef() {
    return true;
  }

  get writeQueueSize() {
    return 0;
  }

  #ofSocket(name) {
    const address = this.#stream[`${name}Address`];
    if (address === undefined) return UV_EBADF;
    return [address, this.#stream[`${name}Port`], this.#stream[`${name}Family`] === 'IPv6' ? 6 : 4];
  }

  getsockname() {
    return this.#ofSocket('local');
  }

  getpeername() {
    return this.#ofSocket('remote');
  }

  setNoDelay(on) {
    this.#stream.setNoDelay?.(on);
    return 0;
  }

  setKeepAlive(on, seconds) {
    this.#stream.setKeepAlive?.(on, seconds * 1000);
    return 0;
  }

  setBlocking() {
    return UV_EBADF;
  }

  setTypeOfService() {
    return UV_EBADF;
  }

  getTypeOfService() {
    return UV_EBADF;
  }
}

module.exports = { Carrier };
