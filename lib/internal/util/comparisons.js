// SPDX-License-Identifier: MIT
//
// Deep comparison in the three modes of assert: loose (==), strict, and partial (the expected value's parts must be in the actual
// one). Pairs being compared are remembered while inside them, so that cycles end.
//
// Most of what is compared are plain objects and arrays: these have ways of their own, which look at the engine's shape of an object first
// and ask for lists of keys only where that does not settle it.

const { bareKind, cellShape, cellType, isBare, isPlainObject, kindOf, typedArrayTag } = require('internal/util/kind');
const { sameBytes, sameEntries } = binding('util');
const { uncurryThis } = require('internal/intrinsics');
const { kAddress, sharedProxies } = require('internal/protocore/symbols');

const kLoose = 0;
const kStrict = 1;
const kPartial = 2;

const { getOwnPropertySymbols, getPrototypeOf, hasOwn, is, keys: keysOf } = Object;
const isEnumerable = uncurryThis(Object.prototype.propertyIsEnumerable);
const objectToString = uncurryThis(Object.prototype.toString);
const dateGetTime = uncurryThis(Date.prototype.getTime);
const valueOf = {
  Number: uncurryThis(Number.prototype.valueOf),
  String: uncurryThis(String.prototype.valueOf),
  Boolean: uncurryThis(Boolean.prototype.valueOf),
  BigInt: uncurryThis(BigInt.prototype.valueOf),
  Symbol: uncurryThis(Symbol.prototype.valueOf),
};
const { get: mapSizeGet } = Object.getOwnPropertyDescriptor(Map.prototype, 'size');
const { get: setSizeGet } = Object.getOwnPropertyDescriptor(Set.prototype, 'size');
// Also where a program took the prototype away.
const { has: setHas, values: setValues } = Set.prototype;
const { entries: mapEntries, get: mapGet, has: mapHas } = Map.prototype;
const { isArray } = Array;

// What one comparison carries along.
class Run {
  constructor(mode, skipPrototype) {
    this.mode = mode;
    this.skipPrototype = skipPrototype;
    // The pairs on the way down; lists once there is one.
    this.left = undefined;
    this.right = undefined;
  }
}

// Remembers a pair and gives undefined; or says whether it is equal, where a cycle came back to one of the two.
function enter(run, a, b) {
  const { left, right } = run;
  if (left === undefined) {
    run.left = [a];
    run.right = [b];
    return undefined;
  }
  // On a cycle, both must come back to the pair they set out from.
  for (let i = left.length - 1; i >= 0; i--) {
    if (left[i] === a || right[i] === b) {
      return left[i] === a && right[i] === b || (run.mode === kPartial && right[i] === b && left.includes(a));
    }
  }
  left.push(a);
  right.push(b);
  return undefined;
}

function leave(run) {
  run.left.pop();
  run.right.pop();
}

const isPrimitive = (value) => value === null || (typeof value !== 'object' && typeof value !== 'function');

function compare(run, a, b) {
  if (a === b) return a !== 0 || run.mode === kLoose || is(a, b);
  if (run.mode !== kLoose) {
    if (typeof a !== 'object') return typeof a === 'number' && a !== a && b !== b;
    if (typeof b !== 'object' || a === null || b === null) return false;
    if (!run.skipPrototype && run.mode === kStrict && !isSameClass(a, b)) return areShared(a, b) && compareShared(a, b);
  } else {
    if (a === null || typeof a !== 'object') {
      // eslint-disable-next-line eqeqeq
      return (b === null || typeof b !== 'object') && (a == b || (a !== a && b !== b)); // loose
    }
    if (b === null || typeof b !== 'object') return false;
  }
  return compareObjects(run, a, b);
}

// Of one class: of the same prototype, or, as in Node, of prototypes that name the same constructor.
function isSameClass(a, b) {
  if (getPrototypeOf(a) === getPrototypeOf(b)) return true;
  const { constructor } = a;
  return constructor !== undefined && constructor === b.constructor && (constructor === Object || !hasOwn(a, 'constructor'));
}

// Values of the shared heap are compared there, by content. Their prototypes say only how JavaScript got them.
const isShared = (value) => (kindOf(value) === 'Proxy' ? sharedProxies.has(value) : typeof value[kAddress] === 'number');
const areShared = (a, b) => isShared(a) && isShared(b);
const compareShared = (a, b) => require('protojs:core').is(a, b);

