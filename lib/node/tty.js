// SPDX-License-Identifier: MIT
//
// Terminals: their streams, sizes, colours and cursor.
'use strict';

const { Socket } = require('net');
const { NativeHandle, isTTY } = require('internal/stream_handle');
const { codes: { ERR_INVALID_FD, ERR_TTY_INIT_FAILED }, ErrnoException } = require('internal/errors');
const { getColorDepth, hasColors } = require('internal/tty');

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && isTTY(fd);
}

function openTerminal(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  try {
    return NativeHandle.tty(fd);
  } catch (error) {
    const { code, errno, message, syscall } = error;
    throw new ERR_TTY_INIT_FAILED({ code, errno, message, syscall });
  }
}

// Both can be called without `new`.
function callable(target) {
  return new Proxy(target, {
    __proto__: null,
    apply(ctor, self, args) {
      return Reflect.construct(ctor, args);
    },
  });
}

class ReadStreamClass extends Socket {
  constructor(fd, options) {
    super({ highWaterMark: 0, ...options, handle: openTerminal(fd), readable: true, writable: false, manualStart: true });
    this.isRaw = false;
    this.isTTY = true;
  }

  setRawMode(flag) {
    flag = !!flag;
    const status = this._handle?.setRawMode(flag);
    if (status) {
      this.emit('error', new ErrnoException(status, 'setRawMode'));
      return this;
    }
    this.isRaw = flag;
    return this;
  }
}
Object.defineProperty(ReadStreamClass, 'name', { __proto__: null, value: 'ReadStream', configurable: true });

class WriteStreamClass extends Socket {
  constructor(fd) {
    super({ handle: openTerminal(fd), readable: false, writable: true, manualStart: true });
    this._handle.setBlocking(true);
    const size = this._handle.getWindowSize();
    if (typeof size !== 'number') {
      [this.columns, this.rows] = size;
    }
  }

  _refreshSize() {
    const { columns, rows } = this;
    const size = this._handle.getWindowSize();
    if (typeof size === 'number') {
      this.emit('error', new ErrnoException(size, 'getWindowSize'));
      return;
    }
    if (columns !== size[0] || rows !== size[1]) {
      [this.columns, this.rows] = size;
      this.emit('resize');
    }
  }

  cursorTo(x, y, callback) {
    return require('internal/readline/callbacks').cursorTo(this, x, y, callback);
  }

  moveCursor(dx, dy, callback) {
    return require('internal/readline/callbacks').moveCursor(this, dx, dy, callback);
  }

  clearLine(dir, callback) {
    return require('internal/readline/callbacks').clearLine(this, dir, callback);
  }

  clearScreenDown(callback) {
    return require('internal/readline/callbacks').clearScreenDown(this, callback);
  }

  getWindowSize() {
    return [this.columns, this.rows];
  }
}
Object.defineProperty(WriteStreamClass, 'name', { __proto__: null, value: 'WriteStream', configurable: true });
WriteStreamClass.prototype.isTTY = true;
WriteStreamClass.prototype.getColorDepth = getColorDepth;
WriteStreamClass.prototype.hasColors = hasColors;

module.exports = { isatty, ReadStream: callable(ReadStreamClass), WriteStream: callable(WriteStreamClass) };
