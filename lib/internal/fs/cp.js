// SPDX-License-Identifier: MIT
// fs.cp and fs.cpSync. One generator decides and yields the system's work, [operation, ...arguments]; two drivers do it,
// one synchronously, one on the IO pool.

const {
  codes: {
    ERR_FS_CP_DIR_TO_NON_DIR,
    ERR_FS_CP_EEXIST,
    ERR_FS_CP_EINVAL,
    ERR_FS_CP_FIFO_PIPE,
    ERR_FS_CP_NON_DIR_TO_DIR,
    ERR_FS_CP_SOCKET,
    ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY,
    ERR_FS_CP_UNKNOWN,
    ERR_FS_EISDIR,
    ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_INVALID_RETURN_VALUE,
  },
} = require('internal/errors');
const { validateBoolean, validateFunction, validateObject } = require('internal/validators');
const { native, fsError, getCopyMode, textOfPath } = require('internal/fs/utils');
const { unpackNames } = require('internal/fs/dirent');
const { dirname, isAbsolute, join, parse, resolve } = require('path');

const STAT_LINK = 2;
const ENOENT = -2;
const EINVAL = -22;
const codes = { EEXIST: 17, ENOTDIR: 20, EISDIR: 21, EINVAL: 22 };
const doubles = new Float64Array(native.statDoubles);

const S_IFMT = 0o170000;
const DIRECTORY = 0o040000;
const LINK = 0o120000;

const optionDefaults = {
  dereference: false,
  errorOnExist: false,
  filter: undefined,
  force: true,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false,
};

function validateCpOptions(options) {
  if (options === undefined) return { ...optionDefaults, mode: 0 };
  validateObject(options, 'options');
  options = { ...optionDefaults, ...options };
  for (const name of ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive',
                      'verbatimSymlinks']) {
    validateBoolean(options[name], `options.${name}`);
  }
  options.mode = getCopyMode(options.mode);
  if (options.dereference && options.verbatimSymlinks) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) validateFunction(options.filter, 'options.filter');
  return options;
}

function failure(Constructor, code, message, path) {
  return new Constructor({ message, path, syscall: 'cp', errno: codes[code], code });
}

// ---- what the system is asked ----------------------------------------------------------------------------------------

function statNow() {
  return {
    dev: doubles[0], mode: doubles[1], ino: doubles[7],
    type: doubles[1] & S_IFMT,
    atime: doubles[10] + doubles[11] / 1e9,
    mtime: doubles[12] + doubles[13] / 1e9,
  };
}

// name -> [binding function, syscall in errors, conversion of the result]
const operations = {
  __proto__: null,
  stat: [(path, done) => call(native.stat, done, path, 0), 'stat', statNow],
  lstat: [(path, done) => call(native.stat, done, path, STAT_LINK), 'lstat', statNow],
  readdir: [(path, done) => call(native.readdir, done, path, 0), 'scandir',
            (packed) => unpackNames(packed, 'utf8')],
  readlink: [(path, done) => call(native.readlink, done, path, 0), 'readlink'],
  mkdir: [(path, done) => call(native.mkdir, done, path, 0o777, false), 'mkdir'],
  mkdirs: [(path, done) => call(native.mkdir, done, path, 0o777, true), 'mkdir'],
  unlink: [(path, done) => call(native.unlink, done, path, 0), 'unlink'],
  chmod: [(path, mode, done) => call(native.chmod, done, path, mode), 'chmod'],
  symlink: [(target, path, done) => call(native.symlink, done, target, path, 0), 'symlink'],
  copyFile: [(src, dest, mode, done) => call(native.copyFile, done, src, dest, mode), 'copyfile'],
  utimes: [(path, atime, mtime, done) => call(native.utimes, done, path, atime, mtime, false), 'utime'],
};

function call(operation, done, ...args) {
  return done === undefined ? operation(...args) : operation(...args, done);
}

function errorOf(status, name, args) {
  const two = name === 'symlink' || name === 'copyFile';
  const { 1: syscall } = operations[name];
  return fsError(status, syscall, args[0], two ? args[1] : undefined);
}

