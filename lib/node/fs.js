// SPDX-License-Identifier: MIT
// fs: the synchronous and the callback functions. Each crosses into C once (src/node/fs/); what few programs use lives in
// internal/fs/* and is loaded when it is asked for.
//
// Longer than other files because the table of functions is long; no function is.

const {
  AbortError,
} = require('internal/errors');
const {
  parseFileMode,
  validateBoolean,
  validateBuffer,
  validateInteger,
  validateObject,
  validateOneOf,
  kValidateObjectAllowNullable,
} = require('internal/validators');
const { customPromisifyArgs, deprecate, promisify } = require('internal/util');
const utils = require('internal/fs/utils');
const {
  native,
  asBytes,
  check,
  contentOf,
  decodeName,
  done,
  doneWith,
  failed,
  fileForm,
  fileResult,
  fsError,
  getAccessMode,
  getCopyMode,
  getMkdirOptions,
  getOptions,
  getValidatedFd,
  getValidatedPath,
  getValidatedTarget,
  getWritePosition,
  optionsOfRead,
  readRange,
  rmError,
  rmFlags,
  stringToFlags,
  symlinkTypes,
  toUnixTimestamp,
  truncateError,
  validateBufferArray,
  validateCallback,
  validateContent,
  validateRmOptions,
  validateRmdirOptions,
  validateText,
  validateTextEncoding,
  vectorPosition,
  wantsBytes,
  warnOfTemplate,
  wholeFileError,
  writeRange,
} = utils;
const {
  chmod, chmodSync, fchmod, fchmodSync, chown, chownSync, fchown, fchownSync, lchown, lchownSync, utimes, utimesSync,
  futimes, futimesSync, lutimes, lutimesSync,
} = require('internal/fs/attributes');

const { defineProperties, defineProperty } = Object;

const STAT_BIGINT = 1;
const STAT_LINK = 2;
const FS_TYPES = 2;
const EXISTING_MISSING = new Set([-2, -20]); // ENOENT, ENOTDIR

const stats = () => require('internal/fs/stats');
const dirents = () => require('internal/fs/dirent');
const newBuffer = (length) => require('buffer').Buffer.alloc(length);

// ---- existence and access --------------------------------------------------------------------------------------------

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  path = getValidatedPath(path);
  callback = validateCallback(callback);
  native.access(path, getAccessMode(mode), done(callback, 'access', path));
}

function accessSync(path, mode) {
  path = getValidatedPath(path);
  check(native.access(path, getAccessMode(mode)), 'access', path);
}

function exists(path, callback) {
  callback = validateCallback(callback);
  try {
    path = getValidatedPath(path);
  } catch {
    // A path that cannot be one does not exist: that is this function's answer.
    return void callback(false);
  }
  native.access(path, 0, (status) => callback(status === 0));
}

defineProperty(exists, promisify.custom, {
  __proto__: null,
  value: { exists(path) { return new Promise((resolve) => exports.exists(path, resolve)); } }.exists,
});

let warnedOfExistsType = false;

function existsSync(path) {
  try {
    path = getValidatedPath(path);
  } catch (error) {
    if (error.code === 'ERR_INVALID_ARG_TYPE' || error.code === 'ERR_INVALID_URL_SCHEME') {
      if (!warnedOfExistsType) {
        warnedOfExistsType = true;
        process.emitWarning('Passing invalid argument types to fs.existsSync is deprecated',
                            'DeprecationWarning', 'DEP0187');
      }
    }
    return false;
  }
  return native.access(path, 0) === 0;
}

// ---- whole files -----------------------------------------------------------------------------------------------------

