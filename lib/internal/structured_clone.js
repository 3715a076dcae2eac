// SPDX-License-Identifier: MIT
// Structured cloning inside one heap: a deep copy by the HTML Standard's rules, with a memory for cycles, and transfer. The
// engine's cell type says in one call what an object is, whatever its prototype claims.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } } = require('internal/errors');
const { kAddress, sharedProxies } = require('internal/protocore/symbols');
const transferable = require('internal/worker/js_transferable');

const { kClone, kTransfer, kTransferList, kCheckTransfer, CLONEABLE, TRANSFERABLE, transferMode } = transferable;
const { describe, kinds, kindOf, primitiveOf, regExpOf, timeOf, viewParts } = require('internal/v8/kinds');
const { getOwnPropertyDescriptor, getPrototypeOf, keys } = Object;

const {
  plain: kPlain, array: kArray, date: kDate, regexp: kRegExp, map: kMap, set: kSet, buffer: kBuffer, view: kView,
  boxed: kBoxed, error: kError, never: kNever,
} = kinds;

const unsupportedTransfer = () => dataCloneError('Cannot transfer object of unsupported type.');

function dataCloneError(message) {
  const DOMException = globalThis.DOMException;
  return new DOMException(message, 'DataCloneError');
}

function cannotClone(value) {
  return dataCloneError(`${describe(value)} could not be cloned.`);
}

function unsupported() {
  return dataCloneError('Cannot clone object of unsupported type.');
}

function isURLOrParams(value) {
  const { isLoaded } = require('internal/builtins');
  if (!isLoaded('internal/url')) return false;
  const { isURLInstance, URLSearchParams } = require('internal/url');
  return isURLInstance(value) || value instanceof URLSearchParams;
}

function isPrototype(value) {
  const constructor = getOwnPropertyDescriptor(value, 'constructor')?.value;
  return typeof constructor === 'function' && getOwnPropertyDescriptor(constructor, 'prototype')?.value === value;
}

// ---- the copy -------------------------------------------------------------------------------------------------------

const errorClasses = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function nameOfError(error) {
  const name = `${error.name}`;
  return errorClasses[name] === undefined ? 'Error' : name;
}

class Cloner {
  memory = new Map(); // original -> copy
  ports = []; // MessagePorts that the copy received
  views = new Map(); // view -> where it stood, as of before its buffer was moved

  clone(value) {
    switch (typeof value) {
      case 'object':
        return value === null ? null : this.object(value);
      case 'symbol':
      case 'function':
        throw cannotClone(value);
      default:
        return value;
    }
  }

  object(value) {
    const known = this.memory.get(value);
    if (known !== undefined) return known;
    switch (kindOf(value)) {
      case kPlain: return this.plain(value);
      case kArray: return this.array(value);
      case kDate: return this.remember(value, new Date(timeOf(value)));
      case kRegExp: return this.remember(value, regExpOf(value));
      case kMap: return this.map(value);
      case kSet: return this.set(value);
      case kBuffer: return this.buffer(value);
      case kView: return this.view(value);
      case kBoxed: return this.boxed(value);
      case kError: return this.error(value);
      case kNever:
        if (sharedProxies.has(value)) return this.shared(value);
        if (value === require('process').env) return this.properties(value, this.remember(value, this.blank()));
        throw cannotClone(value);
      default: return this.other(value);
    }
  }

  remember(value, copy) {
    this.memory.set(value, copy);
    return copy;
  }

  blank() {
    return {};
  }

