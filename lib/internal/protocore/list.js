// SPDX-License-Identifier: MIT
// List and Tuple. Elements come over in chunks and stay with the wrapper, so that reading again costs an array access.
'use strict';

const {
  Shared, addressOf, install, kAddress, kAt, kHold, kPreload, kSettle, kWaiting, kWrap, kinds, native, operand, operations, run,
} = require('internal/protocore/shared');
const { changed, fresh, latestOf, mayWait, settled } = require('internal/protocore/pending');
const { holesOf, readElements } = require('internal/protocore/reader');

const codec = () => require('internal/protocore/codec'); // a thread that only reads needs none

const CHUNK_BITS = 8;
const CHUNK = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK - 1;

// The n of Array.prototype.at and slice: counted from the end where negative, within the bounds.
function bound(n, size, otherwise) {
  if (n === undefined) return otherwise;
  n = Math.trunc(n) || 0;
  if (n < 0) return Math.max(0, size + n);
  return Math.min(n, size);
}

function checkIndex(i, size, name = 'index') {
  if (!Number.isInteger(i) || i < 0 || i >= size) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    throw new ERR_OUT_OF_RANGE(name, `>= 0 && < ${size}`, i);
  }
}

function checkFunction(fn, name = 'callback') {
  require('internal/validators').validateFunction(fn, name);
}

// An iterable as an array, without going through its iterator where it is one.
function arrayOf(items) {
  if (Array.isArray(items)) return items;
  if (items instanceof Sequence) return items.toArray();
  return Array.from(items);
}

const kFetch = Symbol('fetch');
const kInherit = Symbol('inherit');

function isPrimitive(value) {
  return typeof value !== 'object' || value === null;
}

const SHORT_MAX = 32;

// The elements of a short array of primitives: a list of them need not cross before something asks for it in the shared heap. Undefined for others.
function shortCopy(items) {
  if (!Array.isArray(items) || items.length > SHORT_MAX) return undefined;
  const copy = [];
  for (let i = 0; i < items.length; i++) {
    const value = items[i];
    if (value !== null && (value === undefined || typeof value === 'object' || !mayWait(value))) return undefined; // undefined: perhaps a hole
    copy.push(value);
  }
  return copy;
}

// What List and Tuple share: reading.
class Sequence extends Shared {
  #size = -1;
  #chunks; // of elements that came over, by number
  #plain; // which of them hold nothing but primitives

  constructor(hold, address, waiting) {
    super(hold, address, waiting);
  }

  // All elements of a short list.
  [kPreload](elements) {
    if (this.#chunks !== undefined) return;
    this.#chunks = [elements];
    this.#size = elements.length;
  }

  // A version of `base` with other values at some indices (`changes`: index, value, index, value ...) takes over what came over of that. Chunks with shared
  // values in them would keep all of the base alive.
  [kInherit](base, changes, size) {
    this.#size = size;
    const known = base.#plain;
    if (known === undefined) return;
    const chunks = [];
    const plain = [];
    known.forEach((yes, number) => {
      if (yes && base.#chunks[number].length === CHUNK) {
        chunks[number] = base.#chunks[number];
        plain[number] = true;
      }
    });
    for (let n = 0; n < changes.length; n += 2) {
      const i = changes[n];
      const value = changes[n + 1];
      const number = i >> CHUNK_BITS;
      const chunk = chunks[number];
      if (chunk === undefined) continue;
      if (typeof value === 'object' && value !== null) {
        delete chunks[number];
        delete plain[number];
        continue;
      }
      const own = chunk === base.#chunks[number] ? chunks[number] = chunk.slice() : chunk;
      own[i & CHUNK_MASK] = value;
    }
    this.#chunks = chunks;
    this.#plain = plain;
  }

  get size() {
    if (this.#size < 0) this.#size = run(this.constructor === Tuple ? operations.tuple_count : operations.list_count, this);
    return this.#size;
  }

  get length() {
    return this.size;
  }

  static #load(self, number) {
    const size = self.size;
    const start = number << CHUNK_BITS;
    const chunk = readElements(self[kHold], self[kAddress], start, Math.min(CHUNK, size - start), []);
    if (self.#chunks === undefined) {
      self.#chunks = [];
      self.#plain = [];
    }
    self.#chunks[number] = chunk;
    if (self.#plain !== undefined) self.#plain[number] = chunk.every(isPrimitive);
    return chunk;
  }

  static #chunk(self, number) {
    return self.#chunks?.[number] ?? Sequence.#load(self, number);
  }

  get(i) {
    const chunk = this.#chunks?.[i >> CHUNK_BITS];
    return chunk !== undefined && i >= 0 ? chunk[i & CHUNK_MASK] : this[kFetch](i);
  }

  // An element that did not come over yet.
  [kFetch](i) {
    const size = this.size;
    if (!(i >= 0 && i < size)) return undefined;
    i = Math.trunc(i);
    return Sequence.#chunk(this, i >> CHUNK_BITS)[i & CHUNK_MASK];
  }

  [kAt](i) {
    return this.get(i);
  }

  at(i) {
    i = Math.trunc(i) || 0;
    return this.get(i < 0 ? this.size + i : i);
  }

  has(i) {
    return Number.isInteger(i) && i >= 0 && i < this.size;
  }

  first() {
    return this.get(0);
  }

  last() {
    return this.get(this.size - 1);
  }

  // Calls `fn(value, index, this)` until it returns something other than undefined, and returns that.
  static #each(self, fn) {
    const size = self.size;
    for (let start = 0; start < size; start += CHUNK) {
      const chunk = Sequence.#chunk(self, start >> CHUNK_BITS);
      for (let i = 0; i < chunk.length; i++) {
        const stop = fn(chunk[i], start + i);
        if (stop !== undefined) return stop;
      }
    }
    return undefined;
  }

