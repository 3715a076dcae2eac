// SPDX-License-Identifier: MIT
// ImmutableObject and MutableObject, and the ways between shared and plain values: thaw, inspection, cloning.
'use strict';

const { Encoded, addressOf, kAddress, kHold, kinds, operand, operations, run } = require('internal/protocore/shared');
const { brand } = require('internal/protocore/brands');
const { built, encodeRaw, share } = require('internal/protocore/codec');
const { sharedProxies } = require('internal/protocore/symbols');
const { ImmutableObject } = require('internal/protocore/reader');
const { List, Tuple, checkFunction } = require('internal/protocore/list');
const { Multiset, SharedMap, SharedSet, SparseList } = require('internal/protocore/map');
const { Ref } = require('internal/protocore/ref');

const { defineProperties } = Object;

const nameOf = (name) => (typeof name === 'symbol' ? encodeRaw(name) : String(name));

function changed(object, name, value) {
  return run(operations.object_set, object, nameOf(name), operand(value));
}

// Methods that an attribute of the same name hides; each is there as a static one, too: ImmutableObject.with(object, name, value).
const methods = {
  with(object, name, value) {
    return changed(object, name, value);
  },
  without(object, name) {
    return run(operations.object_remove, object, nameOf(name));
  },
  update(object, name, fn) {
    checkFunction(fn, 'updater');
    return changed(object, name, fn(object[name]));
  },
  merge(object, ...others) {
    const all = { ...object };
    for (const other of others) Object.assign(all, other);
    return share(all);
  },
  equals(object, other) {
    return other === object || (addressOf(other) !== 0 && run(operations.equal, object, other));
  },
  hashCode(object) {
    return run(operations.hash, object);
  },
  toJS(object) {
    return thaw(object);
  },
  asMutable(object) {
    return new MutableObject(object);
  },
  asImmutable(object) {
    return object;
  },
};

for (const name of Object.keys(methods)) {
  const method = methods[name];
  const own = { [name](...args) {
    return method(this, ...args);
  } }[name];
  Object.defineProperty(own, 'length', { __proto__: null, value: method.length - 1, configurable: true });
  defineProperties(ImmutableObject.prototype, { [name]: { __proto__: null, value: own, writable: true, configurable: true } });
  defineProperties(ImmutableObject, { [name]: { __proto__: null, value: method, writable: true, configurable: true } });
}

// ---- objects that change: a ref to an immutable object, seen by all threads ------------------------------------------------

const refs = new WeakMap(); // MutableObject -> Ref
const cells = new WeakMap(); // MutableObject -> the cell that stands for it: a branded tuple of the Ref

const handler = {
  __proto__: null,
  get(target, key, receiver) {
    if (key === kAddress || key === kHold) return cells.get(receiver)[key];
    const now = refs.get(receiver).get();
    return Object.hasOwn(now, key) ? now[key] : Reflect.get(target, key, receiver);
  },
  set(target, key, value, receiver) {
    refs.get(receiver).update((now) => changed(now, key, value));
    return true;
  },
  has(target, key) {
    return Object.hasOwn(target.ref.get(), key) || (key !== 'ref' && Reflect.has(target, key));
  },
  deleteProperty(target, key) {
    target.ref.update((now) => methods.without(now, key));
    return true;
  },
  ownKeys(target) {
    return Reflect.ownKeys(target.ref.get());
  },
  getOwnPropertyDescriptor(target, key) {
    const now = target.ref.get();
    if (!Object.hasOwn(now, key)) return undefined;
    return { __proto__: null, value: now[key], writable: true, enumerable: true, configurable: true };
  },
  defineProperty(target, key, descriptor) {
    if (!('value' in descriptor)) return false;
    target.ref.update((now) => changed(now, key, descriptor.value));
    return true;
  },
};

