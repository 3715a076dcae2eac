// SPDX-License-Identifier: MIT
//
// util.format. Strings and plain numbers are put together here; util.inspect loads with the first value that needs it.

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { trunc } = Math;
const { parseFloat, parseInt } = Number;

const inspector = () => require('internal/util/inspect/core');
function isBuiltInName(name) {
  inspector(); // goes first: the other parts load from it
  return require('internal/util/inspect/names').builtIns.has(name);
}
const plain = (text) => text;
const kPercent = 37;

function inspectWith(options, value, overrides) {
  return inspector().inspect(value, overrides === undefined ? options : { ...options, ...overrides });
}

let defaults; // of util.inspect
function separates(options) {
  defaults ??= require('internal/util/inspect/options').defaults;
  return options?.numericSeparator ?? defaults.numericSeparator;
}

function numberText(options, number) {
  if (separates(options)) {
    return require('internal/util/inspect/primitives').formatNumber(plain, number, true);
  }
  return number === 0 && 1 / number < 0 ? '-0' : `${number}`;
}

function bigintText(options, bigint) {
  const { formatBigInt } = require('internal/util/inspect/primitives');
  return formatBigInt(plain, bigint, separates(options));
}

// True where String(value) would say nothing that a program has written: then %s inspects.
function hasBuiltInToString(value) {
  const { isProxy, proxyDetails } = binding('util');
  while (isProxy(value)) {
    const target = proxyDetails(value)[0];
    if (target === null || typeof target !== 'object' && typeof target !== 'function') return true;
    value = target;
  }
  // An own or inherited conversion that a program defined counts.
  if (value[Symbol.toPrimitive] !== undefined && !isBuiltInPrimitive(value)) return false;
  if (typeof value.toString !== 'function') return true;
  if (hasOwn(value, 'toString')) return false;
  let pointer = value;
  do {
    pointer = getPrototypeOf(pointer);
    if (pointer === null) return true;
  } while (!hasOwn(pointer, 'toString'));
  const descriptor = getOwnPropertyDescriptor(pointer, 'constructor');
  return descriptor !== undefined && typeof descriptor.value === 'function' &&
    isBuiltInName(descriptor.value.name);
}

function isBuiltInPrimitive(value) {
  let pointer = value;
  while (pointer !== null && !hasOwn(pointer, Symbol.toPrimitive)) pointer = getPrototypeOf(pointer);
  const descriptor = pointer === null ? undefined : getOwnPropertyDescriptor(pointer, 'constructor');
  return descriptor !== undefined && typeof descriptor.value === 'function' &&
    isBuiltInName(descriptor.value.name) && pointer !== value;
}

function formatS(options, value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return numberText(options, value);
    case 'bigint': return bigintText(options, value);
    case 'object':
      if (value !== null && hasBuiltInToString(value)) {
        return inspectWith(options, value, { depth: 0, colors: false, compact: 3 });
      }
      return String(value);
    default: return String(value);
  }
}

function formatD(options, value) {
  if (typeof value === 'number') return numberText(options, value);
  if (typeof value === 'bigint') return bigintText(options, value);
  if (typeof value === 'symbol') return numberText(options, NaN);
  return numberText(options, Number(value));
}

function formatI(options, value) {
  if (typeof value === 'number' && value < 1e15 && value > -1e15) {
    // What parseInt makes of its text, where that has no exponent.
    const whole = trunc(value);
    if (whole !== 0) return numberText(options, whole);
  }
  if (typeof value === 'bigint') return bigintText(options, value);
  if (typeof value === 'symbol') return numberText(options, NaN);
  return numberText(options, parseInt(value));
}

function formatF(options, value) {
  return numberText(options, typeof value === 'symbol' ? NaN : parseFloat(value));
}

let circularMessage;
function formatJ(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (circularMessage === undefined) {
      const loop = {};
      loop.a = loop;
      try {
        JSON.stringify(loop);
      } catch (e) {
        circularMessage = firstLine(e);
      }
    }
    if (error?.name === 'TypeError' && firstLine(error) === circularMessage) return '[Circular]';
    throw error;
  }
}
function firstLine(error) { return error.message.split('\n', 1)[0]; }

// The text for a directive, or undefined where the letter is none.
function directive(options, letter, value) {
  switch (letter) {
    case 115: return formatS(options, value); // s
    case 106: return `${formatJ(value)}`; // j
    case 100: return formatD(options, value); // d
    case 79: return inspectWith(options, value); // O
    case 111: return inspectWith(options, value, { showHidden: true, showProxy: true, depth: 4 }); // o
    case 105: return formatI(options, value); // i
    case 102: return formatF(options, value); // f
    case 99: return ''; // c
    default: return undefined;
  }
}

function format(...args) { return formatList(undefined, args); }

function formatWithOptions(inspectOptions, ...args) {
  require('internal/validators').validateObject(inspectOptions, 'inspectOptions', 4 | 2);
  return formatList(inspectOptions, args);
}

// `args` as console.log shows them.
function formatList(options, args) {
  const first = args[0];
  const { length } = args;
  if (typeof first !== 'string') return length === 1 ? inspectWith(options, first) : appendRest(options, '', args, 0);
  if (length === 1) return first;
  let text = '';
  let from = 0; // where the part of `first` begins that is not in `text` yet
  let used = 1;
  const last = first.length - 1;
  for (let i = 0; i < last; i++) {
    if (first.charCodeAt(i) !== kPercent) continue;
    const letter = first.charCodeAt(i + 1);
    if (letter === kPercent) {
      text += first.slice(from, i + 1);
      from = ++i + 1;
    } else if (used < length) {
      const value = args[used];
      const piece = letter === 115 && typeof value === 'string' ? value : directive(options, letter, value);
      if (piece === undefined) continue;
      used++;
      text += from < i ? first.slice(from, i) + piece : piece;
      from = ++i + 1;
    }
  }
  if (from <= last) text = from === 0 ? first : text + first.slice(from);
  return used === length ? text : appendRest(options, `${text} `, args, used);
}

// What no directive used, separated by spaces.
function appendRest(options, text, args, used) {
  for (let i = used; i < args.length; i++) {
    const value = args[i];
    if (i > used) text += ' ';
    text += typeof value === 'string' ? value : inspectRest(options, value);
  }
  return text;
}

function inspectRest(options, value) {
  if (options === undefined) {
    if (typeof value === 'number') return numberText(undefined, value);
    if (typeof value === 'boolean' || value === undefined || value === null) return `${value}`;
  }
  return inspectWith(options, value);
}

module.exports = { format, formatList, formatWithOptions };