function abortedError(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

// Runs `start(callback)` unless the signal has been aborted; the first of completion and abortion counts.
function withSignal(signal, callback, start) {
  if (signal === undefined || signal === null) return start(callback);
  if (signal.aborted) return void process.nextTick(callback, abortedError(signal));
  let ended = false;
  const end = (error, value) => {
    if (ended) return;
    ended = true;
    signal.removeEventListener('abort', onAbort);
    if (error) callback(error);
    else callback(null, value);
  };
  const onAbort = () => end(abortedError(signal));
  signal.addEventListener('abort', onAbort);
  start(end);
}

function readFile(path, options, callback) {
  callback ||= options;
  callback = validateCallback(callback);
  options = getOptions(options, { flag: 'r' });
  const { encoding, signal } = options;
  const target = getValidatedTarget(path);
  const flags = stringToFlags(options.flag ?? 'r', 'options.flag');
  const form = fileForm(encoding);
  withSignal(signal, callback, (end) => {
    native.readFile(target, flags, form, (status, result) => {
      if (status < 0) {
        return end(wholeFileError(status, target));
      }
      let value;
      try {
        value = fileResult(result, encoding);
      } catch (error) {
        return end(error);
      }
      end(null, value);
    });
  });
}

function readFileSync(path, options) {
  const target = getValidatedTarget(path);
  if (options === undefined || options === null) {
    const result = native.readFile(target, 0, 0);
    if (failed(result)) throw wholeFileError(result, target);
    return fileResult(result);
  }
  options = getOptions(options, { flag: 'r' });
  const { encoding } = options;
  const result =
    native.readFile(target, stringToFlags(options.flag ?? 'r'), fileForm(encoding));
  if (failed(result)) throw wholeFileError(result, target);
  return fileResult(result, encoding);
}

function writeFile(path, data, options, callback) {
  callback ||= options;
  callback = validateCallback(callback);
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flags = stringToFlags(options.flag || 'w');
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  validateContent(data);
  const target = getValidatedTarget(path);
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  const content = contentOf(data, options.encoding);
  withSignal(options.signal, callback, (end) => {
    if (flush && exports.fsync !== fsync) {
      const { writeAndFlush } = require('internal/fs/write_and_flush');
      return writeAndFlush(target, content, flags, mode, end);
    }
    native.writeFile(target, content, flags, mode, flush, (status) => {
      if (status < 0) end(wholeFileError(status, target));
      else end(null);
    });
  });
}

function writeFileSync(path, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  validateContent(data);
  const flags = stringToFlags(options.flag || 'w');
  const target = getValidatedTarget(path);
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  // Programs (and mocks) that replaced fs.fsyncSync expect to see the flush.
  if (flush && exports.fsyncSync !== fsyncSync) {
    const { writeAndFlushSync } = require('internal/fs/write_and_flush');
    return writeAndFlushSync(target, contentOf(data, options.encoding), flags, mode);
  }
  const status = native.writeFile(target, contentOf(data, options.encoding), flags, mode, flush);
  if (status < 0) throw wholeFileError(status, target);
}

function appendOptions(options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' });
  return options.flag ? options : { ...options, flag: 'a' };
}

function appendFile(path, data, options, callback) {
  callback ||= options;
  callback = validateCallback(callback);
  exports.writeFile(path, data, appendOptions(options), callback);
}

function appendFileSync(path, data, options) {
  exports.writeFileSync(path, data, appendOptions(options));
}

// ---- descriptors -----------------------------------------------------------------------------------------------------

function ignoreResult(error) {
  if (error) throw error;
}

function close(fd, callback = ignoreResult) {
  fd = getValidatedFd(fd);
  if (callback !== ignoreResult) validateCallback(callback);
  utils.descriptors?.closed(fd);
  native.close(fd, done(callback, 'close'));
}

function closeSync(fd) {
  check(native.close(getValidatedFd(fd)), 'close');
  utils.descriptors?.closed(fd);
}

function open(path, flags, mode, callback) {
  path = getValidatedPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = 0o666;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = 0o666;
  } else {
    mode = parseFileMode(mode, 'mode', 0o666);
  }
  const flagsNumber = stringToFlags(flags);
  callback = validateCallback(callback);
  if (utils.descriptors !== undefined) callback = noting(callback);
  native.open(path, flagsNumber, mode, doneWith(callback, 'open', path));
}

