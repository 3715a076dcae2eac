// SPDX-License-Identifier: MIT
//
// What a value is by its internal slots, whatever its prototype says. The engine's cell type decides where C can see it
// (`binding('util').cellType`, learned from known values at first use), else a method that throws on a foreign receiver.

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { uncurryThis } = require('internal/intrinsics');
const { isView } = ArrayBuffer;

const getter = (object, key) => uncurryThis(getOwnPropertyDescriptor(object, key).get);
const objectToString = uncurryThis(Object.prototype.toString);
const functionToString = uncurryThis(Function.prototype.toString);
const typedArrayTag = getter(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);

const util = binding('util');
const { isProxy: isProxyObject } = util;

function isObject(value) { return value !== null && typeof value === 'object'; }

// A predicate from a method that throws where its receiver lacks the slot.
function brand(method, ...args) {
  const call = uncurryThis(method);
  return (value) => {
    if (!isObject(value)) return false;
    try {
      call(value, ...args);
      return true;
    } catch {
      return false;
    }
  };
}

// ---- cell types -----------------------------------------------------------------------------------------------------

// A predicate from samples: true where the value's cell type is one of theirs. Where the engine gives samples the type of a plain
// object (or of each other's siblings), `otherwise` decides.
let plainType;
function sampled(make, otherwise) {
  let types;
  let usable;
  return (value) => {
    if (!isObject(value)) return false;
    if (types === undefined) {
      plainType ??= util.cellType({});
      types = make().map((sample) => util.cellType(sample));
      usable = !types.includes(plainType) && !types.includes(util.cellType(new Plain())) && !types.includes(-1);
    }
    return usable ? types.includes(util.cellType(value)) : otherwise(value);
  };
}
class Plain {}

const isMap = sampled(() => [new Map()], brand(getOwnPropertyDescriptor(Map.prototype, 'size').get));
const isSet = sampled(() => [new Set()], brand(getOwnPropertyDescriptor(Set.prototype, 'size').get));
const isWeakMap = sampled(() => [new WeakMap()], brand(WeakMap.prototype.has, {}));
const isWeakSet = sampled(() => [new WeakSet()], brand(WeakSet.prototype.has, {}));
const isDate = sampled(() => [new Date(0)], brand(Date.prototype.getTime));
const isRegExp = sampled(() => [/x/], (value) => objectToString(value) === '[object RegExp]');

const taggedIterator = (tag) => (value) => objectToString(value) === `[object ${tag}]`;
const isMapIterator = sampled(() => [new Map().entries()], taggedIterator('Map Iterator'));
const isSetIterator = sampled(() => [new Set().values()], taggedIterator('Set Iterator'));

const isGeneratorObject = sampled(
  () => [(function*() {})(), (async function*() {})()],
  (value) => /^\[object (?:Async)?Generator\]$/.test(objectToString(value)));

function isArgumentsObject(value) {
  return isObject(value) && value[Symbol.toStringTag] === undefined && objectToString(value) === '[object Arguments]';
}

// ---- buffers --------------------------------------------------------------------------------------------------------

const byteLength = getter(ArrayBuffer.prototype, 'byteLength');
const isSharedArrayBufferNative = typeof SharedArrayBuffer === 'undefined' ? () => false :
  brand(getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'byteLength').get);

function isArrayBufferSlot(value) {
  if (!isObject(value)) return false;
  try {
    byteLength(value);
    return true;
  } catch {
    return false;
  }
}

// A buffer shared between threads is an ArrayBuffer over common memory with SharedArrayBuffer's prototype.
function isSharedArrayBuffer(value) {
  if (!isObject(value) || typeof SharedArrayBuffer === 'undefined') return false;
  return isSharedArrayBufferNative(value) || (value instanceof SharedArrayBuffer && isArrayBufferSlot(value));
}

function isArrayBuffer(value) {
  return isArrayBufferSlot(value) && !(value instanceof SharedArrayBuffer);
}

function isAnyArrayBuffer(value) {
  return isArrayBufferSlot(value) || isSharedArrayBuffer(value);
}

const isTypedArray = (value) => typedArrayTag(value) !== undefined;
const isDataView = (value) => isView(value) && typedArrayTag(value) === undefined;
const typedArrayOf = (name) => (value) => typedArrayTag(value) === name;

// ---- primitives in boxes --------------------------------------------------------------------------------------------

