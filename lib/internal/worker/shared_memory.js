// SPDX-License-Identifier: MIT
// SharedArrayBuffer and Atomics where there are threads. The interface cannot take the engine's own shared buffers out of their VM; so from its first use on, or that of worker
// threads, `SharedArrayBuffer` makes ArrayBuffers over counted C memory that wear its prototype, and Atomics waits and notifies in C,
// across threads. Growable buffers stay the engine's, since views over them follow their length; they cross as what the engine counts behind them.
'use strict';

const native = binding('messaging');
const { defineProperty, setPrototypeOf } = Object;

const { NativeAtomics: Atomics, NativeSharedArrayBuffer: Native } = require('internal/globals');
const blocks = new WeakMap(); // buffer -> block
const getter = (prototype, key) => Object.getOwnPropertyDescriptor(prototype, key).get;
const lengthOfBuffer = getter(ArrayBuffer.prototype, 'byteLength');
const sharedLengthOf = Native === undefined ? undefined : getter(Native.prototype, 'byteLength'); // of the engine's own

function bufferOf(block) {
  const buffer = native.sharedBuffer(block);
  setPrototypeOf(buffer, Native.prototype);
  blocks.set(buffer, block);
  return buffer;
}

const blockOf = (buffer) => blocks.get(buffer);

// The same for buffers that the engine made: growable ones, those of a WebAssembly.Memory.
const engineBlockOf = (buffer) => native.engineBlock(buffer);
const engineBufferOf = (block) => native.engineView(block).buffer;

// A shared WebAssembly.Memory over the memory of one in another VM.
function engineMemoryOf(block) {
  const memory = new WebAssembly.Memory({ initial: 0, maximum: 1, shared: true });
  if (!native.engineMemory(block, memory)) throw new Error('A shared WebAssembly.Memory could not be received');
  return memory;
}

function isSharedMemory(value) {
  return globalThis.WebAssembly !== undefined && value instanceof WebAssembly.Memory && value.buffer instanceof Native;
}

function toLength(value) {
  const length = Math.trunc(+value) || 0;
  if (length < 0 || length > Number.MAX_SAFE_INTEGER) throw new RangeError('Array buffer allocation failed');
  return length;
}

function SharedArrayBuffer(length, options) {
  if (new.target === undefined) throw new TypeError("Constructor SharedArrayBuffer requires 'new'");
  const size = toLength(length);
  const most = options !== null && (typeof options === 'object' || typeof options === 'function') ? options.maxByteLength : undefined;
  if (most !== undefined) return growable(size, toLength(most), new.target);
  let { prototype } = new.target;
  if (prototype === null || (typeof prototype !== 'object' && typeof prototype !== 'function')) {
    prototype = Object.getPrototypeOf(Reflect.construct(Native, [0], new.target)); // of the realm of `new.target`
  }
  const block = native.sharedBlock(size);
  if (block === undefined) throw new RangeError('Array buffer allocation failed');
  const buffer = bufferOf(block);
  if (new.target !== SharedArrayBuffer) setPrototypeOf(buffer, prototype);
  return buffer;
}

function growable(size, maxByteLength, target) {
  if (size > maxByteLength) throw new RangeError('Array buffer allocation failed');
  return Reflect.construct(Native, [size, { maxByteLength }], target);
}

function speciesOf(buffer) {
  const { constructor } = buffer;
  if (constructor === undefined) return SharedArrayBuffer;
  if (constructor === null || (typeof constructor !== 'object' && typeof constructor !== 'function')) throw new TypeError('The .constructor property of a SharedArrayBuffer is not an object');
  return constructor[Symbol.species] ?? SharedArrayBuffer;
}

function sliceOf(buffer, start, end) {
  const size = lengthOfBuffer.call(buffer);
  const place = (value) => {
    const at = Math.trunc(+value) || 0;
    return at < 0 ? Math.max(size + at, 0) : Math.min(at, size);
  };
  const first = place(start);
  const length = Math.max((end === undefined ? size : place(end)) - first, 0);
  const copy = new (speciesOf(buffer))(length);
  const isOurs = blocks.has(copy);
  if (copy === buffer || (isOurs ? lengthOfBuffer : sharedLengthOf).call(copy) < length) {
    throw new TypeError('A species of SharedArrayBuffer gave a buffer that is too small, or the same');
  }
  new Uint8Array(copy).set(new Uint8Array(buffer, first, length));
  return copy;
}

