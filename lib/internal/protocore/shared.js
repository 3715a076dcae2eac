// SPDX-License-Identifier: MIT
// What all shared values are on the JavaScript side: a hold (a native object that roots a value of the shared heap) and the address of a cell which
// that root keeps. Operations run in the shared heap; what they return becomes a wrapper here, one for each cell while it lives.
'use strict';

const { kAddress, kHold } = require('internal/protocore/symbols');

const native = binding('protocore');

const { operate, operations } = native;
const result = new Float64Array(native.result); // [kind, address] of what the last call found

// As in protocore.h.
const kinds = {
  __proto__: null,
  list: 7, tuple: 8, map: 9, set: 10, multiset: 11, sparse: 12, object: 13, bytes: 14, integer: 15, symbol: 16, method: 17, ref: 18, weak: 19,
};

const kAt = Symbol('at'); // the method of what has elements under indices
const kPreload = Symbol('preload');
const kSettle = Symbol('settle'); // the method that makes the shared value of one that waits
const kWaiting = Symbol('waiting');
const kWrap = Symbol('wrap'); // the first argument of a constructor that gets hold and address

// Constructors are spelled out all the way: the one that a class gets by default goes through an array and its iterator. Private methods are static: of others each instance carries a
// mark, and from the seventh field on the engine keeps fields outside of the object, in storage that costs as much as the object.
class Shared {
  #hold;
  #address;
  #waiting; // of a value that has not reached the shared heap yet: pending.js

  constructor(hold, address, waiting) {
    this.#hold = hold;
    this.#address = address;
    this.#waiting = waiting;
  }

