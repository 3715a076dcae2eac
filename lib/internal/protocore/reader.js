// SPDX-License-Identifier: MIT
// Shared values to JavaScript, many at once: src/bridge/reader.c writes what a cell contains, here plain values are built of it. An object becomes a frozen object of a class
// made for its shape, so that compiled code reads it like any other; collections inside become wrappers.
'use strict';

const { Encoded, installReader, kAddress, kPreload, kHold, kinds, native, operations, result, run, wrap } = require('internal/protocore/shared');
const { sharedProxies } = require('internal/protocore/symbols');

let brandsModule;
const brands = () => brandsModule ??= require('internal/protocore/brands');

const { defineProperty, freeze, setPrototypeOf } = Object;
const { freezeLike, freezeOne, read, readShape, wideText } = native;

const sharedCode = new Int32Array(native.readCode);
const sharedNumbers = new Float64Array(native.readNumbers);

// Where the reading stands. What may run code of users meanwhile goes through aside().
let code, numbers, at, numbersAt, text, textAt, wide, wideAt, hold;
let codeEnd, numbersEnd; // of what is in the shared arrays
let thawing; // while plain values are built, what internal/protocore/thaw gave

const shapes = []; // by number
const FILLERS_MAX = 64; // of a shape

class ImmutableObject {
  constructor(value) {
    const { share } = require('internal/protocore/codec');
    if (value === null || typeof value !== 'object') {
      const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_TYPE('value', 'Object', value);
    }
    return share({ ...value });
  }
}

// A class whose instances have the attributes of a shape. Names that an assignment would not make own properties go the long way.
function recordClass(names) {
  const usual = isUsual(names);
  const Record = (usual ? compiled : general)(names);
  setPrototypeOf(Record.prototype, ImmutableObject.prototype);
  defineProperty(Record.prototype, 'constructor', { __proto__: null, value: ImmutableObject, writable: true, configurable: true });
  return Record;
}

function isUsual(names) {
  return names.length <= 64 && names.every((name) => typeof name === 'string' && name !== '__proto__');
}

const parameters = (names) => names.map((_, k) => `v${k}`);

function compiled(names) {
  const values = parameters(names);
  const assignments = names.map((name, k) => `this[${JSON.stringify(name)}] = ${values[k]};`).join('');
  // What never happens at the end has the engine count two more attributes, and so make room for the private ones, too, inside of each object.
  const source = `return class {
    #hold; #address;
    constructor(${['hold', 'address', ...values]}) {
      this.#hold = hold; this.#address = address; ${assignments}
      if (address < 0) this['\0hold'] = this['\0address'] = 0;
    }
    get [kHold]() { return this.#hold; }
    get [kAddress]() { return this.#address; }
  }`;
  return new Function('kHold', 'kAddress', source)(kHold, kAddress);
}

function general(names) {
  return class {
    #hold;
    #address;
    constructor(ownHold, address, ...values) {
      this.#hold = ownHold;
      this.#address = address;
      for (let i = 0; i < names.length; i++) {
        defineProperty(this, names[i], { __proto__: null, value: values[i], writable: true, enumerable: true, configurable: true });
      }
    }
    get [kHold]() {
      return this.#hold;
    }
    get [kAddress]() {
      return this.#address;
    }
  };
}

// What instances of a class look like before and after they are frozen: with these the native side freezes others for a hundredth of what Object.freeze() costs.
function modelsOf(names, Record) {
  const values = names.map(() => undefined);
  return { plain: new Record(undefined, 0, ...values), frozen: freeze(new Record(undefined, 0, ...values)) };
}

// Freezes records that were made just now.
function freezeRecords(records, start, count, { plain, frozen }) {
  for (let i = start + freezeLike(records, start, count, plain, frozen); i < start + count; i++) freeze(records[i]);
}

// One object of a shape, its values in order.
function makerOf(names, Record, { plain, frozen }) {
  const frozenNow = (record) => (freezeOne(record, plain, frozen) ? record : freeze(record));
  if (!isUsual(names)) return (ownHold, address) => frozenNow(new Record(ownHold, address, ...names.map(next)));
  const source = `return (hold, address) => frozenNow(new Record(${['hold', 'address', ...names.map(() => 'next()')]}));`;
  return new Function('frozenNow', 'Record', 'next', source)(frozenNow, Record, next);
}

