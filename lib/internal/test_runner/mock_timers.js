// SPDX-License-Identifier: MIT
// Timers and Date under the program's control: nothing fires until tick(), runAll() or setTime() says so.

const {
  AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE },
} = require('internal/errors');
const { validateAbortSignal, validateNumber, validateStringArray, validateUint32 } = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const SUPPORTED = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'];
const kMaxDelay = 2 ** 31 - 1;

class MockTimeout {
  constructor(clock, row) {
    this.clock = clock;
    this.row = row;
    this.id = row.id;
  }
  ref() { return this; }
  unref() { return this; }
  hasRef() { return true; }
  refresh() {
    this.clock.remove(this.row.id);
    this.row.runAt = this.clock.now + this.row.delay;
    this.clock.add(this.row);
    return this;
  }
  close() {
    this.clock.remove(this.row.id);
    return this;
  }
  [Symbol.toPrimitive]() { return this.id; }
  [Symbol.dispose]() { this.clock.remove(this.row.id); }
}

// The pending timers, earliest first; equal times in the order of creation.
class Clock {
  now = 0;
  #rows = [];
  #ids = 1;

  schedule(callback, delay, args, interval) {
    const wait = delay > kMaxDelay || !(delay >= 1) ? 1 : Math.trunc(delay);
    const row = { id: this.#ids++, callback, args, delay: wait, runAt: this.now + wait, interval };
    row.handle = new MockTimeout(this, row);
    this.add(row);
    return row.handle;
  }

  immediate(callback, args) {
    const row = { id: this.#ids++, callback, args, delay: 0, runAt: -1, interval: false };
    row.handle = new MockTimeout(this, row);
    this.add(row);
    return row.handle;
  }

  add(row) {
    let at = this.#rows.length;
    while (at > 0 && this.#rows[at - 1].runAt > row.runAt) at--;
    this.#rows.splice(at, 0, row);
  }

  remove(id) {
    const at = this.#rows.findIndex((row) => row.id === +id);
    if (at >= 0) this.#rows.splice(at, 1);
  }

  clear(timer) {
    if (timer === undefined || timer === null) return;
    this.remove(typeof timer === 'object' ? timer.id : timer);
  }

  get last() { return this.#rows.at(-1)?.runAt; }

  advance(time) {
    const until = this.now + time;
    let row = this.#rows[0];
    while (row !== undefined && row.runAt <= until) {
      this.#rows.shift();
      if (row.runAt > this.now) this.now = row.runAt;
      if (row.interval) {
        row.runAt = this.now + row.delay;
        this.add(row);
      }
      Reflect.apply(row.callback, row.handle, row.args);
      row = this.#rows[0];
    }
    this.now = until;
  }
}

function mockedDate(clock, NativeDate) {
  function MockDate(year, month, date, hours, minutes, seconds, ms) {
    if (!(this instanceof MockDate)) return new NativeDate(clock.now).toString();
    const args = arguments.length === 0 ? [clock.now] : arguments;
    return Reflect.construct(NativeDate, args, new.target);
  }
  Object.defineProperties(MockDate, Object.getOwnPropertyDescriptors(NativeDate));
  MockDate.now = function now() { return clock.now; };
  MockDate.isMock = true;
  Object.defineProperty(MockDate, 'prototype', { __proto__: null, value: NativeDate.prototype });
  MockDate.toString = function toString() { return 'function Date() { [native code] }'; };
  return MockDate;
}

class MockTimers {
  #enabled = false;
  #clock;
  #restorers = [];

  #replace(object, key, value) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    Object.defineProperty(object, key, {
      __proto__: null, value, writable: true, configurable: true, enumerable: descriptor?.enumerable ?? true,
    });
    this.#restorers.push(() => {
      if (descriptor === undefined) delete object[key];
      else Object.defineProperty(object, key, descriptor);
    });
  }

  enable(options = { __proto__: null, apis: SUPPORTED, now: 0 }) {
    const internal = { __proto__: null, ...options };
    if (this.#enabled) throw new ERR_INVALID_STATE('MockTimers is already enabled!');
    if (typeof internal.now === 'number' && !(internal.now >= 0)) throw new ERR_INVALID_ARG_VALUE('now', internal.now, `epoch must be a positive integer received ${internal.now}`);
    internal.now ??= 0;
    internal.apis ??= SUPPORTED;
    validateStringArray(internal.apis, 'options.apis');
    for (const api of internal.apis) {
      if (!SUPPORTED.includes(api)) throw new ERR_INVALID_ARG_VALUE('options.apis', api, `option ${api} is not supported`);
    }
    const clock = this.#clock = new Clock();
    if (internal.now instanceof Date) clock.now = internal.now.getTime();
    else if (Number.isInteger(internal.now) && internal.now >= 0) clock.now = internal.now;
    else throw new ERR_INVALID_ARG_TYPE('initialTime', ['Date', 'number'], internal.now);
    this.#enabled = true;
    for (const api of internal.apis) this.#mock(api, clock);
  }

  #mock(api, clock) {
    const timers = require('timers');
    const promises = require('timers/promises');
    const both = (name, fn) => {
      this.#replace(globalThis, name, fn);
      this.#replace(timers, name, fn);
    };
    switch (api) {
      case 'setTimeout':
        both('setTimeout', function setTimeout(callback, delay, ...args) { return clock.schedule(callback, delay, args, false); });
        both('clearTimeout', (timer) => clock.clear(timer));
        this.#replace(promises, 'setTimeout', (delay, value, options) => this.#wait(clock, delay, value, options));
        break;
      case 'setInterval':
        both('setInterval', function setInterval(callback, delay, ...args) { return clock.schedule(callback, delay, args, true); });
        both('clearInterval', (timer) => clock.clear(timer));
        this.#replace(promises, 'setInterval', (delay, value, options) => this.#ticks(clock, delay, value, options));
        break;
      case 'setImmediate':
        both('setImmediate', function setImmediate(callback, ...args) { return clock.immediate(callback, args); });
        both('clearImmediate', (timer) => clock.clear(timer));
        this.#replace(promises, 'setImmediate', (value, options) => this.#wait(clock, undefined, value, options));
        break;
      case 'Date':
        if (Date.isMock) throw new ERR_INVALID_STATE('Date is already being mocked!');
        this.#replace(globalThis, 'Date', mockedDate(clock, Date));
        break;
      case 'scheduler.wait':
        this.#replace(promises.scheduler, 'wait', (delay, options) => this.#wait(clock, delay, undefined, options));
        break;
      case 'AbortSignal.timeout':
        this.#replace(AbortSignal, 'timeout', (delay) => {
          validateUint32(delay, 'delay', false);
          const controller = new AbortController();
          clock.schedule(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), delay, [], false);
          return controller.signal;
        });
        break;
    }
  }

  #wait(clock, delay, value, options = kEmptyObject) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const { signal } = options ?? kEmptyObject;
    if (signal !== undefined) {
      try {
        validateAbortSignal(signal, 'options.signal');
      } catch (error) {
        return Promise.reject(error);
      }
      if (signal.aborted) return Promise.reject(new AbortError(undefined, { __proto__: null, cause: signal.reason }));
    }
    let onAbort;
    const finish = () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    };
    const timer = delay === undefined ? clock.immediate(finish, []) : clock.schedule(finish, delay, [], false);
    if (signal !== undefined) {
      onAbort = () => {
        clock.clear(timer);
        reject(new AbortError(undefined, { __proto__: null, cause: signal.reason }));
      };
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
    }
    return promise;
  }

  async *#ticks(clock, delay, startTime, options = kEmptyObject) {
    const { signal } = options ?? kEmptyObject;
    if (signal !== undefined) {
      validateAbortSignal(signal, 'options.signal');
      if (signal.aborted) throw new AbortError(undefined, { __proto__: null, cause: signal.reason });
    }
    let waiting = null;
    let passed = 0;
    let aborted = false;
    const timer = clock.schedule(() => {
      passed++;
      waiting?.resolve();
      waiting = null;
    }, delay, [], true);
    const onAbort = () => {
      aborted = true;
      waiting?.resolve();
    };
    signal?.addEventListener('abort', onAbort, { __proto__: null, once: true });
    try {
      while (true) {
        if (passed === 0 && !aborted) {
          waiting = Promise.withResolvers();
          await waiting.promise;
        }
        if (aborted) throw new AbortError(undefined, { __proto__: null, cause: signal.reason });
        passed--;
        yield startTime === undefined ? clock.now : startTime;
      }
    } finally {
      clock.clear(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #assertEnabled() {
    if (!this.#enabled) throw new ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
  }

  tick(time = 1) {
    this.#assertEnabled();
    if (time < 0) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', time);
    this.#clock.advance(time);
  }

  setTime(time = 0) {
    validateNumber(time, 'time');
    if (time < 0) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', time);
    this.#assertEnabled();
    this.#clock.now = time;
  }

  runAll() {
    this.#assertEnabled();
    const { last } = this.#clock;
    if (last === undefined) return;
    this.#clock.advance(Math.max(last - this.#clock.now, 0));
  }

  reset() {
    if (!this.#enabled) return;
    while (this.#restorers.length > 0) this.#restorers.pop()();
    this.#enabled = false;
    this.#clock = undefined;
  }

  [Symbol.dispose]() { this.reset(); }
}

module.exports = { MockTimers };
