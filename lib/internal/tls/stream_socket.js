// SPDX-License-Identifier: MIT
//
// Any Duplex as a net.Socket, for who asks a socket of it: what TLS sessions over streams name as their parent, and packages find there.
'use strict';

const net = require('net');

class JSStreamSocket extends net.Socket {
  constructor(stream) {
    super({ allowHalfOpen: stream.allowHalfOpen !== false, manualStart: true });
    this.stream = stream;
    stream.pause();
    stream.on('data', (chunk) => {
      if (!this.push(chunk)) stream.pause();
    });
    stream.once('end', () => this.push(null));
    stream.on('error', (error) => this.destroy(error));
    stream.once('close', () => this.destroy());
  }

  get pending() { return false; }

  get readyState() {
    if (this.destroyed) return 'closed';
    if (!this.readable) return this.writable ? 'writeOnly' : 'closed';
    return this.writable ? 'open' : 'readOnly';
  }

  _read() { this.stream.resume(); }

  _write(chunk, encoding, callback) { this.stream.write(chunk, encoding, callback); }

  _writev(chunks, callback) {
    const { stream } = this;
    const last = chunks.pop();
    stream.cork();
    for (const { chunk, encoding } of chunks) stream.write(chunk, encoding);
    stream.write(last.chunk, last.encoding, callback);
    stream.uncork();
  }

  _final(callback) { this.stream.end(callback); }

  _destroy(error, callback) {
    this.stream.destroy(error ?? undefined);
    callback(error);
  }
}

module.exports = { JSStreamSocket };
