// SPDX-License-Identifier: MIT
//
// Small helpers that many built-ins share.

const {
  codes: { ERR_NO_CRYPTO, ERR_UNKNOWN_SIGNAL },
} = require('internal/errors');

const { defineProperty, defineProperties, freeze, getOwnPropertyDescriptor, getOwnPropertyDescriptors, getPrototypeOf, hasOwn,
  setPrototypeOf } = Object;
const { apply, construct, ownKeys } = Reflect;
const { isArray } = Array;

const customInspectSymbol = Symbol.for('nodejs.util.inspect.custom');
const kEmptyObject = freeze({ __proto__: null });
const kEnumerableProperty = { __proto__: null, enumerable: true };
freeze(kEnumerableProperty);
const kIsEncodingSymbol = Symbol('kIsEncodingSymbol');
const kCustomPromisify = Symbol.for('nodejs.util.promisify.custom');
const kCustomPromisifyArgs = Symbol('customPromisifyArgs');

const validators = () => require('internal/validators');

// Brings data properties back where a prototype's accessor would otherwise take the value.
function setOwnProperty(object, key, value) {
  return defineProperty(object, key, { __proto__: null, configurable: true, enumerable: true, value, writable: true });
}

// `call` runs at most once; later calls return the first result.
function once(call, { preserveReturnValue = false } = kEmptyObject) {
  let called = false;
  let result;
  return function(...args) {
    if (called) return result;
    called = true;
    const value = apply(call, this, args);
    if (preserveReturnValue) result = value;
    return value;
  };
}

// The value of `make()`, made on first use.
function cachedResult(make) {
  let result;
  return () => result ??= make();
}

function assignFunctionName(name, fn, descriptor = kEmptyObject) {
  if (typeof name === 'symbol') name = name.description ? `[${name.description}]` : '';
  return defineProperty(fn, 'name', {
    __proto__: null, writable: false, enumerable: false, configurable: true, ...getOwnPropertyDescriptor(fn, 'name'),
    ...descriptor, value: name,
  });
}

// ---- deprecation and warnings ---------------------------------------------------------------------------------------

const codesWarned = new Set();

// A function that says once that a use is deprecated.
function getDeprecationWarningEmitter(code, message, deprecated, useEmitSync, shouldEmit = () => true) {
  let warned = false;
  return function() {
    if (warned || !shouldEmit()) return;
    warned = true;
    if (code === 'ExperimentalWarning') {
      process.emitWarning(message, code, deprecated);
    } else if (code === undefined) {
      process.emitWarning(message, 'DeprecationWarning', deprecated);
    } else if (!codesWarned.has(code)) {
      process.emitWarning(message, 'DeprecationWarning', code, deprecated);
      codesWarned.add(code);
    }
  };
}

function isPendingDeprecation() {
  return process.execArgv.includes('--pending-deprecation') && !process.noDeprecation;
}

// A wrapper of `fn` that warns on its first call.
function deprecate(fn, message, code, useEmitSync, modifyPrototype = true) {
  if (code !== undefined) validators().validateString(code, 'code');
  const warn = getDeprecationWarningEmitter(code, message, deprecated, useEmitSync);
  function deprecated(...args) {
    if (!process.noDeprecation) warn();
    return new.target ? construct(fn, args, new.target === deprecated ? fn : new.target) : apply(fn, this, args);
  }
  if (modifyPrototype) {
    // Instances made through either name are instances of both.
    setPrototypeOf(deprecated, fn);
    if (fn.prototype) deprecated.prototype = fn.prototype;
  }
  defineProperty(deprecated, 'name', { __proto__: null, configurable: true, value: fn.name });
  defineProperty(deprecated, 'length', { __proto__: null, configurable: true, value: fn.length });
  return deprecated;
}

function deprecateInstantiation(Class, code, ...args) {
  validators().validateString(code, 'code');
  getDeprecationWarningEmitter(code, `Instantiating ${Class.name} without the 'new' keyword has been deprecated.`, Class)();
  return construct(Class, args);
}

function deprecateProperty(key, message, code, isPending) {
  const warn = getDeprecationWarningEmitter(code, message, undefined, false, isPending ? isPendingDeprecation : undefined);
  return (options) => {
    if (key in options) warn();
  };
}

function pendingDeprecate(fn, message, code) {
  return isPendingDeprecation() ? deprecate(fn, message, code) : fn;
}

const experimentsSeen = new Set();