  get [kHold]() {
    if (this.#waiting !== undefined) Shared.#settle(this);
    return this.#hold;
  }

  get [kAddress]() {
    if (this.#waiting !== undefined) Shared.#settle(this);
    return this.#address;
  }

  get [kWaiting]() {
    return this.#waiting;
  }

  static #settle(self) {
    const made = self[kSettle](self.#waiting);
    self.#hold = made[kHold];
    self.#address = made[kAddress];
    self.#waiting = undefined;
  }
}

// Indices as properties: found after everything else, at the end of the prototype chain. For speed there is get(). This stands before anything is made of the class: a proxy
// that comes under an object which is a prototype already makes the engine slow down all arrays of the program, since it might see their elements.
Object.setPrototypeOf(Shared.prototype, new Proxy(Object.create(null), {
  __proto__: null,
  get(target, key, receiver) {
    if (typeof key === 'string') {
      const i = +key;
      if (Number.isInteger(i) && String(i) === key && receiver[kAt] !== undefined) return receiver[kAt](i);
    }
    return Object.prototype[key];
  },
  // Elements are not set; what else a program puts on a wrapper is its own.
  set(target, key, value, receiver) {
    if (typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key) && receiver[kAt] !== undefined) return false;
    return Reflect.defineProperty(receiver, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  },
}));

// The address of a shared value, 0 for any other.
function addressOf(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return 0;
  const address = value[kAddress];
  return typeof address === 'number' ? address : 0;
}

// ---- identity: one wrapper for each cell while it lives -----------------------------------------------------------------

const wrappers = new Map(); // address -> WeakRef; a wrapper that lives keeps its cell, so an address is never that of another one
let sweepAt = 1024;

function remember(address, wrapper) {
  if (wrappers.size >= sweepAt) {
    for (const { 0: known, 1: ref } of wrappers) {
      if (ref.deref() === undefined) wrappers.delete(known);
    }
    sweepAt = Math.max(1024, wrappers.size * 2);
  }
  wrappers.set(address, new WeakRef(wrapper));
  return wrapper;
}

const makers = []; // by kind: (hold, address) -> wrapper; the modules of makerHomes add theirs
let readOne = (hold, address) => { // (hold, address) -> value, for what has no wrapper class
  require('internal/protocore/reader');
  return readOne(hold, address);
};

// Where the maker of a kind is, for what is received before anyone asked for its class.
const makerHomes = {
  __proto__: null,
  [kinds.list]: 'list', [kinds.tuple]: 'list', [kinds.map]: 'map', [kinds.set]: 'map', [kinds.multiset]: 'map', [kinds.sparse]: 'map',
  [kinds.ref]: 'ref', [kinds.weak]: 'ref', [kinds.bytes]: 'ref',
};

function makerOf(kind) {
  if (makers[kind] === undefined && makerHomes[kind] !== undefined) require(`internal/protocore/${makerHomes[kind]}`);
  return makers[kind];
}

function install(kind, maker) {
  makers[kind] = maker;
}

function installReader(reader) {
  readOne = reader;
}

// `fresh`: the cell was made just now, so nothing else names it yet; register() files it when something does.
function wrap(kind, hold, address, fresh) {
  const known = wrappers.get(address)?.deref();
  if (known !== undefined) return known;
  const maker = makerOf(kind);
  if (fresh === true && maker !== undefined) return maker(hold, address);
  if (maker !== undefined) return remember(address, maker(hold, address));
  const value = readOne(hold, address);
  return addressOf(value) === address ? remember(address, value) : value; // objects are wrappers, too; dates and the like are copies
}

// A wrapper whose cell something else is about to name.
function register(value) {
  const address = value[kAddress];
  if (!wrappers.has(address) && value instanceof Shared && !(value instanceof Encoded)) remember(address, value);
}

// The outcome of a native call: `value` itself, or a wrapper of the cell it found, which `hold` keeps where no hold of its own came.
function outcome(value, hold) {
  if (result[0] === 0) return value;
  const kind = result[0];
  const address = result[1];
  return wrap(kind, value === undefined ? hold : value, address);
}

// ---- operations -------------------------------------------------------------------------------------------------------

let encode = (value) => { // any value -> a shared value or primitive
  require('internal/protocore/codec');
  return encode(value);
};

function installEncoder(encoder) {
  encode = encoder;
}

// What an operation takes: a primitive as it is, a shared value as it is, anything else shared first.
function operand(value) {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
    case 'string':
      return value;
    default:
      return value === null || addressOf(value) !== 0 ? value : encode(value);
  }
}

// Runs an operation on a shared value. Arguments that are cells go as hold and address.
function run(operation, self, a, b) {
  const hold = self[kHold];
  const own = self[kAddress];
  const first = a;
  let aAddress = 0;
  let bAddress = 0;
  if (typeof a === 'object' && a !== null) {
    register(a);
    aAddress = a[kAddress];
    a = a[kHold];
  }
  if (typeof b === 'object' && b !== null) {
    register(b);
    bAddress = b[kAddress];
    b = b[kHold];
  }
  const value = operate(operation, hold, own, a, aAddress, b, bAddress);
  if (result[0] === 0) return value;
  const address = result[1];
  if (address === own && !(self instanceof Encoded)) return self; // nothing changed
  if (address === aAddress && aAddress !== 0 && !(first instanceof Encoded)) return first;
  return wrap(result[0], value === undefined ? hold : value, address, value !== undefined && !isLookUp(operation));
}

// What these find was there before, and others may find it, too.
const lookUps = [operations.ref_get, operations.ref_exchange, operations.weak_get];

function isLookUp(operation) {
  return operation === lookUps[0] || operation === lookUps[1] || operation === lookUps[2];
}

// ---- messages: how a value goes to another thread -----------------------------------------------------------------------

// A block (internal/worker/wire) that keeps the value, and the value of one.
function toBlock(value) {
  register(value);
  return binding('messaging').valueBlock(value[kHold], value[kAddress]);
}

function fromBlock(block) {
  return outcome(binding('messaging').valueOfBlock(block));
}

// ---- a stand-in for encoded scalars that are cells (BigInts, symbols, dates ...) ----------------------------------------------

class Encoded extends Shared {
  constructor(hold, address) {
    super(hold, address, undefined);
  }
}

if (process.env.PROTOJS_SHARED_LEAKS === '1') require('internal/protocore/leaks').trace(native);

module.exports = {
  Encoded, Shared, addressOf, fromBlock, install, installEncoder, installReader, kAddress, kAt, kHold, kPreload, kSettle, kWaiting, kWrap, kinds, native,
  operand, operations, outcome, register, remember, result, run, toBlock, wrap,
};
