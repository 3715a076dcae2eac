// SPDX-License-Identifier: MIT
// Deferred: a function that runs on another core, and the promise of its outcome. The source front end passes what the function captures
// ($pj_captured, see syntax/src/rewrite_capture.c); the pool puts it on a board, from which the threads of the pool take.
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateNumber, validateObject, validateOneOf } = require('internal/validators');

// What the front end said of the function that is about to be deferred.
let lastFunction;
let lastGetter;
let lastDescription;
let lastFile;

function captured(fn, getter, description, file) {
  lastFunction = fn;
  lastGetter = getter;
  lastDescription = description;
  lastFile = file;
  return fn;
}

const kOptions = { __proto__: null };
const kTimeoutMax = 0x7fffffff; // of a timer; longer is for ever
const priorities = ['high', 'normal', 'low'];
let pool;

function checkOptions(options) {
  validateObject(options, 'options');
  const { signal, priority, timeout } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (priority !== undefined) validateOneOf(priority, 'options.priority', priorities);
  if (timeout !== undefined) validateNumber(timeout, 'options.timeout', 0);
}

// One function on its way: whom to tell, what to run, with what. Few fields: there may be a hundred thousand.
class Task {
  resolve;
  reject;
  args; // undefined: the function is an executor
  done = false;
  priority = 1;
  timeout = 0;
  slot = -1; // on the board
  timer = undefined;
  group = undefined; // of those that its signal ends

  constructor(resolve, reject, args) {
    this.resolve = resolve;
    this.reject = reject;
    this.args = args;
  }
}

function submit(resolve, reject, fn, args, options) {
  const task = new Task(resolve, reject, args);
  pool ??= require('internal/deferred/pool');
  const known = lastFunction === fn;
  const getter = known ? lastGetter : undefined;
  if (known) lastFunction = lastGetter = undefined;
  if (options !== kOptions) {
    if (options.priority !== undefined) task.priority = priorities.indexOf(options.priority);
    if (options.timeout <= kTimeoutMax) task.timeout = options.timeout;
    if (options.signal !== undefined && !watch(task, options.signal)) return task;
  }
  if (known) pool.submit(task, fn, lastDescription, lastFile, getter);
  else pool.submit(task, fn, '', '', undefined);
  return task;
}

// The tasks that one signal ends, however many.
class Group {
  #signal;
  #tasks = new Set();
  #onAbort;

  constructor(signal) {
    this.#signal = signal;
    this.#onAbort = () => {
      const { reason } = signal;
      for (const task of [...this.#tasks]) pool.cancel(task, new AbortError(undefined, { cause: reason }));
    };
  }

  add(task) {
    if (this.#tasks.size === 0) this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#tasks.add(task);
    task.group = this;
  }

  delete(task) {
    this.#tasks.delete(task);
    if (this.#tasks.size === 0) this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

let groups; // by signal

// False where it was aborted before.
function watch(task, signal) {
  if (signal.aborted) {
    task.done = true;
    task.reject(new AbortError(undefined, { cause: signal.reason }));
    return false;
  }
  groups ??= new WeakMap();
  let group = groups.get(signal);
  if (group === undefined) groups.set(signal, group = new Group(signal));
  group.add(task);
  return true;
}

class Deferred extends Promise {
  #task;

  // `executor(resolve, reject)` runs on the pool.
  constructor(executor, options = kOptions) {
    if (typeof executor !== 'function') throw new ERR_INVALID_ARG_TYPE('executor', 'Function', executor);
    if (options !== kOptions) checkOptions(options);
    super(keep);
    if (executor !== nothing) this.#task = submit(lastSettle, lastFail, executor, undefined, options);
  }

  static get [Symbol.species]() {
    return Promise;
  }

  // fn(...args) on the pool.
  static run(fn, ...args) {
    validateFunction(fn, 'fn');
    return Deferred.#start(fn, args, kOptions);
  }

  // The same with { signal, priority, timeout }.
  static runWith(options, fn, ...args) {
    checkOptions(options);
    validateFunction(fn, 'fn');
    return Deferred.#start(fn, args, options);
  }

  static #start(fn, args, options) {
    const deferred = new Deferred(nothing);
    deferred.#task = submit(lastSettle, lastFail, fn, args, options);
    return deferred;
  }

  // Ends it, wherever it is: it rejects with an AbortError, unless it is settled. Whether it was not.
  cancel(reason) {
    const task = this.#task;
    if (task === undefined || task.done) return false;
    pool.cancel(task, new AbortError(undefined, reason === undefined ? undefined : { cause: reason }));
    return true;
  }

  get [Symbol.toStringTag]() {
    return 'Deferred';
  }

  static all(values) {
    return Promise.all(values);
  }

  static allSettled(values) {
    return Promise.allSettled(values);
  }

  static any(values) {
    return Promise.any(values);
  }

  static race(values) {
    return Promise.race(values);
  }

  static resolve(value) {
    return Promise.resolve(value);
  }

  static reject(error) {
    return Promise.reject(error);
  }
}

const nothing = () => {};
// Of the Deferred that is being made.
let lastSettle;
let lastFail;
function keep(resolve, reject) {
  lastSettle = resolve;
  lastFail = reject;
}

module.exports = { Deferred, captured };
