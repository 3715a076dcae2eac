// SPDX-License-Identifier: MIT
// fs/promises: the functions of fs that return promises. Files that stay open are FileHandles.

const {
  codes: { ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');
const { parseFileMode, validateBoolean, validateOneOf, validateInteger } = require('internal/validators');
const {
  native,
  decodeName,
  getAccessMode,
  getCopyMode,
  getMkdirOptions,
  getOptions,
  getValidatedPath,
  promised,
  rmError,
  rmFlags,
  stringToFlags,
  symlinkTypes,
  textOfPath,
  toUnixTimestamp,
  truncateError,
  validateContent,
  validateOwner,
  validateRmOptions,
  validateRmdirOptions,
  wantsBytes,
  warnOfTemplate,
} = require('internal/fs/utils');

const STAT_BIGINT = 1;
const STAT_LINK = 2;
const FS_TYPES = 2;

const stats = () => require('internal/fs/stats');
const dirents = () => require('internal/fs/dirent');
const operations = () => require('internal/fs/handle_operations');

let FileHandle;

function isHandle(value) {
  if (value === null || typeof value !== 'object') return false;
  FileHandle ??= require('internal/fs/file_handle').FileHandle;
  return value instanceof FileHandle;
}

async function access(path, mode) {
  path = getValidatedPath(path);
  mode = getAccessMode(mode);
  return await promised((callback) => native.access(path, mode, callback), 'access', path);
}

async function copyFile(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  mode = getCopyMode(mode);
  return await promised(
    (callback) => native.copyFile(src, dest, mode, callback), 'copyfile', src, dest);
}

async function cp(src, dest, options) {
  const { validateCpOptions, cp: copy } = require('internal/fs/cp');
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  return await copy(src, dest, options);
}

async function* glob(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  yield* new Glob(pattern, options).glob();
}

async function open(path, flags, mode) {
  path = getValidatedPath(path);
  const number = stringToFlags(flags);
  mode = parseFileMode(mode, 'mode', 0o666);
  FileHandle ??= require('internal/fs/file_handle').FileHandle;
  return await promised((callback) => native.open(path, number, mode, callback),
                        'open', path, undefined, (fd) => new FileHandle(fd));
}

async function opendir(path, options, callback) {
  return await require('internal/fs/dir').opendirPromise(path, options);
}

async function rename(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return await promised(
    (callback) => native.rename(oldPath, newPath, 0, callback), 'rename', oldPath, newPath);
}

async function truncate(path, len = 0) {
  path = getValidatedPath(path);
  validateInteger(len, 'len');
  await new Promise((resolve, reject) => {
    native.truncate(path, Math.max(0, len), (status) => {
      if (status < 0) reject(truncateError(status, path));
      else resolve();
    });
  });
}

async function rm(path, options) {
  path = getValidatedPath(path);
  options = validateRmOptions(options);
  const failure = await promised((callback) => {
    native.rm(path, rmFlags(options), options.maxRetries, options.retryDelay, callback);
  }, 'rm', path);
  if (failure !== undefined) throw rmError(failure);
}

async function rmdir(path, options) {
  path = getValidatedPath(path);
  validateRmdirOptions(options);
  return await promised((callback) => native.rmdir(path, callback), 'rmdir', path);
}

async function mkdir(path, options) {
  path = getValidatedPath(path);
  const { mode, recursive } = getMkdirOptions(options);
  const made = await promised(
    (callback) => native.mkdir(path, mode, recursive, callback), 'mkdir', path);
  return recursive ? require('internal/fs/utils').firstMade(made, path) : made;
}

async function readdir(path, options) {
  options = getOptions(options);
  path = getValidatedPath(path);
  const { encoding, withFileTypes, recursive } = options;
  if (recursive !== null && recursive !== undefined) {
    validateBoolean(recursive, 'options.recursive');
  }
  if (recursive) {
    return await require('internal/fs/readdir').recursive(path, encoding, withFileTypes);
  }
  const flags = wantsBytes(encoding) | (withFileTypes ? FS_TYPES : 0);
  const packed = await promised((callback) => native.readdir(path, flags, callback), 'scandir', path);
  return withFileTypes ? dirents().unpackDirents(packed, encoding, path) :
    dirents().unpackNames(packed, encoding);
}

async function readlink(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path, 'oldPath');
  const result = await promised(
    (callback) => native.readlink(path, wantsBytes(encoding), callback), 'readlink', path);
  return decodeName(result, encoding);
}

async function symlink(target, path, type) {
  validateOneOf(type, 'type', symlinkTypes);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  return await promised(
    (callback) => native.symlink(target, path, 0, callback), 'symlink', target, path);
}

function statOf(path, flags, syscall, bigint) {
  return promised(
    (callback) => native.stat(path, flags | (bigint ? STAT_BIGINT : 0), callback),
    syscall, path, undefined,
    () => (bigint ? stats().takeBigIntStats() : stats().takeStats()));
}

// With `throwIfNoEntry: false` what is missing is undefined.
async function statOrUndefined(path, flags, syscall, options) {
  try {
    return await statOf(path, flags, syscall, Boolean(options.bigint));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

async function lstat(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  return await statOf(path, STAT_LINK, 'lstat', Boolean(options?.bigint));
}

async function stat(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  if (options?.throwIfNoEntry === false) return await statOrUndefined(path, 0, 'stat', options);
  return await statOf(path, 0, 'stat', Boolean(options?.bigint));
}

async function statfs(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  const bigint = Boolean(options?.bigint);
  return await promised(
    (callback) => native.statfs(path, bigint ? STAT_BIGINT : 0, callback),
    'statfs', path, undefined, () => stats().takeStatFs(bigint));
}

async function link(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return await promised(
    (callback) => native.link(existingPath, newPath, 0, callback), 'link', existingPath, newPath);
}

async function unlink(path) {
  path = getValidatedPath(path);
  return await promised((callback) => native.unlink(path, 0, callback), 'unlink', path);
}

async function chmod(path, mode) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  return await promised((callback) => native.chmod(path, mode, callback), 'chmod', path);
}

async function lchmod(path, mode) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function lchown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  return await promised((callback) => native.chown(path, uid, gid, true, callback), 'lchown', path);
}

async function chown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  return await promised((callback) => native.chown(path, uid, gid, false, callback), 'chown', path);
}