function openSync(path, flags, mode) {
  path = getValidatedPath(path);
  const fd = native.open(path, stringToFlags(flags), parseFileMode(mode, 'mode', 0o666));
  if (fd < 0) throw fsError(fd, 'open', path);
  utils.descriptors?.opened(fd);
  return fd;
}

function noting(callback) {
  return function(error, fd) {
    if (error === null) utils.descriptors.opened(fd);
    return Reflect.apply(callback, this, arguments);
  };
}

function openAsBlob(path, options = {}) {
  validateObject(options, 'options');
  return require('internal/fs/blob').openAsBlob(path, options);
}

function fsync(fd, callback) {
  fd = getValidatedFd(fd);
  native.fsync(fd, done(validateCallback(callback), 'fsync'));
}

function fsyncSync(fd) {
  check(native.fsync(getValidatedFd(fd)), 'fsync');
}

function fdatasync(fd, callback) {
  fd = getValidatedFd(fd);
  native.fdatasync(fd, done(validateCallback(callback), 'fdatasync'));
}

function fdatasyncSync(fd) {
  check(native.fdatasync(getValidatedFd(fd)), 'fdatasync');
}

function ftruncate(fd, len = 0, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  native.ftruncate(fd, Math.max(0, len), done(validateCallback(callback), 'ftruncate'));
}

function ftruncateSync(fd, len = 0) {
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  check(native.ftruncate(fd, Math.max(0, len)), 'ftruncate');
}

function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  path = getValidatedPath(path);
  validateInteger(len, 'len');
  callback = validateCallback(callback);
  native.truncate(path, Math.max(0, len), (status) => {
    if (status < 0) callback(truncateError(status, path));
    else callback(null);
  });
}

function truncateSync(path, len) {
  path = getValidatedPath(path);
  if (len === undefined) len = 0;
  validateInteger(len, 'len');
  const status = native.truncate(path, Math.max(0, len));
  if (status < 0) throw truncateError(status, path);
}

// ---- read ------------------------------------------------------------------------------------------------------------

function read(fd, buffer, offset, length, position, callback) {
  fd = getValidatedFd(fd);
  if (arguments.length <= 4) {
    let options;
    if (arguments.length === 4) {
      options = offset;
      callback = length;
    } else if (arguments.length === 3) {
      callback = offset;
      if (!ArrayBuffer.isView(buffer)) {
        options = buffer;
        if (options !== undefined) {
          validateObject(options, 'options', kValidateObjectAllowNullable);
        }
        ({ buffer = newBuffer(16384) } = options ?? {});
      }
    } else {
      callback = buffer;
      buffer = newBuffer(16384);
    }
    validateBuffer(buffer);
    ({ 0: offset, 1: length, 2: position } = optionsOfRead(options ?? null, buffer));
  }
  validateBuffer(buffer);
  callback = validateCallback(callback);
  const range = readRange(buffer, offset, length, position);
  if (range[1] === 0) return void process.nextTick(() => callback(null, 0, buffer));
  native.read(fd, asBytes(buffer), range[0], range[1], range[2], (status, bytesRead) => {
    if (status < 0) callback(fsError(status, 'read'), 0, buffer);
    else callback(null, bytesRead, buffer);
  });
}

defineProperty(read, customPromisifyArgs, {
  __proto__: null, value: ['bytesRead', 'buffer'], enumerable: false,
});

