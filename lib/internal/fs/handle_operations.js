// SPDX-License-Identifier: MIT
// What a FileHandle does with its descriptor. Each function takes the handle first and is named as the system call that
// errors about a closed handle show.

const {
  codes: { ERR_INVALID_ARG_TYPE },
  AbortError,
} = require('internal/errors');
const {
  parseFileMode,
  validateBoolean,
  validateBuffer,
  validateObject,
  kValidateObjectAllowNullable,
} = require('internal/validators');
const {
  native,
  asBytes,
  contentOf,
  fileForm,
  fileResult,
  getOptions,
  getWritePosition,
  optionsOfRead,
  promised,
  readRange,
  toUnixTimestamp,
  validateBufferArray,
  validateContent,
  validateOwner,
  validateText,
  validateTextEncoding,
  vectorPosition,
  wholeFileError,
  writeRange,
} = require('internal/fs/utils');

const STAT_BIGINT = 1;

// ---- attributes ------------------------------------------------------------------------------------------------------

async function fchmod(handle, mode) {
  mode = parseFileMode(mode, 'mode');
  return await promised((callback) => native.chmod(handle.fd, mode, callback), 'fchmod');
}

async function fchown(handle, uid, gid) {
  validateOwner(uid, gid);
  return await promised((callback) => native.chown(handle.fd, uid, gid, false, callback), 'fchown');
}

async function futimes(handle, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  return await promised(
    (callback) => native.utimes(handle.fd, atime, mtime, false, callback), 'futime');
}

async function fdatasync(handle) {
  return await promised((callback) => native.fdatasync(handle.fd, callback), 'fdatasync');
}

async function fsync(handle) {
  return await promised((callback) => native.fsync(handle.fd, callback), 'fsync');
}

async function ftruncate(handle, len = 0) {
  return await promised(
    (callback) => native.ftruncate(handle.fd, Math.max(0, len), callback), 'ftruncate');
}

async function fstat(handle, options = { bigint: false }) {
  const bigint = Boolean(options?.bigint);
  return await promised(
    (callback) => native.fstat(handle.fd, bigint ? STAT_BIGINT : 0, callback),
    'fstat', undefined, undefined, () => {
      const stats = require('internal/fs/stats');
      return bigint ? stats.takeBigIntStats() : stats.takeStats();
    });
}

// ---- read ------------------------------------------------------------------------------------------------------------

// read(buffer, offset, length, position), read(buffer, options), read(options). Here a length of null is all there is room
// for, too.
function readArguments(...args) {
  const all = spreadArguments(...args);
  all[2] ??= undefined;
  return all;
}

function spreadArguments(buffer, offset, length, position) {
  if (!ArrayBuffer.isView(buffer)) {
    const options = buffer;
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    ({ buffer = require('buffer').Buffer.alloc(16384) } = options ?? {});
    validateBuffer(buffer);
    return [buffer, ...optionsOfRead(options ?? null, buffer)];
  }
  if (offset !== null && typeof offset === 'object') {
    return [buffer, ...optionsOfRead(offset, buffer)];
  }
  return [buffer, offset, length, position];
}

async function read(handle, ...args) {
  const { 0: buffer, 1: offset, 2: length, 3: position } = readArguments(...args);
  const range = readRange(buffer, offset, length, position);
  const bytesRead = range[1] === 0 ? 0 : await promised((callback) => {
    native.read(handle.fd, asBytes(buffer), range[0], range[1], range[2], callback);
  }, 'read');
  return { __proto__: null, bytesRead, buffer };
}

async function readv(handle, buffers, position) {
  validateBufferArray(buffers);
  const bytesRead = await promised((callback) => {
    native.readv(handle.fd, buffers.map(asBytes), buffers.length, vectorPosition(position), callback);
  }, 'read');
  return { __proto__: null, bytesRead, buffers };
}

function throwIfAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

