// SPDX-License-Identifier: MIT
//
// Methods of process that few programs call.
'use strict';

const process = require('process');
const native = binding('process');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_METHOD_NOT_IMPLEMENTED, ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET,
  },
} = require('internal/errors');
const { validateArray, validateFunction, validateObject, validateString } = require('internal/validators');
const execution = require('internal/process/execution');

// ---- execve -----------------------------------------------------------------------------------------------------------------

function hasNull(text) {
  return text.includes('\u0000');
}

exports.execve = function execve(execPath, args = [], env = undefined) {
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] !== 'string' || hasNull(args[i])) {
      throw new ERR_INVALID_ARG_VALUE(`args[${i}]`, args[i], 'must be a string without null bytes');
    }
  }
  if (env !== undefined) validateObject(env, 'env');
  const source = env ?? process.env;
  const pairs = [];
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (typeof value !== 'string' || hasNull(key) || hasNull(value)) {
      throw new ERR_INVALID_ARG_VALUE('env', env, 'must be an object with string keys and values without null bytes');
    }
    pairs.push(`${key}=${value}`);
  }
  require('internal/util').emitExperimentalWarning('process.execve');
  const status = native.execve(execPath, args, pairs);
  // As in Node, a process that could not be replaced ends.
  const { getSystemErrorMessage, getSystemErrorName } = require('internal/util');
  const { stack } = new Error();
  native.writeError(`process.execve failed with error code ${getSystemErrorName(status)}: ` +
                    `${getSystemErrorMessage(status)}\n${stack.slice(stack.indexOf('\n') + 1)}\n`);
  native.abort();
};

// ---- environment files ------------------------------------------------------------------------------------------------------

exports.loadEnvFile = (path = undefined) => {
  const fs = require('fs');
  const file = path === undefined || path === '' ? '.env' : path;
  const text = fs.readFileSync(file, 'utf8');
  const { parseEnv } = require('util');
  const parsed = parseEnv(text);
  for (const key of Object.keys(parsed)) {
    if (native.getenv(key) === undefined) process.env[key] = parsed[key];
  }
};

// ---- modules ----------------------------------------------------------------------------------------------------------------

exports.getBuiltinModule = (id) => {
  validateString(id, 'id');
  const { isPublic, load } = builtinAccess();
  const name = id.startsWith('node:') ? id.slice(5) : id;
  return isPublic(name, id) ? load(name) : undefined;
};

function builtinAccess() {
  const { requireBuiltin } = require('internal/builtins');
  const { isBuiltin } = requireBuiltin('module');
  return { isPublic: (name, id) => isBuiltin(id), load: requireBuiltin };
}

exports.dlopen = (...args) => require('internal/napi').dlopen(...args);

// ---- source maps ------------------------------------------------------------------------------------------------------------

exports.sourceMapsEnabled = () => require('internal/source_map').getSourceMapsSupport().enabled;
exports.setSourceMapsEnabled = (enabled) => {
  require('internal/source_map').setSourceMapsSupport(enabled, { nodeModules: enabled, generatedCode: enabled });
};

// ---- uncaught exceptions ----------------------------------------------------------------------------------------------------

exports.setUncaughtExceptionCaptureCallback = (fn) => {
  if (fn === null) {
    execution.setCaptureCallback(null);
    return;
  }
  if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  if (execution.getCaptureCallback() !== null) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  execution.setCaptureCallback(fn);
};
exports.hasUncaughtExceptionCaptureCallback = () => execution.getCaptureCallback() !== null;
exports.addUncaughtExceptionCaptureCallback = (fn) => {
  validateFunction(fn, 'fn');
  execution.addCaptureCallback(fn);
};

// ---- reports ----------------------------------------------------------------------------------------------------------------

function notImplemented(name) {
  return () => {
    throw new ERR_METHOD_NOT_IMPLEMENTED(`process.report.${name}`);
  };
}

exports.report = {
  writeReport: notImplemented('writeReport()'),
  getReport: notImplemented('getReport()'),
  directory: '',
  filename: '',
  compact: false,
  excludeNetwork: false,
  excludeEnv: false,
  signal: 'SIGUSR2',
  reportOnFatalError: false,
  reportOnSignal: false,
  reportOnUncaughtException: false,
};