  * [Symbol.iterator]() {
    const size = this.size;
    for (let start = 0; start < size; start += CHUNK) {
      const chunk = Sequence.#chunk(this, start >> CHUNK_BITS);
      for (let i = 0; i < chunk.length; i++) yield chunk[i];
    }
  }

  values() {
    return this[Symbol.iterator]();
  }

  * keys() {
    for (let i = 0, n = this.size; i < n; i++) yield i;
  }

  * entries() {
    let i = 0;
    for (const value of this) yield [i++, value];
  }

  forEach(fn, thisArg) {
    checkFunction(fn);
    Sequence.#each(this, (value, i) => {
      fn.call(thisArg, value, i, this);
    });
  }

  reduce(fn, ...initial) {
    checkFunction(fn);
    let sum = initial[0];
    let empty = initial.length === 0;
    Sequence.#each(this, (value, i) => {
      sum = empty ? value : fn(sum, value, i, this);
      empty = false;
    });
    if (empty) throw new TypeError('Reduce of an empty collection with no initial value');
    return sum;
  }

  some(fn, thisArg) {
    checkFunction(fn);
    return Sequence.#each(this, (value, i) => (fn.call(thisArg, value, i, this) ? true : undefined)) === true;
  }

  every(fn, thisArg) {
    checkFunction(fn);
    return Sequence.#each(this, (value, i) => (fn.call(thisArg, value, i, this) ? undefined : false)) !== false;
  }

  findIndex(fn, thisArg) {
    checkFunction(fn);
    return Sequence.#each(this, (value, i) => (fn.call(thisArg, value, i, this) ? i : undefined)) ?? -1;
  }

  find(fn, thisArg) {
    const i = this.findIndex(fn, thisArg);
    return i < 0 ? undefined : this.get(i);
  }

  indexOf(value) {
    return run(operations.list_index, this.toList(), operand(value));
  }

  includes(value) {
    return this.indexOf(value) >= 0;
  }

  join(separator = ',') {
    return this.toArray().join(separator);
  }

  // As an array's.
  toString() {
    return this.join();
  }

  // Holes: indices that have no element.
  holes() {
    return holesOf(this[kHold], this[kAddress], 0, this.size);
  }

  // The elements in a new array; holes stay holes.
  toArray() {
    const out = [];
    Sequence.#each(this, (value, i) => {
      out[i] = value;
    });
    return out;
  }

  // A frozen array of the elements, which reads them where they are until all of them are asked for.
  view() {
    return require('internal/protocore/view').viewOf(this);
  }

  // As plain JavaScript values all the way down.
  toJS() {
    const { thaw } = require('internal/protocore/object');
    return thaw(this);
  }

  toJSON() {
    return this.toArray();
  }

  equals(other) {
    return other === this || (addressOf(other) !== 0 && run(operations.equal, this, other));
  }

  hashCode() {
    return run(operations.hash, this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    return require('internal/protocore/object').inspectAs(this, `${this.constructor.name}(${this.size})`, depth, options, inspect, () => this.toArray());
  }

  // The numbers of a list of nothing but numbers, in one step.
  toFloat64Array() {
    const out = new Float64Array(this.size);
    const done = native.numbers(this[kHold], this[kAddress], out, 0);
    if (done < out.length) throw new TypeError(`Element ${done} is not a number`);
    return out;
  }
}

