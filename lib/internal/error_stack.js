// SPDX-License-Identifier: MIT
// V8-shaped stacks over the engine's own. The engine writes `name@url:line:column` lines without a header into a data property; programs
// expect "Error: message\n    at name (url:line:column)", Error.captureStackTrace, Error.prepareStackTrace with call sites, and
// Error.stackTraceLimit. The Error constructors are replaced by ones that capture once; internal/error_format shapes the text when `stack`
// is first read. Errors that the engine throws itself pass through no constructor: fixEngineError() gives them the same shape when first seen.
// Evaluated once in every context, before the program, hence small.

const global = globalThis;
const NativeError = Error;
const nativeCapture = NativeError.captureStackTrace;
const nativeToString = NativeError.prototype.toString;
const { construct, apply, getPrototypeOf, set: reflectSet } = Reflect;
const { defineProperty, setPrototypeOf, hasOwn } = Object;

const kDefaultLimit = 10;

// Marks the errors of the library, whose first line shows their code.
const kIsNodeError = Symbol('kIsNodeError');

// The first line of a stack, as the error reads when its stack is first asked for.
function headerOf(error) {
  try {
    if (error[kIsNodeError] === true && error.code !== undefined) {
      const { message } = error;
      return `${error.name} [${error.code}]${message === '' ? '' : `: ${message}`}`;
    }
    return apply(nativeToString, error, []);
  } catch {
    return 'Error';
  }
}

