// SPDX-License-Identifier: MIT
// Errors on their way to another thread: with their class, stack and own properties, as far as those can be cloned; what is no error as its clone,
// and what cannot be cloned as what util.inspect() shows of it.
'use strict';

const { encode } = require('internal/worker/wire');

const { isLoaded } = require('internal/builtins');

const kDOMException = 'internal/per_context/domexception';
const classes = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError };

function isError(value) {
  return typeof value === 'object' && value !== null && (value instanceof Error || Error.isError?.(value) === true);
}

function isDOMException(value) {
  return isLoaded(kDOMException) && value instanceof require(kDOMException).DOMException && !Object.hasOwn(value, 'name');
}

function isCloneable(value) {
  try {
    encode(value, [], undefined);
    return true;
  } catch {
    return false;
  }
}

// The nearest class of the language.
function classOf(error) {
  for (let at = error; at !== null; at = Object.getPrototypeOf(at)) {
    const { value } = Object.getOwnPropertyDescriptor(at, 'constructor') ?? {};
    if (typeof value === 'function' && classes[value.name] !== undefined) return value.name;
  }
  return 'Error';
}

function read(error, key) {
  try {
    return error[key];
  } catch {
    return undefined; // a getter that throws has nothing to say
  }
}

function packed(value, depth) {
  if (typeof value === 'object' && value !== null && isDOMException(value) && isCloneable(value)) return { kind: 'value', value };
  if (isError(value) && depth < 8) return packError(value, depth);
  if (isCloneable(value)) return { kind: 'value', value };
  if (typeof value === 'symbol') return { kind: 'symbol', text: value.description };
  return { kind: 'text', text: require('internal/util/inspect').inspect(value) };
}

function packError(error, depth) {
  const properties = [];
  for (const key of Object.getOwnPropertyNames(error)) {
    const value = read(error, key);
    if (value === undefined || typeof value === 'function') continue;
    const descriptor = Object.getOwnPropertyDescriptor(error, key);
    properties.push([key, descriptor.enumerable, packed(value, depth + 1)]);
  }
  for (const key of ['message', 'stack', 'name']) {
    if (Object.hasOwn(error, key)) continue;
    const value = read(error, key);
    if (value !== undefined && value !== '' && (key !== 'name' || value !== classOf(error))) properties.push([key, false, packed(value, depth + 1)]);
  }
  return { kind: 'error', name: classOf(error), properties };
}

function unpackError({ name, properties }) {
  const Class = classes[name];
  const error = name === 'AggregateError' ? new Class([]) : new Class();
  Object.defineProperty(error, 'stack', { __proto__: null, configurable: true, writable: true, enumerable: false, value: undefined });
  for (const { 0: key, 1: enumerable, 2: value } of properties) {
    Object.defineProperty(error, key, { __proto__: null, configurable: true, writable: true, enumerable, value: unpack(value) });
  }
  return error;
}

function unpack(pack) {
  if (pack.kind === 'error') return unpackError(pack);
  if (pack.kind === 'symbol') return Symbol(pack.text);
  return pack.kind === 'value' ? pack.value : pack.text;
}

module.exports = { pack: (value) => packed(value, 0), unpack };
