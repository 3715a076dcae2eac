// SPDX-License-Identifier: MIT
// AsyncLocalStorage: a value that follows the asynchronous flow. The values live in frames (internal/async_context).

const { validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const {
  current,
  frameGet,
  frameWith,
  frameWithout,
} = require('internal/async_context');
const { install } = require('internal/promise_context');

const { apply } = Reflect;

class AsyncLocalStorage {
  #defaultValue = undefined;
  #name = undefined;

  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  get name() {
    return this.#name || '';
  }

  static bind(fn) {
    return require('async_hooks').AsyncResource.bind(fn);
  }

  static snapshot() {
    return AsyncLocalStorage.bind((cb, ...args) => cb(...args));
  }

  disable() {
    current.frame = frameWithout(current.frame, this);
  }

  enterWith(data) {
    install();
    current.frame = frameWith(current.frame, this, data);
  }

  run(data, fn, ...args) {
    install();
    const previous = current.frame;
    const frame = frameWith(previous, this, data);
    current.frame = frame;
    try {
      return apply(fn, null, args);
    } finally {
      if (current.frame === frame) current.frame = previous;
      else this.#restore(frameGet(previous, this));
    }
  }

  // What `fn` did to other storages stays.
  #restore(entry) {
    current.frame = entry === undefined ?
      frameWithout(current.frame, this) : frameWith(current.frame, this, entry.value);
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    const entry = frameGet(current.frame, this);
    return entry === undefined ? this.#defaultValue : entry.value;
  }
}

module.exports = AsyncLocalStorage;