const isNumberObject = sampled(() => [Object(1)], brand(Number.prototype.valueOf));
const isStringObject = sampled(() => [Object('')], brand(String.prototype.valueOf));
const isBooleanObject = brand(Boolean.prototype.valueOf);
const isBigIntObject = brand(BigInt.prototype.valueOf);
const isSymbolObject = brand(Symbol.prototype.valueOf);

function isBoxedPrimitive(value) {
  return isObject(value) && (isNumberObject(value) || isStringObject(value) || isBooleanObject(value) ||
    isBigIntObject(value) || isSymbolObject(value));
}

// ---- functions ------------------------------------------------------------------------------------------------------

const asyncSource = /^(?:static\s+)?async\b/;
const kindTag = (fn) => {
  for (let proto = getPrototypeOf(fn); proto !== null; proto = getPrototypeOf(proto)) {
    const tag = getOwnPropertyDescriptor(proto, Symbol.toStringTag);
    if (tag !== undefined) return tag.value;
  }
  return undefined;
};

function isAsyncFunction(value) {
  if (typeof value !== 'function' || isProxyObject(value)) return false;
  const tag = kindTag(value);
  return (tag === 'AsyncFunction' || tag === 'AsyncGeneratorFunction') && asyncSource.test(functionToString(value));
}

function isGeneratorFunction(value) {
  if (typeof value !== 'function' || isProxyObject(value)) return false;
  const tag = kindTag(value);
  return tag === 'GeneratorFunction' || tag === 'AsyncGeneratorFunction';
}

// ---- the rest -------------------------------------------------------------------------------------------------------

const isErrorNative = Error.isError;
function isNativeError(value) {
  return isErrorNative(value) && !isProxyObject(value);
}

function isProxy(value) {
  return (isObject(value) || typeof value === 'function') && isProxyObject(value);
}

const isPromise = sampled(() => [Promise.resolve()], (value) => value instanceof Promise);

function isModuleNamespaceObject(value) {
  if (!isObject(value)) return false;
  return require('internal/util/namespaces').isNamespace(value);
}

// Addons make them; a plain object with a brand that only the add-on room can give.
function isExternal(value) {
  return isObject(value) && value[Symbol.for('protojs.napi.external')] === true;
}

function isEventTarget(value) {
  return require('internal/event_target').isEventTarget(value);
}

function lazyKeyCheck(name) {
  return (value) => isObject(value) && typeof value[Symbol.toStringTag] === 'string' && require('internal/crypto/keys')[name](value);
}

module.exports = {
  isExternal,
  isDate,
  isArgumentsObject,
  isBigIntObject,
  isBooleanObject,
  isNumberObject,
  isStringObject,
  isSymbolObject,
  isBoxedPrimitive,
  isNativeError,
  isRegExp,
  isAsyncFunction,
  isGeneratorFunction,
  isGeneratorObject,
  isPromise,
  isMap,
  isSet,
  isMapIterator,
  isSetIterator,
  isWeakMap,
  isWeakSet,
  isArrayBuffer,
  isDataView,
  isSharedArrayBuffer,
  isProxy,
  isModuleNamespaceObject,
  isAnyArrayBuffer,
  isCryptoKey: lazyKeyCheck('isCryptoKey'),
  isKeyObject: lazyKeyCheck('isKeyObject'),
  isArrayBufferView: isView,
  isTypedArray,
  isUint8Array: typedArrayOf('Uint8Array'),
  isUint8ClampedArray: typedArrayOf('Uint8ClampedArray'),
  isUint16Array: typedArrayOf('Uint16Array'),
  isUint32Array: typedArrayOf('Uint32Array'),
  isInt8Array: typedArrayOf('Int8Array'),
  isInt16Array: typedArrayOf('Int16Array'),
  isInt32Array: typedArrayOf('Int32Array'),
  isFloat16Array: typedArrayOf('Float16Array'),
  isFloat32Array: typedArrayOf('Float32Array'),
  isFloat64Array: typedArrayOf('Float64Array'),
  isBigInt64Array: typedArrayOf('BigInt64Array'),
  isBigUint64Array: typedArrayOf('BigUint64Array'),
};
for (const key of Object.keys(module.exports)) {
  Object.defineProperty(module.exports[key], 'name', { __proto__: null, value: key, configurable: true });
}
// For the library only.
Object.defineProperty(module.exports, 'isEventTarget', { __proto__: null, value: isEventTarget });
