// SPDX-License-Identifier: MIT
//
// The entries of arrays, collections, buffers, promises, iterators and proxies in util.inspect. Every function returns a list of texts.

const { formatProperty, formatValue } = require('internal/util/inspect/core');
const { formatBigInt, formatNumber } = require('internal/util/inspect/primitives');
const { kElement, kList, reduceToSingleString } = require('internal/util/inspect/layout');
const { isIndex } = require('internal/util/inspect/names');
const { isBare } = require('internal/util/kind');
const { uncurryThis } = require('internal/intrinsics');

const { hasOwn } = Object;
const util = binding('util');
const typedLength = uncurryThis(Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length').get);
const { entries: entriesOfMap, forEach: forEachOfMap } = Map.prototype;
const { values: valuesOfSet, forEach: forEachOfSet } = Set.prototype;
const { get: sizeOfMap } = Object.getOwnPropertyDescriptor(Map.prototype, 'size');
const { get: sizeOfSet } = Object.getOwnPropertyDescriptor(Set.prototype, 'size');
const { next: nextOfMap } = Object.getPrototypeOf(new Map().entries());
const { next: nextOfSet } = Object.getPrototypeOf(new Set().values());

const plural = (count) => (count > 1 ? 's' : '');
const moreItems = (count) => `... ${count} more item${plural(count)}`;

function limitOf(ctx, length) {
  return Math.min(Math.max(0, ctx.maxArrayLength), length);
}

function formatArray(ctx, value, recurseTimes) {
  const { length } = value;
  const shown = limitOf(ctx, length);
  const output = [];
  // Without accessors and hidden elements, reading is enough.
  const bare = isBare(value);
  for (let i = 0; i < shown; i++) {
    const element = bare ? value[i] : undefined;
    if (typeof element === 'number') {
      output.push(formatNumber(ctx.stylize, element, ctx.numericSeparator));
      continue;
    }
    if (element !== undefined) {
      ctx.indentationLvl += 2;
      output.push(formatValue(ctx, element, recurseTimes));
      ctx.indentationLvl -= 2;
      continue;
    }
    if (!hasOwn(value, i)) return formatSparseArray(ctx, value, recurseTimes, shown, output, i);
    output.push(formatProperty(ctx, value, recurseTimes, i, kElement));
  }
  if (length > shown) output.push(moreItems(length - shown));
  return output;
}

// From the first hole on: runs of holes are one entry each.
function formatSparseArray(ctx, value, recurseTimes, limit, output, index) {
  const keys = Object.keys(value);
  let i = index;
  for (; i < keys.length && output.length < limit; i++) {
    const key = keys[i];
    if (!isIndex(key)) break;
    const next = +key;
    if (index !== next) {
      const holes = next - index;
      output.push(ctx.stylize(`<${holes} empty item${plural(holes)}>`, 'undefined'));
      index = next;
      if (output.length === limit) break;
    }
    output.push(formatProperty(ctx, value, recurseTimes, key, kElement));
    index++;
  }
  const remaining = value.length - index;
  if (output.length !== limit) {
    if (remaining > 0) output.push(ctx.stylize(`<${remaining} empty item${plural(remaining)}>`, 'undefined'));
  } else if (remaining > 0) {
    output.push(moreItems(remaining));
  }
  return output;
}

function formatTypedArray(ctx, value, recurseTimes, elements) {
  const length = typedLength(elements);
  const shown = limitOf(ctx, length);
  const output = new Array(shown);
  const format = shown > 0 && typeof elements[0] === 'number' ? formatNumber : formatBigInt;
  for (let i = 0; i < shown; i++) output[i] = format(ctx.stylize, elements[i], ctx.numericSeparator);
  if (length > shown) output.push(moreItems(length - shown));
  if (ctx.showHidden) {
    // .buffer goes last, as it is the one that may be long.
    ctx.indentationLvl += 2;
    for (const key of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer']) {
      output.push(`${ctx.stylize(`[${key}]`, 'string')}: ${formatValue(ctx, value[key], recurseTimes, true)}`);
    }
    ctx.indentationLvl -= 2;
  }
  return output;
}

function formatSet(ctx, value, recurseTimes) {
  const size = sizeOfSet.call(value);
  const shown = limitOf(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  if (shown === size) {
    forEachOfSet.call(value, (element) => { output.push(formatValue(ctx, element, recurseTimes)); });
  } else {
    const iterator = valuesOfSet.call(value);
    for (let i = 0; i < shown; i++) output.push(formatValue(ctx, nextOfSet.call(iterator).value, recurseTimes));
  }
  if (size > shown) output.push(moreItems(size - shown));
  ctx.indentationLvl -= 2;
  return output;
}

function formatMap(ctx, value, recurseTimes) {
  const size = sizeOfMap.call(value);
  const shown = limitOf(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  const add = (element, key) => {
    output.push(`${formatValue(ctx, key, recurseTimes)} => ${formatValue(ctx, element, recurseTimes)}`);
  };
  if (shown === size) {
    forEachOfMap.call(value, add);
  } else {
    const iterator = entriesOfMap.call(value);
    for (let i = 0; i < shown; i++) {
      const { 0: key, 1: element } = nextOfMap.call(iterator).value;
      add(element, key);
    }
  }
  if (size > shown) output.push(moreItems(size - shown));
  ctx.indentationLvl -= 2;
  return output;
}

const hexPairs = [];
for (let i = 0; i < 256; i++) hexPairs.push(i.toString(16).padStart(2, '0'));

function formatArrayBuffer(ctx, value) {
  if (value.detached) return [ctx.stylize('(detached)', 'special')];
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [ctx.stylize('(detached)', 'special')];
  }
  const shown = limitOf(ctx, bytes.length);
  const pairs = new Array(shown);
  for (let i = 0; i < shown; i++) pairs[i] = hexPairs[bytes[i]];
  let text = pairs.join(' ');
  const remaining = bytes.length - shown;
  if (remaining > 0) text += ` ... ${remaining} more byte${plural(remaining)}`;
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`];
}

function formatPromise(ctx, value, recurseTimes) {
  const { 0: state, 1: result } = util.promiseDetails(value);
  if (state === 0) return [ctx.stylize('<pending>', 'special')];
  if (state < 0) return [ctx.stylize('<unknown>', 'special')];
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, result, recurseTimes);
  ctx.indentationLvl -= 2;
  return [state === 2 ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
}

// In no order that means anything, hence sorted.
function formatWeakCollection(ctx, value, recurseTimes, isMap) {
  if (!ctx.showHidden) return [ctx.stylize('<items unknown>', 'special')];
  const entries = util.weakEntries(value, limitOf(ctx, Infinity));
  if (entries === undefined) return [ctx.stylize('<items unknown>', 'special')];
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < entries.length; i++) {
    let text = formatValue(ctx, entries[i], recurseTimes);
    if (isMap) text += ` => ${formatValue(ctx, entries[++i], recurseTimes)}`;
    output.push(text);
  }
  ctx.indentationLvl -= 2;
  if (!ctx.sorted) output.sort();
  if (entries.count > output.length) output.push(moreItems(entries.count - output.length));
  return output;
}

// The collection that an iterator goes over, by the fields of its cell; [collection, kind of iteration] or undefined.
const fields = 4;
function collectionOf(iterator, Collection) {
  for (let i = 0; i < fields; i++) {
    const found = util.iteratorField(iterator, i);
    if (typeof found === 'object' && found !== null && found instanceof Collection) return found;
  }
  return undefined;
}

// The elements that an iterator still has, without moving it; undefined where the engine does not let us see.
function previewIterator(iterator, isMap) {
  const collection = collectionOf(iterator, isMap ? Map : Set);
  if (collection === undefined) return undefined;
  const next = isMap ? nextOfMap : nextOfSet;
  const copy = isMap ? entriesOfMap.call(collection) : valuesOfSet.call(collection);
  if (!util.iteratorCopyPosition(iterator, copy)) return undefined;
  const rest = [];
  for (let step = next.call(copy); !step.done; step = next.call(copy)) rest.push(step.value);
  return rest;
}

// Map iterators of entries show pairs; whether it is one shows at its elements' shape, so ask the iterator's own method.
function formatIterator(ctx, iterator, recurseTimes, isMap, shape) {
  const rest = previewIterator(iterator, isMap);
  if (rest === undefined) return [ctx.stylize('<items unknown>', 'special')];
  const entries = isEntries(iterator, isMap);
  if (!entries) return listElements(ctx, rest, recurseTimes);
  shape.open = shape.open.replace(/ Iterator\] \{$/, ' Entries] {');
  return listEntries(ctx, rest, recurseTimes);
}

// An iterator's kind is a small number among its fields that is the same in every iterator of that kind.
let entriesKind;
function isEntries(iterator, isMap) {
  if (entriesKind === undefined) {
    const differing = (a, b) => {
      for (let i = 0; i < fields; i++) {
        const x = util.iteratorField(a, i);
        if (typeof x === 'number' && x !== util.iteratorField(b, i)) return { index: i, value: x };
      }
      return { index: -1, value: -1 };
    };
    const map = new Map();
    const set = new Set();
    entriesKind = {
      map: differing(map.entries(), map.values()),
      set: differing(set.entries(), set.values()),
    };
  }
  const { index, value } = isMap ? entriesKind.map : entriesKind.set;
  return index >= 0 && util.iteratorField(iterator, index) === value;
}

function listElements(ctx, elements, recurseTimes) {
  const shown = limitOf(ctx, elements.length);
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) output.push(formatValue(ctx, elements[i], recurseTimes));
  ctx.indentationLvl -= 2;
  if (elements.length > shown) output.push(moreItems(elements.length - shown));
  return output;
}

function listEntries(ctx, entries, recurseTimes) {
  const shown = limitOf(ctx, entries.length);
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) {
    const pair = [formatValue(ctx, entries[i][0], recurseTimes), formatValue(ctx, entries[i][1], recurseTimes)];
    output.push(reduceToSingleString(ctx, pair, '', '[', ']', kList, recurseTimes));
  }
  ctx.indentationLvl -= 2;
  if (entries.length > shown) output.push(moreItems(entries.length - shown));
  return output;
}

function formatProxy(ctx, details, recurseTimes) {
  if (recurseTimes > ctx.depth && ctx.depth !== null) return ctx.stylize('Proxy [Array]', 'special');
  recurseTimes += 1;
  ctx.indentationLvl += 2;
  const parts = [formatValue(ctx, details[0], recurseTimes), formatValue(ctx, details[1], recurseTimes)];
  ctx.indentationLvl -= 2;
  return reduceToSingleString(ctx, parts, '', 'Proxy [', ']', kList, recurseTimes);
}

// Bindings of a module that are not initialised throw when read.
function formatNamespace(ctx, value, recurseTimes, keys) {
  const output = new Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    try {
      output[i] = formatProperty(ctx, value, recurseTimes, keys[i], 0);
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      const placeholder = { [keys[i]]: '' };
      const text = formatProperty(ctx, placeholder, recurseTimes, keys[i], 0);
      output[i] = text.slice(0, text.lastIndexOf(' ') + 1) + ctx.stylize('<uninitialized>', 'special');
    }
  }
  keys.length = 0;
  return output;
}

module.exports = {
  formatArray, formatArrayBuffer, formatIterator, formatMap, formatNamespace, formatPromise, formatProxy, formatSet, formatTypedArray,
  formatWeakCollection,
};