async function utimes(path, atime, mtime) {
  path = getValidatedPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  return await promised(
    (callback) => native.utimes(path, atime, mtime, false, callback), 'utime', path);
}

async function lutimes(path, atime, mtime) {
  path = getValidatedPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  return await promised(
    (callback) => native.utimes(path, atime, mtime, true, callback), 'lutime', path);
}

async function realpath(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  const result = await promised(
    (callback) => native.realpath(path, wantsBytes(encoding), callback), 'realpath', path);
  return decodeName(result, encoding);
}

async function mkdtemp(prefix, options) {
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOfTemplate(prefix);
  const result = await promised(
    (callback) => native.mkdtemp(prefix, wantsBytes(encoding), callback),
    'mkdtemp', `${textOfPath(prefix)}XXXXXX`);
  return decodeName(result, encoding);
}

async function mkdtempDisposable(prefix, options) {
  const made = await mkdtemp(prefix, options);
  // Resolved now: the working directory may change before the removal.
  const full = require('path').resolve(textOfPath(made));
  const remove = async () => {
    await rm(full, { maxRetries: 0, recursive: true, force: true, retryDelay: 0 });
  };
  return {
    __proto__: null,
    path: made,
    async remove() { await remove(); },
    async [Symbol.asyncDispose]() { await remove(); },
  };
}

// ---- whole files -----------------------------------------------------------------------------------------------------

async function writeIterable(path, iterable, flags, mode, options) {
  const { writeFile: writeTo } = operations();
  const handle = await open(path, flags, mode);
  try {
    await writeTo(handle, iterable, options);
  } finally {
    await handle.close();
  }
}

async function writeFile(path, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  if (isHandle(path)) return await path.writeFile(data, options);
  const { isCustomIterable, throwIfAborted, writeContent } = operations();
  const flags = stringToFlags(options.flag || 'w');
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  throwIfAborted(options.signal);
  path = getValidatedPath(path);
  if (isCustomIterable(data)) return await writeIterable(path, data, flags, mode, options);
  validateContent(data);
  await writeContent(path, data, options.encoding, flags, mode, flush, options.signal);
}

async function appendFile(path, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' });
  return await writeFile(path, data, options.flag ? options : { ...options, flag: 'a' });
}

async function readFile(path, options) {
  options = getOptions(options, { flag: 'r' });
  if (isHandle(path)) return await path.readFile(options);
  const flags = stringToFlags(options.flag || 'r');
  path = getValidatedPath(path);
  return await operations().readWhole(path, flags, options.encoding, options.signal);
}

async function* _watch(filename, options = {}) {
  yield* require('internal/fs/watch_iterator').watch(filename, options);
}

module.exports = {
  access,
  copyFile,
  cp,
  glob,
  open,
  opendir,
  rename,
  truncate,
  rm,
  rmdir,
  mkdir,
  readdir,
  readlink,
  symlink,
  lstat,
  stat,
  statfs,
  link,
  unlink,
  chmod,
  lchmod,
  lchown,
  chown,
  utimes,
  lutimes,
  realpath,
  mkdtemp,
  mkdtempDisposable,
  writeFile,
  appendFile,
  readFile,
  watch: _watch,
  constants: require('fs').constants,
};
