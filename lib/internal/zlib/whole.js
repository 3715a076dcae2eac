// SPDX-License-Identifier: MIT
// Whole buffers in one step: zlib's functions with `Sync` on this thread, the others as one job on the IO pool.

const { FastBuffer } = require('internal/buffer');
const { validateFunction } = require('internal/validators');
const { settingsOf, bytesOf, errorOf, garbageError, tooLarge } = require('internal/zlib/settings');

const native = binding('zlib');

// The error or the Buffer that a run over everything ended with.
function finish(settings, outcome, callback) {
  const bytes = outcome[1];
  const length = bytes === undefined ? 0 : bytes.byteLength;
  const error = length > settings.maxOutputLength ? tooLarge(settings) : errorOf(outcome) ?? garbageError(settings, outcome);
  if (error !== undefined) return callback(error);
  return callback(null, length === 0 ? Buffer.alloc(0) : new FastBuffer(bytes.buffer, bytes.byteOffset, length));
}

function throwOrReturn(error, buffer) {
  if (error !== null) throw error;
  return buffer;
}

function runNow(settings, bytes) {
  const { mode, numbers, dictionary, finishFlush, maxOutputLength } = settings;
  const outcome = native.whole(mode, numbers, dictionary, bytes, 0, finishFlush, maxOutputLength + 1);
  return finish(settings, outcome, throwOrReturn);
}

function runLater(settings, bytes, callback) {
  const { mode, numbers, dictionary, finishFlush, maxOutputLength } = settings;
  native.whole(mode, numbers, dictionary, bytes, 0, finishFlush, maxOutputLength + 1, (status, outcome) => {
    if (status < 0) {
      const { uvException } = require('internal/errors');
      callback(uvException({ errno: status, syscall: 'zlib' }));
      return;
    }
    finish(settings, outcome, callback);
  });
}

// The function with `Sync` in its name. `engineOf(options)` makes the stream that `info: true` asks for.
function syncFunction(mode, engineOf) {
  return function syncBufferWrapper(buffer, opts) {
    const settings = settingsOf(mode, opts);
    const result = runNow(settings, bytesOf(buffer));
    return settings.info ? { buffer: result, engine: engineOf(opts, buffer) } : result;
  };
}

function asyncFunction(mode, engineOf) {
  return function asyncBufferWrapper(buffer, opts, callback) {
    if (typeof opts === 'function') {
      callback = opts;
      opts = {};
    }
    const settings = settingsOf(mode, opts);
    validateFunction(callback, 'callback');
    runLater(settings, bytesOf(buffer), (error, result) => {
      if (error !== null) callback(error);
      else callback(null, settings.info ? { buffer: result, engine: engineOf(opts, buffer) } : result);
    });
  };
}

module.exports = { syncFunction, asyncFunction };