function compareObjects(run, a, b) {
  if (run.mode !== kPartial) {
    const same = compareUsual(run, a, b);
    if (same !== undefined) return same;
  }
  if (objectToString(a) !== objectToString(b)) return false;
  if (isArray(a) || isArray(b)) return isArray(a) && compareArrays(run, a, b);
  const kind = kindOf(a);
  const kindB = kindOf(b);
  if (kind !== kindB) {
    // A proxy, such as a module's namespace, is what its traps say.
    const seen = kind === 'Proxy' ? kindB : kindB === 'Proxy' ? kind : undefined;
    return seen !== undefined && byKind[seen] === undefined && compareOther(run, a, b);
  }
  const compareKind = byKind[kind];
  if (compareKind === undefined) return compareOther(run, a, b);
  return compareKind(run, a, b);
}

// What needs no look at tags, symbols and other keys; undefined where these may matter.
function compareUsual(run, a, b) {
  if (isPlainObject(a)) return isPlainObject(b) ? comparePlain(run, a, b) : undefined;
  const kind = bareKind(a);
  if (kind === undefined || kind !== bareKind(b)) return undefined;
  switch (kind) {
    case 'Array': return compareBareArrays(run, a, b);
    case 'Set': return compareBareSets(run, a, b);
    case 'Map': return compareBareMaps(run, a, b);
    case 'TypedArray': return run.mode !== kLoose && sameBytes(a, b) === true && cellType(a) === cellType(b) ? true : undefined;
    default: return undefined;
  }
}

// Most often the same elements, or keys, were put in in the same order.
function compareBareSets(run, a, b) {
  return sameEntries(a, b) === true || (setSizeGet.call(a) === setSizeGet.call(b) && compareEntries(run, a, b, compareSets));
}

function compareBareMaps(run, a, b) {
  const pairs = sameEntries(a, b);
  if (pairs === true) return true;
  if (pairs === undefined || run.mode === kLoose) return mapSizeGet.call(a) === mapSizeGet.call(b) && compareEntries(run, a, b, compareMaps);
  const known = enter(run, a, b);
  if (known !== undefined) return known;
  let same = true;
  for (let i = 0; same && i < pairs.length; i += 2) same = compare(run, pairs[i], pairs[i + 1]);
  leave(run);
  return same;
}

function compareEntries(run, a, b, inner) {
  const known = enter(run, a, b);
  if (known !== undefined) return known;
  const same = inner(run, a, b);
  leave(run);
  return same;
}

// Plain objects without symbols; undefined where they have some.
function comparePlain(run, a, b) {
  const keys = keysOf(b);
  const { length } = keys;
  const keysA = keysOf(a);
  if (getOwnPropertySymbols(b).length !== 0) return undefined;
  if (cellShape(a) !== cellShape(b) || (length > 0 && isIndexKey(keys[0]))) {
    if (getOwnPropertySymbols(a).length !== 0) return undefined;
    if (keysA.length !== length) return false;
    for (let i = 0; i < length; i++) if (keys[i] !== keysA[i] && !isEnumerable(a, keys[i])) return false;
  } else if (keysA.length !== length) {
    return false;
  }
  let entered = false;
  let same = true;
  for (let i = 0; i < length; i++) {
    const key = keys[i];
    const x = a[key];
    const y = b[key];
    if (x === y && x !== 0) continue;
    if (!entered && typeof x === 'object' && x !== null) {
      const known = enter(run, a, b);
      if (known !== undefined) return known;
      entered = true;
    }
    if (!compare(run, x, y)) {
      same = false;
      break;
    }
  }
  if (entered) leave(run);
  return same;
}

// Arrays that have elements only, none of them behind an accessor.
function compareBareArrays(run, a, b) {
  const { length } = a;
  if (length !== b.length) return false;
  let entered = false;
  let same = true;
  for (let i = 0; i < length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === y && x !== 0 && x !== undefined) continue;
    if (x === undefined && !(hasOwn(a, i) && hasOwn(b, i))) {
      if (entered) leave(run);
      return compareArrays(run, a, b); // holes
    }
    if (!entered && typeof x === 'object' && x !== null) {
      const known = enter(run, a, b);
      if (known !== undefined) return known;
      entered = true;
    }
    if (!compare(run, x, y)) {
      same = false;
      break;
    }
  }
  if (entered) leave(run);
  return same;
}

