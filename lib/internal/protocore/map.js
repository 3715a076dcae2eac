// SPDX-License-Identifier: MIT
// Map, Set, Multiset and SparseList. Look-ups run in the shared heap; iteration reads the entries once, in order, and keeps them.
'use strict';

const { Shared, addressOf, install, kAddress, kHold, kPreload, kSettle, kWaiting, kWrap, kinds, operand, operations, run } = require('internal/protocore/shared');
const { built, encodeRaw, op, share } = require('internal/protocore/codec');
const { changed, isPlainKey, kDeleted, latestOf, mayWait, settled } = require('internal/protocore/pending');
const { readElements } = require('internal/protocore/reader');
const { checkFunction } = require('internal/protocore/list');

const NativeMap = Map;
const NativeSet = Set;

const MISSES_PAY = 8; // reading an entry with all others costs about an eighth of asking for it alone

function checkCount(n) {
  if (!Number.isSafeInteger(n) || n < 0) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    throw new ERR_OUT_OF_RANGE('n', 'a safe integer >= 0', n);
  }
  return n;
}

class Keyed extends Shared {
  #entries;

  constructor(hold, address, waiting) {
    super(hold, address, waiting);
  }

  // Keys and values in turn, read once. For sets both are the key.
  flat() {
    if (this.#entries === undefined) {
      const list = run(operations.entries, this);
      this.#entries = readElements(list[kHold], list[kAddress], 0, list.size, []);
    }
    return this.#entries;
  }

  // What came along with a small one.
  [kPreload](flat) {
    this.#entries ??= flat;
  }

  * entries() {
    const flat = this.flat();
    for (let i = 0; i < flat.length; i += 2) yield [flat[i], flat[i + 1]];
  }

  * keys() {
    const flat = this.flat();
    for (let i = 0; i < flat.length; i += 2) yield flat[i];
  }

  * values() {
    const flat = this.flat();
    for (let i = 1; i < flat.length; i += 2) yield flat[i];
  }

  forEach(fn, thisArg) {
    checkFunction(fn);
    const flat = this.flat();
    for (let i = 0; i < flat.length; i += 2) fn.call(thisArg, flat[i + 1], flat[i], this);
  }

  toJS() {
    return require('internal/protocore/object').thaw(this);
  }

  equals(other) {
    return other === this || (addressOf(other) !== 0 && run(operations.equal, this, other));
  }

  hashCode() {
    return run(operations.hash, this);
  }

  asImmutable() {
    return this;
  }

  withMutations(fn) {
    checkFunction(fn, 'mutator');
    const mutable = this.asMutable();
    fn(mutable);
    return mutable.asImmutable();
  }
}

// Pairs of an iterable of entries, a map, or an object, as the native kind.
function writePairs(encoder, entries, code) {
  const flat = [];
  for (const entry of entries) {
    if (entry === null || (typeof entry !== 'object' && typeof entry !== 'function')) throw new TypeError(`Iterator value ${String(entry)} is not an entry object`);
    flat.push(entry[0], entry[1]);
  }
  if (!encoder.flat(flat)) {
    for (let i = 0; i < flat.length; i++) encoder.part(i >> 1, flat[i]);
  }
  encoder.two(code, flat.length / 2);
}

function entriesOf(value) {
  if (value === undefined || value === null) return [];
  return typeof value[Symbol.iterator] === 'function' ? value : Object.entries(value);
}

class Known {
  values = new NativeMap(); // key -> value of plain keys that were looked up; all of them once that pays
  missed = 0; // look-ups that crossed
}

class SharedMap extends Keyed {
  #size = -1;
  #known;

  constructor(entries, hold, address, waiting) {
    if (entries === kWrap) {
      super(hold, address, waiting);
      return;
    }
    const raw = built((encoder) => writePairs(encoder, entriesOf(entries), op.map), true);
    super(raw[kHold], raw[kAddress]);
  }

  static isMap(value) {
    return value instanceof SharedMap;
  }

