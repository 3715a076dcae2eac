// SPDX-License-Identifier: MIT
//
// node:util/types: what a value is by its internal slots, whatever its prototype says.

const { kindOf, typedArrayTag } = require('internal/util/kind');
const { uncurryThis } = require('internal/intrinsics');
const util = binding('util');
const { isProxy: isProxyObject } = util;
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { isView } = ArrayBuffer;

const functionToString = uncurryThis(Function.prototype.toString);

function isObject(value) { return value !== null && typeof value === 'object'; }

const ofKind = (kind) => (value) => isObject(value) && kindOf(value) === kind;

// Functions in C where the engine's number of a class decides: what a program calls is a question without anything around it.
const areKnown = util.kindsAreKnown();
const native = (name, kind) => (areKnown ? util[name] : ofKind(kind));
const isDate = native('isDate', 'Date');
const isRegExp = native('isRegExp', 'RegExp');
const isPromise = native('isPromise', 'Promise');
const isBufferKind = ofKind('ArrayBuffer');
const isNumberObject = ofKind('Number');
const isStringObject = ofKind('String');
const isBooleanObject = ofKind('Boolean');
const isBigIntObject = ofKind('BigInt');
const isSymbolObject = ofKind('Symbol');

const boxed = new Set(['Number', 'String', 'Boolean', 'BigInt', 'Symbol']);
function isBoxedPrimitive(value) { return isObject(value) && boxed.has(kindOf(value)); }

function isGeneratorObject(value) {
  if (!isObject(value)) return false;
  const kind = kindOf(value);
  return kind === 'Generator' || kind === 'AsyncGenerator';
}

// A buffer shared between threads is an ArrayBuffer over common memory with SharedArrayBuffer's prototype.
const { NativeSharedArrayBuffer: Shared } = require('internal/globals'); // of the same prototype
const hasShared = Shared !== undefined;
function isSharedArrayBuffer(value) { return hasShared && isBufferKind(value) && value instanceof Shared; }
function isArrayBuffer(value) { return isBufferKind(value) && !(hasShared && value instanceof Shared); }

const isTypedArray = (value) => typedArrayTag(value) !== undefined;
const isDataView = (value) => isView(value) && typedArrayTag(value) === undefined;
const typedArrayOf = (name) => (value) => typedArrayTag(value) === name;

// The tag that the engine gives functions of a kind, from the nearest prototype that has one.
function kindTag(fn) {
  for (let proto = getPrototypeOf(fn); proto !== null; proto = getPrototypeOf(proto)) {
    const tag = getOwnPropertyDescriptor(proto, Symbol.toStringTag);
    if (tag !== undefined) return tag.value;
  }
  return undefined;
}

// By their source, as a program may have given them another prototype.
function isAsyncFunction(value) {
  if (typeof value !== 'function' || isProxyObject(value)) return false;
  const source = functionToString(value);
  if (!/^(?:static\s+)?async\b/.test(source)) return false;
  // `async (` begins an arrow function, or a method that is called so.
  if (!/^async\s*\(/.test(source)) return true;
  const tag = kindTag(value);
  return tag === 'AsyncFunction' || tag === 'AsyncGeneratorFunction';
}

function isGeneratorFunction(value) {
  if (typeof value !== 'function' || isProxyObject(value)) return false;
  return /^(?:static\s+)?(?:async\s+)?(?:function\s*\*|\*)/.test(functionToString(value));
}

const isNativeError = native('isNativeError', 'Error');

function isProxy(value) {
  return (isObject(value) || typeof value === 'function') && isProxyObject(value) && !isModuleNamespaceObject(value);
}

// Namespaces of ES modules are objects of the module loader, which knows them.
function isModuleNamespaceObject(value) {
  const { isLoaded } = require('internal/builtins');
  return isObject(value) && isLoaded('internal/modules/esm/namespace') && require('internal/modules/esm/namespace').isNamespace(value);
}

// Add-ons' externals carry a brand that only the add-on room gives.
const kExternal = Symbol('external');
function isExternal(value) { return isObject(value) && kExternal in value; }

const ofKeys = (name) => (value) => {
  if (!isObject(value)) return false;
  const { isLoaded } = require('internal/builtins');
  return isLoaded('internal/crypto/keys') && require('internal/crypto/keys')[name](value) === true;
};

module.exports = {
  isExternal,
  isDate,
  isArgumentsObject: ofKind('Arguments'),
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
  isMap: native('isMap', 'Map'),
  isSet: native('isSet', 'Set'),
  isMapIterator: native('isMapIterator', 'Map Iterator'),
  isSetIterator: native('isSetIterator', 'Set Iterator'),
  isWeakMap: native('isWeakMap', 'WeakMap'),
  isWeakSet: native('isWeakSet', 'WeakSet'),
  isArrayBuffer,
  isDataView,
  isSharedArrayBuffer,
  isProxy,
  isModuleNamespaceObject,
  isAnyArrayBuffer: isBufferKind,
  isCryptoKey: ofKeys('isCryptoKey'),
  isKeyObject: ofKeys('isKeyObject'),
  isEventTarget: (value) => require('internal/event_target').isEventTarget(value),
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
  const check = module.exports[key];
  if (check !== isView) Object.defineProperty(check, 'name', { __proto__: null, value: key, configurable: true });
}

// For the library: not enumerable, so that node:util/types does not show them.
for (const { 0: key, 1: value } of Object.entries({ kExternal })) {
  Object.defineProperty(module.exports, key, { __proto__: null, value, enumerable: false });
}
