// SPDX-License-Identifier: MIT
// What all web streams share: queues with sizes, promises in the standard's way, strategies, and the look of the classes.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { customInspectSymbol } = require('internal/util');

const { defineProperty } = Object;
const { apply } = Reflect;
const PromisePrototypeThen = Promise.prototype.then;

const AsyncIteratorPrototype =
  Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

const nop = () => {};

// A first-in, first-out list that also adds the sizes of its items.
class Queue {
  #items = [];
  #head = 0;
  totalSize = 0;

  get length() {
    return this.#items.length - this.#head;
  }

  push(item) {
    this.#items.push(item);
  }

  shift() {
    const items = this.#items;
    const item = items[this.#head];
    items[this.#head++] = undefined;
    if (this.#head === items.length) {
      items.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024) {
      items.splice(0, this.#head);
      this.#head = 0;
    }
    return item;
  }

  peek() {
    return this.#items[this.#head];
  }

  clear() {
    this.#items = [];
    this.#head = 0;
    this.totalSize = 0;
  }
}

// EnqueueValueWithSize / DequeueValue / PeekQueueValue / ResetQueue
function enqueueValueWithSize(queue, value, size) {
  size = Number(size);
  if (!(size >= 0) || size === Infinity) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
  }
  queue.push({ value, size });
  queue.totalSize += size;
}

function dequeueValue(queue) {
  const { value, size } = queue.shift();
  queue.totalSize -= size;
  if (queue.totalSize < 0) queue.totalSize = 0; // rounding
  return value;
}

function then(promise, onFulfilled, onRejected) {
  return promise.then === PromisePrototypeThen ? // the engine inlines this one
    promise.then(onFulfilled, onRejected) :
    apply(PromisePrototypeThen, promise, [onFulfilled, onRejected]);
}

const kResolved = Promise.resolve();

// Runs `callback` in a microtask.
function later(callback) {
  then(kResolved, callback);
}

function setPromiseHandled(promise) {
  then(promise, undefined, nop);
}

// "A promise resolved with": another promise, where `value` is one (that takes two turns more than Promise.resolve).
function resolvedWith(value) {
  return value === undefined ? kResolved : new Promise((resolve) => resolve(value));
}

// The result of a callback, as a promise.
function promiseCall(fn, self = undefined, args = []) {
  try {
    const result = apply(fn, self, args);
    return result === undefined ? kResolved : Promise.resolve(result);
  } catch (error) {
    return Promise.reject(error);
  }
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
  #deferred = null;
  #state = 'pending';
  #value = undefined;
  #callback = null;

  // The cheap way for internal use: `callback` runs in a microtask after the promise was resolved, not after a rejection.
  onResolved(callback) {
    if (this.#state === 'fulfilled') later(callback);
    else this.#callback = callback;
  }

  get promise() {
    if (this.#deferred === null) {
      this.#deferred = deferred();
      // Its rejection is told elsewhere: it must never count as unhandled.
      setPromiseHandled(this.#deferred.promise);
      this.#apply();
    }
    return this.#deferred.promise;
  }

  get isPending() {
    return this.#state === 'pending';
  }

  resolve(value) {
    if (this.#state !== 'pending') return;
    this.#state = 'fulfilled';
    this.#value = value;
    if (this.#callback !== null) later(this.#callback);
    if (this.#deferred !== null) this.#apply();
  }

  reject(error) {
    if (this.#state !== 'pending') return;
    this.#state = 'rejected';
    this.#value = error;
    if (this.#deferred !== null) this.#apply();
  }

  #apply() {
    if (this.#state === 'fulfilled') this.#deferred.resolve(this.#value);
    else if (this.#state === 'rejected') this.#deferred.reject(this.#value);
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
  deferred,
  dequeueValue,
  enqueueValueWithSize,
  extractHighWaterMark,
  extractSizeAlgorithm,
  finishClass,
  inspectAs,
  kResolved,
  later,
  makeTransferable,
  method,
  nop,
  one,
  promiseCall,
  promiseCallExactly,
  resolvedWith,
  setPromiseHandled,
  then,
};
