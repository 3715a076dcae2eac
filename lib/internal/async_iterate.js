// SPDX-License-Identifier: MIT
// What `for await` goes over. The engine's asynchronous iterators over synchronous ones never settle when a value rejects and the iterator
// has no return(); these do as ECMA-262, 27.1.6 says.

const { apply } = Reflect;
const { prototype: { then: nativeThen } } = Promise;
const { asyncIterator, iterator } = Symbol;

// The promise of a result whose value may have to be waited for.
function unwrap(result, sync, closes) {
  const { done, value } = result;
  let waiting;
  try {
    waiting = Promise.resolve(value);
  } catch (error) {
    if (!done && closes) close(sync);
    throw error;
  }
  const failed = done || !closes ? undefined : (error) => {
    close(sync);
    throw error;
  };
  return apply(nativeThen, waiting, [(settled) => ({ value: settled, done: !!done }), failed]);
}

// After an error, which counts more than what closing throws.
function close(sync) {
  try {
    const { return: method } = sync;
    if (method !== undefined && method !== null) apply(method, sync, []);
  } catch {
    // the first error is thrown
  }
}

function checkObject(result) {
  if ((typeof result !== 'object' || result === null) && typeof result !== 'function') {
    throw new TypeError(`Iterator result ${String(result)} is not an object`);
  }
  return result;
}

class FromSync {
  #sync;
  #next;
  constructor(sync) {
    this.#sync = sync;
    this.#next = sync.next;
  }
  // Not async functions: those would take two turns more.
  next(...args) {
    try {
      return unwrap(checkObject(apply(this.#next, this.#sync, args)), this.#sync, true);
    } catch (error) {
      return Promise.reject(error);
    }
  }
  return(...args) {
    try {
      const { return: method } = this.#sync;
      if (method === undefined || method === null) return Promise.resolve({ value: args[0], done: true });
      return unwrap(checkObject(apply(method, this.#sync, args)), this.#sync, false);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

function iterate(value) {
  if (value === null || value === undefined) return value;
  const method = value[asyncIterator];
  if (method !== undefined && method !== null) return value;
  if (typeof value[iterator] !== 'function') {
    throw new TypeError(`${typeof value === 'object' ? 'The value' : String(value)} is not async iterable`);
  }
  return { [asyncIterator]: () => new FromSync(checkObject(value[iterator]())) };
}

module.exports = { iterate };
