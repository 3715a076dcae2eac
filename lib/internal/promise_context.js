// SPDX-License-Identifier: MIT
// Carries the async context through Promise.prototype.then (and so through catch and finally). Installed when the first context is
// set: programs without AsyncLocalStorage keep the engine's own `then`.

const current = require('internal/process/async_context');

const { apply } = Reflect;
const nativeThen = Promise.prototype.then;

let installed = false;

// Also for an undefined frame: what ran before in this drain may have left another one.
function inFrame(callback, frame) {
  if (typeof callback !== 'function') return callback;
  return (value) => {
    const previous = current.frame;
    current.frame = frame;
    try {
      return callback(value);
    } finally {
      current.frame = previous;
    }
  };
}

const records = new WeakMap(); // of promises that async_hooks was told of

function recordOf(promise, parent) {
  let record = records.get(promise);
  if (record === undefined) {
    record = current.track.initPromise(promise, parent);
    records.set(promise, record);
  }
  return record;
}

// As inFrame, for a promise that async_hooks follows. `child` is told once the promise of this reaction is there.
function inRecord(callback, frame, child) {
  if (typeof callback !== 'function') return callback;
  return inFrame((value) => {
    const { track } = current;
    track.before(child.record);
    try {
      return callback(value);
    } finally {
      track.resolved(child.record);
      track.after(child.record);
    }
  }, frame);
}

function followedThen(promise, onFulfilled, onRejected) {
  const { frame } = current;
  const parent = recordOf(promise);
  const child = { record: undefined };
  const result = apply(nativeThen, promise,
    [inRecord(onFulfilled, frame, child), inRecord(onRejected, frame, child)]);
  child.record = recordOf(result, parent);
  return result;
}

function install() {
  if (installed) return;
  installed = true;
  const { then } = {
    then(onFulfilled, onRejected) {
      const { frame, track } = current;
      if (track !== null && this instanceof Promise) {
        return followedThen(this, onFulfilled, onRejected);
      }
      return apply(nativeThen, this, [inFrame(onFulfilled, frame), inFrame(onRejected, frame)]);
    },
  };
  Object.defineProperty(Promise.prototype, 'then', {
    __proto__: null, value: then, writable: true, enumerable: false, configurable: true,
  });
}

module.exports = { install };