// The whole rest of a file, by path or descriptor; abortion gives up waiting. Of what only stands for a signal the state is looked at in the end.
function readWhole(target, flags, encoding, signal) {
  return new Promise((resolve, reject) => {
    throwIfAborted(signal);
    let onAbort;
    if (signal !== undefined && signal !== null && require('internal/abort_controller').isOriginalSignal(signal)) {
      onAbort = () => reject(new AbortError(undefined, { cause: signal.reason }));
      signal.addEventListener('abort', onAbort, { once: true });
    }
    native.readFile(target, flags, fileForm(encoding), (status, result) => {
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
      if (status < 0) {
        return reject(wholeFileError(status, target));
      }
      try {
        throwIfAborted(signal);
        resolve(fileResult(result, encoding));
      } catch (error) {
        reject(error);
      }
    });
  });
}

async function readFile(handle, options) {
  options = getOptions(options, { flag: 'r' });
  return await readWhole(handle.fd, 0, options.encoding, options.signal);
}

// ---- write -----------------------------------------------------------------------------------------------------------

async function write(handle, buffer, offset, length, position) {
  if (buffer?.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };
  let start;
  if (ArrayBuffer.isView(buffer)) {
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset ?? {});
    }
    const range = writeRange(buffer, offset, length);
    start = (callback) => native.write(handle.fd, asBytes(buffer), range[0], range[1],
                                       getWritePosition(position), callback);
  } else {
    validateText(buffer);
    validateTextEncoding(buffer, length);
    const content = contentOf(buffer, length);
    const at = getWritePosition(offset);
    start = (callback) => {
      if (typeof content === 'string') native.writeString(handle.fd, content, at, callback);
      else native.write(handle.fd, content, 0, content.length, at, callback);
    };
  }
  const bytesWritten = await promised(start, 'write');
  return { __proto__: null, bytesWritten, buffer };
}

async function writev(handle, buffers, position) {
  validateBufferArray(buffers);
  if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  const bytesWritten = await promised((callback) => {
    native.writev(handle.fd, buffers.map(asBytes), buffers.length, vectorPosition(position), callback);
  }, 'write');
  return { __proto__: null, bytesWritten, buffers };
}

function isCustomIterable(data) {
  return data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) &&
    (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');
}

// Content to the end of the descriptor, or all that an iterable yields.
async function writeContent(target, data, encoding, flags, mode, flush, signal) {
  throwIfAborted(signal);
  const content = contentOf(data, encoding);
  await new Promise((resolve, reject) => {
    let onAbort;
    if (signal !== undefined && signal !== null) {
      onAbort = () => reject(new AbortError(undefined, { cause: signal.reason }));
      signal.addEventListener('abort', onAbort, { once: true });
    }
    native.writeFile(target, content, flags, mode, flush, (status) => {
      signal?.removeEventListener('abort', onAbort);
      if (status < 0) reject(wholeFileError(status, target));
      else resolve();
    });
  });
}

async function writeIterable(handle, iterable, encoding, signal) {
  throwIfAborted(signal);
  for await (const chunk of iterable) {
    throwIfAborted(signal);
    if (typeof chunk !== 'string' && !ArrayBuffer.isView(chunk)) {
      throw new ERR_INVALID_ARG_TYPE(
        'data', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
    await writeContent(handle.fd, chunk, encoding, 0, 0, false, signal);
    throwIfAborted(signal);
  }
}

async function writeFile(handle, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const { encoding, signal } = options;
  if (isCustomIterable(data)) {
    await writeIterable(handle, data, encoding, signal);
    if (flush) await fsync(handle);
    return;
  }
  validateContent(data);
  await writeContent(handle.fd, data, encoding, 0, 0, flush, signal);
}

module.exports = {
  fchmod,
  fchown,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  futimes,
  isCustomIterable,
  read,
  readFile,
  readWhole,
  readv,
  throwIfAborted,
  write,
  writeContent,
  writeFile,
  writeIterable,
  writev,
};
