// SPDX-License-Identifier: MIT
// events.on and events.once: emitters seen as an async iterator and as a promise.

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  validateAbortSignal,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { kFirstEventParam, kWatermarkData } = require('internal/events/symbols');
const { listen, unlisten, onceAborted } = require('internal/events/listen');
const FixedQueue = require('internal/fixed_queue');

const { MAX_SAFE_INTEGER } = Number;
const AsyncIteratorPrototype =
  Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

function checkedSignal(options) {
  const signal = options.signal;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  return signal;
}

// A promise in events.once(), which is the async function.
function once(emitter, name, options = kEmptyObject) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  return new Promise((resolve, reject) => {
    const release = () => {
      if (signal != null) unlisten(signal, 'abort', onAbort);
    };
    const onError = (error) => {
      emitter.removeListener(name, onEvent);
      release();
      reject(error);
    };
    const onEvent = (...args) => {
      if (typeof emitter.removeListener === 'function') {
        emitter.removeListener('error', onError);
      }
      release();
      resolve(args);
    };
    const onAbort = () => {
      unlisten(emitter, name, onEvent);
      if (typeof emitter.removeListener === 'function') {
        emitter.removeListener('error', onError);
      }
      reject(new AbortError(undefined, { cause: signal.reason }));
    };

    listen(emitter, name, onEvent, { __proto__: null, ...options, once: true });
    if (name !== 'error' && typeof emitter.once === 'function') {
      // Event targets have no 'error' convention: only emitters reject.
      emitter.once('error', onError);
    }
    if (signal != null) onceAborted(signal, onAbort);
  });
}

// Emitter -> async iterator. Events wait in #events until read, readers wait in #readers until an event comes; at most
// one of the two is ever non-empty. Between the water marks the emitter is asked to pause.
class Events {
  #emitter;
  #events = new FixedQueue();
  #readers = new FixedQueue();
  #size = 0;
  #low;
  #high;
  #paused = false;
  #error = null;
  #finished = false;
  #listeners = [];

  constructor(emitter, low, high) {
    this.#emitter = emitter;
    this.#low = low;
    this.#high = high;
  }

  listen(target, name, listener, flags) {
    listen(target, name, listener, flags);
    this.#listeners.push({ target, name, listener, flags });
  }

  get watermarks() {
    const self = this;
    return {
      get size() { return self.#size; },
      get low() { return self.#low; },
      get high() { return self.#high; },
      get isPaused() { return self.#paused; },
    };
  }

  push(value) {
    if (!this.#readers.isEmpty()) {
      this.#readers.shift().resolve({ value, done: false });
      return;
    }
    this.#size++;
    if (!this.#paused && this.#size > this.#high) {
      this.#paused = true;
      this.#emitter.pause?.();
    }
    this.#events.push(value);
  }

  fail(error) {
    if (this.#readers.isEmpty()) this.#error = error;
    else this.#readers.shift().reject(error);
    this.finish();
  }

  finish() {
    for (const { target, name, listener, flags } of this.#listeners) {
      unlisten(target, name, listener, flags);
    }
    this.#listeners.length = 0;
    this.#finished = true;
    while (!this.#readers.isEmpty()) {
      this.#readers.shift().resolve({ value: undefined, done: true });
    }
    return Promise.resolve({ value: undefined, done: true });
  }

  next() {
    if (this.#size > 0) {
      const value = this.#events.shift();
      this.#size--;
      if (this.#paused && !this.#finished && this.#size < this.#low) {
        this.#emitter.resume?.();
        this.#paused = false;
      }
      return Promise.resolve({ value, done: false });
    }
    if (this.#error !== null) {
      const error = this.#error;
      this.#error = null;
      return Promise.reject(error);
    }
    if (this.#finished) return this.finish();
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
    });
  }
}

function on(emitter, event, options = kEmptyObject) {
  validateObject(options, 'options');
  const signal = checkedSignal(options);
  // The spelling with a small "m" is an alias that programs use.
  const high = options.highWaterMark ?? options.highWatermark ?? MAX_SAFE_INTEGER;
  validateInteger(high, 'options.highWaterMark', 1);
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(low, 'options.lowWaterMark', 1);

  const events = new Events(emitter, low, high);
  const fail = (error) => events.fail(error);
  const iterator = Object.setPrototypeOf({
    next() {
      return events.next();
    },
    return() {
      return events.finish();
    },
    throw(error) {
      if (!error || !(error instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', error);
      }
      events.fail(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [kWatermarkData]: events.watermarks,
  }, AsyncIteratorPrototype);

  events.listen(emitter, event, options[kFirstEventParam] ?
    (value) => events.push(value) : (...args) => events.push(args));
  if (event !== 'error' && typeof emitter.on === 'function') {
    events.listen(emitter, 'error', fail);
  }
  if (options.close?.length) {
    for (const name of options.close) events.listen(emitter, name, () => events.finish());
  }
  if (signal) {
    const onAbort = () => fail(new AbortError(undefined, { cause: signal.reason }));
    onceAborted(signal, onAbort);
    const finish = events.finish;
    events.finish = function() {
      signal.removeEventListener('abort', onAbort);
      return finish.call(this);
    };
  }
  return iterator;
}

module.exports = { on, once };