  properties(value, copy) {
    const names = keys(value);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const property = value[name];
      const cloned = property === null || (typeof property !== 'object' && typeof property !== 'function' &&
        typeof property !== 'symbol') ? property : this.clone(property);
      if (name === '__proto__') {
        Object.defineProperty(copy, name, {
          __proto__: null, configurable: true, enumerable: true, writable: true, value: cloned,
        });
      } else {
        copy[name] = cloned;
      }
    }
    return copy;
  }

  // A value of the shared heap is the same everywhere.
  shared(value) {
    return value;
  }

  plain(value) {
    const prototype = getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      if (typeof value[kAddress] === 'number') return this.shared(value);
      const copy = this.platform(value);
      if (copy !== undefined) return copy;
    }
    if (transferable.isMarkedAsUncloneable(value)) throw unsupported();
    return this.properties(value, this.remember(value, {}));
  }

  array(value) {
    const { length } = value;
    const copy = this.remember(value, new Array(length));
    return this.properties(value, copy);
  }

  map(value) {
    const copy = this.remember(value, new Map());
    for (const { 0: key, 1: item } of [...Map.prototype.entries.call(value)]) {
      copy.set(this.clone(key), this.clone(item));
    }
    return copy;
  }

  set(value) {
    const copy = this.remember(value, new Set());
    for (const item of [...Set.prototype.values.call(value)]) copy.add(this.clone(item));
    return copy;
  }

  boxed(value) {
    const primitive = primitiveOf(value);
    if (typeof primitive === 'object' && primitive !== null) return this.other(value); // of another class of the engine
    if (typeof primitive === 'symbol') throw cannotClone(value);
    return this.remember(value, Object(primitive));
  }

  buffer(value) {
    if (isShared(value)) return this.remember(value, value); // the same memory
    if (value.detached) throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
    let copy;
    if (value.resizable) {
      copy = new ArrayBuffer(value.byteLength, { maxByteLength: value.maxByteLength });
      new Uint8Array(copy).set(new Uint8Array(value));
    } else {
      copy = ArrayBuffer.prototype.slice.call(value, 0);
    }
    return this.remember(value, copy);
  }

  view(value) {
    let place = this.views.get(value);
    if (place === undefined) this.views.set(value, place = placeOf(value));
    const buffer = this.object(place.buffer);
    const View = place.name === 'DataView' ? DataView : globalThis[place.name];
    return this.remember(value, place.tracking ? new View(buffer, place.offset) :
      new View(buffer, place.offset, place.length));
  }

  error(value) {
    if (transferable.isMarkedAsUncloneable(value)) throw unsupported();
    const name = nameOfError(value);
    if (isDOMException(value)) return this.domException(value);
    const message = getOwnPropertyDescriptor(value, 'message');
    const Class = errorClasses[name];
    const copy = message !== undefined && 'value' in message ? new Class(`${message.value}`) : new Class();
    this.remember(value, copy);
    setHidden(copy, 'stack', typeof value.stack === 'string' ? value.stack : undefined);
    if (Object.hasOwn(value, 'cause')) setHidden(copy, 'cause', this.clone(value.cause));
    return copy;
  }

  domException(value) {
    const copy = this.remember(value, new globalThis.DOMException(value.message, value.name));
    setHidden(copy, 'stack', value.stack);
    return copy;
  }

  // Objects of built-ins that say themselves how they cross. Undefined: an ordinary object.
  platform(value) {
    const mode = transferMode(value);
    if (mode & CLONEABLE && typeof value[kClone] === 'function') {
      if (transferable.isMarkedAsUncloneable(value)) throw unsupported();
      const { data, deserializeInfo } = value[kClone]();
      return this.remember(value, transferable.deserialize(deserializeInfo, this.clone(data)));
    }
    if (mode & TRANSFERABLE && typeof value[kTransfer] === 'function') {
      throw dataCloneError('Object that needs transfer was found in message but not listed in transferList');
    }
    if (isPrototype(value)) return undefined; // what marks its instances says nothing of itself
    for (let proto = value; proto !== null; proto = getPrototypeOf(proto)) {
      if (transferable.isOfUncloneableClass(proto)) throw unsupported();
    }
    if (isURLOrParams(value)) throw unsupported();
    return undefined;
  }

  other(value) {
    const copy = this.platform(value);
    if (copy !== undefined) return copy;
    // WebAssembly modules are immutable: the clone may be the module itself.
    if (globalThis.WebAssembly !== undefined && value instanceof WebAssembly.Module) {
      return this.remember(value, value);
    }
    if (require('internal/worker/shared_memory').isSharedMemory(value)) return this.remember(value, value);
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object Object]' && value !== globalThis) {
      return this.properties(value, this.remember(value, {}));
    }
    throw cannotClone(value);
  }

  // Moves what the list names. What can fail is checked for all before anything is moved.
  transfer(list, sourcePort) {
    const seen = new Set();
    for (const item of list) {
      this.checkTransfer(item, seen, sourcePort);
      seen.add(item);
    }
    return list;
  }

  checkTransfer(item, seen, sourcePort) {
    const isBuffer = isArrayBuffer(item);
    const object = item !== null && (typeof item === 'object' || typeof item === 'function');
    if (object && seen.has(item)) {
      throw dataCloneError(`Transfer list contains duplicate ${isBuffer ? 'ArrayBuffer' : item.constructor?.name}`);
    }
    if (object && transferable.isMarkedAsUntransferable(item)) throw unsupportedTransfer();
    if (isBuffer) {
      if (item.detached) throw unsupportedTransfer();
      return;
    }
    if (object && item === sourcePort) throw dataCloneError('Transfer list contains source port');
    if (!object || kindOf(item) === kNever || !(transferMode(item) & TRANSFERABLE) || typeof item[kTransfer] !== 'function') {
      throw dataCloneError('Found invalid value in transferList.');
    }
    item[kCheckTransfer]?.();
  }

  // After the checks: the moved values go to the memory, where the copy will find them.
  moveBuffers(list) {
    for (const item of list) {
      if (isArrayBuffer(item)) this.memory.set(item, item.transfer());
    }
  }

  moveObjects(list) {
    for (const item of list) {
      if (!isArrayBuffer(item)) this.moveObject(item);
    }
  }

  moveObject(item) {
    const nested = typeof item[kTransferList] === 'function' ? item[kTransferList]() : [];
    const { data, deserializeInfo } = item[kTransfer]();
    if (deserializeInfo === undefined) { // a port: `data` is the new one
      this.memory.set(item, data);
      this.ports.push(data);
      return;
    }
    this.moveObjects(nested);
    this.memory.set(item, transferable.deserialize(deserializeInfo, this.clone(data)));
  }
}

