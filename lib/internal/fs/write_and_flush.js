// SPDX-License-Identifier: MIT
// writeFile with `flush` in steps, through fs.fsync or fs.fsyncSync: for programs that replaced these.

const fs = require('fs');
const { native, fsError, wholeFileError } = require('internal/fs/utils');

// `target` is a path or a descriptor.
function writeAndFlushSync(target, content, flags, mode) {
  const fd = typeof target === 'number' ? target : fs.openSync(target, flags, mode);
  try {
    const status = native.writeFile(fd, content, flags, mode, false);
    if (status < 0) throw wholeFileError(status, target);
    fs.fsyncSync(fd);
  } finally {
    if (fd !== target) fs.closeSync(fd);
  }
}

function writeAndFlush(target, content, flags, mode, callback) {
  const finish = (fd, error) => {
    if (fd === target) return callback(error);
    native.close(fd, (status) => callback(error ?? (status < 0 ? fsError(status, 'close') : null)));
  };
  const write = (fd) => native.writeFile(fd, content, flags, mode, false, (status) => {
    if (status < 0) finish(fd, wholeFileError(status, target));
    else fs.fsync(fd, (error) => finish(fd, error));
  });
  if (typeof target === 'number') return write(target);
  native.open(target, flags, mode, (status, fd) => {
    if (status < 0) callback(fsError(status, 'open', target));
    else write(fd);
  });
}

module.exports = { writeAndFlush, writeAndFlushSync };
