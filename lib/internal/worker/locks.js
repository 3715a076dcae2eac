// SPDX-License-Identifier: MIT
// The Web Locks API. Who holds what is decided in C, for all threads of the process (src/node/worker/locks.c).
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { validateAbortSignal, validateFunction } = require('internal/validators');

const native = binding('locks');
const { pid } = process;
const kMake = Symbol('make');
const kGranted = 1, kUnavailable = 2;
const { defineProperties } = Object;

let client;
let nextId = 0;
const waiting = new Map(); // id -> { granted(lock), stolen() }

function exception(message, name) {
  const { DOMException } = globalThis;
  return new DOMException(message, name);
}

// The wording of Web IDL.
function withMessage(error, message) {
  error.message = message;
  return error;
}

class Lock {
  #name;
  #mode;

  constructor(key, name, mode) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#mode = mode;
  }

  get name() {
    return this.#name;
  }

  get mode() {
    return this.#mode;
  }
}

function onEvent(id, event) {
  const request = waiting.get(id);
  if (request === undefined) return;
  if (event === kGranted) request.granted();
  else if (event === kUnavailable) request.unavailable();
  else request.stolen();
}

// The outcome of a callback settles `promise`; the lock is released when it is known.
class Request {
  constructor(id, name, mode, callback) {
    this.id = id;
    this.name = name;
    this.mode = mode;
    this.callback = callback;
    this.outcome = Promise.withResolvers();
    this.cleanUp = undefined;
    waiting.set(id, this);
  }

  run(lock, release) {
    this.cleanUp?.();
    let result;
    try {
      result = Promise.resolve(this.callback(lock));
    } catch (error) {
      result = Promise.reject(error);
    }
    const finish = (settle) => (value) => {
      if (release && !native.release(client, this.id)) this.stolen(); // while the callback ran
      waiting.delete(this.id);
      settle(value);
    };
    result.then(finish(this.outcome.resolve), finish(this.outcome.reject));
  }

  granted() {
    this.run(new Lock(kMake, this.name, this.mode), true);
  }

  unavailable() {
    this.run(null, false);
  }

  stolen() {
    waiting.delete(this.id);
    this.outcome.reject(exception('The operation was aborted', 'AbortError'));
  }

  abort(signal) {
    if (!native.release(client, this.id, true)) return;
    waiting.delete(this.id);
    this.cleanUp?.();
    this.outcome.reject(signal.reason);
  }
}

function checkOptions(name, options) {
  const { mode = 'exclusive', ifAvailable = false, steal = false, signal } = options;
  if (mode !== 'exclusive' && mode !== 'shared') {
    throw withMessage(new ERR_INVALID_ARG_VALUE('options.mode', mode), `mode value '${String(mode)}' is not a valid enum value of type LockMode.`);
  }
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  const refuse = (message) => {
    throw exception(message, 'NotSupportedError');
  };
  if (name.startsWith('-')) refuse('Lock name may not start with hyphen');
  if (ifAvailable && steal) refuse('ifAvailable and steal are mutually exclusive');
  if (mode !== 'exclusive' && steal) refuse(`mode: "${mode}" and steal are mutually exclusive`);
  if (signal && (steal || ifAvailable)) refuse('signal cannot be used with steal or ifAvailable');
  signal?.throwIfAborted();
  return { mode, ifAvailable: !!ifAvailable, steal: !!steal, signal };
}

class LockManager {
  constructor(key) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  async request(name, options, callback = undefined) {
    if (!(this instanceof LockManager)) throw new ERR_INVALID_THIS('LockManager');
    if (callback === undefined) {
      callback = options;
      options = {};
    }
    if (typeof name === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    name = `${name}`;
    validateFunction(callback, 'callback');
    if (options === undefined || options === null) options = {};
    if (typeof options !== 'object' && typeof options !== 'function') {
      throw withMessage(new ERR_INVALID_ARG_TYPE('options', 'object', options), 'Value cannot be converted to a dictionary');
    }
    const { mode, ifAvailable, steal, signal } = checkOptions(name, options);
    client ??= native.client(onEvent);
    const { AsyncResource } = require('async_hooks');
    const request = new Request(nextId++, name, mode, AsyncResource.bind(callback));
    if (signal !== undefined) {
      const onAbort = () => request.abort(signal);
      signal.addEventListener('abort', onAbort, { once: true });
      request.cleanUp = () => signal.removeEventListener('abort', onAbort);
    }
    native.request(client, request.id, name, mode === 'exclusive', ifAvailable, steal);
    return request.outcome.promise;
  }

  async query() {
    if (!(this instanceof LockManager)) throw new ERR_INVALID_THIS('LockManager');
    const rows = native.query();
    const held = [];
    const pending = [];
    for (let i = 0; i < rows.length; i += 4) {
      const info = {
        name: rows[i], mode: rows[i + 1] ? 'exclusive' : 'shared', clientId: `node-${pid}-${rows[i + 3]}`,
      };
      if (rows[i + 2]) held.unshift(info);
      else pending.push(info);
    }
    return { held, pending };
  }
}

const kEnumerable = { __proto__: null, enumerable: true };
defineProperties(Lock.prototype, {
  name: kEnumerable,
  mode: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Lock' },
});
defineProperties(LockManager.prototype, {
  request: kEnumerable,
  query: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'LockManager' },
});

module.exports = { Lock, LockManager, locks: new LockManager(kMake) };