class List extends Sequence {
  constructor(items, hold, address, waiting) {
    if (items === kWrap) {
      super(hold, address, waiting);
      return;
    }
    const short = shortCopy(items);
    if (short !== undefined) {
      super(undefined, 0, fresh(short));
      this[kPreload](short);
      return;
    }
    const raw = codec().encodeRaw(items === undefined ? [] : arrayOf(items));
    super(raw[kHold], raw[kAddress], undefined);
  }

  [kSettle](waiting) {
    const { base, log, count, size } = waiting;
    if (log === undefined) return codec().encodeRaw(base);
    const changes = log.changes.length === 2 * count ? log.changes : log.changes.slice(0, 2 * count);
    const made = run(operations.list_update, base, codec().encodeRaw(changes));
    this[kInherit](base, changes, size);
    if (log.tip === this) settled(log);
    return made;
  }

  // The version with `value` at `i`, which may be the end.
  static #with(self, before, i, value, size) {
    const waiting = changed(self, before, i, value, size);
    return waiting.log.tip = new List(kWrap, undefined, 0, waiting);
  }

  get size() {
    const waiting = this[kWaiting];
    return waiting === undefined ? super.size : waiting.size;
  }

  get length() {
    return this.size;
  }

  // Of a version that waits nothing came over.
  [kFetch](i) {
    const waiting = this[kWaiting];
    if (waiting === undefined || waiting.log === undefined) return super[kFetch](i);
    if (!(i >= 0 && i < waiting.size)) return undefined;
    i = Math.trunc(i);
    const latest = latestOf(waiting);
    if (latest === undefined) return super[kFetch](i);
    const value = latest.get(i);
    return value !== undefined || latest.has(i) ? value : waiting.base.get(i);
  }

  static of(...items) {
    return new List(items);
  }

  static from(items, fn, thisArg) {
    return new List(fn === undefined ? items : Array.from(items, fn, thisArg));
  }

  static isList(value) {
    return value instanceof List;
  }

  toList() {
    return this;
  }

  set(i, value) {
    const waiting = this[kWaiting];
    const size = waiting === undefined ? super.size : waiting.size;
    if (!(i >= 0 && i < size && i === Math.floor(i))) {
      if (i < 0) i += size;
      if (i === size) return this.push(value);
      checkIndex(i, size);
    }
    if (typeof value !== 'number' && !mayWait(value)) {
      value = codec().share(value);
      if (!mayWait(value)) return run(operations.list_set, this, i, operand(value));
    }
    return List.#with(this, waiting, i, value, size);
  }

  with(i, value) {
    checkIndex(i < 0 ? i + this.size : i, this.size);
    return this.set(i, value);
  }

  update(i, fn) {
    checkFunction(fn, 'updater');
    return this.set(i, fn(this.at(i)));
  }

  push(value) {
    if (arguments.length !== 1) return arguments.length === 0 ? this : this.concat(Array.from(arguments));
    if (typeof value !== 'number' && !mayWait(value)) {
      value = codec().share(value);
      if (!mayWait(value)) return run(operations.list_push, this, operand(value));
    }
    const waiting = this[kWaiting];
    const size = waiting === undefined ? super.size : waiting.size;
    return List.#with(this, waiting, size, value, size + 1);
  }

  pop() {
    return run(operations.list_pop, this);
  }

  shift() {
    return this.slice(1);
  }

  unshift(...values) {
    return new List(values).concat(this);
  }

  slice(start, end) {
    const { size } = this;
    start = bound(start, size, 0);
    return run(operations.list_slice, this, start, Math.max(start, bound(end, size, size)));
  }

  concat(...others) {
    let list = this;
    for (const other of others) {
      list = run(operations.list_concat, list, other instanceof List ? other : codec().encodeRaw(arrayOf(other)));
    }
    return list;
  }

  insert(i, value) {
    checkIndex(i, this.size + 1);
    return run(operations.list_insert, this, i, operand(value));
  }

  delete(i) {
    if (i < 0) i += this.size;
    return this.has(i) ? run(operations.list_remove, this, i) : this;
  }

  clear() {
    return new List();
  }

  reverse() {
    return new List(this.toArray().reverse());
  }

  // Without a comparator: numbers and strings in their order, in the shared heap, on several threads.
  sort(compare) {
    if (compare === undefined) return run(operations.list_sort, this);
    checkFunction(compare, 'compare');
    return new List(this.toArray().sort(compare));
  }

  sum() {
    return run(operations.list_sum, this);
  }

  map(fn, thisArg) {
    checkFunction(fn);
    const out = [];
    this.forEach((value, i) => {
      out.push(fn.call(thisArg, value, i, this));
    });
    return new List(out);
  }

  filter(fn, thisArg) {
    checkFunction(fn);
    const out = [];
    this.forEach((value, i) => {
      if (fn.call(thisArg, value, i, this)) out.push(value);
    });
    return out.length === this.size ? this : new List(out);
  }

  flatMap(fn, thisArg) {
    checkFunction(fn);
    const out = [];
    this.forEach((value, i) => {
      out.push(...arrayOf(fn.call(thisArg, value, i, this)));
    });
    return new List(out);
  }

  groupBy(fn) {
    checkFunction(fn);
    const groups = new Map();
    this.forEach((value, i) => {
      const key = fn(value, i, this);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    });
    return codec().share(groups);
  }

  asMutable() {
    return new MutableList(this);
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

// A list under change: what changes is kept here and crosses at once with asImmutable().
class MutableList {
  #list;
  #size;
  #changes = new Map(); // index -> value
  #pushed = [];

  constructor(list) {
    this.#list = list;
    this.#size = list.size;
  }

  get size() {
    return this.#size + this.#pushed.length;
  }

  get(i) {
    if (i >= this.#size) return this.#pushed[i - this.#size];
    return this.#changes.has(i) ? this.#changes.get(i) : this.#list.get(i);
  }

  set(i, value) {
    checkIndex(i, this.size + 1);
    if (i >= this.#size) this.#pushed[i - this.#size] = value;
    else this.#changes.set(i, value);
    return this;
  }

  push(...values) {
    for (let i = 0; i < values.length; i++) this.#pushed.push(values[i]);
    return this;
  }

  update(i, fn) {
    return this.set(i, fn(this.get(i)));
  }

  pop() {
    if (this.#pushed.length > 0) {
      this.#pushed.pop();
    } else if (this.#size > 0) {
      this.#changes.delete(--this.#size);
      this.#list = this.#list.slice(0, this.#size);
    }
    return this;
  }

  asMutable() {
    return this;
  }

  asImmutable() {
    let list = this.#list;
    if (this.#changes.size > 0) {
      const flat = [];
      for (const { 0: i, 1: value } of this.#changes) flat.push(i, value);
      list = run(operations.list_update, list, codec().encodeRaw(flat));
    }
    if (this.#pushed.length > 0) list = list.concat(this.#pushed);
    this.#list = list;
    this.#size = list.size;
    this.#changes = new Map();
    this.#pushed = [];
    return list;
  }
}

class Tuple extends Sequence {
  constructor(items, hold, address) {
    if (items === kWrap) {
      super(hold, address);
      return;
    }
    const values = items === undefined ? [] : arrayOf(items);
    const { built } = codec();
    const raw = built((encoder) => {
      for (let i = 0; i < values.length; i++) encoder.part(i, values[i]);
      encoder.branded(0, values.length);
    }, true);
    super(raw[kHold], raw[kAddress]);
  }

  static of(...items) {
    return new Tuple(items);
  }

  static from(items) {
    return new Tuple(items);
  }

  toList() {
    return run(operations.list_of_tuple, this);
  }

  // A tuple is short and flat: what is changed step by step is a list.
  asMutable() {
    return this.toList().asMutable();
  }

  asImmutable() {
    return this;
  }

  with(i, value) {
    checkIndex(i < 0 ? i + this.size : i, this.size);
    return new Tuple(this.toArray().with(i, value));
  }

  update(i, fn) {
    checkFunction(fn, 'updater');
    return this.with(i, fn(this.at(i)));
  }
}

for (const name of ['parallelFilter', 'parallelGroupBy', 'parallelMap', 'parallelReduce', 'parallelSort']) {
  Object.defineProperty(List.prototype, name, {
    __proto__: null, writable: true, configurable: true,
    value: { [name](...args) {
      return require('internal/protocore/parallel')[name](this, ...args);
    } }[name],
  });
}

install(kinds.list, (hold, address) => new List(kWrap, hold, address));
install(kinds.tuple, (hold, address) => new Tuple(kWrap, hold, address));

module.exports = { List, Tuple, checkFunction };
