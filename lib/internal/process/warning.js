// SPDX-License-Identifier: MIT
//
// process.emitWarning and how warnings are shown.
'use strict';

const process = require('process');
const { getOptionValue } = require('internal/options');
const { validateString } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

let traceHintGiven = false;
let disabled;
let redirectFd;

function disabledTypes() {
  if (disabled === undefined) {
    disabled = new Set(getOptionValue('--disable-warning'));
  }
  return disabled;
}

// Appends to the file of --redirect-warnings or NODE_REDIRECT_WARNINGS; false where there is none.
function redirect(text) {
  const file = getOptionValue('--redirect-warnings') || process.env.NODE_REDIRECT_WARNINGS;
  if (!file) return false;
  const fs = require('fs');
  try {
    redirectFd ??= fs.openSync(file, 'a');
    fs.writeSync(redirectFd, text);
    return true;
  } catch {
    return false; // to standard error, then
  }
}

function write(text) {
  const line = `${text}\n`;
  if (!redirect(line)) binding('process').writeError(line);
}

function hintFor(isDeprecation) {
  if (traceHintGiven) return '';
  traceHintGiven = true;
  const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
  return `\n(Use \`${process.release.name} ${flag} ...\` to show where the warning was created)`;
}

function onWarning(warning) {
  const types = disabledTypes();
  if ((warning?.code && types.has(warning.code)) || (warning?.name && types.has(warning.name))) return;
  if (!(warning instanceof Error)) return;
  const isDeprecation = warning.name === 'DeprecationWarning';
  if (isDeprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings || (isDeprecation && process.traceDeprecation);
  let text = `(${process.release.name}:${process.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  if (trace && warning.stack) {
    text += `${warning.stack}`;
  } else {
    text += typeof warning.toString === 'function' ? `${warning.toString()}` : Error.prototype.toString.call(warning);
  }
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace) text += hintFor(isDeprecation);
  write(text);
}

function createWarning(warning, type, code, ctor, detail) {
  const limit = Error.stackTraceLimit;
  const shown = process.traceProcessWarnings || (type === 'DeprecationWarning' && process.traceDeprecation);
  const writable = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable;
  if (!shown && writable && process.noDeprecation) Error.stackTraceLimit = 0;
  const error = new Error(warning);
  if (!shown && writable) Error.stackTraceLimit = limit;
  error.name = String(type || 'Warning');
  if (code !== undefined) error.code = code;
  if (detail !== undefined) error.detail = detail;
  Error.captureStackTrace(error, ctor || emitWarning);
  return error;
}

function emitNow(warning) {
  process.emit('warning', warning);
}

function emitWarning(warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ctor = type.ctor;
    code = type.code;
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = '';
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string') {
    warning = createWarning(warning, type, code, ctor, detail);
  } else if (!(warning instanceof Error)) {
    throw new ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      // Not to be caught by whoever happens to be on the stack.
      process.nextTick(() => {
        throw warning;
      });
      return;
    }
  }
  process.nextTick(emitNow, warning);
}

module.exports = { emitWarning, onWarning, createWarning };
