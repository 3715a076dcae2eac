// SPDX-License-Identifier: MIT
//
// Headers (Fetch Standard, 5.1) over a list that the rest of fetch uses directly.
'use strict';

const { finish, illegalInvocation, makeIterable, needArguments, toByteString } = require('internal/fetch/idl');

const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const invalidValue = /[\0\r\n]/;
const outerSpace = /^[\t\n\r ]+|[\t\n\r ]+$/g;
const needsTrim = /^[\t\n\r ]|[\t\n\r ]$/;

function normalizeValue(value) {
  return needsTrim.test(value) ? value.replace(outerSpace, '') : value;
}

// Lower-cased names and what was said under each. `set-cookie` alone keeps its values apart.
class HeaderList {
  map = new Map(); // lower-cased name -> [name as given, value]
  cookies = null;
  #pairs = null;

  static copy(list) {
    const result = new HeaderList();
    for (const { 0: key, 1: pair } of list.map) result.map.set(key, [pair[0], pair[1]]);
    result.cookies = list.cookies === null ? null : list.cookies.slice();
    return result;
  }

  // `key` is the lower-cased name.
  append(key, name, value) {
    this.#pairs = null;
    const pair = this.map.get(key);
    if (pair === undefined) this.map.set(key, [name, value]);
    else pair[1] = `${pair[1]}${key === 'cookie' ? '; ' : ', '}${value}`;
    if (key === 'set-cookie') (this.cookies ??= []).push(value);
  }

  set(key, name, value) {
    this.#pairs = null;
    const pair = this.map.get(key);
    if (pair === undefined) this.map.set(key, [name, value]);
    else pair[1] = value;
    if (key === 'set-cookie') this.cookies = [value];
  }

  delete(key) {
    this.#pairs = null;
    if (key === 'set-cookie') this.cookies = null;
    this.map.delete(key);
  }

  get(key) {
    const pair = this.map.get(key);
    return pair === undefined ? null : pair[1];
  }

  has(key) {
    return this.map.has(key);
  }

  // Sorted and combined.
  get pairs() {
    if (this.#pairs !== null) return this.#pairs;
    const pairs = [];
    for (const key of [...this.map.keys()].sort()) {
      if (key === 'set-cookie') {
        for (const cookie of this.cookies) pairs.push([key, cookie]);
      } else {
        pairs.push([key, this.map.get(key)[1]]);
      }
    }
    this.#pairs = pairs;
    return pairs;
  }
}

let listOf; // of a Headers object; throws for others
let makeHeaders; // (list, guard) -> Headers

class Headers {
  #list;
  #guard = 'none';

  constructor(init = undefined) {
    if (init === HeaderList) return; // makeHeaders
    this.#list = new HeaderList();
    if (init === undefined) return;
    fill(this, init, 'Headers constructor', 'init');
  }

  static {
    listOf = (headers) => {
      if (typeof headers !== 'object' || headers === null || !(#list in headers)) throw illegalInvocation();
      return headers.#list;
    };
    makeHeaders = (list, guard) => {
      const headers = new Headers(HeaderList);
      headers.#list = list;
      headers.#guard = guard;
      return headers;
    };
  }

  #check() {
    if (this.#guard === 'immutable') throw new TypeError('immutable');
  }

  append(name, value) {
    listOf(this);
    needArguments(arguments.length, 2, 'Headers.append');
    name = nameOf(name, 'Headers.append');
    value = valueOf(value, 'Headers.append');
    this.#check();
    this.#list.append(name.toLowerCase(), name, value);
  }

  delete(name) {
    listOf(this);
    needArguments(arguments.length, 1, 'Headers.delete');
    name = nameOf(name, 'Headers.delete');
    this.#check();
    this.#list.delete(name.toLowerCase());
  }

  get(name) {
    listOf(this);
    needArguments(arguments.length, 1, 'Headers.get');
    return this.#list.get(nameOf(name, 'Headers.get').toLowerCase());
  }

  has(name) {
    listOf(this);
    needArguments(arguments.length, 1, 'Headers.has');
    return this.#list.has(nameOf(name, 'Headers.has').toLowerCase());
  }

  set(name, value) {
    listOf(this);
    needArguments(arguments.length, 2, 'Headers.set');
    name = nameOf(name, 'Headers.set');
    value = valueOf(value, 'Headers.set');
    this.#check();
    this.#list.set(name.toLowerCase(), name, value);
  }

  getSetCookie() {
    const { cookies } = listOf(this);
    return cookies === null ? [] : cookies.slice();
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/util/inspect');
    const shown = {};
    for (const { 0: key, 1: pair } of listOf(this).map) shown[key] = key === 'set-cookie' ? this.#list.cookies.join(', ') : pair[1];
    return `Headers ${inspect(shown, { ...options, depth: options.depth ?? depth })}`;
  }
}

makeIterable(Headers, 'Headers', (headers) => listOf(headers).pairs);
finish(Headers, 'Headers', ['append', 'delete', 'get', 'has', 'set', 'getSetCookie']);

function nameOf(name, prefix) {
  name = toByteString(name, prefix, 'name');
  if (!token.test(name)) throw new TypeError(`${prefix}: "${name}" is an invalid header name.`);
  return name;
}

function valueOf(value, prefix) {
  value = normalizeValue(toByteString(value, prefix, 'value'));
  if (invalidValue.test(value)) throw new TypeError(`${prefix}: "${value}" is an invalid header value.`);
  return value;
}

function append(list, name, value, prefix) {
  name = nameOf(name, prefix);
  list.append(name.toLowerCase(), name, valueOf(value, prefix));
}

// `init` of a constructor: Headers, pairs, or an object.
function fill(headers, init, prefix, what) {
  const list = listOf(headers);
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
    throw new TypeError(`${prefix}: ${what} could not be converted to one of: sequence<sequence<ByteString>>, record<ByteString, ByteString>.`);
  }
  const method = init[Symbol.iterator];
  if (method !== undefined && method !== null) {
    if (typeof method !== 'function') throw new TypeError(`${prefix}: ${what} is not iterable.`);
    for (const pair of { [Symbol.iterator]: () => method.call(init) }) {
      if (pair === null || typeof pair !== 'object' || typeof pair[Symbol.iterator] !== 'function') {
        throw new TypeError(`${prefix}: expected each member of ${what} to be a pair.`);
      }
      const both = [...pair];
      if (both.length !== 2) throw new TypeError(`${prefix}: expected name/value pair to be length 2, found ${both.length}.`);
      append(list, both[0], both[1], 'Headers.append');
    }
    return;
  }
  for (const key of Reflect.ownKeys(init)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(init, key);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    append(list, key, init[key], 'Headers.append');
  }
}

module.exports = { HeaderList, Headers, fill, listOf: (headers) => listOf(headers), makeHeaders: (list, guard) => makeHeaders(list, guard), normalizeValue, token };