function emitExperimentalWarning(feature, messagePrefix, code, ctor) {
  if (experimentsSeen.has(feature)) return;
  experimentsSeen.add(feature);
  let message = `${feature} is an experimental feature and might change at any time`;
  if (messagePrefix) message = messagePrefix + message;
  process.emitWarning(message, 'ExperimentalWarning', code, ctor);
}

// ---- promisify ------------------------------------------------------------------------------------------------------

function promisify(original) {
  const { validateFunction } = validators();
  validateFunction(original, 'original');
  const custom = original[kCustomPromisify];
  if (custom) {
    validateFunction(custom, 'util.promisify.custom');
    return defineProperty(custom, kCustomPromisify, {
      __proto__: null, value: custom, enumerable: false, writable: false, configurable: true,
    });
  }
  // Names of the callback's values, where it takes more than one.
  const names = original[kCustomPromisifyArgs];
  function fn(...args) {
    return new Promise((resolve, reject) => {
      args.push((error, ...values) => {
        if (error) return reject(error);
        if (names === undefined || values.length <= 1) return resolve(values[0]);
        const result = {};
        for (let i = 0; i < names.length; i++) result[names[i]] = values[i];
        resolve(result);
      });
      const returned = apply(original, this, args);
      if (returned !== null && typeof returned === 'object' && require('internal/util/types').isPromise(returned)) {
        process.emitWarning('Calling promisify on a function that returns a Promise is likely a mistake.',
          'DeprecationWarning', 'DEP0174');
      }
    });
  }
  setPrototypeOf(fn, getPrototypeOf(original));
  defineProperty(fn, kCustomPromisify, {
    __proto__: null, value: fn, enumerable: false, writable: false, configurable: true,
  });
  const descriptors = getOwnPropertyDescriptors(original);
  for (const key of ownKeys(descriptors)) setPrototypeOf(descriptors[key], null);
  return defineProperties(fn, descriptors);
}
promisify.custom = kCustomPromisify;

// ---- encodings and signals ------------------------------------------------------------------------------------------

const encodings = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'];
const encodingsMap = { __proto__: null };
for (let i = 0; i < encodings.length; i++) encodingsMap[encodings[i]] = i;

const aliases = {
  '__proto__': null,
  'utf8': 'utf8', 'utf-8': 'utf8', 'UTF8': 'utf8', 'UTF-8': 'utf8',
  'ucs2': 'utf16le', 'ucs-2': 'utf16le', 'utf16le': 'utf16le', 'utf-16le': 'utf16le',
  'UCS2': 'utf16le', 'UCS-2': 'utf16le', 'UTF16LE': 'utf16le', 'UTF-16LE': 'utf16le',
  'latin1': 'latin1', 'binary': 'latin1', 'LATIN1': 'latin1', 'BINARY': 'latin1',
  'base64': 'base64', 'BASE64': 'base64', 'base64url': 'base64url', 'BASE64URL': 'base64url',
  'hex': 'hex', 'HEX': 'hex', 'ascii': 'ascii', 'ASCII': 'ascii',
};

// Node's name of a Buffer encoding; undefined for an unknown one.
function slowCases(encoding) {
  return aliases[`${encoding}`.toLowerCase()];
}
function normalizeEncoding(encoding) {
  if (encoding == null || encoding === 'utf8' || encoding === 'utf-8' || encoding === '') return 'utf8';
  return (typeof encoding === 'string' ? aliases[encoding] : undefined) ?? slowCases(encoding);
}

const signals = () => require('os').constants.signals;

const signalsByNumber = cachedResult(() => {
  const names = { __proto__: null };
  const table = signals();
  for (const name of Object.keys(table)) names[table[name]] ??= name;
  return names;
});

