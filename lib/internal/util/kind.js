// SPDX-License-Identifier: MIT
//
// The built-in class of an object, whatever its prototype says. C gives the engine's type number of a cell; which number means what
// is learned here from samples. Numbers that several classes share get a second look with a method that throws on foreign receivers.

const { uncurryThis } = require('internal/intrinsics');
const { cellShape, cellType, isProxy } = binding('util');
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { isView } = ArrayBuffer;

const typedArrayTag = uncurryThis(getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get);
const objectToString = uncurryThis(Object.prototype.toString);
const bufferLength = uncurryThis(getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get);

function accepts(method, ...args) {
  const call = uncurryThis(method);
  return (value) => {
    try {
      call(value, ...args);
      return true;
    } catch {
      return false;
    }
  };
}
const size = (prototype) => getOwnPropertyDescriptor(prototype, 'size').get;
const tagged = (tag) => (value) => objectToString(value) === `[object ${tag}]`;
function* generator() { yield 1; }
async function* asyncGenerator() { yield 1; }

// name, sample, check for a shared number
const samples = [
  ['Map', () => new Map(), accepts(size(Map.prototype))],
  ['Set', () => new Set(), accepts(size(Set.prototype))],
  ['WeakMap', () => new WeakMap(), accepts(WeakMap.prototype.has, {})],
  ['WeakSet', () => new WeakSet(), accepts(WeakSet.prototype.has, {})],
  ['Promise', async () => {}, (value) => value instanceof Promise],
  ['Date', () => new Date(0), accepts(Date.prototype.getTime)],
  ['RegExp', () => /x/, tagged('RegExp')],
  ['Error', () => new Error(), Error.isError],
  ['Map Iterator', () => new Map().entries(), tagged('Map Iterator')],
  ['Set Iterator', () => new Set().values(), tagged('Set Iterator')],
  ['Generator', generator, tagged('Generator')],
  ['AsyncGenerator', asyncGenerator, tagged('AsyncGenerator')],
  ['ArrayBuffer', () => new ArrayBuffer(0), accepts(getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get)],
  ['DataView', () => new DataView(new ArrayBuffer(0)), (value) => isView(value) && typedArrayTag(value) === undefined],
  ...[Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array,
    BigUint64Array, ...(typeof Float16Array === 'function' ? [Float16Array] : [])].map(
    (Type) => ['TypedArray', () => new Type(), (value) => typedArrayTag(value) !== undefined]),
  ['Arguments', function() { return arguments; }, tagged('Arguments')],
  ['Arguments', () => Function('return arguments')(1), tagged('Arguments')],
  ['Arguments', () => Function('a', 'b', 'return function() { return a; }, arguments')(1), tagged('Arguments')],
  ['Proxy', () => new Proxy({}, {}), isProxy],
  ['Proxy', () => new Proxy(() => {}, {}), isProxy],
  ['Number', () => Object(1), accepts(Number.prototype.valueOf)],
  ['String', () => Object(''), accepts(String.prototype.valueOf)],
  ['Boolean', () => Object(true), accepts(Boolean.prototype.valueOf)],
  ['BigInt', () => Object(1n), accepts(BigInt.prototype.valueOf)],
  ['Symbol', () => Object(Symbol('')), accepts(Symbol.prototype.valueOf)],
];

// type number -> name, or a list of samples that share it
const table = [];

function learn() {
  for (let type = 0; type < 256; type++) table.push('Object');
  const owners = new Map();
  const add = (sample, row) => {
    const type = cellType(sample);
    if (!owners.has(type)) owners.set(type, []);
    if (!owners.get(type).includes(row)) owners.get(type).push(row);
  };
  for (const row of samples) add(row[1](), row);
  // Plain objects, instances and functions may share a number with some of them.
  const plain = ['Object', null, () => true];
  for (const sample of [{}, new (class Plain {})(), () => {}, class {}, Math.max, [], new WeakRef({}), Intl, globalThis]) {
    const list = owners.get(cellType(sample));
    if (list !== undefined && !list.includes(plain)) list.push(plain);
  }
  for (const { 0: type, 1: rows } of owners) table[type] = rows.length === 1 ? rows[0][0] : rows;
}

// 'Map', 'Error', 'TypedArray', 'Proxy' ...; 'Object' for all that has no class of its own here. `value` is an object or a function.
function kindOf(value) {
  if (table.length === 0) learn();
  const found = table[cellType(value)];
  return typeof found === 'string' ? found : kindAmong(found, value);
}

function kindAmong(found, value) {
  for (let i = 0; i < found.length; i++) if (found[i][2](value)) return found[i][0];
  return 'Object';
}

// Whether it was made by a literal or new Object() of this realm, or looks so: no class of its own, no proxy, Object.prototype.
let plainType = -1;
const { prototype: objectPrototype } = Object;
function isPlainObject(value) {
  if (plainType === -1) plainType = cellType({});
  return cellType(value) === plainType && getPrototypeOf(value) === objectPrototype;
}

// Shapes of arrays, typed arrays, sets, maps and dates that have no properties beside their elements. The samples stay alive, so that no other shape gets
// their numbers.
let bareSamples;
let bareShapes;

function learnShapes() {
  const pushed = (...values) => {
    const list = [];
    for (const value of values) list.push(value);
    return list;
  };
  bareSamples = [
    [], [1], [1.5], ['a'], [{}], pushed(1), pushed(1.5), pushed('a', {}), new Array(3), new Array(3).fill(1), new Array(3).fill('a'),
    new Set(), new Map(), new Date(0), Array.from({ length: 2 }, () => 1.5), [1, 2].map((v) => v), [1.5, 2].slice(), Object.keys({ a: 1 }), 'a b'.split(' '),
  ];
  const { isLoaded } = require('internal/builtins');
  if (isLoaded('buffer')) bareSamples.push(require('buffer').Buffer.alloc(1));
  for (const Type of [Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array,
    BigInt64Array, BigUint64Array]) {
    bareSamples.push(new Type(1));
  }
  bareShapes = new Map();
  for (const sample of bareSamples) bareShapes.set(cellShape(sample), Array.isArray(sample) ? 'Array' : kindOf(sample));
  bareShapes.delete(0);
}

// True where an array, typed array, set, map or date surely has no property of its own beside its elements.
function isBare(list) {
  if (bareShapes === undefined) learnShapes();
  return bareShapes.has(cellShape(list));
}

// What such a list is, 'Array' or what kindOf() says; undefined where it is not surely bare.
function bareKind(list) {
  if (bareShapes === undefined) learnShapes();
  return bareShapes.get(cellShape(list));
}

module.exports = { bareKind, isBare, isPlainObject, bufferLength, cellShape, cellType, kindOf, typedArrayTag };
