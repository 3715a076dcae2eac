// SPDX-License-Identifier: MIT
// JavaScript values to shared ones. A graph is written as a program for the stack machine of src/bridge/type_bridge.c, values before what contains
// them, and crosses in one call: opcodes and small integers in an Int32Array, other numbers in a Float64Array, all strings joined.
'use strict';

const { Encoded, Shared, addressOf, installEncoder, kAddress, kHold, kinds, native, register, result, wrap } = require('internal/protocore/shared');
const brands = require('internal/protocore/brands');
const { isProxy } = binding('util');

const { getOwnPropertyDescriptor, getOwnPropertySymbols, getPrototypeOf, isFrozen, keys } = Object;
const { build, flatRecords, flatValues, place, sameShapes } = native;

const op = {
  undefined: 0, null: 1, true: 2, false: 3, hole: 4, int: 5, double: 6, string: 7, shape: 8, object: 9, dictionary: 10, existing: 11, list: 12,
  map: 13, set: 14, branded: 15, integer: 16, symbolFor: 17, symbolNew: 18, numbers: 19, bytes: 20, sparse: 21, multiset: 22, keep: 23, again: 24,
  ref: 25, weak: 26, records: 27, scalars: 28,
};

const SHAPE_MAX = 128; // names in a shape
const CYCLE_DEPTH = 64; // from here on ancestors are looked through
const LAST_SHAPES_MASK = 15;
const STACK_DEPTH = 256; // from here on internal/protocore/deep writes without calls inside of calls
const PATH_SHOWN = 24; // levels of a long path in a message, at its beginning and at its end
const RUN_MIN = 16; // objects of one shape in a row
const IN_PLACE_MIN = 256; // for which it is worth to find where the engine keeps their attributes
const SCALARS_MIN = 24; // strings and the like in a row, for the same
const LOOKED_AT = 64; // of which nothing but these is looked at before: where another is of another kind, all begins anew
const WRITER_NAMES_MAX = 64;
const SPARE_MAX = 65536; // elements
const WRITERS_MAX = 500;
const LONG = 200;
const CACHED_LENGTH_MAX = 64; // longer strings are not looked for
const CACHE_TRIAL = 512; // after so many strings the cache must have paid

function dataCloneError(message) {
  return new DOMException(message, 'DataCloneError');
}

// Object.prototype of another realm: nothing else without a prototype has a constructor that has it.
function isObjectPrototype(object) {
  if (getPrototypeOf(object) !== null) return false;
  const { value } = getOwnPropertyDescriptor(object, 'constructor') ?? {};
  return typeof value === 'function' && value.name === 'Object' && getOwnPropertyDescriptor(value, 'prototype')?.value === object;
}

// Of an array, or of a Proxy of one, which may say anything.
function lengthOf(array) {
  const { length } = array;
  if (typeof length === 'number' && length >= 0 && length < 2 ** 32) return length >>> 0;
  return Math.min(Math.max(Math.trunc(+length) || 0, 0), 2 ** 32 - 1);
}

function hasAccessor(object, names) {
  return names.some((name) => {
    const descriptor = getOwnPropertyDescriptor(object, name);
    return descriptor === undefined || !('value' in descriptor);
  });
}

function isPlain(object) {
  const prototype = getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null || isObjectPrototype(prototype);
}

function isIndex(name) {
  const c = name.charCodeAt(0);
  return c >= 48 && c <= 57;
}

// What the spread operator takes of an object: its own enumerable symbols after its names.
function namesOf(object) {
  const names = keys(object);
  const symbols = getOwnPropertySymbols(object);
  for (let i = 0; i < symbols.length; i++) {
    if (Object.prototype.propertyIsEnumerable.call(object, symbols[i])) names.push(symbols[i]);
  }
  return names;
}

function areSame(a, b) {
  let same = a.length === b.length;
  for (let i = 0; same && i < a.length; i++) same = a[i] === b[i];
  return same;
}

// Where the engine keeps the attributes of objects of this shape: each gets two values that nothing else has in turn, and the native side looks where they are. Undefined where
// that cannot be told, or would not go unnoticed.
function placesOf(object, names) {
  const places = new Int32Array(names.length);
  for (const name of names) {
    const descriptor = getOwnPropertyDescriptor(object, name);
    if (descriptor === undefined || !descriptor.writable) return undefined;
  }
  for (let i = 0; i < names.length; i++) {
    const value = object[names[i]];
    object[names[i]] = 1.2345678901234567e-290;
    places[i] = place(object, 1.2345678901234567e-290, names.length);
    object[names[i]] = 7.6543210987654321e-290;
    const again = place(object, 7.6543210987654321e-290, names.length);
    object[names[i]] = value;
    if (places[i] < 0 || again !== places[i]) return undefined;
  }
  return places;
}

