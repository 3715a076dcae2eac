// SPDX-License-Identifier: MIT
//
// Says of an object how util.inspect shows it: fills in the shape, or returns the finished text where there is nothing inside to list.

const core = require('internal/util/inspect/core');
const { typedArrayTag } = require('internal/util/kind');
const { stylizePlain } = require('internal/util/inspect/options');
const { formatPrimitive } = require('internal/util/inspect/primitives');
const { getKeys, getNonIndexKeys, getOwnKeys, getPrefix } = require('internal/util/inspect/names');
const { kList } = require('internal/util/inspect/layout');
const { uncurryThis } = require('internal/intrinsics');

const { getPrototypeOf, hasOwn, prototype: objectPrototype } = Object;
const { isArray } = Array;
const functionToString = uncurryThis(Function.prototype.toString);
const regExpToString = uncurryThis(RegExp.prototype.toString);
const dateToISOString = uncurryThis(Date.prototype.toISOString);
const dateToString = uncurryThis(Date.prototype.toString);
const dateGetTime = uncurryThis(Date.prototype.getTime);
const isPrototypeOf = uncurryThis(Object.prototype.isPrototypeOf);
const typedLength = uncurryThis(Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), 'length').get);

let lazyCollections;
const collections = () => lazyCollections ??= require('internal/util/inspect/collections');
let lazyTypes;
const types = () => lazyTypes ??= require('internal/util/types');

const isEmpty = (shape) => shape.keys.length === 0 && shape.inherited === undefined;
const prefixOf = (shape, fallback, size) => getPrefix(shape.constructor, shape.tag, fallback, size);
const isTooDeep = (ctx, recurseTimes) => recurseTimes > ctx.depth && ctx.depth !== null;

function describe(ctx, value, shape, recurseTimes, typedArray, kind) {
  if (kind === 'Object' && shape.constructor === 'Object' && getPrototypeOf(value) === objectPrototype && typeof value === 'object' && !isArray(value)) {
    return describePlain(ctx, value, shape);
  }
  // What is no longer iterable is shown by its keys.
  const isIterable = shape.constructor === null || (!isArray(value) && !iterables.has(kind)) || Symbol.iterator in value;
  if (isIterable && isArray(value)) return describeArray(ctx, value, shape);
  if (typeof value === 'function') {
    shape.keys = getKeys(value, ctx.showHidden);
    shape.base = functionBase(ctx, value, shape.constructor, shape.tag);
    if (isEmpty(shape)) return ctx.stylize(shape.base, 'special');
    return undefined;
  }
  // So is what only calls itself an Object: a date or an error whose prototype was replaced.
  if (shape.constructor === 'Object' && kind !== 'Object' && kind !== 'Arguments' && !iterables.has(kind)) return describePlain(ctx, value, shape);
  const describer = isIterable ? describers[kind] : undefined;
  if (describer !== undefined) return describer(ctx, value, shape, recurseTimes, typedArray);
  return describeOther(ctx, value, shape, recurseTimes);
}

function describeArray(ctx, value, shape) {
  const { constructor, tag } = shape;
  const prefix = constructor !== 'Array' || tag !== '' ? getPrefix(constructor, tag, 'Array', `(${value.length})`) : '';
  shape.keys = getNonIndexKeys(value, ctx.showHidden);
  shape.open = `${prefix}[`;
  shape.close = ']';
  if (value.length === 0 && isEmpty(shape)) return `${shape.open}]`;
  shape.layout = kList;
  shape.list = collections().formatArray;
  return undefined;
}

function describePlain(ctx, value, shape) {
  shape.keys = getKeys(value, ctx.showHidden);
  if (shape.tag !== '') shape.open = `${prefixOf(shape, 'Object')}{`;
  return isEmpty(shape) ? `${shape.open}}` : undefined;
}

function describeOther(ctx, value, shape, recurseTimes) {
  if (isPrototypeOf(Error.prototype, value)) return describeError(ctx, value, shape, recurseTimes);
  if (shape.constructor === 'Object') return describePlain(ctx, value, shape);
  const { isExternal, isModuleNamespaceObject } = types();
  if (isModuleNamespaceObject(value)) {
    shape.keys = getKeys(value, ctx.showHidden);
    shape.open = `${prefixOf(shape, 'Module')}{`;
    shape.list = collections().formatNamespace;
    shape.extra = shape.keys;
    return undefined;
  }
  shape.keys = getKeys(value, ctx.showHidden);
  if (shape.constructor === 'URL' && !isTooDeep(ctx, recurseTimes) && isURL(value)) {
    shape.base = value.href;
    return isEmpty(shape) ? shape.base : undefined;
  }
  shape.open = `${prefixOf(shape, 'Object')}{`;
  if (!isEmpty(shape)) return undefined;
  if (isExternal(value)) return ctx.stylize(`[External: ${value[types().kExternal]}]`, 'special');
  return `${shape.open}}`;
}