function readSync(fd, buffer, offset, length, position) {
  fd = getValidatedFd(fd);
  validateBuffer(buffer);
  if (arguments.length <= 3 && (offset === undefined || offset === null || typeof offset === 'object')) {
    ({ 0: offset, 1: length, 2: position } = optionsOfRead(offset ?? null, buffer));
  }
  const range = readRange(buffer, offset, length, position);
  if (range[1] === 0) return 0;
  const bytesRead = native.read(fd, asBytes(buffer), range[0], range[1], range[2]);
  if (bytesRead < 0) throw fsError(bytesRead, 'read');
  return bytesRead;
}

function readv(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback ||= position;
  callback = validateCallback(callback);
  native.readv(fd, buffers.map(asBytes), buffers.length, vectorPosition(position),
               (status, bytesRead) => {
                 if (status < 0) callback(fsError(status, 'read'), 0, buffers);
                 else callback(null, bytesRead, buffers);
               });
}

defineProperty(readv, customPromisifyArgs, {
  __proto__: null, value: ['bytesRead', 'buffers'], enumerable: false,
});

function readvSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  const bytesRead =
    native.readv(fd, buffers.map(asBytes), buffers.length, vectorPosition(position));
  if (bytesRead < 0) throw fsError(bytesRead, 'read');
  return bytesRead;
}

// ---- write -----------------------------------------------------------------------------------------------------------

function write(fd, buffer, offset, length, position, callback) {
  fd = getValidatedFd(fd);
  const completion = (status, bytesWritten) => {
    if (status < 0) callback(fsError(status, 'write'), 0, buffer);
    else callback(null, bytesWritten, buffer);
  };
  if (ArrayBuffer.isView(buffer)) {
    callback ||= position || length || offset;
    callback = validateCallback(callback);
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset ?? {});
    }
    if (typeof offset === 'function') offset = 0;
    const range = writeRange(buffer, offset, length);
    return native.write(fd, asBytes(buffer), range[0], range[1], getWritePosition(position),
                        completion);
  }
  // write(fd, string[, position[, encoding]], callback)
  validateText(buffer);
  if (typeof position !== 'function') {
    if (typeof offset === 'function') {
      position = offset;
      offset = null;
    } else {
      position = length;
    }
    length = 'utf8';
  }
  callback = position;
  validateTextEncoding(buffer, length);
  callback = validateCallback(callback);
  writeText(fd, buffer, length, getWritePosition(offset), completion);
}

function writeText(fd, text, encoding, position, completion) {
  const content = contentOf(text, encoding);
  if (typeof content === 'string') return native.writeString(fd, content, position, completion);
  native.write(fd, content, 0, content.length, position, completion);
}

defineProperty(write, customPromisifyArgs, {
  __proto__: null, value: ['bytesWritten', 'buffer'], enumerable: false,
});

function writeSync(fd, buffer, offset, length, position) {
  fd = getValidatedFd(fd);
  let bytesWritten;
  if (ArrayBuffer.isView(buffer)) {
    if (position === undefined) position = null;
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset ?? {});
    }
    const range = writeRange(buffer, offset, length);
    bytesWritten =
      native.write(fd, asBytes(buffer), range[0], range[1], getWritePosition(position));
  } else {
    validateText(buffer);
    validateTextEncoding(buffer, length);
    if (offset === undefined) offset = null;
    const content = contentOf(buffer, length);
    bytesWritten = typeof content === 'string' ?
      native.writeString(fd, content, getWritePosition(offset)) :
      native.write(fd, content, 0, content.length, getWritePosition(offset));
  }
  if (bytesWritten < 0) throw fsError(bytesWritten, 'write');
  return bytesWritten;
}

function writev(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback ||= position;
  callback = validateCallback(callback);
  if (buffers.length === 0) return void process.nextTick(callback, null, 0, buffers);
  native.writev(fd, buffers.map(asBytes), buffers.length, vectorPosition(position),
                (status, bytesWritten) => {
                  if (status < 0) callback(fsError(status, 'write'), 0, buffers);
                  else callback(null, bytesWritten, buffers);
                });
}