const column = { ints: 0, doubles: 1, strings: 2, mixed: 3 }; // as in reader.c

// Plain objects instead, for thaw(). One that contains objects is known by its address.
function plainMakerOf(names) {
  if (!isUsual(names)) return undefined; // as the first ones were made
  const source = `return (address) => {
    const { made, open } = state, copy = {${names.map((name) => `${JSON.stringify(name)}: next()`)}};
    return state.made === made ? copy : state.known(address, copy, open);
  };`;
  return new Function('state', 'next', source)(thawState, next);
}

// How many objects were made; how many are late and have no place yet; what becomes of an object that contains others, before whose parts so many were late: internal/protocore/thaw.
const thawState = {
  made: 0,
  open: 0,
  known: (address, copy, open) => thawing.known(address, copy, open),
};

// Many objects of a shape, whose columns are of these kinds: (out, done, count, hold, code, numbers, text, addresses, places, mixed). `places` says where each column begins.
function fillerOf(columns, names, Record) {
  const begin = columns.map((kind, k) => (kind === column.strings ? `const p${k} = places[${k}]; let t${k} = ends[${k}];` : `const p${k} = places[${k}];`));
  const values = columns.map((kind, k) => {
    switch (kind) {
      case column.ints: return `code[p${k} + i]`;
      case column.doubles: return `numbers[p${k} + i]`;
      case column.strings: return `text.substring(t${k}, t${k} += code[p${k} + i])`;
      default: return `mixed[p${k} + i]`;
    }
  });
  const source = `return (out, done, count, hold, code, numbers, text, addresses, places, ends, mixed) => {
    ${begin.join(' ')}
    for (let i = 0; i < count; i++) out[done + i] = ${Record === undefined ? `{${names.map((name, k) => `${JSON.stringify(name)}: ${values[k]}`)}}` :
                                                       `new Record(${['hold', 'numbers[addresses + i]', ...values]})`};
  };`;
  return new Function('Record', source)(Record);
}

function string() {
  const start = textAt;
  textAt += code[at++];
  return text.substring(start, textAt);
}

function wideString() {
  const start = wideAt;
  wideAt += code[at++];
  return wide.substring(start, wideAt);
}

function shape() {
  defineShape();
  return next();
}

function defineShape() {
  const number = code[at++];
  const count = code[at++];
  const names = [];
  for (let i = 0; i < count; i++) names.push(next());
  shapes[number] ??= new Shape(names);
}

// The shape of a number. One that was written into what is not read yet, or never was since something threw, is asked for.
function shapeOf(number) {
  const known = shapes[number];
  if (known !== undefined) return known;
  const ownHold = hold;
  aside(() => {
    begin(ownHold, readShape(number));
    at++;
    defineShape();
  });
  return shapes[number];
}

const COMPILE_AT = 8; // plain objects of a shape

// What a shape of the shared heap is here. Functions are made for it when they are first needed: many shapes have one object.
class Shape {
  #Record;
  #models;
  #make;
  #makePlain;
  #plain = 0; // objects made without a function of their own
  fillers = new Map();

  constructor(names) {
    this.names = names;
  }

  get Record() {
    return this.#Record ??= recordClass(this.names);
  }

  get models() {
    return this.#models ??= modelsOf(this.names, this.Record);
  }

  get make() {
    return this.#make ??= makerOf(this.names, this.Record, this.models);
  }

  makePlain(address) {
    const make = this.#makePlain;
    if (make !== undefined) return make(address);
    if (++this.#plain >= COMPILE_AT) this.#makePlain = plainMakerOf(this.names);
    const { names } = this;
    const { made, open } = thawState;
    const copy = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      if (name === '__proto__') defineProperty(copy, name, { __proto__: null, value: next(), writable: true, enumerable: true, configurable: true });
      else copy[name] = next();
    }
    return thawState.made === made ? copy : thawState.known(address, copy, open);
  }
}

function record() {
  const known = shapeOf(code[at++]);
  const address = numbers[numbersAt++];
  if (thawing === undefined) return known.make(hold, address);
  thawState.made++;
  return known.makePlain(address);
}

