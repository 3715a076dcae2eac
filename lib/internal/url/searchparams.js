// SPDX-License-Identifier: MIT
// URLSearchParams: a list of name, value, name, value ... and application/x-www-form-urlencoded text in both directions.
'use strict';

const { encodeCodePoint, percentDecode, toText } = require('internal/url/encode');
const {
  codes: {
    ERR_ARG_NOT_ITERABLE, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_INVALID_TUPLE, ERR_MISSING_ARGS,
  },
} = require('internal/errors');

const { defineProperties, defineProperty } = Object;
const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kEnumerable = { __proto__: null, enumerable: true };

// ---- application/x-www-form-urlencoded ------------------------------------------------------------------------------

function decodePart(text, from, to, plus, percent) {
  let part = text.slice(from, to);
  if (plus) part = part.replaceAll('+', ' ');
  return percent ? percentDecode(part) : part;
}

// The names and values of `text` in one flat list.
function parseForm(text) {
  const list = [];
  const length = text.length;
  let start = 0;
  while (start < length) {
    let equals = -1;
    let namePlus = false;
    let namePercent = false;
    let plus = false;
    let percent = false;
    let i = start;
    for (; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c === 38) break;
      if (c === 61 && equals < 0) {
        equals = i;
        namePlus = plus;
        namePercent = percent;
        plus = percent = false;
      } else if (c === 43) {
        plus = true;
      } else if (c === 37) {
        percent = true;
      }
    }
    if (i > start) {
      if (equals < 0) {
        list.push(decodePart(text, start, i, plus, percent), '');
      } else {
        list.push(decodePart(text, start, equals, namePlus, namePercent),
                  decodePart(text, equals + 1, i, plus, percent));
      }
    }
    start = i + 1;
  }
  return list;
}

const formSafe = new Uint8Array(128); // 1: stays, 2: space
for (let c = 0; c < 128; c++) {
  if (/[A-Za-z0-9*\-._]/.test(String.fromCharCode(c))) formSafe[c] = 1;
}
formSafe[32] = 2;

function encodeForm(text) {
  const length = text.length;
  let i = 0;
  for (; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127 || formSafe[c] !== 1) break;
  }
  if (i === length) return text;
  let out = text.slice(0, i);
  let clean = i;
  while (i < length) {
    const c = text.charCodeAt(i);
    if (c < 128 && formSafe[c] === 1) {
      i++;
      continue;
    }
    if (clean < i) out += text.slice(clean, i);
    const point = c < 0xd800 || c > 0xdfff ? c : text.codePointAt(i);
    out += c === 32 ? '+' : encodeCodePoint(point);
    i += point > 0xffff ? 2 : 1;
    clean = i;
  }
  return clean < length ? out + text.slice(clean) : out;
}

function serializeForm(list) {
  let out = '';
  for (let i = 0; i < list.length; i += 2) {
    if (i > 0) out += '&';
    out += `${encodeForm(list[i])}=${encodeForm(list[i + 1])}`;
  }
  return out;
}

// ---- construction ---------------------------------------------------------------------------------------------------

function toUSVString(value) {
  return toText(value).toWellFormed();
}

function fromPairs(pairs, method) {
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
  const list = [];
  for (const pair of pairs) {
    if (pair === null || (typeof pair !== 'object' && typeof pair !== 'function') ||
        typeof pair[Symbol.iterator] !== 'function') {
      throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    }
    const [...tuple] = pair;
    if (tuple.length !== 2) throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    list.push(toUSVString(tuple[0]), toUSVString(tuple[1]));
  }
  return list;
}

function fromRecord(record) {
  const list = [];
  const seen = new Map(); // names that become equal as USVStrings: the last value counts
  for (const key of Reflect.ownKeys(record)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(record, key);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const name = toUSVString(key);
    const value = toUSVString(record[key]);
    const known = seen.get(name);
    if (known !== undefined) {
      list[known] = value;
    } else {
      seen.set(name, list.push(name, value) - 1);
    }
  }
  return list;
}

let getList;
let attach; // (params, update): `update` is called after each change
let replaceText; // (params, query text)

class URLSearchParams {
  #list = [];
  #update = null;

  static {
    getList = (params) => params.#list;
    attach = (params, update) => {
      params.#update = update;
    };
    replaceText = (params, text) => {
      params.#list = parseForm(text);
    };
  }

  constructor(init = undefined) {
    if (init === undefined || init === null) return;
    if (typeof init === 'object' || typeof init === 'function') {
      const method = init[Symbol.iterator];
      if (method === this[Symbol.iterator] && #list in init) this.#list = init.#list.slice();
      else if (method !== undefined && method !== null) this.#list = fromPairs(init, method);
      else this.#list = fromRecord(init);
      return;
    }
    const text = toUSVString(init);
    this.#list = parseForm(text.charCodeAt(0) === 63 ? text.slice(1) : text);
  }

  [kInspect](depth, options) {
    checkThis(this);
    const { inspect } = require('internal/util/inspect');
    if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
    const inner = { ...options };
    if (depth !== null && depth !== undefined) inner.depth = depth - 1;
    const list = this.#list;
    const output = [];
    for (let i = 0; i < list.length; i += 2) {
      output.push(`${inspect(list[i], inner)} => ${inspect(list[i + 1], inner)}`);
    }
    return braced('URLSearchParams', output, options, true);
  }

  get size() {
    checkThis(this);
    return this.#list.length / 2;
  }

  append(name, value) {
    checkThis(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    this.#list.push(toUSVString(name), toUSVString(value));
    if (this.#update !== null) this.#update();
  }

  delete(name, value = undefined) {
    checkThis(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    const list = this.#list;
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) continue;
      list[kept] = list[i];
      list[kept + 1] = list[i + 1];
      kept += 2;
    }
    list.length = kept;
    if (this.#update !== null) this.#update();
  }

  get(name) {
    checkThis(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) return list[i + 1];
    }
    return null;
  }

  getAll(name) {
    checkThis(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    const values = [];
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) values.push(list[i + 1]);
    }
    return values;
  }

  has(name, value = undefined) {
    checkThis(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) return true;
    }
    return false;
  }

