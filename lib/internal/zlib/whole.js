// SPDX-License-Identifier: MIT
// Whole buffers in one step: zlib's functions with `Sync` on this thread, the others as one job on the IO pool.

const { validateFunction } = require('internal/validators');
const { bindToContext } = require('internal/async_context');
const { outputOf } = require('internal/zlib/codec');
const { settingsOf, bytesOf, errorOf, garbageError, tooLarge } = require('internal/zlib/settings');

const native = binding('zlib');

// The error that a run over everything ended with, or undefined.
function failureOf(settings, outcome) {
  const bytes = outcome[1];
  if (bytes !== undefined && bytes.byteLength > settings.maxOutputLength) return tooLarge(settings);
  return errorOf(settings, outcome) ?? garbageError(settings, outcome);
}

function runNow(settings, bytes) {
  const { mode, numbers, dictionary, finishFlush, maxOutputLength } = settings;
  return native.whole(mode, numbers, dictionary, bytes, 0, finishFlush, maxOutputLength + 1);
}

function runLater(settings, bytes, callback) {
  const { mode, numbers, dictionary, finishFlush, maxOutputLength } = settings;
  native.whole(mode, numbers, dictionary, bytes, 0, finishFlush, maxOutputLength + 1, bindToContext((status, outcome) => {
    const { uvException } = require('internal/errors');
    const error = status < 0 ? uvException({ errno: status, syscall: 'zlib' }) : failureOf(settings, outcome);
    callback(error, outcome);
  }));
}

// What the caller gets. `info: true` wants the stream too that would have done it.
function resultOf(settings, bytes, outcome, opts, classOf) {
  const buffer = outputOf(outcome) ?? Buffer.alloc(0);
  if (!settings.info) return buffer;
  const engine = new (classOf())(opts);
  engine.bytesWritten = bytes.byteLength - outcome[0];
  engine.destroy();
  return { buffer, engine };
}

// The function with `Sync` in its name. `classOf()` is the class of the stream that does the same.
function syncFunction(mode, classOf) {
  return function syncBufferWrapper(buffer, opts) {
    const settings = settingsOf(mode, opts);
    const bytes = bytesOf(buffer);
    const outcome = runNow(settings, bytes);
    const error = failureOf(settings, outcome);
    if (error !== undefined) throw error;
    return resultOf(settings, bytes, outcome, opts, classOf);
  };
}

function asyncFunction(mode, classOf) {
  return function asyncBufferWrapper(buffer, opts, callback) {
    if (typeof opts === 'function') {
      callback = opts;
      opts = {};
    }
    const settings = settingsOf(mode, opts);
    validateFunction(callback, 'callback');
    const bytes = bytesOf(buffer);
    runLater(settings, bytes, (error, outcome) => {
      if (error !== undefined) callback(error);
      else callback(null, resultOf(settings, bytes, outcome, opts, classOf));
    });
  };
}

module.exports = { syncFunction, asyncFunction };