// Objects of one shape into `out` from `done` on. How many.
function table(out, done) {
  const known = shapeOf(code[at++]);
  const { names, fillers } = known;
  const count = code[at++];
  const addresses = numbersAt;
  numbersAt += count;
  const columns = [];
  const places = [];
  const ends = [];
  const mixed = [];
  for (let k = 0; k < names.length; k++) {
    const kind = code[at++];
    columns.push(kind);
    ends.push(textAt);
    if (kind === column.strings) textAt += code[at++];
    places.push(kind === column.doubles ? numbersAt : kind === column.mixed ? mixed.length : at);
    if (kind === column.doubles) numbersAt += count;
    else if (kind !== column.mixed) at += count;
    else for (let i = 0; i < count; i++) mixed.push(next());
  }
  const Class = thawing === undefined ? known.Record : undefined;
  const key = Class === undefined ? `plain ${columns.join('')}` : columns.join('');
  let fill = fillers.get(key);
  if (fill === undefined) {
    if (fillers.size >= FILLERS_MAX) fillers.clear();
    fillers.set(key, fill = isUsual(names) ? fillerOf(columns, names, Class) : fillInTurn(columns, names, Class));
  }
  fill(out, done, count, hold, code, numbers, text, addresses, places, ends, mixed);
  if (Class !== undefined) freezeRecords(out, done, count, known.models);
  return count;
}