// ---- kinds ----------------------------------------------------------------------------------------------------------

function isIndexKey(key) {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57 && `${key >>> 0}` === key && key >>> 0 !== 4294967295;
}

function namedKeys(array) {
  if (isBare(array)) return [];
  const keys = keysOf(array);
  let i = keys.length;
  while (i > 0 && !isIndexKey(keys[i - 1])) i--;
  return i === keys.length ? [] : keys.slice(i);
}

function symbolKeys(object) {
  const symbols = getOwnPropertySymbols(object);
  return symbols.length === 0 ? symbols : symbols.filter((symbol) => isEnumerable(object, symbol));
}

function compareArrays(run, a, b) {
  if (!isArray(b)) return false;
  if (run.mode === kPartial ? a.length < b.length : a.length !== b.length) return false;
  const keysA = namedKeys(a);
  const keysB = namedKeys(b);
  if (run.mode !== kPartial && keysA.length !== keysB.length) return false;
  return compareKeyed(run, a, b, keysB, run.mode === kPartial ? partialElements : elements);
}

function elements(run, a, b) {
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    if (x === undefined && !(hasOwn(a, i) && hasOwn(b, i))) {
      if (hasOwn(a, i) || hasOwn(b, i)) return false;
      return sparseElements(run, a, b);
    }
    if (!compare(run, x, b[i])) return false;
  }
  return true;
}

function indexKeys(array) {
  const keys = keysOf(array);
  let end = keys.length;
  while (end > 0 && !isIndexKey(keys[end - 1])) end--;
  keys.length = end;
  return keys;
}

// Arrays with holes may be of any length: only what is there counts.
function sparseElements(run, a, b) {
  const keys = indexKeys(b);
  if (keys.length !== indexKeys(a).length) return false;
  return keys.every((key) => hasOwn(a, key) && compare(run, a[key], b[key]));
}

// Every expected element in order, with others allowed between. Holes of the expected array ask for nothing.
function partialElements(run, a, b) {
  let at = 0;
  for (let i = 0; i < b.length; i++) {
    const expected = b[i];
    if (expected === undefined && !hasOwn(b, i)) return partialSparseElements(run, a, b);
    while (at < a.length && !(compare(run, a[at], expected) && (expected !== undefined || hasOwn(a, at)))) at++;
    if (at === a.length) return false;
    at++;
  }
  return true;
}

function partialSparseElements(run, a, b) {
  const actual = indexKeys(a);
  let at = 0;
  return indexKeys(b).every((key) => {
    while (at < actual.length && !compare(run, a[actual[at]], b[key])) at++;
    return at++ < actual.length;
  });
}

function compareTypedArrays(run, a, b) {
  const tag = typedArrayTag(a);
  if (tag !== typedArrayTag(b)) return false;
  if (run.mode === kPartial ? a.length < b.length : a.length !== b.length) return false;
  const isFloat = tag.startsWith('Float');
  // NaN is not loosely equal to NaN here.
  const identical = a.length === b.length && !(isFloat && run.mode === kLoose) ? sameBytes(a, b) : undefined;
  if (identical !== true && (identical !== false || isFloat) && !compareTypedElements(run, a, b, isFloat)) return false;
  if (identical === false && !isFloat) return false;
  const keys = namedKeys(b);
  if (run.mode !== kPartial && namedKeys(a).length !== keys.length) return false;
  return compareKeyed(run, a, b, keys);
}

function compareTypedElements(run, a, b, isFloat) {
  if (run.mode === kPartial && a.length > b.length) {
    return partialElements(run, a, b);
  }
  for (let i = 0; i < b.length; i++) {
    if (a[i] !== b[i] ? !(isFloat && run.mode !== kLoose && a[i] !== a[i] && b[i] !== b[i]) :
      isFloat && run.mode !== kLoose && a[i] === 0 && !is(a[i], b[i])) return false;
  }
  return true;
}

function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value);
}

function compareBytes(run, a, b) {
  const { NativeSharedArrayBuffer: Shared } = require('internal/globals');
  if (a instanceof Shared !== b instanceof Shared) return false;
  const x = bytesOf(a);
  const y = bytesOf(b);
  if (run.mode === kPartial ? x.length < y.length : x.length !== y.length) return false;
  if (run.mode === kPartial && x.length > y.length) {
    if (!partialElements(run, x, y)) return false;
  } else if (!sameBytes(x, y)) {
    return false;
  }
  return compareProperties(run, a, b);
}