// The number of a signal given as a name (any case) or number.
function convertToValidSignal(signal) {
  if (typeof signal === 'number' && signalsByNumber()[signal]) return signal;
  if (typeof signal === 'string') {
    const number = signals()[signal.toUpperCase()];
    if (number) return number;
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

function getSignalName(number) { return signalsByNumber()[number]; }

// A shell's exit code of a process that a signal ended.
function convertProcessSignalToExitCode(signalCode) {
  validators().validateSignalName(signalCode, 'signalCode');
  return 128 + signals()[signalCode];
}

function assertCrypto() {
  if (!process.versions.openssl) throw new ERR_NO_CRYPTO();
}

// ---- globals and lazy properties ------------------------------------------------------------------------------------

function defineOperation(target, name, method) {
  defineProperty(target, name, { __proto__: null, writable: true, enumerable: true, configurable: true, value: method });
}

function exposeInterface(target, name, interfaceObject) {
  defineProperty(target, name, { __proto__: null, writable: true, enumerable: false, configurable: true, value: interfaceObject });
}

function exposeNamespace(target, name, namespaceObject) {
  exposeInterface(target, name, namespaceObject);
}

function exposeGetterAndSetter(target, name, getter, setter = undefined) {
  defineProperty(target, name, { __proto__: null, enumerable: false, configurable: true, get: getter, set: setter });
}

// Accessors that load module `id` on first use and then turn into data properties.
function defineLazyProperties(target, id, keys, enumerable = true) {
  let loaded;
  for (const key of keys) {
    let value;
    let has = false;
    const replace = (next) => defineProperty(target, key, { __proto__: null, writable: true, value: next });
    defineProperty(target, key, {
      __proto__: null,
      enumerable,
      configurable: true,
      get: assignFunctionName(key, function() {
        if (!has) {
          loaded ??= require(id);
          value = loaded[key];
          has = true;
          replace(value);
        }
        return value;
      }),
      set: assignFunctionName(key, function(next) {
        value = next;
        has = true;
        replace(next);
      }),
    });
  }
}

// As Web IDL's [Replaceable]: reading loads, assigning shadows.
function defineReplaceableLazyAttribute(target, id, keys, writable = true, check) {
  let loaded;
  for (const key of keys) {
    let value;
    let has = false;
    function get() {
      check?.(this);
      if (!has) {
        loaded ??= require(id);
        value = loaded[key];
        has = true;
      }
      return value;
    }
    const set = writable ? function(next) {
      defineProperty(target, key, { __proto__: null, writable: true, enumerable: true, configurable: true, value: next });
    } : undefined;
    defineProperty(get, 'name', { __proto__: null, value: `get ${key}`, configurable: true });
    if (set) defineProperty(set, 'name', { __proto__: null, value: `set ${key}`, configurable: true });
    defineProperty(target, key, { __proto__: null, enumerable: true, configurable: true, get, set });
  }
}

function exposeLazyInterfaces(target, id, keys) {
  defineLazyProperties(target, id, keys, false);
}

const lazyDOMExceptionClass = () => globalThis.DOMException;

function lazyDOMException(message, name) {
  return new globalThis.DOMException(message, name);
}

// ---- values ---------------------------------------------------------------------------------------------------------

const isErrorNative = Error.isError;

function isError(value) {
  return isErrorNative !== undefined && isErrorNative(value) || value instanceof Error;
}

function createDeferredPromise() {
  return Promise.withResolvers();
}

// The nearest constructor on the prototype chain.
function getConstructorOf(object) {
  while (object) {
    const descriptor = getOwnPropertyDescriptor(object, 'constructor');
    if (descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.name !== '') {
      return descriptor.value;
    }
    object = getPrototypeOf(object);
  }
  return undefined;
}

function createClassWrapper(type) {
  function fn(...args) { return construct(type, args, new.target || type); }
  defineProperties(fn, {
    name: { __proto__: null, value: type.name, configurable: true },
    length: { __proto__: null, value: type.length, configurable: true },
  });
  setPrototypeOf(fn, type);
  fn.prototype = type.prototype;
  return fn;
}

function join(list, separator) { return list.join(separator); }

// Faster than splice for one element.
function spliceOne(list, index) {
  for (; index + 1 < list.length; index++) list[index] = list[index + 1];
  list.pop();
}

function filterDuplicateStrings(items, low) {
  const map = new Map();
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const key = item.toLowerCase();
    if (low) map.set(key, key);
    else map.set(key, item);
  }
  return [...map.values()].sort();
}

function filterOwnProperties(source, keys) {
  const filtered = { __proto__: null };
  for (const key of keys) if (hasOwn(source, key)) filtered[key] = source[key];
  return filtered;
}

// True for a function that is a class.
function isClass(value) {
  return typeof value === 'function' && Function.prototype.toString.call(value).startsWith('class');
}

const ansi = /\u001b\[\d\d?m/g;
function removeColors(text) { return text.replace(ansi, ''); }

function toUSVString(value) { return `${value}`.toWellFormed(); }

function getSystemErrorName(errno) { return require('internal/uv').errname(errno); }
function getSystemErrorMessage(errno) { return require('internal/uv').getErrorMessage(errno); }

// Blocks the thread.
function sleep(ms) {
  validators().validateUint32(ms, 'msec');
  binding('util').sleep(ms);
}

// What a descriptor is: 'TTY', 'FILE', 'PIPE', 'TCP', 'UDP', 'UNKNOWN' or 'INVALID'.
function guessHandleType(fd) { return binding('util').guessHandleType(fd); }

function getCWDURL() {
  return require('internal/url').pathToFileURL(`${process.cwd()}/`);
}

function isUnderNodeModules(filename) {
  return filename != null && /[/\\]node_modules[/\\]/.test(filename);
}

const internalFrame = /^(?:node:|\[native code\]|<)/;

// True where the nearest frame of user code stands in node_modules.
function isInsideNodeModules(frameLimit = 100, everyFrame = false) {
  const sites = getCallSiteObjects(frameLimit);
  for (const site of sites) {
    const filename = site.getFileName();
    if (filename == null || internalFrame.test(filename)) continue;
    const under = isUnderNodeModules(filename);
    if (!everyFrame || under) return under;
  }
  return false;
}

// The callers' CallSites, innermost first.
function getCallSiteObjects(limit) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, getCallSiteObjects);
    const { stack } = holder;
    return isArray(stack) ? stack : [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

// A strong reference while counted, a weak one otherwise.
class WeakReference {
  #weak;
  #strong = null;
  #count = 0;
  constructor(object) { this.#weak = new WeakRef(object); }
  incRef() {
    if (++this.#count === 1) this.#strong = this.#weak.deref();
    return this.#count;
  }
  decRef() {
    if (--this.#count === 0) this.#strong = null;
    return this.#count;
  }
  get() { return this.#strong ?? this.#weak.deref(); }
}

// A regular expression whose use does not disturb RegExp.$1 and the like of the user.
function SideEffectFreeRegExpPrototypeExec(regex, text) { return RegExp.prototype.exec.call(regex, text); }
function SideEffectFreeRegExpPrototypeSymbolReplace(regex, text, replacement) {
  return RegExp.prototype[Symbol.replace].call(regex, text, replacement);
}
function SideEffectFreeRegExpPrototypeSymbolSplit(regex, text, limit = undefined) {
  return RegExp.prototype[Symbol.split].call(regex, text, limit);
}

function constructSharedArrayBuffer(...args) { return new SharedArrayBuffer(...args); }

function isArrayBufferDetached(buffer) { return buffer.detached === true; }

function lazyRegExp(pattern, flags) {
  return cachedResult(() => new RegExp(pattern, flags));
}

module.exports = {
  assertCrypto,
  assignFunctionName,
  cachedResult,
  constructSharedArrayBuffer,
  convertProcessSignalToExitCode,
  convertToValidSignal,
  createClassWrapper,
  createDeferredPromise,
  customInspectSymbol,
  customPromisifyArgs: kCustomPromisifyArgs,
  defineLazyProperties,
  defineOperation,
  defineReplaceableLazyAttribute,
  deprecate,
  deprecateInstantiation,
  deprecateProperty,
  emitExperimentalWarning,
  encodings,
  encodingsMap,
  exposeGetterAndSetter,
  exposeInterface,
  exposeLazyInterfaces,
  exposeNamespace,
  filterDuplicateStrings,
  filterOwnProperties,
  getCallSiteObjects,
  getConstructorOf,
  getCWDURL,
  getDeprecationWarningEmitter,
  getSignalName,
  getSystemErrorMessage,
  getSystemErrorName,
  guessHandleType,
  isArrayBufferDetached,
  isClass,
  isError,
  isInsideNodeModules,
  isMacOS: false,
  isPendingDeprecation,
  isUnderNodeModules,
  isWindows: false,
  join,
  kCustomPromisifyArgsSymbol: kCustomPromisifyArgs,
  kEmptyObject,
  kEnumerableProperty,
  kIsEncodingSymbol,
  lazyDOMException,
  lazyDOMExceptionClass,
  lazyRegExp,
  normalizeEncoding,
  once,
  pendingDeprecate,
  promisify,
  removeColors,
  setOwnProperty,
  SideEffectFreeRegExpPrototypeExec,
  SideEffectFreeRegExpPrototypeSymbolReplace,
  SideEffectFreeRegExpPrototypeSymbolSplit,
  sleep,
  slowCases,
  spliceOne,
  SymbolAsyncDispose: Symbol.asyncDispose,
  SymbolDispose: Symbol.dispose,
  toUSVString,
  WeakReference,
};