// An accessor or method of the prototype that knows both kinds.
function replace(name, own) {
  const { prototype } = Native;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined) return;
  const key = descriptor.get === undefined ? 'value' : 'get';
  const original = descriptor[key];
  const replacement = {
    [name](...args) {
      return this !== null && typeof this === 'object' && blocks.has(this) ? own.apply(this, args) : original.apply(this, args);
    },
  }[name];
  defineProperty(replacement, 'length', { __proto__: null, configurable: true, value: original.length });
  defineProperty(replacement, 'name', { __proto__: null, configurable: true, value: original.name });
  defineProperty(prototype, name, { ...descriptor, [key]: replacement });
}

function installBuffers() {
  SharedArrayBuffer.prototype = Native.prototype;
  defineProperty(SharedArrayBuffer, 'prototype', { __proto__: null, writable: false, enumerable: false, configurable: false });
  defineProperty(SharedArrayBuffer, 'length', { __proto__: null, configurable: true, value: 1 });
  defineProperty(SharedArrayBuffer, Symbol.species, {
    __proto__: null, configurable: true, get: Object.getOwnPropertyDescriptor(Native, Symbol.species)?.get ?? function() { return this; },
  });
  const hidden = { __proto__: null, writable: true, enumerable: false, configurable: true };
  defineProperty(Native.prototype, 'constructor', { ...hidden, value: SharedArrayBuffer });
  defineProperty(globalThis, 'SharedArrayBuffer', { ...hidden, value: SharedArrayBuffer });
  replace('byteLength', function byteLength() {
    return lengthOfBuffer.call(this);
  });
  replace('maxByteLength', function maxByteLength() {
    return lengthOfBuffer.call(this);
  });
  replace('growable', () => false);
  replace('grow', () => {
    throw new TypeError('Method SharedArrayBuffer.prototype.grow called on incompatible receiver #<SharedArrayBuffer>');
  });
  replace('slice', function slice(start, end) {
    return sliceOf(this, start, end);
  });
}

// ---- Atomics --------------------------------------------------------------------------------------------------------

const results = ['ok', 'not-equal', 'timed-out'];
const { wait: nativeWait, notify: nativeNotify } = Atomics ?? {};
const arrayPrototype = Object.getPrototypeOf(Int32Array.prototype);
const tagOf = getter(arrayPrototype, Symbol.toStringTag);
const bufferUnder = getter(arrayPrototype, 'buffer');
const lengthOf = getter(arrayPrototype, 'length');

function isSharedMemoryOf(array) {
  const buffer = bufferUnder.call(array);
  if (blocks.has(buffer)) return true;
  try {
    sharedLengthOf.call(buffer); // the engine's own
    return true;
  } catch {
    return false;
  }
}

const isOurs = (array) => blocks.has(bufferUnder.call(array));

// Whether an integer array that threads can wait on lies over shared memory. What else there is the engine refuses, or answers.
function isWaitable(array) {
  const tag = array !== null && typeof array === 'object' ? tagOf.call(array) : undefined;
  return (tag === 'Int32Array' || tag === 'BigInt64Array') && isSharedMemoryOf(array);
}

const isWide = (array) => tagOf.call(array) === 'BigInt64Array';

// The two halves of a number to compare with. Coerces as the standard says, once.
function halves(array, value) {
  if (!isWide(array)) return [value | 0, 0];
  const wide = BigInt.asUintN(64, value);
  return [Number(wide & 0xffffffffn) | 0, Number(wide >> 32n) | 0];
}

function indexOf(length, index) {
  const at = Math.trunc(+index) || 0;
  if (at < 0 || at >= length) throw new RangeError('Access index out of bounds for atomic access.');
  return at;
}

function timeoutOf(timeout) {
  const ms = +timeout;
  return ms !== ms ? Infinity : Math.max(ms, 0); // eslint-disable-line no-self-compare
}

// All threads wait in one list, by address; but on the engine's own memory in the engine's, since instructions of WebAssembly wait and notify there. The engine has no waitAsync(), so who
// waits by it is in our list for all memory; notify() wakes those of both lists.
function wait(typedArray, index, value, timeout) {
  if (!isWaitable(typedArray) || !isOurs(typedArray)) return nativeWait(typedArray, index, value, timeout);
  const at = indexOf(lengthOf.call(typedArray), index);
  const [low, high] = halves(typedArray, value);
  return results[native.wait(typedArray, at, isWide(typedArray), low, high, timeoutOf(timeout))];
}