function runSync(name, args) {
  const { 0: run, 2: convert } = operations[name];
  const result = run(...args, undefined);
  if (typeof result === 'number' && result < 0) throw errorOf(result, name, args);
  return convert === undefined ? result : convert(result);
}

function runAsync(name, args) {
  const { 0: run, 2: convert } = operations[name];
  return new Promise((fulfil, reject) => {
    run(...args, (status, result) => {
      if (status < 0) return reject(errorOf(status, name, args));
      fulfil(convert === undefined ? result : convert(result));
    });
  });
}

// ---- decisions -------------------------------------------------------------------------------------------------------

function same(a, b) {
  return a.ino === b.ino && a.dev === b.dev && a.ino !== 0;
}

function isInside(parent, path) {
  const parts = resolve(path).split('/').filter(Boolean);
  return resolve(parent).split('/').filter(Boolean).every((part, i) => parts[i] === part);
}

function* statIfThere(options, path) {
  try {
    return yield [options.dereference ? 'stat' : 'lstat', path];
  } catch (error) {
    if (error.errno === ENOENT) return null;
    throw error;
  }
}

// The stats of both ends, where copying one onto the other makes sense.
function* checkPaths(src, dest, options) {
  const srcStat = yield [options.dereference ? 'stat' : 'lstat', src];
  const destStat = yield* statIfThere(options, dest);
  if (destStat !== null) {
    if (same(srcStat, destStat)) {
      throw failure(ERR_FS_CP_EINVAL, 'EINVAL', 'src and dest cannot be the same', dest);
    }
    if (srcStat.type === DIRECTORY && destStat.type !== DIRECTORY) {
      throw failure(ERR_FS_CP_DIR_TO_NON_DIR, 'EISDIR',
                    `cannot overwrite non-directory ${dest} with directory ${src}`, dest);
    }
    if (srcStat.type !== DIRECTORY && destStat.type === DIRECTORY) {
      throw failure(ERR_FS_CP_NON_DIR_TO_DIR, 'ENOTDIR',
                    `cannot overwrite directory ${dest} with non-directory ${src}`, dest);
    }
  }
  if (srcStat.type === DIRECTORY && isInside(src, dest)) {
    throw failure(ERR_FS_CP_EINVAL, 'EINVAL',
                  `cannot copy ${src} to a subdirectory of self ${dest}`, dest);
  }
  return { srcStat, destStat };
}

// No directory above the destination may be the source.
function* checkParents(src, srcStat, dest) {
  const srcParent = resolve(dirname(src));
  for (let parent = resolve(dirname(dest)); parent !== srcParent && parent !== parse(parent).root;
    parent = dirname(parent)) {
    let stat;
    try {
      stat = yield ['stat', parent];
    } catch (error) {
      if (error.errno === ENOENT) continue;
      throw error;
    }
    if (same(srcStat, stat)) {
      throw failure(ERR_FS_CP_EINVAL, 'EINVAL',
                    `cannot copy ${src} to a subdirectory of self ${dest}`, dest);
    }
  }
}

function* copyOne(src, dest, srcStat, destStat, options) {
  switch (srcStat.type) {
    case DIRECTORY:
      if (!options.recursive) {
        throw failure(ERR_FS_EISDIR, 'EISDIR',
                      `${src} is a directory (not copied)`, src);
      }
      return yield* copyDirectory(src, dest, srcStat, destStat, options);
    case 0o100000:
    case 0o020000:
    case 0o060000:
      return yield* copyFile(src, dest, srcStat, destStat, options);
    case LINK:
      return yield* copyLink(src, dest, destStat, options);
    case 0o140000:
      throw failure(ERR_FS_CP_SOCKET, 'EINVAL', `cannot copy a socket file: ${dest}`, dest);
    case 0o010000:
      throw failure(ERR_FS_CP_FIFO_PIPE, 'EINVAL', `cannot copy a FIFO pipe: ${dest}`, dest);
    default:
      throw failure(ERR_FS_CP_UNKNOWN, 'EINVAL', `cannot copy an unknown file type: ${dest}`, dest);
  }
}