defineProperty(writev, customPromisifyArgs, {
  __proto__: null, value: ['bytesWritten', 'buffers'], enumerable: false,
});

function writevSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (buffers.length === 0) return 0;
  const bytesWritten =
    native.writev(fd, buffers.map(asBytes), buffers.length, vectorPosition(position));
  if (bytesWritten < 0) throw fsError(bytesWritten, 'write');
  return bytesWritten;
}

// ---- stat ------------------------------------------------------------------------------------------------------------

function takeStats(bigint) {
  return bigint ? stats().takeBigIntStats() : stats().takeStats();
}

function statCompletion(callback, bigint, syscall, path) {
  return doneWith(callback, syscall, path, () => takeStats(bigint));
}

function bigintOf(options) {
  return options !== null && options !== undefined && options.bigint === true;
}

function statLike(path, options, callback, syscall, flag) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  const bigint = Boolean(options?.bigint);
  const completion = statCompletion(callback, bigint, syscall, path);
  const missingIsFine = options?.throwIfNoEntry === false;
  native.stat(path, flag | (bigint ? STAT_BIGINT : 0), !missingIsFine ? completion : (status) => {
    if (EXISTING_MISSING.has(status)) callback(null, undefined);
    else completion(status);
  });
}

function stat(path, options = { bigint: false }, callback) {
  statLike(path, options, callback, 'stat', 0);
}

function lstat(path, options = { bigint: false }, callback) {
  statLike(path, options, callback, 'lstat', STAT_LINK);
}

function fstat(fd, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = validateCallback(callback);
  fd = getValidatedFd(fd);
  const bigint = Boolean(options?.bigint);
  native.fstat(fd, bigint ? STAT_BIGINT : 0, statCompletion(callback, bigint, 'fstat'));
}

function statSyncLike(path, options, syscall, flag) {
  path = getValidatedPath(path);
  const bigint = Boolean(options?.bigint);
  const status = native.stat(path, flag | (bigint ? STAT_BIGINT : 0));
  if (status < 0) {
    if (options?.throwIfNoEntry === false && EXISTING_MISSING.has(status)) return undefined;
    throw fsError(status, syscall, path);
  }
  return takeStats(bigint);
}

function statSync(path, options = { bigint: false, throwIfNoEntry: true }) {
  return statSyncLike(path, options, 'stat', 0);
}

function lstatSync(path, options = { bigint: false, throwIfNoEntry: true }) {
  return statSyncLike(path, options, 'lstat', STAT_LINK);
}

function fstatSync(fd, options = { bigint: false }) {
  fd = getValidatedFd(fd);
  const bigint = Boolean(options?.bigint);
  check(native.fstat(fd, bigint ? STAT_BIGINT : 0), 'fstat');
  return takeStats(bigint);
}

function statfs(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = { bigint: false };
  }
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  const bigint = bigintOf(options);
  native.statfs(path, bigint ? STAT_BIGINT : 0,
                doneWith(callback, 'statfs', path, () => stats().takeStatFs(bigint)));
}

function statfsSync(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  const bigint = bigintOf(options);
  check(native.statfs(path, bigint ? STAT_BIGINT : 0), 'statfs', path);
  return stats().takeStatFs(bigint);
}

// ---- names -----------------------------------------------------------------------------------------------------------

function rename(oldPath, newPath, callback) {
  callback = validateCallback(callback);
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  native.rename(oldPath, newPath, 0, done(callback, 'rename', oldPath, newPath));
}

function renameSync(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  check(native.rename(oldPath, newPath, 0), 'rename', oldPath, newPath);
}

function link(existingPath, newPath, callback) {
  callback = validateCallback(callback);
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  native.link(existingPath, newPath, 0, done(callback, 'link', existingPath, newPath));
}

function linkSync(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  check(native.link(existingPath, newPath, 0), 'link', existingPath, newPath);
}

