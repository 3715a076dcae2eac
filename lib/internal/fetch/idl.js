// SPDX-License-Identifier: MIT
//
// Conversions and checks that the classes of fetch share (Web IDL).
'use strict';

const { defineProperties, defineProperty } = Object;

const wide = /[^\u0000-\u00ff]/;

// The bytes of text as characters; text that has others is refused.
function toByteString(value, prefix, name) {
  if (typeof value === 'symbol') throw new TypeError(`${prefix}: ${name} is a symbol, which cannot be converted to a ByteString.`);
  const text = typeof value === 'string' ? value : `${value}`;
  const found = wide.exec(text);
  if (found !== null) {
    throw new TypeError('Cannot convert argument to a ByteString because the character at index ' +
      `${found.index} has a value of ${text.charCodeAt(found.index)} which is greater than 255.`);
  }
  return text;
}

function toUSVString(value) {
  return (typeof value === 'string' ? value : `${value}`).toWellFormed();
}

function needArguments(count, wanted, name) {
  if (count >= wanted) return;
  throw new TypeError(`${name}: ${wanted} argument${wanted === 1 ? '' : 's'} required, but${count === 0 ? '' : ' only'} ${count} found.`);
}

function illegalInvocation() {
  return new TypeError('Illegal invocation');
}

// Members as Web IDL has them: enumerable; the name of the class on its prototype. Its objects cannot be cloned.
function finish(Class, name, members) {
  const descriptors = { [Symbol.toStringTag]: { value: name, configurable: true } };
  for (const member of members) descriptors[member] = { enumerable: true };
  defineProperties(Class.prototype, descriptors);
  require('internal/worker/js_transferable').markClassAsUncloneable(Class.prototype);
}

const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

// keys(), values(), entries(), forEach() and the iterator of a class over pairs, which `pairsOf(object)` lists. It may be asked after each step.
function makeIterable(Class, name, pairsOf) {
  class PairIterator {
    #target;
    #kind;
    #index = 0;

    constructor(target, kind) {
      this.#target = target;
      this.#kind = kind;
    }

    next() {
      if (typeof this !== 'object' || this === null || !(#target in this)) throw illegalInvocation();
      const pairs = pairsOf(this.#target);
      if (this.#index >= pairs.length) return { value: undefined, done: true };
      const { 0: key, 1: value } = pairs[this.#index++];
      return { value: this.#kind === 0 ? key : this.#kind === 1 ? value : [key, value], done: false };
    }
  }
  Object.setPrototypeOf(PairIterator.prototype, IteratorPrototype);
  delete PairIterator.prototype.constructor;
  defineProperties(PairIterator.prototype, {
    [Symbol.toStringTag]: { value: `${name} Iterator`, configurable: true },
    next: { enumerable: true },
  });
  const methods = {
    keys() {
      pairsOf(this);
      return new PairIterator(this, 0);
    },
    values() {
      pairsOf(this);
      return new PairIterator(this, 1);
    },
    entries() {
      pairsOf(this);
      return new PairIterator(this, 2);
    },
    forEach(callbackfn, thisArg = undefined) {
      pairsOf(this);
      needArguments(arguments.length, 1, `${name}.forEach`);
      if (typeof callbackfn !== 'function') {
        throw new TypeError(`Failed to execute 'forEach' on '${name}': parameter 1 is not of type 'Function'.`);
      }
      for (const { 0: key, 1: value } of { [Symbol.iterator]: () => new PairIterator(this, 2) }) callbackfn.call(thisArg, value, key, this);
    },
  };
  for (const key of ['keys', 'values', 'entries', 'forEach']) {
    defineProperty(Class.prototype, key, { value: methods[key], writable: true, enumerable: true, configurable: true });
  }
  defineProperty(Class.prototype, Symbol.iterator, { value: methods.entries, writable: true, configurable: true });
}

module.exports = { finish, illegalInvocation, makeIterable, needArguments, toByteString, toUSVString };
