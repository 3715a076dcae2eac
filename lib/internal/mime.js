// SPDX-License-Identifier: MIT
//
// util.MIMEType and util.MIMEParams, after the MIME Sniffing Standard.

const { codes: { ERR_INVALID_MIME_SYNTAX } } = require('internal/errors');

const notToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notQuotable = /[^\t\u0020-~\u0080-\u00FF]/;
const leadingSpace = /^[\r\n\t ]+/;
const trailingSpace = /[\r\n\t ]+$/;

const asciiLower = (text) => text.replace(/[A-Z]/g, (c) => c.toLowerCase());

function checkToken(text, production, whole = text) {
  const index = text.search(notToken);
  if (text === '' || index !== -1) throw new ERR_INVALID_MIME_SYNTAX(production, whole, index);
}

// { type, subtype, rest: the index where the parameters begin }
function parseTypeAndSubtype(text) {
  // 1. Skip leading whitespace.
  const start = leadingSpace.exec(text)?.[0].length ?? 0;
  // 2. The type goes up to the slash.
  const slash = text.indexOf('/', start);
  const type = slash === -1 ? text.slice(start) : text.slice(start, slash);
  const index = type.search(notToken);
  if (type === '' || index !== -1 || slash === -1) throw new ERR_INVALID_MIME_SYNTAX('type', text, index);
  // 3. The subtype goes up to the first semicolon, without trailing whitespace.
  const semicolon = text.indexOf(';', slash + 1);
  const subtype = text.slice(slash + 1, semicolon === -1 ? undefined : semicolon).replace(trailingSpace, '');
  checkToken(subtype, 'subtype', text);
  return { type: asciiLower(type), subtype: asciiLower(subtype), rest: semicolon === -1 ? text.length : semicolon + 1 };
}

// A quoted string that begins at `i`: [value, index after it].
function readQuoted(text, i) {
  let value = '';
  for (i++; i < text.length && text[i] !== '"'; i++) {
    // A backslash at the very end stands for itself.
    if (text[i] === '\\' && i + 1 < text.length) i++;
    value += text[i];
  }
  return [value, i + 1];
}

function quote(value) {
  if (value.length !== 0 && !notToken.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

class MIMEParams {
  #data = new Map();
  // The parameters' text, until somebody looks.
  #pending;

  static {
    MIMEParams.of = (text) => {
      const params = new MIMEParams();
      params.#pending = text;
      return params;
    };
  }

  get #map() {
    if (this.#pending !== undefined) {
      const text = this.#pending;
      this.#pending = undefined;
      this.#parse(text);
    }
    return this.#data;
  }

  #parse(text) {
    const params = this.#data;
    let i = 0;
    while (i < text.length) {
      i += leadingSpace.exec(text.slice(i))?.[0].length ?? 0;
      let end = i;
      while (end < text.length && text[end] !== ';' && text[end] !== '=') end++;
      const name = asciiLower(text.slice(i, end));
      i = end;
      if (text[i] !== '=') {
        i++;
        continue;
      }
      i++;
      let value;
      if (text[i] === '"') {
        ({ 0: value, 1: i } = readQuoted(text, i));
        while (i < text.length && text[i] !== ';') i++;
      } else {
        end = text.indexOf(';', i);
        if (end === -1) end = text.length;
        value = text.slice(i, end).replace(trailingSpace, '');
        i = end;
        if (value === '') {
          i++;
          continue;
        }
      }
      i++;
      if (name !== '' && !notToken.test(name) && !notQuotable.test(value) && !params.has(name)) params.set(name, value);
    }
  }

  delete(name) { this.#map.delete(`${name}`); }

  get(name) {
    const map = this.#map;
    name = `${name}`;
    return map.has(name) ? map.get(name) : null;
  }

  has(name) { return this.#map.has(`${name}`); }

  set(name, value) {
    const map = this.#map;
    name = `${name}`;
    value = `${value}`;
    checkToken(name, 'parameter name');
    const index = value.search(notQuotable);
    if (index !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, index);
    map.set(name, value);
  }

  *entries() { yield* this.#map.entries(); }
  *keys() { yield* this.#map.keys(); }
  *values() { yield* this.#map.values(); }

  toString() {
    let text = '';
    for (const { 0: name, 1: value } of this.#map) text += `${text === '' ? '' : ';'}${name}=${quote(value)}`;
    return text;
  }
}
const paramsOf = MIMEParams.of;
delete MIMEParams.of;
const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(MIMEParams.prototype, {
  [Symbol.iterator]: { __proto__: null, configurable: true, writable: true, value: MIMEParams.prototype.entries },
  toJSON: { __proto__: null, configurable: true, writable: true, value: MIMEParams.prototype.toString },
});

class MIMEType {
  #type;
  #subtype;
  #params;

  constructor(string) {
    string = `${string}`;
    const { type, subtype, rest } = parseTypeAndSubtype(string);
    this.#type = type;
    this.#subtype = subtype;
    this.#params = paramsOf(string.slice(rest));
  }

  get type() { return this.#type; }
  set type(value) {
    value = `${value}`;
    checkToken(value, 'type');
    this.#type = asciiLower(value);
  }

  get subtype() { return this.#subtype; }
  set subtype(value) {
    value = `${value}`;
    checkToken(value, 'subtype');
    this.#subtype = asciiLower(value);
  }

  get essence() { return `${this.#type}/${this.#subtype}`; }
  get params() { return this.#params; }

  toString() {
    const params = this.#params.toString();
    return params === '' ? this.essence : `${this.essence};${params}`;
  }
}
Object.defineProperties(MIMEType.prototype, {
  type: enumerable,
  subtype: enumerable,
  essence: enumerable,
  params: enumerable,
  toString: enumerable,
  toJSON: { __proto__: null, configurable: true, writable: true, enumerable: true, value: MIMEType.prototype.toString },
});

module.exports = { MIMEParams, MIMEType };