// Writers of objects by their names joined: function (encoder, object, shape, level, index) -> whether there are objects inside.
const writers = new Map();

function writerOf(names) {
  const key = JSON.stringify(names);
  let writer = writers.get(key);
  if (writer === undefined) {
    const parts = names.map((name) => {
      const quoted = JSON.stringify(name);
      return `v = o[${quoted}];
        if (typeof v === 'number') e.number(v); else if (typeof v === 'string') e.string(v);
        else { e.path[level] = index; nested = e.part(${quoted}, v) || nested; }`;
    });
    writer = new Function('e', 'o', 'shape', 'level', 'index', `let v, nested = false; ${parts.join('\n')} e.two(${op.object}, shape); return nested;`);
    if (writers.size >= WRITERS_MAX) writers.clear();
    writers.set(key, writer);
  }
  return writer;
}

// The arrays of the last program, for the next one: most programs are short, and making two arrays costs more than the rest of them.
let spareCode = new Int32Array(1024);
let spareNumbers = new Float64Array(256);

class Encoder {
  code = spareCode ?? new Int32Array(1024);
  numbers = spareNumbers ?? new Float64Array(256);
  at = 0;
  numbersAt = 0;
  parts = [];
  buffers = [];
  holds = []; // of shared values inside, so that they live until the call
  shapes = new Map(); // names joined -> { index, names, next }
  shapeCount = 0;
  lastShapes = []; // by depth, for the first ones
  memo = new Map(); // object that contains objects -> number under which it is kept
  strings = new Map();
  stringsTried = 0;
  stringsFound = 0;
  kept = 0;
  lastLong = undefined;
  lastLongKept = -1;
  path = [];
  ancestors = [];
  depth = 0;
  deep = undefined; // the ancestors as a set, where there are many
  shapeRunEnd = -1;
  trusting = true; // that records are alike: the native side says so where they are not
  frozen = false; // while true, every object so far is frozen: then the outcome may be kept

  constructor() {
    spareCode = undefined; // a program may begin while another is written
    spareNumbers = undefined;
  }

  // ---- output ----

  one(code) {
    if (this.at >= this.code.length) this.grow();
    this.code[this.at++] = code;
  }

  two(code, operand) {
    if (this.at + 1 >= this.code.length) this.grow();
    this.code[this.at++] = code;
    this.code[this.at++] = operand;
  }

  grow() {
    const bigger = new Int32Array(this.code.length * 2);
    bigger.set(this.code);
    this.code = bigger;
  }

  // Room for so much at once: growing by doubling copies, and touches fresh memory.
  reserve(count) {
    if (this.at + count <= this.code.length) return;
    const bigger = new Int32Array(this.at + count + 1024);
    bigger.set(this.code.subarray(0, this.at));
    this.code = bigger;
  }

  double(value) {
    if (this.numbersAt >= this.numbers.length) this.growNumbers(this.numbersAt + 1);
    this.numbers[this.numbersAt++] = value;
  }

  growNumbers(need) {
    const bigger = new Float64Array(Math.max(this.numbers.length * 2, need));
    bigger.set(this.numbers);
    this.numbers = bigger;
  }

  // ---- values ----

  value(value) {
    switch (typeof value) {
      case 'number': return this.number(value);
      case 'string': return this.string(value);
      case 'object': return value === null ? this.one(op.null) : this.object(value);
      case 'boolean': return this.one(value ? op.true : op.false);
      case 'undefined': return this.one(op.undefined);
      case 'bigint': return this.bigint(value);
      case 'symbol': return this.symbol(value);
      default: return addressOf(value) !== 0 ? this.existing(value) : brands.encodeFunction(this, value);
    }
  }