function notify(typedArray, index, count) {
  if (!isWaitable(typedArray)) return nativeNotify(typedArray, index, count);
  const at = indexOf(lengthOf.call(typedArray), index);
  const most = count === undefined ? Infinity : Math.max(Math.trunc(+count) || 0, 0);
  const woken = native.notify(typedArray, at, isWide(typedArray), most);
  return isOurs(typedArray) || woken >= most ? woken : woken + nativeNotify(typedArray, at, most === Infinity ? undefined : most - woken);
}

function waitAsync(typedArray, index, value, timeout) {
  if (!isWaitable(typedArray)) {
    nativeWait(typedArray, 0, 0, 0); // throws
    throw new TypeError('Atomics.waitAsync needs an Int32Array or BigInt64Array over a SharedArrayBuffer');
  }
  const at = indexOf(lengthOf.call(typedArray), index);
  const [low, high] = halves(typedArray, value);
  const ms = timeoutOf(timeout);
  const { promise, resolve } = Promise.withResolvers();
  let timer;
  const number = native.waitAsync(typedArray, at, isWide(typedArray), low, high, (result) => {
    if (timer !== undefined) require('timers').clearTimeout(timer.now);
    resolve(results[result]);
  });
  if (number > 0) return { async: false, value: results[number] };
  if (ms === 0) {
    native.timeOut(number);
    return { async: false, value: 'timed-out' };
  }
  if (ms !== Infinity) timer = later(() => native.timeOut(number), ms);
  return { async: true, value: promise };
}

const LONGEST = 2 ** 31 - 1; // of a timer

function later(fn, ms) {
  const { setTimeout } = require('timers');
  const timer = { now: undefined };
  const step = (left) => {
    timer.now = setTimeout(() => (left > LONGEST ? step(left - LONGEST) : fn()), Math.min(left, LONGEST));
  };
  step(ms);
  return timer;
}

function installAtomics() {
  const methods = {
    wait(typedArray, index, value, timeout) {
      return wait(typedArray, index, value, timeout);
    },
    notify(typedArray, index, count) {
      return notify(typedArray, index, count);
    },
    waitAsync(typedArray, index, value, timeout) {
      return waitAsync(typedArray, index, value, timeout);
    },
  };
  for (const fn of Object.values(methods)) {
    defineProperty(Atomics, fn.name, { __proto__: null, writable: true, enumerable: false, configurable: true, value: fn });
  }
}

// ---- WebAssembly modules --------------------------------------------------------------------------------------------

// A compiled module cannot leave its VM either: the other side compiles its bytes again.
const sources = new WeakMap();
const bytesOfModule = (module) => sources.get(module);

function copyOf(bytes) {
  return ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice() :
    new Uint8Array(bytes).slice();
}

function installModules() {
  const { WebAssembly } = globalThis;
  if (WebAssembly === undefined) return;
  const { Module, compile, instantiate } = WebAssembly;
  const remember = (module, bytes) => {
    sources.set(module, bytes);
    return module;
  };
  const put = (name, value) => {
    defineProperty(WebAssembly, name, { __proto__: null, writable: true, enumerable: false, configurable: true, value });
  };
  put('Module', new Proxy(Module, {
    __proto__: null,
    construct: (target, args, newTarget) =>
      remember(Reflect.construct(target, args, newTarget === WebAssembly.Module ? target : newTarget), copyOf(args[0])),
  }));
  put('compile', function(bytes) {
    return compile.call(WebAssembly, bytes).then((module) => remember(module, copyOf(bytes)));
  });
  put('instantiate', function(bytes, imports) {
    if (bytes instanceof Module) return instantiate.call(WebAssembly, bytes, imports);
    return instantiate.call(WebAssembly, bytes, imports).then((both) => {
      remember(both.module, copyOf(bytes));
      return both;
    });
  });
}

let installed = false;

// What the global gives where it is used first.
Object.defineProperty(exports, 'SharedArrayBuffer', {
  __proto__: null,
  get() {
    exports.install();
    return Native === undefined ? undefined : SharedArrayBuffer;
  },
});
Object.defineProperty(exports, 'Atomics', {
  __proto__: null,
  get() {
    exports.install();
    return Atomics;
  },
});
// Before the first value can reach another thread.
exports.install = () => {
  if (installed) return;
  installed = true;
  if (Native !== undefined) {
    installBuffers();
    installAtomics();
  }
  installModules();
};
exports.bufferOf = bufferOf;
exports.blockOf = blockOf;
exports.engineBlockOf = engineBlockOf;
exports.engineBufferOf = engineBufferOf;
exports.engineMemoryOf = engineMemoryOf;
exports.isSharedMemory = isSharedMemory;
exports.bytesOfModule = bytesOfModule;