function compareErrors(run, a, b) {
  // Not enumerable, and yet what an error says.
  for (const key of ['message', 'name']) {
    const inB = isEnumerable(b, key);
    if (run.mode === kPartial && key === 'message' && !hasOwn(b, key)) continue;
    if (isEnumerable(a, key) !== inB && run.mode !== kPartial) return false;
    if (!inB && a[key] !== b[key]) return false;
  }
  const cause = hasOwn(b, 'cause');
  if (run.mode === kPartial ? cause && !hasOwn(a, 'cause') : cause !== hasOwn(a, 'cause')) return false;
  if (cause && !compare(run, a.cause, b.cause)) return false;
  const errors = hasOwn(b, 'errors');
  if (run.mode === kPartial ? errors && !hasOwn(a, 'errors') : errors !== hasOwn(a, 'errors')) return false;
  if (errors && !compare(run, a.errors, b.errors)) return false;
  return compareProperties(run, a, b);
}

function compareBoxed(kind) {
  return (run, a, b) => is(valueOf[kind](a), valueOf[kind](b)) && compareProperties(run, a, b);
}

const never = () => false;

const byKind = {
  __proto__: null,
  Date: (run, a, b) => {
    const x = dateGetTime(a);
    const y = dateGetTime(b);
    return (x === y || (x !== x && y !== y)) && compareProperties(run, a, b);
  },
  RegExp: (run, a, b) => a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex &&
    compareProperties(run, a, b),
  Error: compareErrors,
  TypedArray: compareTypedArrays,
  DataView: compareBytes,
  ArrayBuffer: compareBytes,
  Set: (run, a, b) => {
    const x = setSizeGet.call(a);
    const y = setSizeGet.call(b);
    return (run.mode === kPartial ? x >= y : x === y) && compareKeyed(run, a, b, keysOf(b), compareSets, keysOf(a).length);
  },
  Map: (run, a, b) => {
    const x = mapSizeGet.call(a);
    const y = mapSizeGet.call(b);
    return (run.mode === kPartial ? x >= y : x === y) && compareKeyed(run, a, b, keysOf(b), compareMaps, keysOf(a).length);
  },
  Number: compareBoxed('Number'),
  String: compareBoxed('String'),
  Boolean: compareBoxed('Boolean'),
  BigInt: compareBoxed('BigInt'),
  Symbol: compareBoxed('Symbol'),
  // Nothing to see inside: only the same one is equal.
  WeakMap: never,
  WeakSet: never,
  Promise: never,
};

function compareOther(run, a, b) {
  if (areShared(a, b)) return compareShared(a, b);
  if (a instanceof Error) return b instanceof Error && compareErrors(run, a, b);
  const { isLoaded } = require('internal/builtins');
  if (isLoaded('internal/url')) {
    const { isURL } = require('internal/url');
    if (isURL(a)) return isURL(b) && a.href === b.href && compareProperties(run, a, b);
  }
  if (isLoaded('internal/crypto/keys')) {
    const { isKeyObject, isCryptoKey, sameCryptoKeys } = require('internal/crypto/keys');
    if (isKeyObject(a)) return isKeyObject(b) && a.equals(b);
    if (isCryptoKey(a)) return isCryptoKey(b) && sameCryptoKeys(a, b) && compare(run, a.algorithm, b.algorithm) && compareProperties(run, a, b);
  }
  if (isLoaded('internal/async_local_storage') && a instanceof WeakRef) return false;
  return compareProperties(run, a, b);
}

// ---- properties and cycles ------------------------------------------------------------------------------------------

function compareProperties(run, a, b) {
  const keys = keysOf(b);
  if (run.mode === kPartial) return compareKeyed(run, a, b, keys);
  const keysA = keysOf(a);
  if (keys.length !== keysA.length) return false;
  // Objects made by the same code have their keys in the same order.
  let i = 0;
  while (i < keys.length && keys[i] === keysA[i]) i++;
  return compareKeyed(run, a, b, keys, undefined, undefined, i === keys.length);
}