  number(value) {
    if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
      this.two(op.int, value);
    } else {
      this.one(op.double);
      this.double(value);
    }
  }

  // A string that comes again is kept: a look-up is cheaper than another copy, as long as there are such strings.
  string(value) {
    const { length } = value;
    if (length > 5 && length <= CACHED_LENGTH_MAX && Encoder.cacheStrings &&
        (this.stringsTried < CACHE_TRIAL || this.stringsFound * 4 > this.stringsTried)) {
      this.stringsTried++;
      const known = this.strings.get(value);
      if (known !== undefined) {
        this.stringsFound++;
        return this.two(op.again, known);
      }
      this.strings.set(value, this.kept);
      this.text(value);
      return this.two(op.keep, this.kept++);
    }
    if (length > LONG && Encoder.cacheStrings) return this.longText(value);
    this.text(value);
  }

  // The last one often comes again: the stacks of errors from one place.
  longText(value) {
    if (value === this.lastLong) {
      if (this.lastLongKept < 0) {
        this.text(value);
        this.two(op.keep, this.lastLongKept = this.kept++);
      } else {
        this.two(op.again, this.lastLongKept);
      }
      return;
    }
    this.lastLong = value;
    this.lastLongKept = -1;
    this.text(value);
  }

  text(value) {
    this.two(op.string, value.length);
    if (value.length > 0) this.parts.push(value);
  }

  bigint(value) {
    const digits = (value < 0n ? -value : value).toString(16);
    this.two(op.integer, value < 0n ? 1 : 0);
    this.one(digits.length);
    this.parts.push(digits);
  }

  symbol(value) {
    const name = brands.registeredName(value);
    if (name === undefined) return this.existing(brands.symbolCell(value));
    this.text(name);
    this.one(op.symbolFor);
  }

  existing(value) {
    register(value);
    this.one(op.existing);
    this.double(value[kAddress]);
    this.holds.push(value[kHold]);
  }

  object(value) {
    if (this.memo.size > 0) {
      const known = this.memo.get(value);
      if (known !== undefined) return this.two(op.again, known);
    }
    if (addressOf(value) !== 0) return this.existing(value);
    if (this.depth >= STACK_DEPTH) return require('internal/protocore/deep').write(this, value);
    this.enter(value);
    let nested;
    if (Array.isArray(value)) {
      nested = this.array(value);
    } else {
      if (isPlain(value)) {
        nested = this.plain(value);
      } else {
        nested = brands.encodeObject(this, value);
        this.frozen = false; // a frozen Map changes
      }
    }
    this.leave(value, nested);
  }

  // Before the parts of an object, and after them.
  enter(value) {
    if (this.frozen && (!isFrozen(value) || isProxy(value) || hasAccessor(value, keys(value)))) this.frozen = false; // what runs code may give something else next time
    if (this.depth >= CYCLE_DEPTH) this.descend(value, this.depth);
    this.ancestors[this.depth] = value;
    this.depth++;
  }

  leave(value, nested) {
    this.depth--;
    if (this.deep !== undefined) this.ascend(value, this.depth);
    if (nested) { // may be reached again, and hold much; leaves are cheaper written twice than looked up each time
      this.two(op.keep, this.kept);
      this.memo.set(value, this.kept++);
    }
  }

  // A part of `value` under `key`. True where it is an object.
  part(key, value) {
    this.path[this.depth] = key;
    this.value(value);
    return typeof value === 'object' && value !== null;
  }

  plain(value) {
    const names = namesOf(value);
    if (names.length > SHAPE_MAX) return this.dictionary(value, names);
    const shape = this.shapeOf(names);
    let nested = false;
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const item = value[name];
      switch (typeof item) { // most attributes are numbers and strings
        case 'number': this.number(item); break;
        case 'string': this.string(item); break;
        default: nested = this.part(name, item) || nested;
      }
    }
    this.two(op.object, shape);
    return nested;
  }

  dictionary(value, names) {
    for (let i = 0; i < names.length; i++) {
      this.name(names[i]);
      this.part(names[i], value[names[i]]);
    }
    this.two(op.dictionary, names.length);
    return true;
  }

  name(name) {
    if (typeof name === 'string') this.string(name);
    else this.symbol(name);
  }

  shapeOf(names) {
    const last = this.lastShapes[this.depth & LAST_SHAPES_MASK];
    if (last !== undefined && areSame(last.names, names)) return last.index;
    const key = typeof names[names.length - 1] === 'symbol' ? `${names.length}` : `${names.length}:${names.join('\u0000')}`;
    const first = this.shapes.get(key);
    let shape = first;
    while (shape !== undefined && !areSame(shape.names, names)) shape = shape.next; // the key tells most apart
    if (shape === undefined) {
      for (let i = 0; i < names.length; i++) {
        if (typeof names[i] === 'string') this.text(names[i]);
        else this.symbol(names[i]);
      }
      this.two(op.shape, names.length);
      shape = { index: this.shapeCount++, names, next: first };
      this.shapes.set(key, shape);
    }
    this.lastShapes[this.depth & LAST_SHAPES_MASK] = shape;
    return shape.index;
  }

  array(value) {
    const length = lengthOf(value);
    if (length >= 4 && typeof value[0] === 'number' && this.numberArray(value)) return false;
    if (length > 1024 && this.sparse(value)) return true;
    let nested = false;
    let looked = 0; // so far the native side has looked
    for (let i = 0; i < length; i++) {
      const item = value[i];
      if (typeof item === 'string' && i >= looked && length - i >= SCALARS_MIN && Encoder.readInPlace) {
        const count = flatValues(value, i);
        looked = i + count + 1;
        if (count >= SCALARS_MIN) {
          this.scalars(value, i, count);
          i += count - 1;
          continue;
        }
      }
      if (typeof item === 'object' && item !== null && length - i >= RUN_MIN) {
        const end = this.records(value, i);
        if (end > i) {
          nested = true;
          i = end - 1;
          continue;
        }
      }
      if (item === undefined && !(i in value)) this.one(op.hole);
      else nested = this.part(i, item) || nested;
    }
    this.two(op.list, length);
    return nested;
  }

  // Plain objects of one shape from `start` on, as they are in lists of records: a writer compiled for the shape reads them. Returns where they end.
  records(array, start) {
    const first = array[start];
    const prototype = getPrototypeOf(first);
    if ((prototype !== Object.prototype && prototype !== null) || this.shapeRunEnd > start || addressOf(first) !== 0) return start;
    const names = namesOf(first);
    const count = names.length > 0 && typeof names[names.length - 1] === 'string' && names.length <= WRITER_NAMES_MAX && !names.some(isIndex) ? sameShapes(array, start) : 0;
    if (count < RUN_MIN) {
      this.shapeRunEnd = this.depth === 1 ? start + count : -1; // not asked again for each of them
      return start;
    }
    const inPlace = count >= IN_PLACE_MIN ? this.recordsInPlace(array, start, names, count) : 0;
    if (inPlace > 0) return start + inPlace;
    this.frozen = this.frozen && array.every((item) => isFrozen(item) && !hasAccessor(item, names));
    const write = writerOf(names);
    this.reserve(count * (names.length * 2 + 2));
    const shape = this.shapeOf(names);
    this.ancestors[this.depth] = array;
    this.path[this.depth] = start;
    const level = this.depth++;
    for (let i = start; i < start + count; i++) {
      const item = array[i];
      if (this.memo.size > 0) {
        const known = this.memo.get(item);
        if (known !== undefined) {
          this.two(op.again, known);
          continue;
        }
      }
      if (level >= CYCLE_DEPTH) this.descend(item, level);
      this.ancestors[level] = item;
      const nested = write(this, item, shape, level, i);
      if (this.deep !== undefined) this.ascend(item, level);
      if (nested) {
        this.two(op.keep, this.kept);
        this.memo.set(item, this.kept++);
      }
    }
    this.depth--;
    return start + count;
  }

  // The same for records without objects inside, read by the native side where the engine keeps them. How many. `same`: so many look alike.
  recordsInPlace(array, start, names, same) {
    if (!Encoder.readInPlace || isProxy(array[start])) return 0;
    const places = placesOf(array[start], names);
    if (places === undefined) return 0;
    const seen = flatRecords(array, start, places, this.trusting ? LOOKED_AT : same);
    const count = this.trusting && seen === LOOKED_AT ? same : seen;
    if (count < IN_PLACE_MIN) return 0;
    this.frozen = false; // places are found in objects that can change
    const shape = this.shapeOf(names);
    this.two(op.records, shape);
    this.two(this.buffers.length, start);
    this.one(count);
    this.buffers.push(array, places);
    return count;
  }

  // The values of an array, where all of them are such. Whether they are.
  flat(array) {
    if (array.length < SCALARS_MIN || !Encoder.readInPlace || flatValues(array, 0) < array.length) return false;
    this.scalars(array, 0, array.length);
    return true;
  }

  // Elements that the native side reads where the engine keeps them.
  scalars(array, start, count) {
    this.two(op.scalars, this.buffers.length);
    this.two(start, count);
    this.buffers.push(array);
  }

  // An array of nothing but numbers, as one block.
  numberArray(value) {
    const { length } = value;
    const start = this.numbersAt;
    if (start + length > this.numbers.length) this.growNumbers(start + length);
    const { numbers } = this;
    for (let i = 0; i < length; i++) {
      const item = value[i];
      if (typeof item !== 'number') return false;
      numbers[start + i] = item;
    }
    this.numbersAt = start + length;
    this.two(op.numbers, length);
    return true;
  }

  sparse(value) {
    let missing = 0; // of some: names of indices are made only where they are few
    for (let i = 0; i < 16; i++) {
      if (!(Math.floor(i * value.length / 16) in value)) missing++;
    }
    if (missing < 8) return false;
    const indices = keys(value);
    if (indices.length * 4 > value.length) return false;
    this.number(value.length);
    let count = 0;
    for (let i = 0; i < indices.length; i++) {
      const index = +indices[i];
      if (!(index < value.length) || String(index) !== indices[i]) continue;
      this.number(index);
      this.part(index, value[index]);
      count++;
    }
    this.two(op.sparse, count);
    return true;
  }

  // ---- for brands.js and collections.js ----

  bytes(view) {
    this.two(op.bytes, this.buffers.length);
    this.buffers.push(view);
  }

  branded(brand, count) {
    this.two(op.branded, brand);
    this.one(count);
  }

  // ---- failures ----

  pathText() {
    let text = 'value';
    for (let i = 1; i <= this.depth; i++) {
      if (i === PATH_SHOWN && this.depth > 3 * PATH_SHOWN) {
        text += ` ... ${this.depth - 2 * PATH_SHOWN} more ... `;
        i = this.depth - PATH_SHOWN + 1;
      }
      const key = this.path[i];
      if (key === undefined) continue; // what a class gave instead of its instance
      text += typeof key === 'string' && /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${typeof key === 'string' ? JSON.stringify(key) : String(key)}]`;
    }
    return text;
  }

  // `inside`: the object that cannot be shared has been entered, so its own level has no key yet.
  refuse(what, inside = false) {
    if (inside) this.depth--;
    throw dataCloneError(`${what} could not be shared (at ${this.pathText()})`);
  }

  // A value so deep that it might be inside of itself: from here on its ancestors are known by a set.
  descend(value, level) {
    if (this.deep === undefined) {
      this.deep = new Set();
      for (let i = 0; i < level; i++) this.addAncestor(this.ancestors[i], i);
    }
    this.addAncestor(value, level);
  }

  addAncestor(value, level) {
    if (this.deep.has(value)) {
      this.depth = level;
      this.refuse('An object that contains itself');
    }
    this.deep.add(value);
  }

  ascend(value, level) {
    if (level >= CYCLE_DEPTH) this.deep.delete(value);
    else this.deep = undefined;
  }

  // ---- the call ----

  finish() {
    const { code, numbers } = this;
    const value = build(code, numbers, this.parts.join(''), this.buffers, !Encoder.cacheStrings, this.at, this.numbersAt);
    if (code.length <= SPARE_MAX && numbers.length <= SPARE_MAX) {
      spareCode = code;
      spareNumbers = numbers;
    }
    return value;
  }
}

// Off only to measure what they are worth.
Encoder.cacheStrings = true;
Encoder.readInPlace = true;

// What plain objects and arrays that are frozen all the way down became. They cannot change, so sharing them again is a look-up.
let frozenCache = new WeakMap();

// Switches the caches off and on, for benchmarks; `inPlace`: and reading values where the engine keeps them.
function setCaches(on, inPlace = on) {
  Encoder.cacheStrings = on;
  Encoder.readInPlace = inPlace;
  frozenCache = on ? new WeakMap() : undefined;
}

// Runs `write(encoder)` and returns what its program leaves: a primitive, or a wrapper; scalars that are cells as an Encoded.
function built(write, raw) {
  let encoder = new Encoder();
  try {
    write(encoder);
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('Proxy has already been revoked')) encoder.refuse('A revoked Proxy');
    throw error;
  }
  let value = encoder.finish();
  if (result[0] < 0) {
    encoder = new Encoder();
    encoder.trusting = false;
    write(encoder);
    value = encoder.finish();
  }
  if (result[0] === 0) return value;
  const kind = result[0];
  const address = result[1];
  return raw ? new Encoded(value, address) : wrap(kind, value, address);
}

// Any value as a shared one.
function share(value) {
  switch (typeof value) {
    case 'object':
      if (value === null || addressOf(value) !== 0) return value;
      break;
    case 'function':
      break;
    default:
      return value; // immutable already
  }
  const frozen = frozenCache !== undefined && isFrozen(value);
  const known = frozen ? frozenCache.get(value) : undefined;
  if (known !== undefined) return known;
  let encoder;
  const shared = built((own) => {
    encoder = own;
    encoder.frozen = frozen;
    encoder.value(value);
  }, false);
  if (encoder.frozen) frozenCache.set(value, shared);
  return shared;
}

// The same for arguments of operations: what comes out always has an address or is a primitive.
function encodeRaw(value) {
  return built((encoder) => encoder.value(value), true);
}

installEncoder(encodeRaw);

module.exports = { Encoder, SHAPE_MAX, Shared, built, dataCloneError, encodeRaw, isPlain, kinds, lengthOf, namesOf, op, setCaches, share };
