// SPDX-License-Identifier: MIT
// Carries the async context through Promise.prototype.then (and so through catch and finally). Installed when the first context is
// set: programs without AsyncLocalStorage keep the engine's own `then`.

const current = require('internal/process/async_context');

const { apply } = Reflect;
let nativeThen = Promise.prototype.then;

let installed = false;

// Also for an undefined frame: what ran before in this drain may have left another one.
function inFrame(callback, frame) {
  if (typeof callback !== 'function') return callback;
  return (value) => {
    const previous = current.frame;
    const { track } = current;
    current.frame = frame;
    const record = track === null ? undefined : track.enterUnknown();
    try {
      return callback(value);
    } finally {
      current.frame = previous;
      if (record !== undefined) track.after(record);
      else if (track !== current.track) current.track.leftUnknown();
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
  return (value) => {
    const previous = current.frame;
    const { track } = current;
    current.frame = frame;
    track.before(child.record);
    try {
      return callback(value);
    } finally {
      track.resolved(child.record);
      track.after(child.record);
      current.frame = previous;
    }
  };
}

function followedThen(promise, onFulfilled, onRejected) {
  const { frame } = current;
  const parent = recordOf(promise);
  const child = { record: undefined };
  const before = parentOfNew;
  parentOfNew = parent;
  try {
    const result = apply(nativeThen, promise,
      [inRecord(onFulfilled, frame, child), inRecord(onRejected, frame, child)]);
    child.record = recordOf(result, parent);
    return result;
  } finally {
    parentOfNew = before;
  }
}

// ---- the constructor -------------------------------------------------------------------------------------------------

const NativePromise = Promise;
let parentOfNew; // the record of the promise whose then() runs
let follower;

// A promise that its hooks know before its executor runs.
function constructFollowed(executor, newTarget) {
  let resolve;
  let reject;
  const promise = Reflect.construct(NativePromise, [(a, b) => { resolve = a; reject = b; }], newTarget);
  const record = recordOf(promise, parentOfNew);
  const told = (settle) => function(value) {
    if (record.settled !== true) {
      record.settled = true;
      current.track.resolved(record);
    }
    settle(value);
  };
  resolve = told(resolve);
  reject = told(reject);
  try {
    executor(resolve, reject);
  } catch (error) {
    reject(error);
  }
  return promise;
}

// Once a hook is enabled that wants to know of promises, the constructor is a proxy that tells of them. `await` and async functions
// make theirs unseen.
function followConstructor() {
  if (follower !== undefined) return;
  follower = new Proxy(NativePromise, {
    __proto__: null,
    construct(target, args, newTarget) {
      const real = newTarget === follower ? target : newTarget;
      if (!current.track.isTold() || typeof args[0] !== 'function') return Reflect.construct(target, args, real);
      return constructFollowed(args[0], real);
    },
  });
  const hidden = { __proto__: null, value: follower, writable: true, enumerable: false, configurable: true };
  Object.defineProperty(NativePromise.prototype, 'constructor', hidden);
  if (globalThis.Promise === NativePromise) Object.defineProperty(globalThis, 'Promise', hidden);
}

function install() {
  if (installed) return;
  installed = true;
  nativeThen = Promise.prototype.then; // which v8.promiseHooks or a program may have replaced
  const { then } = {
    then(onFulfilled, onRejected) {
      const { frame, track } = current;
      if (track !== null && track.isTold() && this instanceof NativePromise) {
        return followedThen(this, onFulfilled, onRejected);
      }
      return apply(nativeThen, this, [inFrame(onFulfilled, frame), inFrame(onRejected, frame)]);
    },
  };
  Object.defineProperty(Promise.prototype, 'then', {
    __proto__: null, value: then, writable: true, enumerable: false, configurable: true,
  });
  carryWaiting();
}

// ---- other contexts of vm --------------------------------------------------------------------------------------------

let waiting = []; // weak references to their Promise.prototype, until something is installed
let pruneAt = 64;

function carry(prototype) {
  const realmThen = prototype.then;
  const { then } = {
    then(onFulfilled, onRejected) {
      const { frame } = current;
      return apply(realmThen, this, [inFrame(onFulfilled, frame), inFrame(onRejected, frame)]);
    },
  };
  // It looks as if it were of its context.
  Object.setPrototypeOf(then, Object.getPrototypeOf(realmThen));
  Object.defineProperty(prototype, 'then', { __proto__: null, value: then, writable: true, enumerable: false, configurable: true });
}

// Lets the promises of a new context carry the async context too.
function addRealm(prototype) {
  if (installed) {
    carry(prototype);
    return;
  }
  if (waiting.length === pruneAt) {
    waiting = waiting.filter((reference) => reference.deref() !== undefined);
    pruneAt = Math.max(64, waiting.length * 2);
  }
  waiting.push(new WeakRef(prototype));
}

function carryWaiting() {
  for (const reference of waiting) {
    const prototype = reference.deref();
    if (prototype !== undefined) carry(prototype);
  }
  waiting = [];
}

module.exports = { addRealm, followConstructor, install };
