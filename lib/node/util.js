// SPDX-License-Identifier: MIT
//
// node:util. What few programs use stands in internal/util/* and loads on first use.

const { codes: { ERR_FALSY_VALUE_REJECTION, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const internalUtil = require('internal/util');
const { inspect } = require('internal/util/inspect_function');
const { format, formatWithOptions } = require('internal/util/format');
const { validateBoolean, validateFunction, validateNumber, validateObject, validateOneOf, validateString,
} = require('internal/validators');

const { defineProperties, defineProperty, getOwnPropertyDescriptors, setPrototypeOf } = Object;
const { apply, ownKeys } = Reflect;

// ---- callbacks and promises -----------------------------------------------------------------------------------------

// A function over (error, result) callbacks from one that returns a promise.
function callbackify(original) {
  validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    validateFunction(callback, 'last argument');
    const call = callback.bind(this);
    // On the next tick, so that what the callback throws is an uncaught exception, not a rejection.
    apply(original, this, args).then(
      (value) => process.nextTick(call, null, value),
      (reason) => process.nextTick(callbackifyOnRejected, reason, call));
  }
  const descriptors = getOwnPropertyDescriptors(original);
  // The callback is one argument more.
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  for (const key of ownKeys(descriptors)) setPrototypeOf(descriptors[key], null);
  return defineProperties(callbackified, descriptors);
}

function callbackifyOnRejected(reason, callback) {
  return callback(reason || new ERR_FALSY_VALUE_REJECTION(reason));
}

// Warns once that a function's use is deprecated.
function deprecate(fn, message, code, { modifyPrototype = true } = {}) {
  return internalUtil.deprecate(fn, message, code, undefined, modifyPrototype);
}

// ---- objects --------------------------------------------------------------------------------------------------------

function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) {
    throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  defineProperty(ctor, 'super_', { __proto__: null, value: superCtor, writable: true, configurable: true });
  setPrototypeOf(ctor.prototype, superCtor.prototype);
}

function _extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  for (const key of Object.keys(source)) target[key] = source[key];
  return target;
}

function isDeepStrictEqual(a, b, skipPrototype) {
  const { isDeepStrictEqual: compare } = require('internal/util/comparisons');
  return compare(a, b, Boolean(skipPrototype));
}

// ---- text -----------------------------------------------------------------------------------------------------------

function stripVTControlCharacters(str) {
  validateString(str, 'str');
  return require('internal/util/inspect/width').stripVTControlCharacters(str);
}

const escapes = (codes) => [`\u001b[${codes[0]}m`, `\u001b[${codes[1]}m`];

// Where a text ends a style on its own way, the style begins again.
function resume(text, open, close) {
  // Bold and dim end with the same code, which must take effect before the outer one begins again.
  const again = close === '\u001b[22m' ? close + open : open;
  const last = text.length - close.length;
  let out = '';
  let from = 0;
  for (let at = text.indexOf(close); at !== -1 && at < last; at = text.indexOf(close, from)) {
    out += text.slice(from, at) + again;
    from = at + close.length;
  }
  return out + text.slice(from);
}

function styleText(format, text, options) {
  validateString(text, 'text');
  if (options !== undefined) validateObject(options, 'options');
  const { validateStream = true, stream } = options ?? {};
  validateBoolean(validateStream, 'options.validateStream');
  const names = Array.isArray(format) ? format : [format];
  const known = Object.keys(inspect.colors);
  for (const name of names) {
    if (name !== 'none' && inspect.colors[name] === undefined) validateOneOf(name, 'format', known);
    if (typeof name !== 'string') validateOneOf(name, 'format', known);
  }
  if (validateStream) {
    const target = options !== undefined && 'stream' in options ? stream : process.stdout;
    if (!isStream(target)) throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], target);
    if (!require('internal/util/colors').shouldColorize(target)) return text;
  }
  let before = '';
  let after = '';
  for (const name of names) {
    if (name === 'none') continue;
    const { 0: open, 1: close } = escapes(inspect.colors[name]);
    text = resume(text, open, close);
    before += open;
    after = close + after;
  }
  return before + text + after;
}

function isStream(value) {
  if (value === null || typeof value !== 'object') return false;
  const isNode = typeof value.on === 'function' && (typeof value.write === 'function' || typeof value.pipe === 'function');
  return isNode || (typeof ReadableStream !== 'undefined' && (value instanceof ReadableStream || value instanceof WritableStream));
}

function toUSVString(value) { return internalUtil.toUSVString(value); }

// ---- the system -----------------------------------------------------------------------------------------------------

function checkErrno(errno) {
  validateNumber(errno, 'err');
  if (errno >= 0 || !Number.isSafeInteger(errno)) throw new ERR_OUT_OF_RANGE('err', 'a negative integer', errno);
}

function getSystemErrorName(errno) {
  checkErrno(errno);
  return internalUtil.getSystemErrorName(errno);
}

function getSystemErrorMessage(errno) {
  checkErrno(errno);
  return internalUtil.getSystemErrorMessage(errno);
}

function getSystemErrorMap() { return require('internal/uv').getErrorMap(); }

function convertProcessSignalToExitCode(signalCode) {
  const { signals } = require('os').constants;
  validateOneOf(signalCode, 'signalCode', Object.keys(signals));
  return 128 + signals[signalCode];
}

function parseEnv(content) {
  validateString(content, 'content');
  return require('internal/util/dotenv').parse(content);
}

// Prints the stack of the main thread when SIGINT ends the process.
function setTraceSigInt(enable) {
  validateBoolean(enable, 'enable');
  require('internal/util/trace_sigint').set(enable);
}

function _errnoException(...args) { return require('internal/errors').errnoException(...args); }
function _exceptionWithHostPort(...args) { return require('internal/errors').exceptionWithHostPort(...args); }

// ---- loaded on first use --------------------------------------------------------------------------------------------

function later(name, length, id, key = name) {
  const wrapper = { [name](...args) { return require(id)[key](...args); } }[name];
  return length === 0 ? wrapper : defineProperty(wrapper, 'length', { __proto__: null, value: length, configurable: true });
}

const debuglog = later('debuglog', 2, 'internal/util/debuglog');

module.exports = {
  _errnoException,
  _exceptionWithHostPort,
  _extend: internalUtil.deprecate(_extend,
    'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify,
  convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  getCallSites: later('getCallSites', 0, 'internal/util/call_sites'),
  getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
  inspect,
  isArray: internalUtil.deprecate(Array.isArray,
    'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044'),
  isDeepStrictEqual,
  promisify: internalUtil.promisify,
  stripVTControlCharacters,
  toUSVString,
  transferableAbortSignal: later('transferableAbortSignal', 1, 'internal/util/aborted'),
  transferableAbortController: later('transferableAbortController', 0, 'internal/util/aborted'),
  aborted: later('aborted', 2, 'internal/util/aborted'),
  // Data once read.
  get types() {
    const value = require('internal/util/types');
    defineProperty(module.exports, 'types', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    return value;
  },
  parseEnv,
};

internalUtil.defineLazyProperties(module.exports, 'internal/util/parse_args', ['parseArgs']);
internalUtil.defineLazyProperties(module.exports, 'internal/encoding', ['TextDecoder', 'TextEncoder']);
internalUtil.defineLazyProperties(module.exports, 'internal/mime', ['MIMEType', 'MIMEParams']);
internalUtil.defineLazyProperties(module.exports, 'internal/util/diff', ['diff']);
module.exports.setTraceSigInt = setTraceSigInt;
