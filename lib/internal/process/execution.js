// SPDX-License-Identifier: MIT
//
// What happens to an error that nobody caught: monitors, the capture callback, 'uncaughtException'; or its printing and the end.
'use strict';

const { fixEngineError } = require('internal/error_stack');

let captureCallback = null;

// Asked before the one above, last added first; the first that says true has taken the error.
const added = [];
exports.addCaptureCallback = (fn) => {
  added.unshift(fn);
};

// Set by the inspector: hears of what ends the program.
exports.inspect = undefined;

exports.getCaptureCallback = () => captureCallback;
exports.setCaptureCallback = (fn) => {
  captureCallback = fn;
};

// Handlers see the async context the error was thrown in.
function handledInItsContext(error, type) {
  const context = require('internal/process/async_context');
  const { thrown } = context;
  if (thrown === null || thrown.error !== error) return handled(error, type);
  const { frame } = context;
  context.frame = thrown.frame;
  try {
    return handled(error, type);
  } finally {
    context.frame = frame;
  }
}

// True where some JavaScript of the program took care of it.
function handled(error, type) {
  const process = require('process');
  process.emit('uncaughtExceptionMonitor', error, type);
  if (exports.domainHandler !== undefined && exports.domainHandler(error)) return true;
  for (const fn of added) {
    if (fn(error) === true) return true;
  }
  if (captureCallback !== null) {
    captureCallback(error);
    return true;
  }
  return process.emit('uncaughtException', error, type);
}

function end(code) {
  const process = require('process');
  try {
    if (!process._exiting) {
      process._exiting = true;
      process.exitCode = code;
      process.emit('exit', code);
      code = process.exitCode;
    }
  } catch {
    // An 'exit' listener that throws cannot change the end.
  }
  require('internal/process/fatal').atEnd?.();
  process.reallyExit(typeof code === 'number' ? code : Number(code) || 1);
}

// An error reaches process._fatalException, which programs may replace.
exports.onUncaught = function onUncaught(error, fromPromise = false) {
  const { _fatalException, reallyExit } = require('process');
  if (typeof _fatalException !== 'function') {
    reallyExit(6);
    return;
  }
  _fatalException(error, fromPromise);
};

// True where the program goes on.
exports.fatalException = function _fatalException(error, fromPromise = false) {
  fixEngineError(error);
  const type = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  const mayAbort = require('internal/options').getOptionValue('--abort-on-uncaught-exception');
  if (mayAbort && captureCallback === null && !exports.domainHandler?.canHandle(error)) {
    require('internal/process/fatal').print(error, fromPromise);
    process.abort();
  }
  try {
    if (handledInItsContext(error, type)) return true;
  } catch (second) {
    fixEngineError(second);
    require('internal/process/fatal').print(second, false);
    if (mayAbort) process.abort();
    end(binding('worker').threadId === 0 ? 7 : 1);
    return false;
  }
  exports.inspect?.(error, fromPromise);
  require('internal/process/fatal').print(error, fromPromise);
  end(1);
  return false;
};
