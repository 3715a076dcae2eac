// SPDX-License-Identifier: MIT
//
// What to call an object in util.inspect, and which of its keys to show.

// First, as the core loads from here in turn.
module.exports = { builtIns: undefined, engineName, getConstructorName, getKeys, getNonIndexKeys, getOwnKeys, getPrefix, getTag, isIndex };

const core = require('internal/util/inspect/core');
const { isBare, kindOf } = require('internal/util/kind');
const { kObject } = require('internal/util/inspect/layout');

const { getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols, getPrototypeOf, hasOwn, keys: keysOf } = Object;
const { ownKeys } = Reflect;
const { prototype: objectPrototype } = Object;
const { __lookupGetter__: lookupGetter } = objectPrototype;
const { isProxy } = binding('util');
const isEnumerable = Object.prototype.propertyIsEnumerable;
const hasInstance = Function.prototype[Symbol.hasInstance];

// Prototypes known by name even where a program hid their `constructor`.
const wellKnown = new Map([
  [Object.prototype, 'Object'],
  [Array.prototype, 'Array'],
  [Function.prototype, 'Function'],
  [Map.prototype, 'Map'],
  [Set.prototype, 'Set'],
  [ArrayBuffer.prototype, 'ArrayBuffer'],
  [getPrototypeOf(Uint8Array.prototype), 'TypedArray'],
]);

// Whose prototypes are not worth showing: the language's, less what Node's list was made without.
const builtIns = new Set(['AggregateError', 'Array', 'ArrayBuffer', 'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Date',
  'Error', 'EvalError', 'FinalizationRegistry', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Intl', 'Iterator',
  'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol',
  'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakRef', 'WeakSet']);
module.exports.builtIns = builtIns;

function isInstanceof(object, constructor) {
  try {
    return typeof constructor === 'function' && hasInstance.call(constructor, object);
  } catch {
    return false;
  }
}

// What an own property holds; undefined where it is an accessor. Looking a getter up costs less than a descriptor.
function dataOf(object, key) {
  if (isProxy(object)) return getOwnPropertyDescriptor(object, key)?.value;
  return lookupGetter.call(object, key) === undefined ? object[key] : undefined;
}

// The name that a prototype gives its heirs, or undefined.
function nameFrom(prototype, object) {
  if (prototype !== object) {
    if (prototype === objectPrototype) return 'Object';
    const known = wellKnown.get(prototype);
    if (known !== undefined) return known;
  }
  if (!hasOwn(prototype, 'constructor')) return undefined;
  const constructor = dataOf(prototype, 'constructor');
  if (typeof constructor !== 'function') return undefined;
  const { name } = constructor;
  if (name === '') return undefined;
  const isOne = prototype !== object && dataOf(constructor, 'prototype') === prototype;
  return isOne || isInstanceof(object, constructor) ? `${String(name)}` : undefined;
}

// The constructor's name; null for a null prototype. Adds to `inherited` (where given) the texts of inherited properties.
function getConstructorName(object, ctx, recurseTimes, inherited) {
  let first;
  for (let current = object; current !== null; current = getPrototypeOf(current)) {
    if (current !== object && first === undefined) first = current;
    const name = nameFrom(current, object);
    if (name === undefined) continue;
    if (inherited !== undefined && (first !== current || !builtIns.has(name))) {
      addInherited(ctx, object, first ?? object, recurseTimes, inherited);
    }
    return name;
  }
  if (first === undefined) return null;
  const own = engineName(object);
  if (recurseTimes > ctx.depth && ctx.depth !== null) return `${own} <Complex prototype>`;
  const name = getConstructorName(first, ctx, recurseTimes + 1, inherited);
  if (name === null) {
    return `${own} <${core.inspect(first, { ...ctx, customInspect: false, depth: -1 })}>`;
  }
  return `${own} <${name}>`;
}

// For an object whose prototypes all lack a constructor.
function engineName(object) {
  if (typeof object === 'function') return 'Function';
  if (Array.isArray(object)) return 'Array';
  const kind = kindOf(object);
  if (kind === 'ArrayBuffer' && require('internal/util/types').isSharedArrayBuffer(object)) return 'SharedArrayBuffer';
  return kind === 'TypedArray' ? require('internal/util/kind').typedArrayTag(object) : kind.replace(' ', '');
}

