// SPDX-License-Identifier: MIT
// backup(): pages are copied on the IO pool, some at a time.

const native = binding('sqlite');
const { uvException } = require('internal/errors');
const { checkFunction, checkObject, checkString, coded, invalidArgument, invalidState } = require('internal/sqlite/errors');
const { Databases, placeOf } = require('internal/sqlite/database');

const DEFAULT_RATE = 100; // pages a step
const OK = 0, BUSY = 5, LOCKED = 6, DONE = 101;
const LOCKED_MS = 10; // until the next try where somebody holds a lock

function optionsOf(options) {
  const found = { rate: DEFAULT_RATE, source: 'main', target: 'main', progress: undefined };
  if (options === undefined) return found;
  checkObject(options, 'options');
  const { rate, source, target, progress } = options;
  if (rate !== undefined) {
    if (typeof rate !== 'number' || (rate | 0) !== rate) throw invalidArgument('The "options.rate" argument must be an integer.');
    found.rate = rate;
  }
  if (source !== undefined) checkString(found.source = source, 'options.source');
  if (target !== undefined) checkString(found.target = target, 'options.target');
  if (progress !== undefined) checkFunction(found.progress = progress, 'options.progress');
  return found;
}

function failure(code, message, text) {
  const error = coded(Error, 'ERR_SQLITE_ERROR', message);
  error.errcode = code;
  error.errstr = text;
  return error;
}

// Steps until all is copied.
function run(handle, progress, resolve, reject) {
  native.stepBackup(handle, (status, result) => {
    if (status < 0) {
      reject(uvException({ errno: status, syscall: 'backup' }));
      return;
    }
    const [code, remainingPages, totalPages, message, text] = result;
    if (code === null) {
      reject(invalidState('database is not open'));
    } else if (code === DONE) {
      resolve(totalPages);
    } else if ((code & 0xff) === BUSY || (code & 0xff) === LOCKED) {
      setTimeout(run, LOCKED_MS, handle, progress, resolve, reject);
    } else if (code !== OK) {
      native.stopBackup(handle);
      reject(failure(code, message, text));
    } else {
      try {
        if (progress !== undefined && remainingPages !== 0) progress({ totalPages, remainingPages });
      } catch (error) {
        native.stopBackup(handle);
        reject(error);
        return;
      }
      run(handle, progress, resolve, reject);
    }
  });
}

function backup(sourceDb, path, options) {
  checkObject(sourceDb, 'sourceDb');
  const source = Databases.of(sourceDb).opened();
  const place = placeOf(path);
  const { rate, source: from, target, progress } = optionsOf(options);
  const handle = native.backup(source, typeof place === 'string' ? place : Buffer.from(place.buffer, place.byteOffset, place.length).toString(),
    from, target, rate);
  return new Promise((resolve, reject) => run(handle, progress, resolve, reject));
}

module.exports = { backup };
