// SPDX-License-Identifier: MIT
// Shared values as plain JavaScript all the way down, without a wrapper for anything inside: internal/protocore/reader builds objects, arrays and small maps as they come. What does
// not come along with what contains it (large lists and maps, objects beyond the budget of an element) leaves a Late in its place, and is read when the elements around it are done.
'use strict';

const { Encoded, addressOf, kHold, kAddress, kinds, operations, run, wrap } = require('internal/protocore/shared');
const { readPlain, thawState } = require('internal/protocore/reader');

const { defineProperty, hasOwn, keys } = Object;

const kWrapper = -1; // of what is there as a shared value already

const thaw = (value, thawing) => require('internal/protocore/object').thaw(value, thawing);

class Late {
  container = undefined;
  key = undefined;

  constructor(kind, address, flat) {
    this.kind = kind;
    this.address = address;
    this.flat = flat; // of a map or set, its entries, where some of them are late
  }
}

class Thawing {
  memory = new Map(); // address -> copy, of what contains objects
  late = [];

  // A finished object or array that contains objects. `open`: so many had no place before its parts were read.
  known(address, copy, open) {
    if (thawState.open > open) this.#search(copy);
    const known = this.memory.get(address);
    if (known !== undefined) return known;
    this.memory.set(address, copy);
    return copy;
  }

  #search(copy) {
    if (Array.isArray(copy)) {
      for (let i = 0; i < copy.length; i++) this.place(copy, i, copy[i]);
    } else {
      for (const key of keys(copy)) this.place(copy, key, copy[key]);
    }
  }

  place(container, key, value) {
    if (!(value instanceof Late) || value.container !== undefined) return;
    value.container = container;
    value.key = key;
    thawState.open--;
  }

  #later(kind, address, flat) {
    const late = new Late(kind, address, flat);
    this.late.push(late);
    thawState.open++;
    return late;
  }

  later(kind, address) {
    return this.#later(kind, address, undefined);
  }

  keyed(kind, address, flat, open) {
    const waits = thawState.open > open;
    if (waits) this.#search(flat);
    const known = this.memory.get(address);
    if (known !== undefined) return known;
    return waits ? this.#later(kind, address, flat) : this.#collection(kind, address, flat);
  }

  #collection(kind, address, flat) {
    const copy = kind === kinds.map ? new Map() : new Set();
    this.memory.set(address, copy);
    for (let i = 0; i < flat.length; i += 2) {
      if (kind === kinds.map) copy.set(flat[i], flat[i + 1]);
      else copy.add(flat[i]);
    }
    return copy;
  }

  // Errors hold what they were given: shared values, and other errors that do.
  error(error) {
    for (const key of ['cause', 'errors', 'error', 'suppressed']) {
      if (!hasOwn(error, key)) continue;
      if (Array.isArray(error[key])) error[key].forEach((_, i) => this.#partOfError(error[key], i));
      else this.#partOfError(error, key);
    }
  }

  #partOfError(container, key) {
    const value = container[key];
    if (addressOf(value) !== 0) this.place(container, key, this.#later(kWrapper, 0, undefined));
    else if (value instanceof Error) this.error(value);
  }

  // Puts what is late where it belongs. Nothing is being read now.
  settle(hold) {
    const { late } = this;
    this.late = [];
    for (let i = 0; i < late.length; i++) {
      const { container, key } = late[i];
      const value = this.#lateValue(late[i], hold);
      if (key === '__proto__') defineProperty(container, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      else container[key] = value;
    }
  }

  #lateValue({ container, key, kind, address, flat }, hold) {
    if (kind === kWrapper) return thaw(container[key], this);
    if (flat === undefined) return this.cell(kind, hold, address);
    return this.memory.get(address) ?? this.#collection(kind, address, flat);
  }

  // The plain form of a cell.
  cell(kind, hold, address) {
    const known = this.memory.get(address);
    if (known !== undefined) return known;
    switch (kind) {
      case kinds.list:
      case kinds.tuple: {
        const copy = [];
        this.memory.set(address, copy);
        return readPlain(hold, address, copy, this);
      }
      case kinds.map:
      case kinds.set: {
        const list = run(operations.entries, new Encoded(hold, address));
        return this.#collection(kind, address, readPlain(list[kHold], list[kAddress], [], this));
      }
      case kinds.object:
        return this.#object(hold, address);
      default:
        return thaw(wrap(kind, hold, address), this);
    }
  }

  #object(hold, address) {
    const list = run(operations.entries, new Encoded(hold, address));
    const copy = {};
    this.memory.set(address, copy);
    const flat = readPlain(list[kHold], list[kAddress], [], this);
    for (let i = 0; i < flat.length; i += 2) {
      defineProperty(copy, flat[i], { __proto__: null, value: flat[i + 1], writable: true, enumerable: true, configurable: true });
    }
    return copy;
  }
}

module.exports = { Thawing };