function symlink(target, path, type, callback) {
  if (callback === undefined) {
    callback = validateCallback(type);
    type = undefined;
  } else {
    validateOneOf(type, 'type', symlinkTypes);
    callback = validateCallback(callback);
  }
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  native.symlink(target, path, 0, done(callback, 'symlink', target, path));
}

function symlinkSync(target, path, type) {
  validateOneOf(type, 'type', symlinkTypes);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  check(native.symlink(target, path, 0), 'symlink', target, path);
}

function readlink(path, options, callback) {
  callback = validateCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  path = getValidatedPath(path, 'oldPath');
  native.readlink(path, wantsBytes(encoding),
                  doneWith(callback, 'readlink', path, (name) => decodeName(name, encoding)));
}

function readlinkSync(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path, 'oldPath');
  const result = native.readlink(path, wantsBytes(encoding));
  check(result, 'readlink', path);
  return decodeName(result, encoding);
}

function unlink(path, callback) {
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  native.unlink(path, 0, done(callback, 'unlink', path));
}

function unlinkSync(path) {
  path = getValidatedPath(path);
  check(native.unlink(path, 0), 'unlink', path);
}

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  mode = getCopyMode(mode);
  native.copyFile(src, dest, mode, done(validateCallback(callback), 'copyfile', src, dest));
}

function copyFileSync(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  check(native.copyFile(src, dest, getCopyMode(mode)), 'copyfile', src, dest);
}

// ---- realpath --------------------------------------------------------------------------------------------------------

// The system resolves the path in one step; where it cannot (more links than it follows, something missing) the walk finds
// the answer or the part that is at fault.
function encodePath(path, encoding) {
  if (!wantsBytes(encoding)) return path;
  const buffer = require('buffer').Buffer.from(path);
  return encoding === 'buffer' ? buffer : buffer.toString(encoding);
}

function realpathSync(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  const result = native.realpath(path, wantsBytes(encoding));
  if (typeof result !== 'number') return decodeName(result, encoding);
  return encodePath(require('internal/fs/realpath').walkSync(path), encoding);
}

function realpath(path, options, callback) {
  callback = validateCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  native.realpath(path, wantsBytes(encoding), (status, result) => {
    if (status === 0) return callback(null, decodeName(result, encoding));
    require('internal/fs/realpath').walk(path).then(
      (found) => process.nextTick(callback, null, encodePath(found, encoding)),
      (error) => process.nextTick(callback, error));
  });
}

realpathSync.native = (path, options) => {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  const result = native.realpath(path, wantsBytes(encoding));
  check(result, 'realpath', path);
  return decodeName(result, encoding);
};

realpath.native = (path, options, callback) => {
  callback = validateCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  native.realpath(path, wantsBytes(encoding),
                  doneWith(callback, 'realpath', path, (name) => decodeName(name, encoding)));
};

// ---- directories -----------------------------------------------------------------------------------------------------

function mkdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  const { mode, recursive } = getMkdirOptions(options);
  native.mkdir(path, mode, recursive, recursive ?
    doneWith(callback, 'mkdir', path, (made) => utils.firstMade(made, path)) : done(callback, 'mkdir', path));
}

function mkdirSync(path, options) {
  path = getValidatedPath(path);
  const { mode, recursive } = getMkdirOptions(options);
  const result = native.mkdir(path, mode, recursive);
  check(result, 'mkdir', path);
  return recursive ? utils.firstMade(result, path) : result;
}

// What the system fills in, as errors show it.
function tempPattern(prefix) {
  return `${utils.textOfPath(prefix)}XXXXXX`;
}

function mkdtemp(prefix, options, callback) {
  callback = validateCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOfTemplate(prefix);
  native.mkdtemp(prefix, wantsBytes(encoding),
                 doneWith(callback, 'mkdtemp', tempPattern(prefix),
                          (name) => decodeName(name, encoding)));
}