// Properties of up to three prototypes, as texts: data and accessors, no functions.
function addInherited(ctx, main, object, recurseTimes, output) {
  let depth = 0;
  let keys;
  let seen;
  do {
    if (depth !== 0 || main === object) {
      object = getPrototypeOf(object);
      if (object === null) break;
      const descriptor = getOwnPropertyDescriptor(object, 'constructor');
      if (descriptor !== undefined && typeof descriptor.value === 'function' && builtIns.has(descriptor.value.name)) break;
    }
    if (depth === 0) seen = new Set();
    else for (const key of keys) seen.add(key);
    keys = ownKeys(object);
    ctx.seen.push(main);
    for (const key of keys) {
      if (key === 'constructor' || hasOwn(main, key) || (depth !== 0 && seen.has(key))) continue;
      const descriptor = getOwnPropertyDescriptor(object, key);
      if (typeof descriptor.value === 'function') continue;
      const text = core.formatProperty(ctx, object, recurseTimes, key, kObject, descriptor, main);
      output.push(ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ctx.seen.pop();
  } while (++depth !== 3);
}

// The toStringTag where it is inherited, as an own one is shown as a property.
function getTag(ctx, value) {
  let tag;
  try {
    tag = value[Symbol.toStringTag];
  } catch {
    return ''; // an accessor that throws names nothing
  }
  if (typeof tag !== 'string') return '';
  if (tag !== '') {
    const own = ctx.showHidden ? hasOwn(value, Symbol.toStringTag) : isEnumerable.call(value, Symbol.toStringTag);
    if (own) tag = '';
  }
  return tag;
}

// True where a name such as SpecialMap or MapOfThings says the tag already.
function hasWord(name, word) {
  const at = name.indexOf(word);
  if (at === -1) return false;
  const next = name.charCodeAt(at + word.length);
  return !(next >= 97 && next <= 122);
}

// "Foo(2) [Tag] ", "[Foo: null prototype] "
function getPrefix(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    return tag !== '' && fallback !== tag ? `[${fallback}${size}: null prototype] [${tag}] ` :
      `[${fallback}${size}: null prototype] `;
  }
  return tag !== '' && !hasWord(constructor, tag) ? `${constructor}${size} [${tag}] ` : `${constructor}${size} `;
}

function getKeys(value, showHidden) {
  const symbols = getOwnPropertySymbols(value);
  let keys;
  if (showHidden) {
    keys = getOwnPropertyNames(value);
    if (symbols.length !== 0) keys.push(...symbols);
    return keys;
  }
  try {
    keys = keysOf(value);
  } catch (error) {
    // A module's namespace with a binding that is not initialised yet.
    if (!(error instanceof ReferenceError)) throw error;
    keys = getOwnPropertyNames(value);
  }
  for (let i = 0; i < symbols.length; i++) {
    if (isEnumerable.call(value, symbols[i])) keys.push(symbols[i]);
  }
  return keys;
}

// As getKeys, for a set, map or date, which most often has none.
function getOwnKeys(value, showHidden) {
  return !showHidden && isBare(value) ? [] : getKeys(value, showHidden);
}

function isIndex(key) {
  if (typeof key !== 'string' || key.length > 10 || key === '') return false;
  const first = key.charCodeAt(0);
  if (first < 48 || first > 57) return false;
  const number = +key;
  return number < 4294967295 && `${number}` === key;
}

const kManyElements = 64;

// As getKeys, without array indices.
function getNonIndexKeys(value, showHidden) {
  if (!showHidden) {
    if (isBare(value)) return [];
    if (value.length > kManyElements && Array.isArray(value)) return longArrayKeys(value);
  }
  return getKeys(value, showHidden).filter((key) => !isIndex(key));
}

// Indices come first, so the search begins at the end.
function longArrayKeys(value) {
  const all = ownKeys(value);
  let from = all.length;
  while (from > 0 && !isIndex(all[from - 1])) from--;
  const keys = [];
  for (let i = from; i < all.length; i++) if (isEnumerable.call(value, all[i])) keys.push(all[i]);
  return keys;
}
