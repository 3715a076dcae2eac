// SPDX-License-Identifier: MIT
//
// Timers as promises: each ends early when its AbortSignal says so.
'use strict';

const timers = require('internal/timers');
const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateObject, validateNumber,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const kScheduler = Symbol('kScheduler');

function abortError(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

// Throws for wrong options; gives { signal, ref }.
function readOptions(options) {
  validateObject(options, 'options');
  const { signal, ref = true } = options;
  validateAbortSignal(signal, 'options.signal');
  validateBoolean(ref, 'options.ref');
  return { signal, ref };
}

// A promise of `start(resolve)`'s timer, given up by `stop(timer)` when the signal aborts.
function promiseOf(signal, start, stop) {
  if (signal?.aborted) return Promise.reject(abortError(signal));
  let onAbort;
  const promise = new Promise((resolve, reject) => {
    const timer = start(resolve);
    if (signal) {
      onAbort = () => {
        if (!timer._destroyed) {
          stop(timer);
          reject(abortError(signal));
        }
      };
      listen(signal, onAbort);
    }
  });
  if (onAbort === undefined) return promise;
  const cleanUp = () => signal.removeEventListener('abort', onAbort);
  return promise.finally(cleanUp);
}

function listen(signal, listener) {
  const { kResistStopPropagation } = require('internal/event_target');
  signal.addEventListener('abort', listener, { __proto__: null, once: true, [kResistStopPropagation]: true });
}

function setTimeout(after, value, options = kEmptyObject) {
  let checked;
  try {
    if (after !== undefined) validateNumber(after, 'delay');
    checked = readOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  return promiseOf(checked.signal, (resolve) => {
    const timer = timers.setTimeout(resolve, after, value);
    if (!checked.ref) timer.unref();
    return timer;
  }, timers.clearTimeout);
}

function setImmediate(value, options = kEmptyObject) {
  let checked;
  try {
    checked = readOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  return promiseOf(checked.signal, (resolve) => {
    const immediate = timers.setImmediate(resolve, value);
    if (!checked.ref) immediate.unref();
    return immediate;
  }, timers.clearImmediate);
}

// Ticks that came while the consumer was busy are counted and handed out at once.
async function* setInterval(after, value, options = kEmptyObject) {
  if (after !== undefined) validateNumber(after, 'delay');
  const { signal, ref } = readOptions(options);
  if (signal?.aborted) throw abortError(signal);
  let onAbort;
  let interval;
  try {
    let due = 0;
    let wake;
    interval = timers.setInterval(() => {
      due++;
      if (wake) {
        wake();
        wake = undefined;
      }
    }, after);
    if (!ref) interval.unref();
    if (signal) {
      onAbort = () => {
        timers.clearInterval(interval);
        if (wake) {
          wake(Promise.reject(abortError(signal)));
          wake = undefined;
        }
      };
      listen(signal, onAbort);
    }
    while (!signal?.aborted) {
      if (due === 0) await new Promise((resolve) => { wake = resolve; });
      for (; due > 0; due--) yield value;
    }
    throw abortError(signal);
  } finally {
    timers.clearInterval(interval);
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

const scheduler = Object.create(Scheduler.prototype, {
  [kScheduler]: { __proto__: null, value: true, configurable: true, enumerable: false, writable: true },
});

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
