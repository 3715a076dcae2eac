// SPDX-License-Identifier: MIT
//
// What --unhandled-rejections makes of a rejected promise that nobody handled: an event, a warning or an uncaught exception.
'use strict';

const process = require('process');
const { onUncaught } = require('internal/process/execution');
const { getOptionValue } = require('internal/options');

let uid = 0;

exports.nextUid = () => ++uid;

function isError(value) {
  return value instanceof Error || Error.isError(value);
}

function describe(reason) {
  const { inspect } = require('internal/util/inspect');
  if (typeof reason === 'string') return reason;
  try {
    if (typeof reason !== 'object' && typeof reason !== 'function') return String(reason);
    return inspect(reason, { depth: 0, customInspect: false });
  } catch {
    return '<unprintable>';
  }
}

function warn({ uid, promise }, reason) {
  const warning = new Error(
    'Unhandled promise rejection. This error originated either by throwing inside of an async function without a ' +
    'catch block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on ' +
    'unhandled promise rejection, use the CLI flag `--unhandled-rejections=strict` (see ' +
    'https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). ' +
    `(rejection id: ${uid})`);
  warning.name = 'UnhandledPromiseRejectionWarning';
  try {
    if (typeof reason === 'object' && reason !== null && Object.hasOwn(reason, 'stack')) {
      warning.stack = reason.stack;
      process.emitWarning(reason.stack, 'UnhandledPromiseRejectionWarning');
    } else {
      process.emitWarning(describe(reason), 'UnhandledPromiseRejectionWarning');
    }
  } catch {
    // A reason whose stack cannot be read: the warning itself still comes.
  }
  process.emitWarning(warning);
}

// The error that an unhandled rejection ends the process with. One that stands for another value has no stack of interest.
function toError(reason) {
  if (isError(reason)) return reason;
  const message = 'This error originated either by throwing inside of an async function without a catch block, or by ' +
    'rejecting a promise which was not handled with .catch(). The promise rejected with the reason ' +
    `"${describe(reason)}".`;
  const error = new Error(message);
  const settle = (name, value) => Object.defineProperty(error, name,
                                                        { __proto__: null, value, writable: true, configurable: true });
  settle('name', 'UnhandledPromiseRejection');
  error.code = 'ERR_UNHANDLED_REJECTION';
  settle('stack', `UnhandledPromiseRejection: ${message}`);
  return error;
}

function emit(record, reason) {
  return process.emit('unhandledRejection', reason, record.promise);
}

const modes = {
  __proto__: null,
  'strict'(record, reason) {
    onUncaught(toError(reason), true);
    if (!emit(record, reason)) {
      warn(record, reason);
    }
  },
  'warn'(record, reason) {
    emit(record, reason);
    warn(record, reason);
  },
  'none'(record, reason) {
    emit(record, reason);
  },
  'throw'(record, reason) {
    if (!emit(record, reason)) onUncaught(toError(reason), true);
  },
  'warn-with-error-codes'(record, reason) {
    if (!emit(record, reason)) {
      warn(record, reason);
      process.exitCode = 1;
    }
  },
};

exports.unhandled = (record, reason) => {
  const mode = getOptionValue('--unhandled-rejections') || 'throw';
  modes[mode](record, reason);
};

exports.handledLater = (record) => {
  if (process.emit('rejectionHandled', record.promise)) return;
  const warning = new Error(`Promise rejection was handled asynchronously (rejection id: ${record.uid})`);
  warning.name = 'PromiseRejectionHandledWarning';
  warning.id = record.uid;
  process.emitWarning(warning);
};
