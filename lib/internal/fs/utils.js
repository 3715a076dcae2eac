// SPDX-License-Identifier: MIT
// What all of fs shares: paths, flags, options, ranges, errors, and the ways a C operation reports back.
//
// The binding's synchronous forms return a negative errno for a failure and its callbacks get it as `status`; both become
// an error here. Text results cross as strings where UTF-8 is asked for, else as bytes.

const {
  codes: {
    ERR_FS_FILE_TOO_LARGE,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_OUT_OF_RANGE,
  },
  uvException,
} = require('internal/errors');
const {
  kValidateObjectAllowNullable,
  parseFileMode,
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateUint32,
} = require('internal/validators');
const { bindToContext } = require('internal/async_context');

const native = binding('fs');
const { isInteger, isFinite } = Number;

const scratch = new Uint8Array(native.scratch);
const scratchBuffer = native.scratch;

// asm-generic's values, which hold on every Linux that the engine's JIT supports; test/js/fs/flags.js compares them.
const O_RDONLY = 0;
const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const O_SYNC = 0o4010000;

// ---- errors ----------------------------------------------------------------------------------------------------------

function textOfPath(path) {
  if (path === undefined || typeof path === 'string') return path;
  return require('buffer').Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString();
}

function fsError(status, syscall, path, dest) {
  return uvException({ errno: status, syscall, path: textOfPath(path), dest: textOfPath(dest) });
}

// Results that are no numbers are no failures; comparing them would turn them into text first.
function failed(result) {
  return typeof result === 'number' && result < 0;
}

function check(result, syscall, path, dest) {
  if (failed(result)) throw fsError(result, syscall, path, dest);
}

// Programs see an open and an ftruncate.
function truncateError(status, path) {
  return status === -22 || status === -27 ?
    fsError(status, 'ftruncate') : fsError(status, 'open', path);
}

const wholeFileSteps = ['open', 'read', 'write', 'fsync', 'close'];

// The status of a whole-file operation names the step that failed (src/node/fs/fs_whole.c).
function wholeFileError(status, path) {
  const step = -status >> 16;
  if (step === 5) return new ERR_FS_FILE_TOO_LARGE(sizeOf(path));
  const errno = -(-status & 0xffff);
  return fsError(errno, wholeFileSteps[step], step === 0 ? path : undefined);
}

function sizeOf(pathOrFd) {
  const status = typeof pathOrFd === 'number' ?
    native.fstat(pathOrFd, 0) : native.stat(pathOrFd, 0);
  return status < 0 ? Infinity : new Float64Array(native.statDoubles)[8];
}

// ---- completion ------------------------------------------------------------------------------------------------------

// The callback, to be called in the async context of the call.
function validateCallback(callback) {
  validateFunction(callback, 'cb');
  return bindToContext(callback);
}

// For operations without a result.
function done(callback, syscall, path, dest) {
  return (status) => {
    if (status < 0) callback(fsError(status, syscall, path, dest));
    else callback(null);
  };
}

// What a recursive mkdir made first: the path itself stays as it was given, with the slashes at its end.
function firstMade(made, path) {
  return typeof path === 'string' && typeof made === 'string' && path.startsWith(made) && /^\/+$/.test(path.slice(made.length)) ? path : made;
}

function doneWith(callback, syscall, path, convert) {
  return (status, result) => {
    if (status < 0) return callback(fsError(status, syscall, path));
    let value;
    try {
      value = convert === undefined ? result : convert(result);
    } catch (error) {
      return callback(error);
    }
    callback(null, value);
  };
}

// The promise of an operation: `start(callback)` begins it.
function promised(start, syscall, path, dest, convert) {
  return new Promise((resolve, reject) => {
    start((status, result) => {
      if (status < 0) return reject(fsError(status, syscall, path, dest));
      try {
        resolve(convert === undefined ? result : convert(result));
      } catch (error) {
        reject(error);
      }
    });
  });
}

// ---- paths -----------------------------------------------------------------------------------------------------------

