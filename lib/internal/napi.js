// SPDX-License-Identifier: MIT
// The JavaScript half of Node-API: loading native modules, and what their C asks of the language that is easier said here. C calls the functions of `hooks` by
// their places (src/napi/environment.h).

const { codes: { ERR_DLOPEN_FAILED, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const types = require('internal/util/types');
const native = binding('napi');

const { apply, construct, defineProperty, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
const { getOwnPropertyDescriptor, hasOwn } = Object;
const { invoke } = native;

// ---- functions and properties ---------------------------------------------------------------------------------------

// `this` is an object, as in functions of sloppy code.
function makeFunction(call, name) {
  const made = function(...args) {
    return invoke(call, new.target, this ?? globalThis, ...args);
  };
  defineProperty(made, 'name', { __proto__: null, value: name, configurable: true });
  return made;
}

const kWritable = 1;
const kEnumerable = 2;
const kConfigurable = 4;
const kAccessor = 1 << 20;

function define(object, key, attributes, value, get, set) {
  const descriptor = {
    __proto__: null, enumerable: (attributes & kEnumerable) !== 0, configurable: (attributes & kConfigurable) !== 0,
  };
  if ((attributes & kAccessor) !== 0) {
    descriptor.get = get;
    descriptor.set = set;
  } else {
    descriptor.value = value;
    descriptor.writable = (attributes & kWritable) !== 0;
  }
  return defineProperty(object, key, descriptor);
}

const kSkipStrings = 8;
const kSkipSymbols = 16;

function isIndex(key) {
  const number = Number(key);
  return String(number >>> 0) === key && number < 4294967295;
}

function passes(descriptor, filter) {
  if ((filter & kWritable) !== 0 && descriptor.writable !== true && descriptor.set === undefined) return false;
  if ((filter & kEnumerable) !== 0 && !descriptor.enumerable) return false;
  return (filter & kConfigurable) === 0 || descriptor.configurable;
}

// A property that is hidden by one of the same name further down the chain does not count, whatever that one is like.
function names(object, ownOnly, filter, toStrings) {
  const seen = new Set();
  const found = [];
  for (let at = object; at !== null; at = ownOnly ? null : getPrototypeOf(at)) {
    for (const key of ownKeys(at)) {
      const skipped = (filter & (typeof key === 'symbol' ? kSkipSymbols : kSkipStrings)) !== 0;
      if (skipped || seen.has(key)) continue;
      seen.add(key);
      const descriptor = getOwnPropertyDescriptor(at, key);
      if (descriptor === undefined || !passes(descriptor, filter)) continue;
      found.push(!toStrings && typeof key === 'string' && isIndex(key) ? Number(key) : key);
    }
  }
  return found;
}

function createObject(prototype, keys, values) {
  const object = Object.create(prototype);
  for (let i = 0; i < keys.length; i++) object[keys[i]] = values[i];
  return object;
}

// ---- what lives as long as an object --------------------------------------------------------------------------------

const attached = new WeakMap();
const wrapped = new WeakMap();
const tags = new WeakMap();

function attach(object, held) {
  const others = attached.get(object);
  if (others === undefined) attached.set(object, [held]);
  else others.push(held);
}

function wrap(object, held) {
  if (wrapped.has(object)) return false;
  wrapped.set(object, held);
  return true;
}

function unwrap(object, remove) {
  const held = wrapped.get(object);
  if (remove) wrapped.delete(object);
  return held;
}

function tag(object, text) {
  if (tags.has(object)) return false;
  tags.set(object, text);
  return true;
}

// util.types.isExternal() and inspection know externals by this.
function brandExternal(external, address) {
  setPrototypeOf(external, null);
  defineProperty(external, types.kExternal, { __proto__: null, value: address });
}

// ---- values ---------------------------------------------------------------------------------------------------------

const errors = [Error, TypeError, RangeError, SyntaxError];

function makeError(kind, code, message) {
  const error = new errors[kind](message);
  if (code !== undefined) error.code = code;
  return error;
}

// As napi_class has it.
function classOf(value) {
  if (ArrayBuffer.isView(value)) return types.isDataView(value) ? 4 : 3;
  if (types.isArrayBuffer(value)) return value.detached ? 8 : 1;
  if (types.isSharedArrayBuffer(value)) return 2;
  if (types.isPromise(value)) return 5;
  if (types.isDate(value)) return 6;
  if (typeof value === 'symbol') return Symbol.keyFor(value) === undefined ? 0 : 9;
  return types.isNativeError(value) ? 7 : 0;
}

function coerce(to, value) {
  switch (to) {
    case 0: return +value;
    case 1: return `${value}`;
    case 2: return Object(value);
    default: return !!value;
  }
}

function withResolvers() {
  const { promise, resolve, reject } = Promise.withResolvers();
  return [promise, resolve, reject];
}

// ---- bytes ----------------------------------------------------------------------------------------------------------

// In the order of napi_typedarray_type.
const arrays = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, globalThis.Float16Array,
];
const kindName = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

function makeView(type, buffer, offset, length) {
  return type < 0 ? new DataView(buffer, offset, length) : construct(arrays[type], [buffer, offset, length]);
}

function viewParts(view) {
  const kind = apply(kindName, view, []);
  const type = arrays.findIndex((constructor) => constructor?.name === kind);
  return [type, view.length, view.byteLength, view.buffer, view.byteOffset];
}

// A view of the bytes, whose memory stays where it is: asking a view for its buffer moves it out of the engine's heap.
function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return value.buffer && value;
  return value.detached === true ? undefined : new Uint8Array(value);
}

const { transfer } = ArrayBuffer.prototype;

function detach(buffer) {
  try {
    apply(transfer, buffer, []);
  } catch {
    // WebAssembly's memory and the like: the answer says so.
    return false;
  }
  return true;
}

function makeBuffer(length) {
  return require('buffer').Buffer.allocUnsafeSlow(length);
}

function bufferOver(buffer, offset, length) {
  return require('buffer').Buffer.from(buffer, offset, length);
}

// ---- bigints --------------------------------------------------------------------------------------------------------

function makeBigInt(negative, bytes) {
  const words = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  let magnitude = 0n;
  if (words.length === 1) {
    magnitude = words[0];
  } else if (words.length > 1) {
    let digits = '0x';
    for (let i = words.length - 1; i >= 0; i--) digits += words[i].toString(16).padStart(16, '0');
    magnitude = BigInt(digits);
  }
  return negative ? -magnitude : magnitude;
}

// The least significant word first, the sign behind them.
function bigIntWords(value) {
  const digits = (value < 0n ? -value : value).toString(16);
  const count = value === 0n ? 0 : Math.ceil(digits.length / 16);
  const words = new BigUint64Array(count + 1);
  for (let i = 0, end = digits.length; i < count; i++, end -= 16) {
    words[i] = BigInt(`0x${digits.slice(Math.max(0, end - 16), end)}`);
  }
  words[count] = value < 0n ? 1n : 0n;
  return words;
}

// ---- asynchronous contexts ------------------------------------------------------------------------------------------

class Context {
  constructor(resource, name) {
    const hooks = require('internal/async_hooks');
    const current = require('internal/process/async_context');
    this.object = resource ?? {};
    this.id = hooks.newAsyncId();
    this.trigger = hooks.getDefaultTriggerAsyncId();
    this.frame = current.frame;
    this.outer = undefined;
    if (hooks.initHooksExist()) hooks.emitInit(this.id, `${name}`, this.trigger, this.object);
  }

  enter() {
    const current = require('internal/process/async_context');
    this.outer = { frame: current.frame, next: this.outer };
    require('internal/async_hooks').emitBefore(this.id, this.trigger, this.object);
    current.frame = this.frame;
  }

  leave() {
    require('internal/process/async_context').frame = this.outer.frame;
    this.outer = this.outer.next;
    require('internal/async_hooks').emitAfter(this.id);
  }

  end() {
    require('internal/async_hooks').emitDestroy(this.id);
  }
}

// A resource with a domain of its own runs in it.
function runIn(context, fn, self, args = []) {
  const domain = require('internal/builtins').isLoaded('domain') ? self?.domain : undefined;
  domain?.enter?.();
  context?.enter();
  let result;
  try {
    result = apply(fn, self, args);
  } finally {
    context?.leave();
  }
  domain?.exit?.(); // not after an exception, which is the domain's
  return result;
}

const kSuppressed = 'Uncaught N-API callback exception detected, please run node with option ' +
  '--force-node-api-uncaught-exceptions-policy=true to handle those exceptions properly.';

// Modules of old versions whose callbacks throw from the loop are used to nothing coming of it.
function uncaught(error, lenient) {
  if (!lenient || require('internal/options').getOptionValue('--force-node-api-uncaught-exceptions-policy')) {
    require('internal/process/execution').onUncaught(error);
  } else {
    process.emitWarning(kSuppressed, 'DeprecationWarning', 'DEP0168');
  }
}

// ---- loading --------------------------------------------------------------------------------------------------------

const hooks = [
  makeFunction,
  define,
  names,
  makeError,
  (description, registered) => (registered ? Symbol.for(description) : Symbol(description)),
  (object, key) => hasOwn(object, key),
  attach,
  wrap,
  unwrap,
  tag,
  (object, text) => tags.get(object) === text,
  (object, sealOnly) => (sealOnly ? Object.seal(object) : Object.freeze(object)),
  makeBuffer,
  bufferOver,
  (buffer) => require('internal/buffer').markAsUntransferable(buffer),
  (length, shared) => (shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length)),
  makeView,
  viewParts,
  bytesOf,
  detach,
  classOf,
  withResolvers,
  (time) => new Date(time),
  (date) => Date.prototype.valueOf.call(date),
  makeBigInt,
  bigIntWords,
  coerce,
  (value, constructor) => value instanceof constructor,
  (object) => getPrototypeOf(object),
  (object, prototype) => Object.setPrototypeOf(object, prototype),
  brandExternal,
  (text) => new (require('vm').Script)(text).runInThisContext(),
  uncaught,
  (resource, name) => new Context(resource, name),
  (context) => context.end(),
  runIn,
  (context) => context?.enter(),
  (context) => context?.leave(),
  createObject,
];

let installed = false;

// process.dlopen()
exports.dlopen = function dlopen(module, filename, flags = 1) {
  if (module === null || typeof module !== 'object') throw new ERR_INVALID_ARG_TYPE('module', 'Object', module);
  if (!installed) {
    native.install(hooks, native.entry);
    installed = true;
  }
  const path = `${filename}`;
  const { exports } = module;
  const made = native.load(path, require('internal/url').pathToFileURL(path).href, flags, exports);
  if (typeof made === 'string') throw new ERR_DLOPEN_FAILED(made);
  module.exports = made;
};