// What an error remembers until its stack is read, stamped on as private fields: nothing to see from outside, one accessor pair for all.
class Captured extends (function(object) { return object; }) {
  #raw;
  #value;
  #done = false;
  constructor(object, raw) {
    super(object);
    this.#raw = raw;
  }
  static owner(object) {
    while (object !== null && object !== undefined && !(#done in object)) object = getPrototypeOf(object);
    return object;
  }
  static has(object) { return #done in object; }
  static again(object, raw) {
    object.#raw = raw;
    object.#done = false;
  }
  static read(object) {
    if (!object.#done) {
      const value = require('internal/error_format').format(Err, object, object.#raw); // may throw, each time
      object.#done = true;
      object.#value = value;
      object.#raw = undefined;
    }
    return object.#value;
  }
  static write(object, value) {
    object.#done = true;
    object.#value = value;
    object.#raw = undefined;
  }
}
delete Captured.prototype.constructor;

const stackDescriptor = {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get: function stack() {
    const owner = Captured.owner(this);
    return owner === null || owner === undefined ? undefined : Captured.read(owner);
  },
  set: function stack(value) {
    if ((typeof this === 'object' || typeof this === 'function') && this !== null && Captured.has(this)) {
      Captured.write(this, value);
    } else {
      defineProperty(this, 'stack', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    }
  },
};

function install(object, raw) {
  if (Captured.has(object)) Captured.again(object, raw);
  else new Captured(object, raw);
  defineProperty(object, 'stack', stackDescriptor);
}

function currentLimit() {
  const limit = Err.stackTraceLimit;
  return typeof limit === 'number' ? limit : 0;
}

// The engine notices a new limit only when the store takes its slow path; a plain assignment stops doing so once its site is hot.
let nativeLimit = -1;
function setNativeLimit(limit) {
  if (limit === nativeLimit) return;
  nativeLimit = limit;
  reflectSet(NativeError, 'stackTraceLimit', limit);
}

const holder = {};

// The engine's stack of the caller of `hide` (which is on the stack), at most `limit` frames.
function rawStack(hide, limit) {
  setNativeLimit(limit);
  nativeCapture(holder, hide);
  return holder.stack;
}

function wrap(Native, name) {
  const Wrapper = { [name]: function(message, options) {
    const target = new.target === undefined ? Wrapper : new.target;
    setNativeLimit(0);
    const error = construct(Native, arguments, target);
    const limit = currentLimit();
    if (limit > 0 && typeof Err.stackTraceLimit === 'number') {
      let raw = rawStack(target, limit);
      if (raw === '' && target !== Wrapper) raw = rawStack(Wrapper, limit);
      install(error, raw);
    } else {
      setNativeLimit(kDefaultLimit);
      if (typeof Err.stackTraceLimit === 'number') install(error, '');
    }
    return error;
  } }[name];
  if (Native.length !== 2) defineProperty(Wrapper, 'length', { __proto__: null, value: Native.length, configurable: true });
  defineProperty(Wrapper, 'prototype', { __proto__: null, value: Native.prototype, writable: false, enumerable: false, configurable: false });
  defineProperty(Native.prototype, 'constructor', { __proto__: null, value: Wrapper, writable: true, enumerable: false, configurable: true });
  if (Native !== NativeError) setPrototypeOf(Wrapper, Err);
  defineProperty(global, name, { __proto__: null, value: Wrapper, writable: true, enumerable: false, configurable: true });
  return Wrapper;
}

const Err = wrap(NativeError, 'Error');
const names = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError'];
for (let i = 0; i < names.length; i++) wrap(global[names[i]], names[i]);
Err.stackTraceLimit = kDefaultLimit;
setNativeLimit(kDefaultLimit);

// What a program finds before it sets its own; format() knows it.
function prepareStackTrace(error, trace) {
  return require('internal/error_format').defaultFormat(error, trace);
}
defineProperty(Err, 'prepareStackTrace', { __proto__: null, value: prepareStackTrace, writable: true, enumerable: false, configurable: true });
exports.prepareStackTrace = prepareStackTrace;

const statics = {
  captureStackTrace(object, constructorOpt) {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null) {
      throw new TypeError(`Invalid argument`);
    }
    const limit = currentLimit();
    if (typeof Err.stackTraceLimit !== 'number') return;
    const hide = typeof constructorOpt === 'function' ? constructorOpt : statics.captureStackTrace;
    const raw = limit > 0 ? rawStack(hide, limit) : '';
    install(object, raw);
  },
};
defineProperty(Err, 'captureStackTrace', { __proto__: null, value: statics.captureStackTrace, writable: true, enumerable: false, configurable: true });
if (typeof NativeError.isError === 'function') {
  defineProperty(Err, 'isError', { __proto__: null, value: NativeError.isError, writable: true, enumerable: false, configurable: true });
}

// Gives an error that the engine threw the shape of all others. Cheap for those that have it; returns its argument.
function fixEngineError(error) {
  if (typeof error !== 'object' || error === null || Captured.has(error) || !hasOwn(error, 'line')) return error;
  return require('internal/error_format').fix(error, NativeError, currentLimit(), install);
}

// A context's own program may replace Error; its runtime asks here.
exports.Error = Err;
exports.fixEngineError = fixEngineError;
exports.headerOf = headerOf;
exports.kIsNodeError = kIsNodeError;
// Texts of scripts that are no files, by name: the last ones of node:vm, so that columns are V8's.
const recentTexts = exports.recentTexts = new Map();
const kMostRecent = 16, kMostText = 65536;
exports.rememberText = (name, text, lines = 0, columns = 0) => {
  recentTexts.delete(name);
  if (text.length > kMostText) return;
  if (recentTexts.size === kMostRecent) recentTexts.delete(recentTexts.keys().next().value);
  recentTexts.set(name, { text, starts: undefined, lines, columns });
};
// url -> length of the text that the loader put before the author's first line, so that columns are the author's.
exports.firstLineShift = { __proto__: null };
// Knows that length for files which the CommonJS loader compiled: (url) -> length or undefined. Set by the loader.
exports.shiftOfFile = undefined;
// file or URL -> text of a module that was not read from there and names a source map; undefined while there is none.
exports.mapTexts = undefined;
// Notes the text of a module that the program, or a hook of its, gave.
exports.noteText = (file, text) => {
  if (text.includes('sourceMappingURL=')) (exports.mapTexts ??= new Map()).set(file, text);
  else exports.mapTexts?.delete(file);
};
// The frames of the calling code as call sites, not counting `hide` and what it called.
exports.callSites = (hide, limit) => {
  const sites = require('internal/error_format').parse(rawStack(hide, limit));
  setNativeLimit(currentLimit());
  return sites;
};