  set(name, value) {
    checkThis(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    name = toUSVString(name);
    value = toUSVString(value);
    const list = this.#list;
    let kept = 0;
    let found = false;
    for (let i = 0; i < list.length; i += 2) {
      const same = list[i] === name;
      if (same && found) continue;
      list[kept] = list[i];
      list[kept + 1] = same ? value : list[i + 1];
      found ||= same;
      kept += 2;
    }
    list.length = kept;
    if (!found) list.push(name, value);
    if (this.#update !== null) this.#update();
  }

  sort() {
    checkThis(this);
    const list = this.#list;
    const pairs = [];
    for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
    // Code unit order; the sort is stable.
    pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    for (let i = 0; i < pairs.length; i++) {
      list[2 * i] = pairs[i][0];
      list[2 * i + 1] = pairs[i][1];
    }
    if (this.#update !== null) this.#update();
  }

  entries() {
    checkThis(this);
    return new URLSearchParamsIterator(this, 'entries');
  }

  forEach(callback, thisArg = undefined) {
    checkThis(this);
    if (typeof callback !== 'function') throw new ERR_INVALID_ARG_TYPE('callback', 'Function', callback);
    for (let i = 0; i < this.#list.length; i += 2) {
      callback.call(thisArg, this.#list[i + 1], this.#list[i], this);
    }
  }

  keys() {
    checkThis(this);
    return new URLSearchParamsIterator(this, 'keys');
  }

  values() {
    checkThis(this);
    return new URLSearchParamsIterator(this, 'values');
  }

  toString() {
    checkThis(this);
    return serializeForm(this.#list);
  }

  static isInstance(value) {
    return value !== null && typeof value === 'object' && #list in value;
  }
}

const { isInstance } = URLSearchParams;
delete URLSearchParams.isInstance;

function checkThis(value) {
  if (!isInstance(value)) throw new ERR_INVALID_THIS('URLSearchParams');
}

defineProperties(URLSearchParams.prototype, {
  size: kEnumerable,
  append: kEnumerable,
  delete: kEnumerable,
  get: kEnumerable,
  getAll: kEnumerable,
  has: kEnumerable,
  set: kEnumerable,
  sort: kEnumerable,
  entries: kEnumerable,
  forEach: kEnumerable,
  keys: kEnumerable,
  values: kEnumerable,
  toString: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
  [Symbol.iterator]: {
    __proto__: null, configurable: true, writable: true, value: URLSearchParams.prototype.entries,
  },
});

function braced(name, output, options, tight) {
  const length = output.reduce((sum, text) => sum + text.replace(/\x1b\[\d\d?m/g, '').length + 2, -2);
  if (output.length === 0) return tight ? `${name} {}` : `${name} {  }`;
  if (options.breakLength !== undefined && length > options.breakLength) {
    return `${name} {\n  ${output.join(',\n  ')} }`;
  }
  return `${name} { ${output.join(', ')} }`;
}

// ---- iteration ------------------------------------------------------------------------------------------------------

let isIterator;

class URLSearchParamsIterator {
  #params;
  #kind;
  #index = 0;

  static {
    isIterator = (value) => value !== null && typeof value === 'object' && #params in value;
  }

  constructor(params, kind) {
    this.#params = params;
    this.#kind = kind;
  }

  next() {
    if (!isIterator(this)) throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    const list = getList(this.#params);
    const i = this.#index;
    if (i >= list.length) return { value: undefined, done: true };
    this.#index = i + 2;
    return { value: this.#valueAt(list, i), done: false };
  }

  #valueAt(list, i) {
    if (this.#kind === 'keys') return list[i];
    return this.#kind === 'values' ? list[i + 1] : [list[i], list[i + 1]];
  }

  [kInspect](depth, options) {
    if (!isIterator(this)) throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    const { inspect } = require('internal/util/inspect');
    if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
    const inner = { ...options };
    if (depth !== null && depth !== undefined) inner.depth = depth - 1;
    const list = getList(this.#params);
    const output = [];
    for (let i = this.#index; i < list.length; i += 2) {
      output.push(inspect(this.#valueAt(list, i), inner));
    }
    return braced('URLSearchParams Iterator', output, options, false);
  }
}

delete URLSearchParamsIterator.prototype.constructor;
Object.setPrototypeOf(URLSearchParamsIterator.prototype,
                      Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())));
defineProperties(URLSearchParamsIterator.prototype, {
  next: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams Iterator' },
});
defineProperty(URLSearchParamsIterator.prototype, kInspect, { __proto__: null, enumerable: false });

module.exports = { URLSearchParams, attach, replaceText, serializeForm, getList, isInstance };
