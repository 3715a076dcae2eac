// SPDX-License-Identifier: MIT
// What all web streams share: queues with sizes, promises in the standard's way, strategies, and the look of the classes.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { customInspectSymbol } = require('internal/util');

const { defineProperty } = Object;
const { apply } = Reflect;
const { call: functionCall } = Function.prototype;
const NativePromise = Promise;
const { resolve: promiseResolve } = Promise;
const PromisePrototypeThen = Promise.prototype.then;

const AsyncIteratorPrototype =
  Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

const nop = () => {};

const FIRST_CAPACITY = 4; // of a ring: always a power of two

// The items of a full ring that begins at `head`, in a ring of twice the capacity that begins at 0.
function doubled(items, head) {
  const { length } = items;
  const larger = items.slice(head);
  for (let i = 0; i < head; i++) larger.push(items[i]);
  for (let i = 0; i < length; i++) larger.push(undefined);
  return larger;
}

function emptyRing(capacity) {
  const items = [];
  for (let i = 0; i < capacity; i++) items.push(undefined);
  return items;
}

// A first-in, first-out list. shift() and peek() want an item to be there.
class Queue {
  constructor() {
    this.items = emptyRing(FIRST_CAPACITY);
    this.head = 0;
    this.length = 0;
  }

  push(item) {
    if (this.length === this.items.length) {
      this.items = doubled(this.items, this.head);
      this.head = 0;
    }
    this.items[(this.head + this.length++) & (this.items.length - 1)] = item;
  }

  shift() {
    const { items, head } = this;
    const item = items[head];
    items[head] = undefined;
    this.head = (head + 1) & (items.length - 1);
    this.length--;
    return item;
  }
}

// The standard's queue with sizes: EnqueueValueWithSize, DequeueValue, PeekQueueValue, ResetQueue. A value's size is in the slot after it.
class SizedQueue {
  constructor() {
    this.items = emptyRing(2 * FIRST_CAPACITY);
    this.head = 0;
    this.length = 0;
    this.totalSize = 0;
  }

  enqueue(value, size) {
    size = Number(size);
    if (!(size >= 0) || size === Infinity) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
    }
    this.add(value, size);
  }

  // As enqueue(), of a size that needs no check.
  add(value, size) {
    if (2 * this.length === this.items.length) {
      this.items = doubled(this.items, this.head);
      this.head = 0;
    }
    const { items } = this;
    const slot = (this.head + 2 * this.length++) & (items.length - 1);
    items[slot] = value;
    items[slot + 1] = size;
    this.totalSize += size;
  }

  dequeue() {
    const { items, head } = this;
    const value = items[head];
    this.totalSize -= items[head + 1];
    if (this.totalSize < 0) this.totalSize = 0; // rounding
    items[head] = undefined;
    this.head = (head + 2) & (items.length - 1);
    this.length--;
    return value;
  }

  peek() {
    return this.items[this.head];
  }

  clear() {
    if (this.length > 0) this.items = emptyRing(2 * FIRST_CAPACITY);
    this.head = 0;
    this.length = 0;
    this.totalSize = 0;
  }
}

function then(promise, onFulfilled, onRejected) {
  return promise.then === PromisePrototypeThen ? // the engine inlines this one
    promise.then(onFulfilled, onRejected) :
    apply(PromisePrototypeThen, promise, [onFulfilled, onRejected]);
}

const kResolved = Promise.resolve();
// What an algorithm gives instead of a promise where it tells of its end itself: it calls the controller's handler, in a microtask.
const kPending = Symbol('kPending');

// Runs `callback` in a microtask.
function later(callback) {
  then(kResolved, callback, nop);
}

// As Promise.resolve(), whatever the program has made of it.
function resolved(value) {
  return promiseResolve.call(NativePromise, value);
}

function setPromiseHandled(promise) {
  then(promise, undefined, nop);
}

// "A promise resolved with": another promise, where `value` is one (that takes two turns more than Promise.resolve).
function resolvedWith(value) {
  return value === undefined ? kResolved : new Promise((resolve) => resolve(value));
}

