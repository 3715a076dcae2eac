// SPDX-License-Identifier: MIT
// What an object is, by the engine's cell type, whatever its prototype claims: for structured cloning and serialization.
'use strict';

const { cellType } = binding('util');

const kinds = {
  __proto__: null,
  plain: 1, array: 2, date: 3, regexp: 4, map: 5, set: 6, buffer: 7, view: 8, boxed: 9, error: 10, never: 11,
};

let known; // cell type -> kind, learned from samples

function learn(kind, ...samples) {
  for (const sample of samples) {
    const type = cellType(sample);
    if (!known.has(type)) known.set(type, kind);
  }
}

function learnAll() {
  known = new Map();
  learn(kinds.plain, {}, new (class {})());
  learn(kinds.array, [], [1.5], [{}]);
  learn(kinds.date, new Date(0));
  learn(kinds.regexp, /x/);
  learn(kinds.map, new Map());
  learn(kinds.set, new Set());
  learn(kinds.buffer, new ArrayBuffer(0));
  const views = [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
    Float64Array, BigInt64Array, BigUint64Array, globalThis.Float16Array,
  ];
  for (const View of views) {
    if (View !== undefined) learn(kinds.view, new View(0));
  }
  learn(kinds.view, new DataView(new ArrayBuffer(0)));
  learn(kinds.boxed, Object(1), Object(''), Object(true), Object(1n), Object(Symbol.iterator));
  learn(kinds.error, new Error('x'));
  learn(kinds.never, new WeakMap(), new WeakSet(), new WeakRef({}), Promise.resolve(), new Proxy({}, {}), function() {},
        (function*() {})(), (async function*() {})(), [].values(), new Map().keys(), new Set().keys());
}

// One of `kinds`; undefined for what is none of them.
function kindOf(object) {
  if (known === undefined) learnAll();
  return known.get(cellType(object));
}

// ---- what the engine keeps in an object, whatever its properties say -------------------------------------------------

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const wrappers = [Number, String, Boolean, BigInt, Symbol];

// The value in a wrapper object; the object where it is none.
function primitiveOf(object) {
  for (const { prototype: { valueOf } } of wrappers) {
    try {
      return valueOf.call(object);
    } catch {
      // of another class
    }
  }
  return object;
}

const regExpOf = (object) => new RegExp(object);
const timeOf = (object) => Date.prototype.getTime.call(object);

const typedPrototype = getPrototypeOf(Uint8Array.prototype);
const { get: tagOf } = getOwnPropertyDescriptor(typedPrototype, Symbol.toStringTag);

const getterOf = (prototype, key) => getOwnPropertyDescriptor(prototype, key).get;
const typed = ['buffer', 'byteOffset', 'byteLength', 'length'].map((key) => getterOf(typedPrototype, key));
const [bufferOf, offsetOf, byteLengthOf, lengthOf] = typed;
const data = ['buffer', 'byteOffset', 'byteLength'].map((key) => getterOf(DataView.prototype, key));

// The name of a view's class, its buffer and where it stands in it.
function viewParts(view) {
  const name = tagOf.call(view);
  if (name !== undefined) {
    return { name, buffer: bufferOf.call(view), byteOffset: offsetOf.call(view), byteLength: byteLengthOf.call(view), length: lengthOf.call(view) };
  }
  const [buffer, byteOffset, byteLength] = data.map((get) => get.call(view));
  return { name: 'DataView', buffer, byteOffset, byteLength, length: byteLength };
}

// A property that is no accessor, from the object or its prototypes.
function dataProperty(object, key) {
  for (let at = object; at !== null; at = getPrototypeOf(at)) {
    const descriptor = getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

function describeObject(object) {
  if (dataProperty(object, 'toString') === Object.prototype.toString) {
    const constructor = dataProperty(object, 'constructor');
    const name = typeof constructor === 'function' ? dataProperty(constructor, 'name') : undefined;
    if (typeof name === 'string' && name !== '') return `#<${name}>`;
  }
  const tag = dataProperty(object, Symbol.toStringTag);
  return typeof tag === 'string' ? `[object ${tag}]` : Object.prototype.toString.call(object);
}

// How V8 calls a value that cannot be cloned.
function describe(value) {
  if (typeof value === 'symbol') return String(value);
  const { proxyDetails } = binding('util');
  for (let details; typeof value === 'object' || typeof value === 'function'; value = details[0]) {
    details = value === null ? undefined : proxyDetails(value);
    if (details === undefined) break;
    if (details[0] === null || details[1] === null) return 'null'; // it was revoked
  }
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  try {
    if (Error.isError(value)) return Error.prototype.toString.call(value);
    return describeObject(value);
  } catch {
    return 'null'; // a proxy that was revoked
  }
}

module.exports = { describe, kinds, kindOf, primitiveOf, regExpOf, timeOf, viewParts };