function isURL(value) {
  const { isLoaded } = require('internal/builtins');
  return isLoaded('internal/url') && require('internal/url').isURL(value);
}

// ---- functions and classes ------------------------------------------------------------------------------------------

const comments = /\/\/.*?\n|\/\*[^]*?\*\//g;

function isClassSource(source) {
  if (!source.startsWith('class') || !source.endsWith('}')) return false;
  const head = source.slice(5, source.indexOf('{') + 1);
  if (!head.includes('(')) return head !== '';
  // A parenthesis may stand in a comment. One in an `extends` clause makes it a function in Node's eyes.
  return /^\s+[^(]*?\s*\{/.test(source.slice(5).replace(comments, ''));
}

function functionBase(ctx, value, constructor, tag) {
  if (isClassSource(functionToString(value))) return classBase(value, constructor, tag);
  const { isAsyncFunction, isGeneratorFunction } = types();
  let type = 'Function';
  if (isGeneratorFunction(value)) type = `Generator${type}`;
  if (isAsyncFunction(value)) type = `Async${type}`;
  let base = `[${type}`;
  if (constructor === null) base += ' (null prototype)';
  const { name } = value;
  if (name === '') base += ' (anonymous)';
  else base += `: ${typeof name === 'string' ? name : core.formatValue(ctx, name)}`;
  base += ']';
  if (constructor !== type && constructor !== null) base += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  return base;
}

function classBase(value, constructor, tag) {
  const name = (hasOwn(value, 'name') && value.name) || '(anonymous)';
  let base = `class ${name}`;
  if (constructor !== 'Function' && constructor !== null) base += ` [${constructor}]`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  if (constructor !== null) {
    const superName = getPrototypeOf(value).name;
    if (superName) base += ` extends ${superName}`;
  } else {
    base += ' extends [null prototype]';
  }
  return `[${base}]`;
}

// ---- built-in classes -----------------------------------------------------------------------------------------------

// The boxed value in "[Number: 1]".
function describeBoxed(kind) {
  const valueOf = uncurryThis(globalThis[kind].prototype.valueOf);
  return (ctx, value, shape) => {
    const { constructor, tag } = shape;
    shape.keys = getKeys(value, ctx.showHidden);
    if (kind === 'String') shape.keys.splice(0, value.length); // its characters
    let base = `[${kind}`;
    if (kind !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`;
    base += `: ${formatPrimitive(stylizePlain, valueOf(value), ctx)}]`;
    if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
    if (shape.keys.length === 0 && ctx.stylize !== stylizePlain) base = ctx.stylize(base, kind.toLowerCase());
    shape.base = base;
    return isEmpty(shape) ? base : undefined;
  };
}

// Collections, promises: a name, braces and a list.
function describeListed(name, list, size, extra) {
  return (ctx, value, shape) => {
    shape.keys = getOwnKeys(value, ctx.showHidden);
    const count = size?.(value);
    const prefix = prefixOf(shape, name, count === undefined ? '' : `(${count})`);
    shape.open = `${prefix}{`;
    if (count === 0 && isEmpty(shape)) return `${shape.open}}`;
    shape.list = collections()[list];
    shape.extra = extra;
    return undefined;
  };
}

function describeIterator(type) {
  return (ctx, value, shape) => {
    shape.keys = getKeys(value, ctx.showHidden);
    let { tag } = shape;
    if (tag !== `${type} Iterator`) {
      if (tag !== '') tag += '] [';
      tag += `${type} Iterator`;
    }
    shape.open = `[${tag}] {`;
    shape.list = collections().formatIterator;
    shape.extra = type === 'Map';
    return undefined;
  };
}

function describeTypedArray(ctx, value, shape) {
  shape.keys = getNonIndexKeys(value, ctx.showHidden);
  let elements = value;
  let fallback = '';
  if (shape.constructor === null) {
    fallback = typedArrayTag(value);
    elements = new globalThis[fallback](value);
  }
  const length = typedLength(value);
  shape.open = `${prefixOf(shape, fallback, `(${length})`)}[`;
  shape.close = ']';
  if (length === 0 && isEmpty(shape) && !ctx.showHidden) return `${shape.open}]`;
  shape.layout = kList;
  shape.list = collections().formatTypedArray;
  shape.extra = elements;
  return undefined;
}

function describeArrayBuffer(ctx, value, shape, recurseTimes, typedArray) {
  shape.keys = getKeys(value, ctx.showHidden);
  const prefix = prefixOf(shape, types().isSharedArrayBuffer(value) ? 'SharedArrayBuffer' : 'ArrayBuffer');
  if (typedArray === undefined) {
    shape.list = collections().formatArrayBuffer;
  } else if (isEmpty(shape)) {
    return `${prefix}{ [byteLength]: ${formatPrimitive(ctx.stylize, value.byteLength, ctx)} }`;
  }
  shape.open = `${prefix}{`;
  shape.hiddenKeys = ['byteLength'];
  return undefined;
}

function describeDataView(ctx, value, shape) {
  shape.keys = getKeys(value, ctx.showHidden);
  shape.open = `${prefixOf(shape, 'DataView')}{`;
  shape.hiddenKeys = ['byteLength', 'byteOffset', 'buffer'];
  return undefined;
}

function describeRegExp(ctx, value, shape, recurseTimes) {
  shape.keys = getKeys(value, ctx.showHidden).filter((key) => key !== 'lastIndex' || ctx.showHidden);
  const prefix = prefixOf(shape, 'RegExp');
  const text = shape.constructor === null ? regExpToString(new RegExp(value)) : regExpToString(value);
  shape.base = prefix === 'RegExp ' ? text : `${prefix}${text}`;
  shape.base = ctx.stylize(shape.base, 'regexp');
  if (isEmpty(shape) || isTooDeep(ctx, recurseTimes)) return shape.base;
  return undefined;
}

function describeDate(ctx, value, shape) {
  shape.keys = getOwnKeys(value, ctx.showHidden);
  const text = Number.isNaN(dateGetTime(value)) ? dateToString(value) : dateToISOString(value);
  const prefix = prefixOf(shape, 'Date');
  shape.base = prefix === 'Date ' ? text : `${prefix}${text}`;
  return isEmpty(shape) ? ctx.stylize(shape.base, 'date') : undefined;
}

// An error's stack is its first property in Node; the engine makes it when it is asked for.
function stackFirst(keys) {
  const at = keys.indexOf('stack');
  const message = keys.indexOf('message');
  if (message === -1 || at < message) return;
  keys.splice(at, 1);
  keys.splice(message, 0, 'stack');
}

function describeError(ctx, value, shape, recurseTimes) {
  const { formatError } = require('internal/util/inspect/error');
  shape.keys = getKeys(value, ctx.showHidden);
  if (ctx.showHidden) stackFirst(shape.keys);
  shape.base = formatError(ctx, value, shape, recurseTimes);
  return isEmpty(shape) ? shape.base : undefined;
}

function describeGenerator(ctx, value, shape) {
  shape.keys = getKeys(value, ctx.showHidden);
  shape.open = `${prefixOf(shape, shape.tag || 'Generator')}{`;
  return isEmpty(shape) ? `${shape.open}}` : undefined;
}

function describeArguments(ctx, value, shape) {
  shape.keys = getKeys(value, ctx.showHidden);
  if (shape.constructor === 'Object' && shape.tag === '') shape.open = '[Arguments] {';
  else shape.open = `${prefixOf(shape, 'Arguments')}{`;
  return isEmpty(shape) ? `${shape.open}}` : undefined;
}

const sizeOf = (prototype) => uncurryThis(Object.getOwnPropertyDescriptor(prototype, 'size').get);

const iterables = new Set(['Map', 'Set', 'TypedArray', 'Map Iterator', 'Set Iterator']);

const describers = {
  '__proto__': null,
  'Map': describeListed('Map', 'formatMap', sizeOf(Map.prototype)),
  'Set': describeListed('Set', 'formatSet', sizeOf(Set.prototype)),
  'WeakMap': describeListed('WeakMap', 'formatWeakCollection', undefined, true),
  'WeakSet': describeListed('WeakSet', 'formatWeakCollection', undefined, false),
  'Promise': describeListed('Promise', 'formatPromise'),
  'Map Iterator': describeIterator('Map'),
  'Set Iterator': describeIterator('Set'),
  'TypedArray': describeTypedArray,
  'ArrayBuffer': describeArrayBuffer,
  'DataView': describeDataView,
  'RegExp': describeRegExp,
  'Date': describeDate,
  'Error': describeError,
  'Generator': describeGenerator,
  'AsyncGenerator': describeGenerator,
  'Arguments': describeArguments,
  'Number': describeBoxed('Number'),
  'String': describeBoxed('String'),
  'Boolean': describeBoxed('Boolean'),
  'BigInt': describeBoxed('BigInt'),
  'Symbol': describeBoxed('Symbol'),
};

module.exports = { describe };