// Whether it was made without a length, of a buffer that may change its own.
function isTracking(view, name, buffer, end) {
  const View = name === 'DataView' ? DataView : globalThis[name];
  return binding('messaging').sameViewMode(view, new View(buffer)) ?? end + (View.BYTES_PER_ELEMENT ?? 1) > buffer.byteLength;
}

function placeOf(view) {
  const { name, buffer, byteOffset, byteLength, length } = viewParts(view);
  const tracking = !buffer.detached && (buffer.resizable || buffer.growable) && isTracking(view, name, buffer, byteOffset + byteLength);
  return { name, buffer, offset: byteOffset, length, tracking };
}

function setHidden(object, name, value) {
  Object.defineProperty(object, name, {
    __proto__: null, configurable: true, enumerable: false, writable: true, value,
  });
}

function isArrayBuffer(value) {
  return value !== null && typeof value === 'object' && kindOf(value) === kBuffer && !isShared(value);
}

function isShared(value) {
  const { NativeSharedArrayBuffer: Shared } = require('internal/globals');
  return Shared !== undefined && value instanceof Shared;
}

function isDOMException(value) {
  return value instanceof globalThis.DOMException && !Object.hasOwn(value, 'name');
}

// { value, ports }: a copy of `value` in which what `list` names was moved. `sourcePort` may not be in the list.
function cloneMessage(value, list, sourcePort) {
  if (typeof value !== 'object' && list.length === 0 && typeof value !== 'function' && typeof value !== 'symbol') {
    return { value, ports: [] };
  }
  const cloner = new Cloner();
  if (list.length === 0) return { value: cloner.clone(value), ports: cloner.ports };
  cloner.transfer(list, sourcePort);
  // A first copy without moving anything finds what cannot be cloned while nothing is lost yet.
  const trial = new Cloner();
  for (const item of list) trial.memory.set(item, item);
  trial.clone(value);
  cloner.views = trial.views;
  cloner.moveBuffers(list);
  cloner.moveObjects(list);
  return { value: cloner.clone(value), ports: cloner.ports };
}

function structuredClone(value, options) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument');
  return cloneMessage(value, transferListOf(options), undefined).value;
}

const PREFIX = "Failed to execute 'structuredClone'";

function invalid(message) {
  const error = new ERR_INVALID_ARG_TYPE('options', 'Object', undefined);
  error.message = `${PREFIX}: ${message}`;
  return error;
}

function transferListOf(options) {
  if (options === undefined || options === null) return [];
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw invalid('Options cannot be converted to a dictionary');
  }
  const { transfer } = options;
  if (transfer === undefined) return [];
  if (transfer === null || (typeof transfer !== 'object' && typeof transfer !== 'function') ||
      typeof transfer[Symbol.iterator] !== 'function') {
    throw invalid('transfer in Options can not be converted to sequence.');
  }
  const list = [...transfer];
  for (const item of list) if (item === null || (typeof item !== 'object' && typeof item !== 'function')) {
    const error = new ERR_INVALID_ARG_TYPE('transfer', 'Object', item);
    error.message = 'Value is not an object';
    throw error;
  }
  return list;
}

Object.defineProperty(structuredClone, 'length', { __proto__: null, value: 1, configurable: true });

module.exports = { structuredClone, cloneMessage, dataCloneError, cannotClone, unsupported, Cloner, nameOfError, isArrayBuffer, isShared, placeOf };