function mkdtempSync(prefix, options) {
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOfTemplate(prefix);
  const result = native.mkdtemp(prefix, wantsBytes(encoding));
  check(result, 'mkdtemp', tempPattern(prefix));
  return decodeName(result, encoding);
}

function mkdtempDisposableSync(prefix, options) {
  const { encoding } = getOptions(options);
  const made = mkdtempSync(prefix, { encoding });
  // Resolved now: the working directory may change before the removal.
  const full = require('path').resolve(utils.textOfPath(made));
  const remove = () => rmSync(full, { maxRetries: 0, recursive: true, force: true, retryDelay: 0 });
  return {
    path: made,
    remove() { remove(); },
    [Symbol.dispose]() { remove(); },
  };
}

function readdir(path, options, callback) {
  callback = validateCallback(typeof options === 'function' ? options : callback);
  options = getOptions(options);
  path = getValidatedPath(path);
  const { encoding, withFileTypes, recursive } = options;
  if (recursive !== null && recursive !== undefined) {
    validateBoolean(recursive, 'options.recursive');
  }
  if (recursive) {
    return require('internal/fs/readdir').recursive(path, encoding, withFileTypes).then(
      (result) => process.nextTick(callback, null, result),
      (error) => process.nextTick(callback, error));
  }
  const flags = wantsBytes(encoding) | (withFileTypes ? FS_TYPES : 0);
  native.readdir(path, flags, doneWith(callback, 'scandir', path, (packed) => {
    return withFileTypes ? dirents().unpackDirents(packed, encoding, path) :
      dirents().unpackNames(packed, encoding);
  }));
}

function readdirSync(path, options) {
  options = getOptions(options);
  path = getValidatedPath(path);
  const { encoding, withFileTypes, recursive } = options;
  if (recursive !== null && recursive !== undefined) {
    validateBoolean(recursive, 'options.recursive');
  }
  if (recursive) {
    return require('internal/fs/readdir').recursiveSync(path, encoding, withFileTypes);
  }
  const packed = native.readdir(path, wantsBytes(encoding) | (withFileTypes ? FS_TYPES : 0));
  check(packed, 'scandir', path);
  return withFileTypes ? dirents().unpackDirents(packed, encoding, path) :
    dirents().unpackNames(packed, encoding);
}

function rmdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  validateRmdirOptions(options);
  native.rmdir(path, done(callback, 'rmdir', path));
}

function rmdirSync(path, options) {
  path = getValidatedPath(path);
  validateRmdirOptions(options);
  check(native.rmdir(path), 'rmdir', path);
}

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  path = getValidatedPath(path);
  options = validateRmOptions(options);
  callback = validateCallback(callback);
  native.rm(path, rmFlags(options), options.maxRetries, options.retryDelay, (status, failure) => {
    if (status < 0) callback(fsError(status, 'rm', path));
    else if (failure !== undefined) callback(rmError(failure));
    else callback(null);
  });
}

function rmSync(path, options) {
  path = getValidatedPath(path);
  options = validateRmOptions(options);
  const failure = native.rm(path, rmFlags(options), options.maxRetries, options.retryDelay);
  check(failure, 'rm', path);
  if (failure !== undefined) throw rmError(failure);
}

function opendir(path, options, callback) {
  return require('internal/fs/dir').opendir(path, options, callback);
}

function opendirSync(path, options) {
  return require('internal/fs/dir').opendirSync(path, options);
}

// ---- what few programs use -------------------------------------------------------------------------------------------

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = validateCallback(callback);
  const { validateCpOptions, cp: copy } = require('internal/fs/cp');
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  copy(src, dest, options).then(() => process.nextTick(callback, null),
                                (error) => process.nextTick(callback, error));
}

function cpSync(src, dest, options) {
  const { validateCpOptions, cpSync: copy } = require('internal/fs/cp');
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  copy(src, dest, options);
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = validateCallback(callback);
  const { Glob } = require('internal/fs/glob');
  Array.fromAsync(new Glob(pattern, options).glob()).then(
    (found) => process.nextTick(callback, null, found),
    (error) => process.nextTick(callback, error));
}

