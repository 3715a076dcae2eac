// SPDX-License-Identifier: MIT
// v8.promiseHooks. The engine announces no promises, so while a hook is set the global Promise is a proxy that tells of what it
// constructs, and Promise.prototype.then tells of reactions. Seen are thus promises made by the constructor, its static methods, then(), catch() and
// finally(), and those that `await` makes of them; not those that async functions return or the engine makes for itself. When the last hook
// is gone, all is as it was.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
require('process'); // whole before any hook runs: it makes promises while it loads
const { isAsyncFunction } = require('internal/util/types');

const { apply, construct } = Reflect;
const { defineProperty } = Object;
const kNames = ['init', 'before', 'after', 'settled'];

const lists = { __proto__: null, init: [], before: [], after: [], settled: [] };
let count = 0;

const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });

// A hook's error is an uncaught one and does not reach who made the promise.
function tell(name, promise, parent) {
  const list = lists[name];
  for (let i = 0; i < list.length; i++) {
    try {
      if (name === 'init') list[i](promise, parent);
      else list[i](promise);
    } catch (error) {
      require('internal/process/execution').onUncaught(error);
    }
  }
}

// ---- promises that are made ------------------------------------------------------------------------------------------

let installed; // { Native, follower, nativeThen, then }
let reactionParent; // the promise whose then() makes one
let made; // what that call made: { promise, reacts }

function constructTold(Native, executor, newTarget) {
  let settle;
  const promise = construct(Native, [(resolve, reject) => { settle = [resolve, reject]; }], newTarget);
  const state = { promise, reacts: false, settled: false };
  const parent = reactionParent;
  if (parent !== undefined) {
    made = state;
    reactionParent = undefined;
  }
  tell('init', promise, parent);
  const told = (original) => {
    return (value) => {
      if (!state.settled) {
        state.settled = true;
        tell('settled', promise);
      }
      original(value);
      if (state.reacts) {
        state.reacts = false;
        tell('after', promise);
      }
    };
  };
  const reject = told(settle[1]);
  try {
    executor(told(settle[0]), reject);
  } catch (error) {
    reject(error);
  }
  return promise;
}

// A handler as the engine calls it: the promise that it settles is told of before and after.
function reaction(holder, handler, otherwise) {
  const run = typeof handler === 'function' ? handler : otherwise;
  return (value) => {
    const { state, promise } = holder;
    if (promise !== undefined) tell('before', promise);
    if (state !== undefined) {
      state.reacts = true; // after() comes once it is settled
      return run(value);
    }
    try {
      return run(value);
    } finally {
      if (promise !== undefined) tell('after', promise);
    }
  };
}

const pass = (value) => value;
const raise = (error) => { throw error; };

function toldThen(nativeThen, promise, onFulfilled, onRejected) {
  const holder = { state: undefined, promise: undefined };
  reactionParent = promise;
  made = undefined;
  let result;
  try {
    result = apply(nativeThen, promise, [reaction(holder, onFulfilled, pass), reaction(holder, onRejected, raise)]);
  } finally {
    reactionParent = undefined;
  }
  if (made === undefined) tell('init', result, promise); // of a class of its own
  holder.state = made?.promise === result ? made : undefined;
  holder.promise = result;
  made = undefined;
  return result;
}

// ---- while hooks are set ----------------------------------------------------------------------------------------------

function install() {
  const Native = globalThis.Promise;
  const { then: nativeThen } = Native.prototype;
  const { then } = {
    then(onFulfilled, onRejected) {
      if (count === 0 || !(this instanceof Native)) return apply(nativeThen, this, [onFulfilled, onRejected]);
      return toldThen(nativeThen, this, onFulfilled, onRejected);
    },
  };
  const follower = new Proxy(Native, {
    __proto__: null,
    construct(target, args, newTarget) {
      const real = newTarget === follower ? target : newTarget;
      if (count === 0 || typeof args[0] !== 'function') return construct(target, args, real);
      return constructTold(target, args[0], real);
    },
  });
  defineProperty(Native.prototype, 'then', hidden(then));
  defineProperty(Native.prototype, 'constructor', hidden(follower));
  defineProperty(globalThis, 'Promise', hidden(follower));
  installed = { Native, follower, nativeThen, then };
}

// What somebody else replaced meanwhile stays.
function uninstall() {
  const { Native, follower, nativeThen, then } = installed;
  installed = undefined;
  if (Native.prototype.then === then) defineProperty(Native.prototype, 'then', hidden(nativeThen));
  if (Native.prototype.constructor === follower) defineProperty(Native.prototype, 'constructor', hidden(Native));
  if (globalThis.Promise === follower) defineProperty(globalThis, 'Promise', hidden(Native));
}

function validate(name, hook) {
  if (typeof hook !== 'function' || isAsyncFunction(hook)) {
    throw new ERR_INVALID_ARG_TYPE(`${name}Hook`, 'function', hook);
  }
}

// A function that takes the hook away.
function add(name, hook) {
  validate(name, hook);
  if (count++ === 0) install();
  lists[name] = [...lists[name], hook];
  let active = true;
  return function stop() {
    if (!active) return;
    active = false;
    const list = [...lists[name]];
    list.splice(list.indexOf(hook), 1);
    lists[name] = list;
    if (--count === 0) uninstall();
  };
}

function createHook(hooks = {}) {
  for (const name of kNames) if (hooks[name]) validate(name, hooks[name]);
  const stops = [];
  for (const name of kNames) if (hooks[name]) stops.push(add(name, hooks[name]));
  return function stop() {
    for (const end of stops) end();
  };
}

module.exports = {
  createHook,
  onInit: (init) => add('init', init),
  onBefore: (before) => add('before', before),
  onAfter: (after) => add('after', after),
  onSettled: (settled) => add('settled', settled),
};