function plainObject(names, values) {
  const copy = {};
  for (let i = 0; i < names.length; i++) {
    defineProperty(copy, names[i], { __proto__: null, value: values[i], writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

// The same for names that cannot be written into source.
function fillInTurn(columns, names, Record) {
  return (out, done, count, ownHold, ownCode, ownNumbers, ownText, addresses, places, ends, mixed) => {
    for (let i = 0; i < count; i++) {
      const values = columns.map((kind, k) => {
        switch (kind) {
          case column.ints: return ownCode[places[k] + i];
          case column.doubles: return ownNumbers[places[k] + i];
          case column.strings: return ownText.substring(ends[k], ends[k] += ownCode[places[k] + i]);
          default: return mixed[places[k] + i];
        }
      });
      out[done + i] = Record === undefined ? plainObject(names, values) : new Record(ownHold, ownNumbers[addresses + i], ...values);
    }
  };
}

function integer() {
  const negative = code[at++] === 1;
  const digits = string();
  const value = digits === '' ? 0n : BigInt(`0x${digits}`);
  return negative ? -value : value;
}

function branded() {
  const brand = code[at++];
  const count = code[at++];
  const parts = [];
  const outer = thawing;
  thawing = undefined; // parts are read as they are, also for a plain copy
  for (let i = 0; i < count; i++) parts.push(code[at] === codes.cell && code[at + 1] === kinds.bytes ? bytesPart() : next());
  const value = brands().mayRunCode(brand) ? aside(() => brands().decode(brand, parts)) : brands().decode(brand, parts);
  thawing = outer;
  return seen(value);
}

// Bytes that are a part of something else need no wrapper.
function bytesPart() {
  at += 2;
  return new Encoded(hold, numbers[numbersAt++]);
}

// Runs `get` with the state put away, since it is needed for another reading; what is left of the arrays is copied once.
function aside(get) {
  if (code === sharedCode) {
    code = sharedCode.slice(at, codeEnd);
    numbers = sharedNumbers.slice(numbersAt, numbersEnd);
    at = numbersAt = 0;
  }
  const was = code, wasNumbers = numbers, wasAt = at, wasNumbersAt = numbersAt, wasText = text;
  const wasTextAt = textAt, wasWide = wide, wasWideAt = wideAt, wasHold = hold, wasThawing = thawing;
  thawing = undefined;
  const value = get();
  code = was;
  numbers = wasNumbers;
  at = wasAt;
  numbersAt = wasNumbersAt;
  text = wasText;
  textAt = wasTextAt;
  wide = wasWide;
  wideAt = wasWideAt;
  hold = wasHold;
  thawing = wasThawing;
  return value;
}

// A branded tuple that exceeded the budget of what it is in.
function brandedAside(address) {
  const ownHold = hold;
  return seen(aside(() => readOne(ownHold, address)));
}

// What a plain copy has to know of a value with a brand.
function seen(value) {
  if (thawing === undefined) return value;
  thawState.made++;
  if (value instanceof Error) thawing.error(value);
  return value;
}

function next() {
  switch (code[at++]) {
    case 0: return undefined;
    case 1: return null;
    case 2: return true;
    case 3: return false;
    case 4: return undefined; // a hole
    case 5: return code[at++];
    case 6: return numbers[numbersAt++];
    case 7: return string();
    case 8: return wideString();
    case 9: return shape();
    case 10: return record();
    case 11: return cell(code[at++], numbers[numbersAt++]);
    case 12: return thawing === undefined ? lazyObject(hold, numbers[numbersAt++]) : later(kinds.object, numbers[numbersAt++]);
    case 13: return integer();
    case 14: return brands().registeredSymbol(next());
    case 15: return symbol(numbers[numbersAt++]);
    case 17: return shortList(code[at++], numbers[numbersAt++]);
    case 19: return keyed(code[at++], code[at++], numbers[numbersAt++]);
    default: return branded();
  }
}

function symbol(address) {
  const description = next();
  return brands().symbolOf(hold, address, description);
}

function cell(kind, address) {
  if (kind === kinds.object) return brandedAside(address);
  return thawing === undefined ? wrap(kind, hold, address) : later(kind, address);
}

function later(kind, address) {
  thawState.made++;
  return thawing.later(kind, hold, address);
}

// A short list that came with its elements.
function shortList(count, address) {
  if (thawing !== undefined) return thawedShortList(count, address);
  const elements = [];
  for (let i = 0; i < count; i++) elements.push(next());
  const list = wrap(kinds.list, hold, address);
  list[kPreload](elements);
  return list;
}

function thawedShortList(count, address) {
  const made = ++thawState.made;
  const { open } = thawState;
  const elements = [];
  for (let i = 0; i < count; i++) {
    if (code[at] === codes.hole) {
      at++;
      elements.length = i + 1;
    } else {
      elements[i] = next();
    }
  }
  return thawState.made === made ? elements : thawState.known(address, elements, open);
}

// A small map or set that came with what is in it, keys and values in turn; both are the key for a set.
function keyed(kind, count, address) {
  const flat = [];
  const { open } = thawState;
  for (let i = 0; i < count; i++) {
    const key = next();
    flat.push(key, kind === kinds.map ? next() : key);
  }
  if (thawing !== undefined) {
    thawState.made++;
    return thawing.keyed(kind, hold, address, flat, open);
  }
  const wrapper = wrap(kind, hold, address);
  wrapper[kPreload](flat);
  return wrapper;
}

function begin(newHold, newText) {
  code = sharedCode;
  numbers = sharedNumbers;
  at = numbersAt = textAt = wideAt = 0;
  codeEnd = result[3];
  numbersEnd = result[4];
  text = newText;
  wide = result[1] > 0 ? wideText() : undefined;
  hold = newHold;
}

const codes = { hole: 4, shape: 9, cell: 11, table: 18, ints: 20, doubles: 21, strings: 22 };

// The next element, or elements, into `out`. How many.
function element(out, done) {
  while (code[at] === codes.shape) {
    at++;
    defineShape();
  }
  switch (code[at]) {
    case codes.table:
      at++;
      return table(out, done);
    case codes.ints:
      return ints(out, done, code[at + 1]);
    case codes.doubles:
      return doubles(out, done, code[at + 1]);
    case codes.strings:
      return strings(out, done, code[at + 1]);
    case codes.hole:
      if (thawing === undefined) break;
      at++;
      out.length = done + 1;
      return 1;
    default:
  }
  const value = next();
  out[done] = value;
  if (thawing !== undefined) thawing.place(out, done, value);
  return 1;
}

// Elements of one kind in a row, which nothing else is said of.
function ints(out, done, count) {
  const from = at + 2;
  for (let i = 0; i < count; i++) out[done + i] = code[from + i];
  at = from + count;
  return count;
}

function doubles(out, done, count) {
  at += 2;
  for (let i = 0; i < count; i++) out[done + i] = numbers[numbersAt + i];
  numbersAt += count;
  return count;
}

function strings(out, done, count) {
  const from = at + 3;
  for (let i = 0; i < count; i++) out[done + i] = text.substring(textAt, textAt += code[from + i]);
  at = from + count;
  return count;
}

// Elements of a list or tuple from `start` on into `out`, up to `max`.
function readElements(ownHold, address, start, max, out) {
  for (let done = 0; done < max;) {
    const chunk = read(ownHold, address, start + done, max - done);
    const count = result[0];
    begin(ownHold, chunk);
    if (count === 0) break;
    for (const end = done + count; done < end;) done += element(out, done);
  }
  hold = text = wide = undefined;
  return out;
}

// The same as plain values all the way down, of all of a list: into `out`. `ownThawing`: internal/protocore/thaw.
function readPlain(ownHold, address, out, ownThawing) {
  for (let done = 0, more = true; more;) {
    const chunk = read(ownHold, address, done, 2 ** 32);
    const end = done + result[0];
    more = result[2] !== 0;
    begin(ownHold, chunk);
    thawing = ownThawing;
    try {
      while (done < end) done += element(out, done);
    } finally {
      thawing = hold = text = wide = undefined;
    }
  }
  return out;
}

// Which elements are holes: those that read as undefined and are none.
function holesOf(ownHold, address, start, max) {
  const holes = new Set();
  for (let done = 0; done < max;) {
    const chunk = read(ownHold, address, start + done, max - done);
    const count = result[0];
    begin(ownHold, chunk);
    if (count === 0) break;
    for (const end = done + count; done < end;) {
      if (code[at] === codes.hole) holes.add(start + done);
      done += element([], 0);
    }
  }
  hold = text = wide = undefined;
  return holes;
}

// A value that has no wrapper class: an object, a branded tuple, an integer, a symbol.
function readOne(ownHold, address) {
  begin(ownHold, read(ownHold, address, 0, 1));
  const value = next();
  hold = text = wide = undefined;
  return value;
}

// ---- objects that were left out: proxies until they are touched -----------------------------------------------------------

// The attributes of an object of any size.
function attributes(ownHold, address) {
  const list = run(operations.entries, new Encoded(ownHold, address));
  return readElements(list[kHold], list[kAddress], 0, list.size, []);
}

// What answers for a frozen object that is filled when somebody asks for more than one of its properties: fill(target) does it once, and gives the target.
class FrozenHandler {
  has(target, key) {
    return Reflect.has(this.fill(target), key);
  }

  ownKeys(target) {
    return Reflect.ownKeys(this.fill(target));
  }

  getOwnPropertyDescriptor(target, key) {
    return Reflect.getOwnPropertyDescriptor(this.fill(target), key);
  }

  set() {
    return false;
  }

  defineProperty() {
    return false;
  }

  deleteProperty() {
    return false;
  }

  setPrototypeOf() {
    return false;
  }

  isExtensible(target) {
    return Reflect.isExtensible(this.fill(target));
  }

  preventExtensions(target) {
    this.fill(target);
    return true;
  }
}

class LazyHandler extends FrozenHandler {
  constructor(ownHold, address) {
    super();
    this.hold = ownHold;
    this.address = address;
    this.filled = false;
  }

  fill(target) {
    if (this.filled) return target;
    this.filled = true;
    const flat = attributes(this.hold, this.address);
    for (let i = 0; i < flat.length; i += 2) {
      defineProperty(target, flat[i], { __proto__: null, value: flat[i + 1], enumerable: true });
    }
    return freeze(target);
  }

  get(target, key, receiver) {
    if (key === kAddress) return this.address;
    if (key === kHold) return this.hold;
    return Reflect.get(this.fill(target), key, receiver);
  }
}

const lazyPrototype = freeze(Object.create(ImmutableObject.prototype));

function lazyObject(ownHold, address) {
  const object = new Proxy(Object.create(lazyPrototype), new LazyHandler(ownHold, address));
  sharedProxies.add(object);
  return object;
}

installReader(readOne);

module.exports = { FrozenHandler, ImmutableObject, attributes, holesOf, kinds, lazyObject, readElements, readOne, readPlain, thawState };
