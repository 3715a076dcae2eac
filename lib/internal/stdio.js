// SPDX-License-Identifier: MIT
//
// process.stdin, stdout and stderr. Files and pipes are written synchronously, terminals too; nothing is lost when the process exits.
'use strict';

const process = require('process');
const { guessHandleType, NativeHandle, createStream } = require('internal/stream_handle');
const { Writable, Readable } = require('stream');

function keepOpen(stream) {
  // These streams are never closed: destroying one ends it for the program only.
  stream._destroy = function(error, callback) {
    callback(error);
    this._undestroy?.();
    if (!this._writableState?.emitClose) process.nextTick(() => this.emit('close'));
  };
  stream.destroySoon = stream.destroy;
}

class SyncWriteStream extends Writable {
  constructor(fd) {
    super({ autoDestroy: true });
    this.fd = fd;
    this.readable = false;
    this.autoClose = false;
  }

  _write(chunk, encoding, callback) {
    try {
      const fs = require('fs');
      for (let at = 0; at < chunk.length;) at += fs.writeSync(this.fd, chunk, at);
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  destroySoon() {
    return this.destroy();
  }
}

function openPipe(fd, options) {
  const shared = require('internal/process/channel_state').pipeOf(fd);
  let handle = shared;
  if (!handle) {
    handle = NativeHandle.pipe();
    const status = handle.open(fd);
    if (status < 0) {
      const { ErrnoException } = require('internal/errors');
      throw new ErrnoException(status, 'open');
    }
  }
  return createStream(handle, options);
}

function createWritable(fd) {
  let stream;
  switch (guessHandleType(fd)) {
    case 'TTY': {
      const { WriteStream } = require('tty');
      stream = new WriteStream(fd);
      stream._type = 'tty';
      break;
    }
    case 'FILE':
      stream = new SyncWriteStream(fd);
      stream._type = 'fs';
      break;
    case 'PIPE':
    case 'TCP':
      stream = openPipe(fd, { readable: false, writable: true });
      stream._handle.setBlocking(true);
      stream._type = 'pipe';
      break;
    default:
      // Closed, or nothing that can be written to.
      stream = new Writable({
        write(chunk, encoding, callback) {
          callback();
        },
      });
  }
  stream.fd ?? Object.defineProperty(stream, 'fd', { __proto__: null, value: fd, writable: true, configurable: true });
  if (stream.fd !== fd) Object.defineProperty(stream, 'fd', { __proto__: null, value: fd, writable: true, configurable: true });
  stream._isStdio = true;
  keepOpen(stream);
  return stream;
}

function watchWindowSize(stream) {
  if (!stream.isTTY) return;
  process.on('SIGWINCH', () => stream._refreshSize());
}

function createStdin() {
  const fd = 0;
  let stdin;
  switch (guessHandleType(fd)) {
    case 'TTY': {
      const { ReadStream } = require('tty');
      stdin = new ReadStream(fd);
      break;
    }
    case 'FILE': {
      const fs = require('fs');
      stdin = new fs.ReadStream(null, { fd, autoClose: false });
      break;
    }
    case 'PIPE':
    case 'TCP':
      stdin = openPipe(fd, { readable: true, writable: false, manualStart: true });
      stdin._type = 'pipe';
      break;
    default:
      stdin = new Readable({ read() {} });
      stdin.push(null);
  }
  if (stdin.fd !== fd) Object.defineProperty(stdin, 'fd', { __proto__: null, value: fd, writable: true, configurable: true });
  stdin._isStdio = true;
  // Nobody wants the data for now: the handle must not keep the process alive.
  stdin.on('pause', () => {
    const handle = stdin._handle;
    if (!handle) return;
    process.nextTick(() => {
      if (stdin._handle?.reading && !stdin.readableFlowing) stdin._handle.readStop();
    });
  });
  return stdin;
}

let stdin;
let stdout;
let stderr;

module.exports = {
  stdin() {
    return stdin ??= createStdin();
  },
  stdout() {
    if (stdout === undefined) {
      stdout = createWritable(1);
      watchWindowSize(stdout);
    }
    return stdout;
  },
  stderr() {
    if (stderr === undefined) {
      stderr = createWritable(2);
      watchWindowSize(stderr);
    }
    return stderr;
  },
  SyncWriteStream,
};