function isUrl(value) {
  return typeof value === 'object' && value !== null && typeof value.href === 'string' &&
    typeof value.protocol === 'string' && value.auth === undefined && value.path === undefined;
}

function nullBytes(name, path) {
  return new ERR_INVALID_ARG_VALUE(
    name, path, 'must be a string, Uint8Array, or URL without null bytes');
}

function getValidatedPath(path, name = 'path') {
  if (typeof path === 'string') {
    if (path.indexOf('\0') !== -1) throw nullBytes(name, path);
    return path;
  }
  if (path instanceof Uint8Array) {
    if (path.includes(0)) throw nullBytes(name, path);
    return path;
  }
  if (isUrl(path)) return getValidatedPath(require('internal/url').fileURLToPath(path), name);
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], path);
}

function getValidatedFd(fd, name = 'fd') {
  if (fd === -0) return 0;
  validateInt32(fd, name, 0, 2147483647);
  return fd;
}

// A path, or a descriptor where it is a number.
function getValidatedTarget(target) {
  return (target | 0) === target ? getValidatedFd(target) : getValidatedPath(target);
}

// ---- options ---------------------------------------------------------------------------------------------------------

function assertEncoding(encoding) {
  if (encoding && !require('buffer').Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}

function getOptions(options, defaults) {
  if (options === null || options === undefined || typeof options === 'function') {
    return defaults ?? {};
  }
  if (typeof options === 'string') {
    options = { ...defaults, encoding: options };
  } else if (typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  const { encoding, signal } = options;
  if (encoding !== 'buffer' && encoding !== 'utf8') assertEncoding(encoding);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return options;
}

const flagTable = {
  '__proto__': null,
  'r': O_RDONLY,
  'rs': O_RDONLY | O_SYNC,
  'sr': O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  'w': O_TRUNC | O_CREAT | O_WRONLY,
  'wx': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'xw': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'a': O_APPEND | O_CREAT | O_WRONLY,
  'ax': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'xa': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'as': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'sa': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
  'sa+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

function stringToFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags;
  }
  if (flags === null || flags === undefined) return O_RDONLY;
  const value = typeof flags === 'string' ? flagTable[flags] : undefined;
  if (value === undefined) throw new ERR_INVALID_ARG_VALUE(name, flags);
  return value;
}

function getAccessMode(mode) {
  if (mode === null || mode === undefined) return 0;
  return validateInteger(mode, 'mode', 0, 7), mode;
}

const getCopyMode = getAccessMode;

function validateOwner(uid, gid) {
  validateInteger(uid, 'uid', -1, 4294967295);
  validateInteger(gid, 'gid', -1, 4294967295);
}

function toUnixTimestamp(time, name = 'time') {
  // A numeric string is a number of seconds.
  // eslint-disable-next-line eqeqeq
  if (typeof time === 'string' && +time == time) return +time; // loose
  if (isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (time instanceof Date || Object.prototype.toString.call(time) === '[object Date]') {
    return Date.prototype.getTime.call(time) / 1000;
  }
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

const symlinkTypes = ['dir', 'file', 'junction', null, undefined];

function validateRmOptions(options) {
  if (options === undefined) {
    return { force: false, recursive: false, retryDelay: 100, maxRetries: 0 };
  }
  validateObject(options, 'options');
  const { force = false, recursive = false, retryDelay = 100, maxRetries = 0 } = options;
  validateBoolean(force, 'options.force');
  validateBoolean(recursive, 'options.recursive');
  validateInt32(retryDelay, 'options.retryDelay', 0);
  validateUint32(maxRetries, 'options.maxRetries');
  return { force, recursive, retryDelay, maxRetries };
}

// The arguments of the binding's rm, from validated options.
function rmFlags(options) {
  return (options.recursive ? 1 : 0) | (options.force ? 2 : 0);
}

function validateRmdirOptions(options) {
  if (options === undefined) return;
  validateObject(options, 'options');
  if (options.recursive !== undefined) {
    throw new ERR_INVALID_ARG_VALUE('options.recursive', options.recursive, 'is no longer supported');
  }
}

// What rm's [status, syscall, path] means: a directory without `recursive` has an error of its own.
function rmError(failure) {
  const { 0: status, 1: syscall, 2: path } = failure;
  if (syscall !== 'rm') return fsError(status, syscall, path);
  const { codes: { ERR_FS_EISDIR } } = require('internal/errors');
  return new ERR_FS_EISDIR({
    code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: -status,
  });
}

function getMkdirOptions(options) {
  if (options === undefined || options === null) return { mode: 0o777, recursive: false };
  if (typeof options === 'number' || typeof options === 'string') {
    return { mode: parseFileMode(options, 'mode'), recursive: false };
  }
  const { recursive = false, mode = 0o777 } = options;
  validateBoolean(recursive, 'options.recursive');
  return { mode: parseFileMode(mode, 'mode'), recursive };
}

let warnedOfTemplate = false;

function warnOfTemplate(prefix) {
  if (warnedOfTemplate) return;
  const last = typeof prefix === 'string' ? prefix.charCodeAt(prefix.length - 1) : prefix.at(-1);
  if (last !== 0x58) return;
  warnedOfTemplate = true;
  process.emitWarning('mkdtemp() templates ending with X are not portable. ' +
                      'For details see: https://nodejs.org/api/fs.html');
}

// ---- ranges ----------------------------------------------------------------------------------------------------------

function validateOffsetLengthRead(offset, length, bufferLength) {
  if (offset < 0) throw new ERR_OUT_OF_RANGE('offset', '>= 0', offset);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  if (offset + length > bufferLength) {
    throw new ERR_OUT_OF_RANGE('length', `<= ${bufferLength - offset}`, length);
  }
}

function validateOffsetLengthWrite(offset, length, byteLength) {
  if (offset > byteLength) throw new ERR_OUT_OF_RANGE('offset', `<= ${byteLength}`, offset);
  if (length > byteLength - offset) {
    throw new ERR_OUT_OF_RANGE('length', `<= ${byteLength - offset}`, length);
  }
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  validateInt32(length, 'length', 0);
}

const positionMax = 2n ** 63n - 1n;
// Beyond every file, exact as a number, and far enough from the end for the length of a read.
const positionFar = 2 ** 63 - 2 ** 32;

// The position as the binding takes it: -1 is the current one.
function getReadPosition(position, length) {
  if (position === null || position === undefined) return -1;
  if (typeof position === 'number') {
    validateInteger(position, 'position', -1);
    return position;
  }
  if (typeof position === 'bigint') {
    const max = positionMax - BigInt(length);
    if (position < -1n || position > max) {
      throw new ERR_OUT_OF_RANGE('position', `>= -1 && <= ${max}`, position);
    }
    return Math.min(Number(position), positionFar);
  }
  throw new ERR_INVALID_ARG_TYPE('position', ['integer', 'bigint'], position);
}

function getWritePosition(position) {
  return typeof position === 'number' && isInteger(position) && position >= 0 ? position : -1;
}

// The range of a read, checked: [offset, length, position]. A length of 0 reads nothing.
function readRange(buffer, offset, length, position) {
  if (offset === null || offset === undefined) offset = 0;
  else validateInteger(offset, 'offset', 0);
  if (length === undefined) length = buffer.byteLength - offset;
  length |= 0;
  if (length === 0) return [offset, 0, -1];
  if (buffer.byteLength === 0) {
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, buffer.byteLength);
  return [offset, length, getReadPosition(position, length)];
}

// The forms with an object of options.
function optionsOfRead(options, buffer) {
  validateObject(options, 'options', kValidateObjectAllowNullable);
  const { offset = 0, length = buffer.byteLength - offset, position = null } = options ?? {};
  return [offset, length, position];
}

// The range of a write from a buffer, checked: [offset, length].
function writeRange(buffer, offset, length) {
  if (offset === null || offset === undefined) offset = 0;
  else validateInteger(offset, 'offset', 0);
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  validateOffsetLengthWrite(offset, length, buffer.byteLength);
  return [offset, length];
}

function vectorPosition(position) {
  return typeof position === 'number' ? position : -1;
}

// DataViews reach C as bytes.
function asBytes(view) {
  return view instanceof DataView ?
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : view;
}

function validateBufferArray(buffers, name = 'buffers') {
  if (!Array.isArray(buffers)) {
    throw new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers);
  }
  for (let i = 0; i < buffers.length; i++) {
    if (!ArrayBuffer.isView(buffers[i])) {
      throw new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers);
    }
  }
  return buffers;
}

// ---- content ---------------------------------------------------------------------------------------------------------

function validateText(buffer) {
  if (typeof buffer !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(
      'buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
  }
}

function validateTextEncoding(text, encoding) {
  if (encoding !== undefined && encoding !== null) {
    require('internal/validators').validateEncoding(text, encoding);
  }
}

function validateContent(data) {
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw new ERR_INVALID_ARG_TYPE(
      'data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
}

// What C writes: UTF-8 text stays text, the rest becomes bytes.
function contentOf(data, encoding) {
  if (typeof data !== 'string') return asBytes(data);
  return !wantsBytes(encoding) ? data : require('buffer').Buffer.from(data, encoding);
}

// ---- results ---------------------------------------------------------------------------------------------------------

// Whether the binding is to give a name as bytes (1) or as text (0).
function wantsBytes(encoding) {
  return encoding === undefined || encoding === null || encoding === '' || encoding === 'utf8' ||
    encoding === 'utf-8' || encoding === 'UTF-8' || encoding === 'UTF8' ? 0 : 1;
}

function toBuffer(bytes) {
  return require('buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeName(result, encoding) {
  if (typeof result === 'string' || result === undefined || result === null) return result;
  const buffer = toBuffer(result);
  return encoding === 'buffer' ? buffer : buffer.toString(encoding);
}

// A whole file as a Buffer: C gives the bytes, or how many of them lie in the scratch memory.
function fileBuffer(result) {
  const { Buffer } = require('buffer');
  if (typeof result !== 'number') {
    return Buffer.from(result.buffer, result.byteOffset, result.byteLength);
  }
  const buffer = Buffer.allocUnsafe(result);
  if (result > 32) {
    buffer.set(new Uint8Array(scratchBuffer, 0, result));
  } else {
    for (let i = 0; i < result; i++) buffer[i] = scratch[i];
  }
  return buffer;
}

// The `form` argument of the binding's readFile, and what remains to be done afterwards.
function fileForm(encoding) {
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
    case 'UTF-8':
    case 'UTF8':
      return 1;
    case 'latin1':
    case 'binary':
      return 2;
    default:
      return 0;
  }
}

function fileResult(result, encoding) {
  if (typeof result === 'string') return result;
  const buffer = fileBuffer(result);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

module.exports = {
  native,
  asBytes,
  assertEncoding,
  check,
  contentOf,
  decodeName,
  done,
  doneWith,
  failed,
  fileBuffer,
  fileForm,
  fileResult,
  fsError,
  getAccessMode,
  getCopyMode,
  getMkdirOptions,
  getOptions,
  getReadPosition,
  getValidatedFd,
  getValidatedPath,
  getValidatedTarget,
  getWritePosition,
  optionsOfRead,
  promised,
  readRange,
  rmError,
  rmFlags,
  stringToFlags,
  symlinkTypes,
  firstMade,
  textOfPath,
  toBuffer,
  toUnixTimestamp,
  truncateError,
  validateBufferArray,
  validateCallback,
  validateContent,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validateOwner,
  validateRmOptions,
  validateRmdirOptions,
  validateText,
  validateTextEncoding,
  vectorPosition,
  wantsBytes,
  warnOfTemplate,
  wholeFileError,
  writeRange,
};