// The callback of a chunk as an algorithm: its result, as a promise. It is called without an array of arguments, unless it has a `call` of its own.
function algorithm1(fn, self) {
  return (a) => {
    try {
      const result = fn.call === functionCall ? fn.call(self, a) : apply(fn, self, [a]);
      return result === undefined ? kResolved : resolved(result);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

// The same with an argument that stays.
function algorithm2(fn, self, b) {
  return (a) => {
    try {
      const result = fn.call === functionCall ? fn.call(self, a, b) : apply(fn, self, [a, b]);
      return result === undefined ? kResolved : resolved(result);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

// As Web IDL converts a callback's result: always another promise. For the ends of streams, where tests count turns; chunks take the short way.
function promiseCallExactly(fn, self = undefined, args = []) {
  try {
    return resolvedWith(apply(fn, self, args));
  } catch (error) {
    return Promise.reject(error);
  }
}

function deferred() {
  return Promise.withResolvers();
}

// A promise that someone may ask for later. It is only made then, from what has happened so far.
class LazyPromise {
  constructor() {
    this.deferred = null;
    this.state = 'pending';
    this.value = undefined;
  }

  get promise() {
    if (this.deferred === null) {
      this.deferred = deferred();
      // Its rejection is told elsewhere: it must never count as unhandled.
      setPromiseHandled(this.deferred.promise);
      this.#apply();
    }
    return this.deferred.promise;
  }

  get isPending() {
    return this.state === 'pending';
  }

  resolve(value) {
    if (this.state !== 'pending') return;
    this.state = 'fulfilled';
    this.value = value;
    if (this.deferred !== null) this.#apply();
  }

  reject(error) {
    if (this.state !== 'pending') return;
    this.state = 'rejected';
    this.value = error;
    if (this.deferred !== null) this.#apply();
  }

  // From here on it stands for another promise, a pending one.
  renew() {
    this.deferred = null;
    this.state = 'pending';
    this.value = undefined;
  }

  #apply() {
    if (this.state === 'fulfilled') this.deferred.resolve(this.value);
    else if (this.state === 'rejected') this.deferred.reject(this.value);
  }
}

// A member of an underlying source, sink or transformer as an algorithm.
function method(object, objectName, name) {
  const fn = object?.[name];
  if (fn === undefined) return undefined;
  if (typeof fn !== 'function') {
    throw new ERR_INVALID_ARG_TYPE(`${objectName}.${name}`, 'Function', fn);
  }
  return fn;
}

function extractHighWaterMark(value, defaultValue) {
  if (value === undefined) return defaultValue;
  const mark = Number(value);
  if (Number.isNaN(mark) || mark < 0) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', value);
  }
  return mark;
}

const one = () => 1;

function extractSizeAlgorithm(size) {
  if (size === undefined) return one;
  if (typeof size !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('strategy.size', 'Function', size);
  }
  return (chunk) => size(chunk); // called without `this`
}

function inspectAs(self, name, fields, depth, options) {
  if (depth < 0) return self;
  const { inspect } = require('internal/util/inspect');
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${name} ${inspect(fields, inner)}`;
}

// Members of Web IDL classes are enumerable, and the class has a tag.
function finishClass(constructor, name, members, inspectFields) {
  for (const member of members) {
    defineProperty(constructor.prototype, member, { __proto__: null, enumerable: true });
  }
  if (inspectFields !== undefined) {
    defineProperty(constructor.prototype, customInspectSymbol, {
      __proto__: null,
      configurable: true,
      writable: true,
      enumerable: false,
      value(depth, options) {
        return inspectAs(this, name, inspectFields(this), depth, options);
      },
    });
  }
  defineProperty(constructor.prototype, Symbol.toStringTag, {
    __proto__: null, configurable: true, value: name,
  });
}

// Streams cross message ports; see transfer.js.
function makeTransferable(constructor, name) {
  const { kTransfer, kTransferList } = require('internal/worker/js_transferable');
  for (const [key, step] of [[kTransferList, 'transferList'], [kTransfer, 'transferData']]) {
    defineProperty(constructor.prototype, key, {
      __proto__: null,
      configurable: true,
      writable: true,
      value() {
        return require('internal/webstreams/transfer')[step](this, name);
      },
    });
  }
}

module.exports = {
  AsyncIteratorPrototype,
  LazyPromise,
  Queue,
  SizedQueue,
  algorithm1,
  algorithm2,
  deferred,
  extractHighWaterMark,
  extractSizeAlgorithm,
  finishClass,
  inspectAs,
  kPending,
  kResolved,
  later,
  makeTransferable,
  method,
  nop,
  one,
  promiseCallExactly,
  resolved,
  resolvedWith,
  setPromiseHandled,
  then,
};
