// SPDX-License-Identifier: MIT
// Shared values as plain JavaScript all the way down, without a wrapper for anything inside: internal/protocore/reader builds objects, arrays and small maps as they come. What does
// not come along with what contains it (large lists and maps, objects beyond the budget of an element) leaves a Late in its place, and is read when the elements around it are done.
// Copies are made before they are filled, one after the other from a queue, so that what is nested deeply needs no calls inside of calls.
'use strict';

const { Encoded, addressOf, kHold, kAddress, kinds, operations, run, wrap } = require('internal/protocore/shared');
const { readPlain, thawState } = require('internal/protocore/reader');

const { defineProperty, hasOwn } = Object;

const kWrapper = -1; // of what is there as a shared value already

const thaw = (value, thawing) => require('internal/protocore/object').thaw(value, thawing);

class Late {
  container = undefined;
  key = undefined;

  constructor(kind, hold, address, flat) {
    this.kind = kind;
    this.hold = hold;
    this.address = address;
    this.flat = flat; // of a map or set, its entries, where some of them are late
  }
}

// A copy that is not filled yet.
class Unfilled {
  constructor(kind, hold, address, copy) {
    this.kind = kind;
    this.hold = hold;
    this.address = address;
    this.copy = copy;
  }
}

// A map, set or object whose entries wait for what is late among them.
class Waiting {
  constructor(kind, copy, flat) {
    this.kind = kind;
    this.copy = copy;
    this.flat = flat;
  }
}

function define(copy, key, value) {
  defineProperty(copy, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function fill(kind, copy, flat) {
  for (let i = 0; i < flat.length; i += 2) {
    switch (kind) {
      case kinds.map: copy.set(flat[i], flat[i + 1]); break;
      case kinds.set: copy.add(flat[i]); break;
      case kinds.sparse: copy[flat[i]] = flat[i + 1]; break;
      case kinds.multiset:
        for (let n = flat[i + 1]; n > 0; n--) copy.push(flat[i]);
        break;
      default: define(copy, flat[i], flat[i + 1]);
    }
  }
}

class Thawing {
  memory = new Map(); // address -> copy, of what contains objects
  depth = 0; // of calls of internal/protocore/object
  #queue = []; // Late, Unfilled and Waiting
  #running = false;

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
      for (const key of Reflect.ownKeys(copy)) this.place(copy, key, copy[key]);
    }
  }

  place(container, key, value) {
    if (!(value instanceof Late) || value.container !== undefined) return;
    value.container = container;
    value.key = key;
    thawState.open--;
  }

  #later(kind, hold, address, flat) {
    const late = new Late(kind, hold, address, flat);
    this.#queue.push(late);
    thawState.open++;
    return late;
  }

  later(kind, hold, address) {
    return this.memory.get(address) ?? this.#later(kind, hold, address, undefined);
  }

  keyed(kind, hold, address, flat, open) {
    const waits = thawState.open > open;
    if (waits) this.#search(flat);
    const known = this.memory.get(address);
    if (known !== undefined) return known;
    return waits ? this.#later(kind, hold, address, flat) : this.#collection(kind, address, flat);
  }

  #made(address, copy) {
    this.memory.set(address, copy);
    return copy;
  }

  #collection(kind, address, flat) {
    const copy = this.#made(address, kind === kinds.map ? new Map() : new Set());
    fill(kind, copy, flat);
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
    if (addressOf(value) !== 0) this.place(container, key, this.#later(kWrapper, undefined, 0, undefined));
    else if (value instanceof Error) this.error(value);
  }

  // The plain form of a cell. It is filled when this returns, unless another one is being filled.
  cell(kind, hold, address) {
    const known = this.memory.get(address);
    if (known !== undefined) return known;
    const copy = this.#empty(kind);
    if (copy === undefined) return thaw(wrap(kind, hold, address), this);
    this.#made(address, copy);
    this.#queue.push(new Unfilled(kind, hold, address, copy));
    this.#run();
    return copy;
  }

  #empty(kind) {
    switch (kind) {
      case kinds.list:
      case kinds.tuple:
      case kinds.multiset:
      case kinds.sparse: return [];
      case kinds.map: return new Map();
      case kinds.set: return new Set();
      case kinds.object: return {};
      default: return undefined;
    }
  }

  #run() {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let i = 0; i < this.#queue.length; i++) {
        this.#step(this.#queue[i]);
        this.#queue[i] = undefined;
        if (i === 1023) { // what is done does not pile up
          this.#queue.splice(0, i + 1);
          i = -1;
        }
      }
      this.#queue.length = 0;
    } finally {
      this.#running = false;
    }
  }

  #step(task) {
    if (task instanceof Late) {
      const { container, key } = task;
      const value = this.#lateValue(task);
      if (key === '__proto__') define(container, key, value);
      else container[key] = value;
    } else if (task instanceof Waiting) {
      fill(task.kind, task.copy, task.flat);
    } else {
      this.#fill(task);
    }
  }

  #lateValue({ container, key, kind, hold, address, flat }) {
    if (kind === kWrapper) return thaw(container[key], this);
    if (flat === undefined) return this.cell(kind, hold, address);
    const known = this.memory.get(address);
    if (known !== undefined) return known;
    const copy = this.#made(address, this.#empty(kind)); // what was late in `flat` came before
    fill(kind, copy, flat);
    return copy;
  }

  #fill({ kind, hold, address, copy }) {
    if (kind === kinds.sparse) copy.length = run(operations.sparse_length, new Encoded(hold, address));
    if (kind === kinds.list || kind === kinds.tuple) {
      readPlain(hold, address, copy, this);
      return;
    }
    const list = run(operations.entries, new Encoded(hold, address));
    const late = this.#queue.length;
    const flat = readPlain(list[kHold], list[kAddress], [], this);
    if (this.#queue.length === late) fill(kind, copy, flat);
    else this.#queue.push(new Waiting(kind, copy, flat));
  }
}

module.exports = { Thawing };
