// SPDX-License-Identifier: MIT
// Sets, multisets and sparse lists under change. A set keeps changes of primitives here, and they cross at once with asImmutable(); the others change version by version.
'use strict';

const { addressOf, operand, operations, run } = require('internal/protocore/shared');
const { encodeRaw } = require('internal/protocore/codec');
const { checkFunction } = require('internal/protocore/list');

function isKept(value) {
  return (typeof value !== 'object' || value === null) && typeof value !== 'function' && typeof value !== 'symbol' && addressOf(value) === 0;
}

class MutableSet {
  #set;
  #added = new Set();
  #deleted = new Set();

  constructor(set) {
    this.#set = set;
  }

  #flush() {
    if (this.#deleted.size > 0) this.#set = run(operations.set_difference, this.#set, encodeRaw(this.#deleted));
    if (this.#added.size > 0) this.#set = run(operations.set_union, this.#set, encodeRaw(this.#added));
    this.#added = new Set();
    this.#deleted = new Set();
  }

  get size() {
    this.#flush();
    return this.#set.size;
  }

  has(value) {
    if (!isKept(value)) return this.#set.has(value);
    return this.#added.has(value) || (!this.#deleted.has(value) && this.#set.has(value));
  }

  add(value) {
    if (isKept(value)) this.#added.add(value);
    else this.#set = this.#set.add(value);
    return this;
  }

  delete(value) {
    if (isKept(value)) {
      this.#added.delete(value);
      this.#deleted.add(value);
    } else {
      this.#set = this.#set.delete(value);
    }
    return this;
  }

  asMutable() {
    return this;
  }

  asImmutable() {
    this.#flush();
    return this.#set;
  }
}

class MutableMultiset {
  #multiset;

  constructor(multiset) {
    this.#multiset = multiset;
  }

  get size() {
    return this.#multiset.size;
  }

  count(value) {
    return this.#multiset.count(value);
  }

  has(value) {
    return this.#multiset.has(value);
  }

  add(value, n) {
    this.#multiset = this.#multiset.add(value, n);
    return this;
  }

  delete(value, n) {
    this.#multiset = this.#multiset.delete(value, n);
    return this;
  }

  asMutable() {
    return this;
  }

  asImmutable() {
    return this.#multiset;
  }
}

class MutableSparseList {
  #list;

  constructor(list) {
    this.#list = list;
  }

  get size() {
    return this.#list.size;
  }

  get length() {
    return this.#list.length;
  }

  get(i) {
    return this.#list.get(i);
  }

  has(i) {
    return this.#list.has(i);
  }

  set(i, value) {
    this.#list = run(operations.sparse_set, this.#list, require('internal/protocore/map').checkCount(i), operand(value));
    return this;
  }

  update(i, fn) {
    checkFunction(fn, 'updater');
    return this.set(i, fn(this.get(i)));
  }

  delete(i) {
    this.#list = this.#list.delete(i);
    return this;
  }

  setLength(n) {
    this.#list = this.#list.setLength(n);
    return this;
  }

  asMutable() {
    return this;
  }

  asImmutable() {
    return this.#list;
  }
}

module.exports = { MutableMultiset, MutableSet, MutableSparseList };