function globSync(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  return new Glob(pattern, options).globSync();
}

function watch(filename, options, listener) {
  return require('internal/fs/watchers').watch(filename, options, listener);
}

function watchFile(filename, options, listener) {
  return require('internal/fs/stat_watcher').watchFile(filename, options, listener);
}

function unwatchFile(filename, listener) {
  require('internal/fs/stat_watcher').unwatchFile(filename, listener);
}

function createReadStream(path, options) {
  return new (exports.ReadStream)(path, options);
}

function createWriteStream(path, options) {
  return new (exports.WriteStream)(path, options);
}

Object.assign(exports, {
  appendFile,
  appendFileSync,
  access,
  accessSync,
  chown,
  chownSync,
  chmod,
  chmodSync,
  close,
  closeSync,
  copyFile,
  copyFileSync,
  cp,
  cpSync,
  createReadStream,
  createWriteStream,
  exists,
  existsSync,
  fchown,
  fchownSync,
  fchmod,
  fchmodSync,
  fdatasync,
  fdatasyncSync,
  fstat,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncate,
  ftruncateSync,
  futimes,
  futimesSync,
  glob,
  globSync,
  lchown,
  lchownSync,
  lchmod: undefined,
  lchmodSync: undefined,
  link,
  linkSync,
  lstat,
  lstatSync,
  lutimes,
  lutimesSync,
  mkdir,
  mkdirSync,
  mkdtemp,
  mkdtempSync,
  mkdtempDisposableSync,
  open,
  openSync,
  openAsBlob,
  readdir,
  readdirSync,
  read,
  readSync,
  readv,
  readvSync,
  readFile,
  readFileSync,
  readlink,
  readlinkSync,
  realpath,
  realpathSync,
  rename,
  renameSync,
  rm,
  rmSync,
  rmdir,
  rmdirSync,
  stat,
  statfs,
  statSync,
  statfsSync,
  symlink,
  symlinkSync,
  truncate,
  truncateSync,
  unwatchFile,
  unlink,
  unlinkSync,
  utimes,
  utimesSync,
  watch,
  watchFile,
  writeFile,
  writeFileSync,
  write,
  writeSync,
  writev,
  writevSync,
});

// ---- classes and constants, made on first use ------------------------------------------------------------------------

// A property that computes itself once and can be replaced.
function lazy(name, load, enumerable = true) {
  defineProperty(exports, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get() {
      const value = load();
      defineProperty(exports, name, {
        __proto__: null, configurable: true, enumerable, writable: true, value,
      });
      return value;
    },
    set(value) {
      defineProperty(exports, name, {
        __proto__: null, configurable: true, enumerable, writable: true, value,
      });
    },
  });
}

lazy('Dirent', () => dirents().Dirent);
lazy('Stats', () => deprecate(stats().Stats, 'fs.Stats constructor is deprecated.', 'DEP0180'));

// The streams stay accessors: programs patch them, and createReadStream looks here.
for (const name of ['ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream']) {
  let value;
  defineProperty(exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return value ??= require('internal/fs/streams')[name.replace('File', '')]; },
    set(replacement) { value = replacement; },
  });
}

defineProperties(exports, {
  Utf8Stream: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('internal/streams/fast-utf8-stream'); },
  },
  _toUnixTimestamp: {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: toUnixTimestamp,
  },
});

lazy('Dir', () => require('internal/fs/dir').Dir);
defineProperties(exports, {
  opendir: {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: opendir,
  },
  opendirSync: {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: opendirSync,
  },
  constants: {
    __proto__: null, configurable: false, enumerable: true, value: Object.freeze(native.constants({ __proto__: null })),
  },
  promises: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('fs/promises'); },
  },
});