class MutableObject {
  // From an object, shared or not, or a Ref to one.
  constructor(value = {}) {
    const target = Object.create(new.target.prototype);
    const ref = value instanceof Ref ? value : new Ref(value instanceof ImmutableObject ? value : share({ ...value }));
    Object.defineProperty(target, 'ref', { __proto__: null, value: ref, enumerable: false, configurable: true });
    const object = new Proxy(target, handler);
    refs.set(object, ref);
    cells.set(object, built((encoder) => {
      encoder.value(ref);
      encoder.branded(brand.mutableObject, 1);
    }, true));
    sharedProxies.add(object);
    return object;
  }

  static refOf(object) {
    return refs.get(object);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    return inspectAs(this, 'MutableObject', depth, options, inspect, () => ({ ...this }));
  }
}

function isMutableObject(value) {
  return typeof value === 'object' && value !== null && refs.has(value);
}

// ---- shared to plain ----------------------------------------------------------------------------------------------------

// A deep copy in plain JavaScript: List -> Array (holes stay), Map -> Map, ImmutableObject -> object, Ref -> itself.
function thaw(value, thawing = new (require('internal/protocore/thaw').Thawing)()) {
  if (addressOf(value) === 0 || value instanceof Encoded) return value instanceof Error && holdsShared(value) ? thaw(share([value]))[0] : value;
  const kind = kindOf(value);
  if (kind !== undefined) return thawing.cell(kind, value[kHold], value[kAddress]);
  const known = thawing.memory.get(value[kAddress]);
  if (known !== undefined) return known;
  if (value instanceof ImmutableObject || isMutableObject(value)) return thawObject(value, thawing);
  return value; // a Ref, bytes: they have no plain counterpart
}

// An error that was read holds shared values, or other errors that do.
function holdsShared(error) {
  return ['cause', 'errors', 'error', 'suppressed'].some((key) => {
    const part = Object.hasOwn(error, key) ? error[key] : undefined;
    const isShared = (item) => addressOf(item) !== 0 || (item instanceof Error && item !== error && holdsShared(item));
    return Array.isArray(part) ? part.some(isShared) : isShared(part);
  });
}

function kindOf(value) {
  if (value instanceof List) return kinds.list;
  if (value instanceof SparseList) return kinds.sparse;
  if (value instanceof Multiset) return kinds.multiset;
  if (value instanceof Tuple) return kinds.tuple;
  if (value instanceof SharedMap) return kinds.map;
  return value instanceof SharedSet ? kinds.set : undefined;
}

const DEPTH_MAX = 200; // of objects in objects that are copied attribute by attribute

function thawObject(value, thawing) {
  if (thawing.depth >= DEPTH_MAX && addressOf(value) !== 0 && value instanceof ImmutableObject) return thawing.cell(kinds.object, value[kHold], value[kAddress]);
  thawing.depth++;
  try {
    return copyOf(value, thawing);
  } finally {
    thawing.depth--;
  }
}

function copyOf(value, thawing) {
  const copy = {};
  let kept = false; // one without objects inside is rather copied twice than remembered
  for (const name of Reflect.ownKeys(value)) {
    let item = value[name];
    if (typeof item === 'object' && item !== null) {
      if (item instanceof Error && value instanceof ImmutableObject) { // read anew: this copy of it is somebody else's, and holds shared values
        thawing.memory.delete(value[kAddress]);
        return thawing.cell(kinds.object, value[kHold], value[kAddress]);
      }
      if (!kept) thawing.memory.set(value[kAddress], copy);
      kept = true;
      item = thaw(item, thawing);
    }
    if (name !== '__proto__') copy[name] = item;
    else Object.defineProperty(copy, name, { __proto__: null, value: item, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

// util.inspect: `label` and the plain view of it.
function inspectAs(value, label, depth, options, inspect, plain) {
  if (depth < 0) return options.stylize(`[${label}]`, 'special');
  return `${label} ${inspect(plain(), { ...options, depth: options.depth === null ? null : depth })}`;
}

module.exports = { MutableObject, inspectAs, isMutableObject, thaw };