function* copyFile(src, dest, srcStat, destStat, options) {
  if (destStat !== null) {
    if (!options.force) {
      if (!options.errorOnExist) return;
      throw failure(ERR_FS_CP_EEXIST, 'EEXIST', `${dest} already exists`, dest);
    }
    yield ['unlink', dest];
  }
  yield ['copyFile', src, dest, options.mode];
  if (!options.preserveTimestamps) return;
  // A file that may not be written cannot get times from everybody.
  if ((srcStat.mode & 0o200) === 0) yield ['chmod', dest, srcStat.mode & 0o7777 | 0o200];
  const updated = yield ['stat', src]; // reading it changed the access time
  yield ['utimes', dest, updated.atime, updated.mtime];
  if ((srcStat.mode & 0o200) === 0) yield ['chmod', dest, srcStat.mode & 0o7777];
}

function* passes(src, dest, options) {
  return options.filter === undefined || (yield ['filter', src, dest]);
}

function* copyDirectory(src, dest, srcStat, destStat, options) {
  if (destStat === null) {
    yield ['mkdir', dest];
  } else if (options.errorOnExist && !options.force) {
    throw failure(ERR_FS_CP_EEXIST, 'EEXIST', `${dest} already exists`, dest);
  }
  for (const name of yield ['readdir', src]) {
    const from = join(src, name);
    const to = join(dest, name);
    if (!(yield* passes(from, to, options))) continue;
    const stats = yield* checkPaths(from, to, options);
    yield* copyOne(from, to, stats.srcStat, stats.destStat, options);
  }
  if (destStat === null) yield ['chmod', dest, srcStat.mode & 0o7777];
}

function* copyLink(src, dest, destStat, options) {
  let target = yield ['readlink', src];
  if (!options.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(src), target);
  if (destStat === null) return yield ['symlink', target, dest];
  let existing;
  try {
    existing = yield ['readlink', dest];
  } catch (error) {
    // No link: symlink says that it exists.
    if (error.errno === EINVAL) return yield ['symlink', target, dest];
    throw error;
  }
  if (!isAbsolute(existing)) existing = resolve(dirname(dest), existing);
  const full = resolve(dirname(src), target);
  let leadsToDirectory = false;
  try {
    leadsToDirectory = (yield ['stat', src]).type === DIRECTORY;
  } catch (error) {
    if (error.errno !== ENOENT) throw error;
  }
  if (leadsToDirectory && isInside(full, existing)) {
    throw failure(ERR_FS_CP_EINVAL, 'EINVAL',
                  `cannot copy ${full} to a subdirectory of self ${existing}`, dest);
  }
  // The link that is replaced must not contain what replaces it.
  if (leadsToDirectory && isInside(existing, full)) {
    throw failure(ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY, 'EINVAL',
                  `cannot overwrite ${existing} with ${full}`, dest);
  }
  yield ['unlink', dest];
  yield ['symlink', target, dest];
}

function* copy(src, dest, options) {
  if (!(yield* passes(src, dest, options))) return;
  const { srcStat, destStat } = yield* checkPaths(src, dest, options);
  yield* checkParents(src, srcStat, dest);
  const parent = dirname(dest);
  if ((yield* statIfThere({ dereference: true }, parent)) === null) yield ['mkdirs', parent];
  yield* copyOne(src, dest, srcStat, destStat, options);
}

// ---- drivers ---------------------------------------------------------------------------------------------------------

function filterSync(options, src, dest) {
  const result = options.filter(src, dest);
  if (typeof result?.then === 'function') {
    throw new ERR_INVALID_RETURN_VALUE('boolean', 'filter', result);
  }
  return Boolean(result);
}

function cpSync(src, dest, options) {
  const work = copy(textOfPath(src), textOfPath(dest), options);
  let step = work.next();
  while (!step.done) {
    const name = step.value[0];
    const args = step.value.slice(1);
    let result;
    try {
      result = name === 'filter' ? filterSync(options, ...args) : runSync(name, args);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(result);
  }
}

async function cp(src, dest, options) {
  const work = copy(textOfPath(src), textOfPath(dest), options);
  let step = work.next();
  while (!step.done) {
    const name = step.value[0];
    const args = step.value.slice(1);
    let result;
    try {
      result = name === 'filter' ? await options.filter(...args) : await runAsync(name, args);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(result);
  }
}

module.exports = { cp, cpSync, validateCpOptions };
