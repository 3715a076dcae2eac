// SPDX-License-Identifier: MIT
// SharedArrayBuffer and Atomics where there are threads. The interface cannot take the engine's own shared buffers out of their VM; so from its first use on, or that of worker
// threads, `SharedArrayBuffer` makes ArrayBuffers over counted C memory that wear its prototype, and Atomics waits and notifies in C,
// across threads. Growable buffers stay the engine's, since views over them follow their length; they cross as what the engine counts behind them.
'use strict';

const native = binding('messaging');
const { defineProperty, setPrototypeOf } = Object;

const { NativeAtomics: Atomics, NativeSharedArrayBuffer: Native } = require('internal/globals');
const blocks = new WeakMap(); // buffer -> block
const { get: lengthOfBuffer } = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength');

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
  const length = Math.trunc(Number(value)) || 0;
  if (length < 0 || length > Number.MAX_SAFE_INTEGER) throw new RangeError('Array buffer allocation failed');
  return length;
}

function SharedArrayBuffer(length, options) {
  if (new.target === undefined) throw new TypeError("Constructor SharedArrayBuffer requires 'new'");
  if (options !== null && typeof options === 'object' && options.maxByteLength !== undefined) {
    return Reflect.construct(Native, [length, options], new.target);
  }
  const block = native.sharedBlock(toLength(length));
  if (block === undefined) throw new RangeError('Array buffer allocation failed');
  const buffer = bufferOf(block);
  if (new.target !== SharedArrayBuffer) setPrototypeOf(buffer, new.target.prototype);
  return buffer;
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
    const bytes = new Uint8Array(this).subarray(start, end);
    const copy = new SharedArrayBuffer(bytes.length);
    new Uint8Array(copy).set(bytes);
    return copy;
  });
}

// ---- Atomics --------------------------------------------------------------------------------------------------------

const results = ['ok', 'not-equal', 'timed-out'];
const { wait: nativeWait, notify: nativeNotify } = Atomics;

// Whether an integer array lies over memory of ours. Throws for what the engine would refuse.
function isOurs(array) {
  return (array instanceof Int32Array || array instanceof BigInt64Array) && blocks.has(array.buffer);
}

function halves(array, value) {
  if (array instanceof Int32Array) return [value | 0, 0];
  const wide = BigInt.asUintN(64, BigInt(value));
  return [Number(wide & 0xffffffffn) | 0, Number(wide >> 32n) | 0];
}

function indexOf(array, index) {
  const at = Math.trunc(Number(index)) || 0;
  if (at < 0 || at >= array.length) throw new RangeError('Access index out of bounds for atomic access.');
  return at;
}

function timeoutOf(timeout) {
  const ms = timeout === undefined ? NaN : Number(timeout);
  return ms !== ms ? Infinity : Math.max(ms, 0); // eslint-disable-line no-self-compare
}

function wait(typedArray, index, value, timeout) {
  if (!isOurs(typedArray)) return nativeWait(typedArray, index, value, timeout);
  const [low, high] = halves(typedArray, value);
  const wide = typedArray instanceof BigInt64Array;
  return results[native.wait(typedArray, indexOf(typedArray, index), wide, low, high, timeoutOf(timeout))];
}

function notify(typedArray, index, count) {
  if (!isOurs(typedArray)) return nativeNotify(typedArray, index, count);
  const most = count === undefined ? Infinity : Math.max(Math.trunc(Number(count)) || 0, 0);
  return native.notify(typedArray, indexOf(typedArray, index), typedArray instanceof BigInt64Array, most);
}

function waitAsync(typedArray, index, value, timeout) {
  if (!isOurs(typedArray)) throw new TypeError('Atomics.waitAsync needs an Int32Array or BigInt64Array over a SharedArrayBuffer');
  const [low, high] = halves(typedArray, value);
  const at = indexOf(typedArray, index);
  const ms = timeoutOf(timeout);
  const { promise, resolve } = Promise.withResolvers();
  let timer;
  const number = native.waitAsync(typedArray, at, typedArray instanceof BigInt64Array, low, high, (result) => {
    if (timer !== undefined) clearTimeout(timer);
    resolve(results[result]);
  });
  if (number > 0) return { async: false, value: results[number] };
  if (ms === 0) {
    native.timeOut(number);
    return { async: false, value: 'timed-out' };
  }
  if (ms !== Infinity) timer = setTimeout(() => native.timeOut(number), ms);
  return { async: true, value: promise };
}

function installAtomics() {
  for (const fn of [wait, notify, waitAsync]) {
    defineProperty(Atomics, fn.name, { __proto__: null, writable: true, enumerable: false, configurable: true, value: fn });
  }
  defineProperty(notify, 'length', { __proto__: null, configurable: true, value: 3 });
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