  [kSettle]({ base, log, count }) {
    const set = new NativeMap();
    const deleted = new NativeSet();
    for (let i = 0; i < 2 * count; i += 2) {
      const key = log.changes[i];
      const value = log.changes[i + 1];
      if (value === kDeleted) {
        set.delete(key);
        deleted.add(key);
      } else {
        set.set(key, value);
      }
    }
    const flat = [];
    set.forEach((value, key) => flat.push(key, value));
    const made = run(operations.map_update, base, encodeRaw(flat), encodeRaw(Array.from(deleted)));
    if (log.tip === this) settled(log);
    return made;
  }

  // The version in which `key` has `value` or is deleted.
  static #with(self, key, value) {
    const waiting = changed(self, self[kWaiting], key, value, -1);
    return waiting.log.tip = new SharedMap(kWrap, undefined, 0, waiting);
  }

  // The value of a plain key, kDeleted where it is not there. A key that was looked up stays known; where many are asked for, all come over.
  static #find(self, key) {
    const waiting = self[kWaiting];
    const latest = waiting === undefined ? undefined : latestOf(waiting);
    if (latest !== undefined) {
      const value = latest.get(key);
      return value !== undefined || latest.has(key) ? value : SharedMap.#find(waiting.base, key);
    }
    const known = self.#known ??= new Known();
    const { values } = known;
    const value = values.get(key);
    if (value !== undefined || values.has(key)) return value;
    if (known.missed < 0) return kDeleted;
    if (++known.missed * MISSES_PAY > self.size) return SharedMap.#findAll(self, known, key);
    let found = run(operations.map_get, self, key);
    if (found === undefined && !run(operations.map_has, self, key)) found = kDeleted;
    values.set(key, found);
    return found;
  }

  static #findAll(self, known, key) {
    const { values } = known;
    const flat = self.flat();
    for (let i = 0; i < flat.length; i += 2) values.set(flat[i], flat[i + 1]);
    known.missed = -1;
    const value = values.get(key);
    return value !== undefined || values.has(key) ? value : kDeleted;
  }

  get size() {
    if (this.#size < 0) this.#size = run(operations.map_count, this);
    return this.#size;
  }

  get(key, otherwise) {
    if (isPlainKey(key)) {
      const value = SharedMap.#find(this, key);
      return value === kDeleted ? otherwise : value;
    }
    const value = run(operations.map_get, this, operand(key));
    return value === undefined && otherwise !== undefined && !this.has(key) ? otherwise : value;
  }

  has(key) {
    return isPlainKey(key) ? SharedMap.#find(this, key) !== kDeleted : run(operations.map_has, this, operand(key));
  }

  set(key, value) {
    if (isPlainKey(key)) {
      if (!mayWait(value)) value = share(value);
      if (mayWait(value)) return SharedMap.#with(this, key, value);
    }
    return run(operations.map_set, this, operand(key), operand(value));
  }

  with(key, value) {
    return this.set(key, value);
  }

  delete(key) {
    if (isPlainKey(key)) return this.has(key) ? SharedMap.#with(this, key, kDeleted) : this;
    return run(operations.map_remove, this, operand(key));
  }

  update(key, otherwise, fn) {
    if (fn === undefined) return this.set(key, otherwise(this.get(key)));
    return this.set(key, fn(this.get(key, otherwise)));
  }

  merge(...others) {
    let map = this;
    for (const other of others) {
      map = run(operations.map_merge, map, other instanceof SharedMap ? other : new SharedMap(other));
    }
    return map;
  }

  clear() {
    return new SharedMap();
  }

  map(fn, thisArg) {
    checkFunction(fn);
    const out = [];
    this.forEach((value, key) => out.push([key, fn.call(thisArg, value, key, this)]));
    return new SharedMap(out);
  }

  filter(fn, thisArg) {
    checkFunction(fn);
    const out = [];
    this.forEach((value, key) => {
      if (fn.call(thisArg, value, key, this)) out.push([key, value]);
    });
    return out.length === this.size ? this : new SharedMap(out);
  }

  reduce(fn, initial) {
    checkFunction(fn);
    let sum = initial;
    this.forEach((value, key) => {
      sum = fn(sum, value, key, this);
    });
    return sum;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  toJSON() {
    const out = {};
    this.forEach((value, key) => {
      out[String(key)] = value;
    });
    return out;
  }

  asMutable() {
    return new MutableMap(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    const { inspectAs } = require('internal/protocore/object');
    return inspectAs(this, `shared`, depth, options, inspect, () => new NativeMap(this.entries()));
  }
}

// A map under change: changes are kept here under primitive keys and cross at once with asImmutable(); keys that are objects go at once.
class MutableMap {
  #map;
  #set = new NativeMap();
  #deleted = new Set();

  constructor(map) {
    this.#map = map;
  }

  #flush() {
    if (this.#set.size === 0 && this.#deleted.size === 0) return;
    const flat = [];
    for (const { 0: key, 1: value } of this.#set) flat.push(key, value);
    this.#map = run(operations.map_update, this.#map, encodeRaw(flat), encodeRaw([...this.#deleted]));
    this.#set = new NativeMap();
    this.#deleted = new Set();
  }

  get size() {
    this.#flush();
    return this.#map.size;
  }

  has(key) {
    return this.#set.has(key) || (!this.#deleted.has(key) && this.#map.has(key));
  }

  get(key) {
    if (this.#set.has(key)) return this.#set.get(key);
    return this.#deleted.has(key) ? undefined : this.#map.get(key);
  }

  set(key, value) {
    if (typeof key === 'object' && key !== null) {
      this.#flush();
      this.#map = this.#map.set(key, value);
    } else {
      this.#set.set(key, value);
    }
    return this;
  }

  delete(key) {
    if (typeof key === 'object' && key !== null) {
      this.#flush();
      this.#map = this.#map.delete(key);
    } else {
      this.#set.delete(key);
      this.#deleted.add(key);
    }
    return this;
  }

  update(key, fn) {
    return this.set(key, fn(this.get(key)));
  }

  asMutable() {
    return this;
  }

  asImmutable() {
    this.#flush();
    return this.#map;
  }
}

class SharedSet extends Keyed {
  #size = -1;

  constructor(values, hold, address) {
    if (values === kWrap) {
      super(hold, address);
      return;
    }
    const raw = built((encoder) => {
      let count = 0;
      for (const value of values ?? []) encoder.part(count++, value);
      encoder.two(op.set, count);
    }, true);
    super(raw[kHold], raw[kAddress]);
  }

  static of(...values) {
    return new SharedSet(values);
  }

  static isSet(value) {
    return value instanceof SharedSet;
  }

  get size() {
    if (this.#size < 0) this.#size = run(operations.set_count, this);
    return this.#size;
  }

  has(value) {
    return run(operations.set_has, this, operand(value));
  }

  add(value) {
    return run(operations.set_add, this, operand(value));
  }

  delete(value) {
    return run(operations.set_remove, this, operand(value));
  }

  asMutable() {
    return new (require('internal/protocore/mutable').MutableSet)(this);
  }

  union(other) {
    return run(operations.set_union, this, setOf(other));
  }

  intersection(other) {
    return run(operations.set_intersection, this, setOf(other));
  }

  difference(other) {
    return run(operations.set_difference, this, setOf(other));
  }

  isSubsetOf(other) {
    return this.difference(other).size === 0;
  }

  map(fn, thisArg) {
    checkFunction(fn);
    return new SharedSet([...this].map((value) => fn.call(thisArg, value, value, this)));
  }

  filter(fn, thisArg) {
    checkFunction(fn);
    return new SharedSet([...this].filter((value) => fn.call(thisArg, value, value, this)));
  }

  [Symbol.iterator]() {
    return this.keys();
  }

  toJSON() {
    return [...this];
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    const { inspectAs } = require('internal/protocore/object');
    return inspectAs(this, 'shared', depth, options, inspect, () => new Set(this.keys()));
  }
}

function setOf(value) {
  return value instanceof SharedSet ? value : new SharedSet(value);
}

class Multiset extends Keyed {
  constructor(values, hold, address) {
    if (values === kWrap) {
      super(hold, address);
      return;
    }
    const counts = new NativeMap();
    for (const value of values ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
    const raw = built((encoder) => writePairs(encoder, counts, op.multiset), true);
    super(raw[kHold], raw[kAddress]);
  }

  get size() { // with multiplicities
    return run(operations.multiset_count, this);
  }

  get distinct() {
    return run(operations.multiset_distinct, this);
  }

  count(value) {
    return run(operations.multiset_multiplicity, this, operand(value));
  }

  has(value) {
    return this.count(value) > 0;
  }

  add(value, n = 1) {
    return run(operations.multiset_add, this, operand(value), checkCount(n));
  }

  delete(value, n = 1) {
    return run(operations.multiset_remove, this, operand(value), checkCount(n));
  }

  asMutable() {
    return new (require('internal/protocore/mutable').MutableMultiset)(this);
  }

  // Each value as often as it is there.
  * [Symbol.iterator]() {
    const flat = this.flat();
    for (let i = 0; i < flat.length; i += 2) {
      for (let n = flat[i + 1]; n > 0; n--) yield flat[i];
    }
  }

  toJSON() {
    return [...this];
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    const { inspectAs } = require('internal/protocore/object');
    return inspectAs(this, `Multiset(${this.size})`, depth, options, inspect, () => new NativeMap(this.entries()));
  }
}

class SparseList extends Keyed {
  // From a length, an array with holes, or nothing.
  constructor(items, hold, address) {
    if (items === kWrap) {
      super(hold, address);
      return;
    }
    const array = typeof items === 'number' ? [] : items ?? [];
    const raw = built((encoder) => {
      encoder.number(checkCount(typeof items === 'number' ? items : array.length));
      let count = 0;
      for (const index of Object.keys(array)) {
        if (!/^\d+$/.test(index)) continue;
        encoder.number(+index);
        encoder.part(index, array[index]);
        count++;
      }
      encoder.two(op.sparse, count);
    }, true);
    super(raw[kHold], raw[kAddress]);
  }

  get length() {
    return run(operations.sparse_length, this);
  }

  get size() { // of elements that are there
    return run(operations.sparse_count, this);
  }

  get(i) {
    return run(operations.sparse_get, this, i);
  }

  has(i) {
    return run(operations.sparse_has, this, i);
  }

  set(i, value) {
    return run(operations.sparse_set, this, checkCount(i), operand(value));
  }

  with(i, value) {
    return this.set(i, value);
  }

  update(i, fn) {
    checkFunction(fn, 'updater');
    return this.set(i, fn(this.get(i)));
  }

  delete(i) {
    return run(operations.sparse_remove, this, i);
  }

  asMutable() {
    return new (require('internal/protocore/mutable').MutableSparseList)(this);
  }

  setLength(n) {
    return run(operations.sparse_set_length, this, checkCount(n));
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  toJSON() {
    return require('internal/protocore/object').thaw(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    const { inspectAs } = require('internal/protocore/object');
    return inspectAs(this, `SparseList(${this.length})`, depth, options, inspect, () => new NativeMap(this.entries()));
  }
}

for (const { 0: Class, 1: name } of [[SharedMap, 'Map'], [SharedSet, 'Set']]) {
  Object.defineProperty(Class, 'name', { __proto__: null, value: name, configurable: true });
}

install(kinds.map, (hold, address) => new SharedMap(kWrap, hold, address));
install(kinds.set, (hold, address) => new SharedSet(kWrap, hold, address));
install(kinds.multiset, (hold, address) => new Multiset(kWrap, hold, address));
install(kinds.sparse, (hold, address) => new SparseList(kWrap, hold, address));

module.exports = { Multiset, MutableMap, SharedMap, SharedSet, SparseList, checkCount };