// Symbols to compare beside the keys; undefined where they differ.
const none = [];
function commonSymbols(run, a, b) {
  if (run.mode === kLoose) return none;
  const symbols = symbolKeys(b);
  if (run.mode !== kPartial && symbols.length !== symbolKeys(a).length) return undefined;
  for (let i = 0; i < symbols.length; i++) if (!isEnumerable(a, symbols[i])) return undefined;
  return symbols;
}

// The named properties of both, then what `inner` compares. `countA`: how many keys `a` has, where not already compared; `sameKeys`: both
// are known to have these.
function compareKeyed(run, a, b, keys, inner, countA, sameKeys = false) {
  if (countA !== undefined && run.mode !== kPartial && countA !== keys.length) return false;
  if (!sameKeys) for (let i = 0; i < keys.length; i++) if (!isEnumerable(a, keys[i])) return false;
  const symbols = commonSymbols(run, a, b);
  if (symbols === undefined) return false;
  if (inner === undefined && keys.length === 0 && symbols.length === 0) return true;
  const known = enter(run, a, b);
  if (known !== undefined) return known;
  const same = compareInside(run, a, b, keys, symbols, inner);
  leave(run);
  return same;
}

function compareInside(run, a, b, keys, symbols, inner) {
  for (let i = 0; i < keys.length; i++) if (!compare(run, a[keys[i]], b[keys[i]])) return false;
  for (let i = 0; i < symbols.length; i++) if (!compare(run, a[symbols[i]], b[symbols[i]])) return false;
  return inner === undefined || inner(run, a, b);
}

// ---- sets and maps --------------------------------------------------------------------------------------------------

// A primitive that only itself equals, so that `has` decides.
function isDecisive(mode, value) {
  if (!isPrimitive(value)) return false;
  if (mode !== kLoose) return true;
  switch (typeof value) {
    case 'symbol': return true;
    case 'number': return false;
    case 'undefined': return false;
    case 'string': return false;
    case 'boolean': return false;
    case 'bigint': return false;
    default: return false;
  }
}

function compareSets(run, a, b) {
  // Expected elements that no identical one answers.
  let open;
  for (const element of setValues.call(b)) {
    if (setHas.call(a, element)) continue;
    if (isDecisive(run.mode, element)) return false;
    open ??= [];
    open.push(element);
  }
  if (open === undefined) return true;
  const candidates = [];
  for (const element of setValues.call(a)) {
    if (setHas.call(b, element)) continue;
    if (run.mode !== kLoose && isPrimitive(element)) {
      if (run.mode === kPartial) continue;
      return false;
    }
    candidates.push(element);
  }
  return matchAll(open, candidates, (expected, actual) => compare(run, actual, expected));
}

// Every expected one gets an actual one of its own.
function matchAll(expected, actual, equal) {
  if (expected.length > actual.length) return false;
  const free = actual.slice();
  for (let i = 0; i < expected.length; i++) {
    // Most often both are in the same order.
    const at = free.findIndex((candidate) => equal(expected[i], candidate));
    if (at === -1) return false;
    free.splice(at, 1);
  }
  return true;
}

function compareMaps(run, a, b) {
  let open;
  for (const { 0: key, 1: value } of mapEntries.call(b)) {
    const other = mapGet.call(a, key);
    if ((other !== undefined || mapHas.call(a, key)) && compare(run, other, value)) continue;
    if (isDecisive(run.mode, key)) return false;
    open ??= [];
    open.push([key, value]);
  }
  if (open === undefined) return true;
  const candidates = [];
  for (const entry of mapEntries.call(a)) {
    if (run.mode !== kLoose && isPrimitive(entry[0])) {
      if (mapHas.call(b, entry[0]) || run.mode === kPartial) continue;
      return false;
    }
    if (mapHas.call(b, entry[0]) && compare(run, entry[1], mapGet.call(b, entry[0]))) continue;
    candidates.push(entry);
  }
  return matchAll(open, candidates, (expected, actual) => {
    return compare(run, actual[0], expected[0]) && compare(run, actual[1], expected[1]);
  });
}

module.exports = {
  isDeepEqual: (a, b) => compare(new Run(kLoose, false), a, b),
  isDeepStrictEqual: (a, b, skipPrototype) => compare(new Run(kStrict, skipPrototype), a, b),
  isPartialStrictEqual: (a, b) => compare(new Run(kPartial, false), a, b),
};
