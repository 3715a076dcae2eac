// SPDX-License-Identifier: MIT
// node:querystring.
'use strict';

const { safeTable, encodeStr } = require('internal/querystring');

const safe = safeTable("!'()*-._~");
const { create, keys: keysOf } = Object;
const { isArray } = Array;
const MAX_KEYS = 1000;
const escaped = /%[0-9A-Fa-f]{2}/;

// ---- escaping -------------------------------------------------------------------------------------------------------

function hexDigit(c) {
  if (c >= 48 && c <= 57) return c - 48;
  c |= 32;
  return c >= 97 && c <= 102 ? c - 87 : -1;
}

function unescapeBuffer(s, decodeSpaces) {
  const { Buffer } = require('buffer');
  const out = Buffer.allocUnsafe(s.length);
  let size = 0;
  for (let i = 0; i < s.length; i++) {
    let c = s.charCodeAt(i);
    if (c === 43 && decodeSpaces) {
      c = 32;
    } else if (c === 37 && i + 2 < s.length) {
      const high = hexDigit(s.charCodeAt(i + 1));
      const low = hexDigit(s.charCodeAt(i + 2));
      if (high >= 0 && low >= 0) {
        c = high << 4 | low;
        i += 2;
      }
    }
    out[size++] = c;
  }
  return size === out.length ? out : out.slice(0, size);
}

function unescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    return QueryString.unescapeBuffer(s, decodeSpaces).toString();
  }
}

const defaultUnescape = unescape;

function escape(str) {
  if (typeof str !== 'string') {
    // ToPrimitive with a string hint; symbols throw.
    str = typeof str === 'object' ? String(str) : `${str}`;
  }
  return encodeStr(str, safe);
}

// ---- stringify ------------------------------------------------------------------------------------------------------

// The text of a value that has one in a query string; '' for others.
function primitiveText(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return Number.isFinite(value) ? `${value}` : '';
    case 'bigint': return `${value}`;
    case 'boolean': return value ? 'true' : 'false';
    default: return '';
  }
}

function encodePlain(value) {
  if (typeof value === 'string') return encodeStr(value, safe);
  const text = primitiveText(value);
  return typeof value === 'number' && (value >= 1e21 || value <= -1e21) ? encodeStr(text, safe) : text;
}

// The usual case, no encoder of the program's. A template of three strings is one step for the engine.
function stringifyPlain(obj, sep, eq) {
  const keys = keysOf(obj);
  let fields = '';
  for (let i = 0; i < keys.length; i++) {
    const value = obj[keys[i]];
    const name = `${encodeStr(keys[i], safe)}${eq}`;
    if (!isArray(value)) {
      fields = fields === '' ? name + encodePlain(value) : `${fields}${sep}${name}${encodePlain(value)}`;
      continue;
    }
    for (let j = 0; j < value.length; j++) {
      const text = encodePlain(value[j]);
      fields = fields === '' ? name + text : `${fields}${sep}${name}${text}`;
    }
  }
  return fields;
}

function stringify(obj, sep, eq, options) {
  if (obj === null || typeof obj !== 'object') return '';
  sep ||= '&';
  eq ||= '=';
  let encode = QueryString.escape;
  if (typeof options?.encodeURIComponent === 'function') encode = options.encodeURIComponent;
  if (encode === escape) return stringifyPlain(obj, sep, eq);
  const convert = (value) => {
    const text = primitiveText(value);
    return text === '' ? '' : encode(text);
  };
  let fields = '';
  for (const key of keysOf(obj)) {
    const value = obj[key];
    const name = convert(key) + eq;
    for (const item of isArray(value) ? value : [value]) {
      if (fields !== '') fields += sep;
      fields += name + convert(item);
    }
  }
  return fields;
}

// ---- parse ----------------------------------------------------------------------------------------------------------

function add(obj, key, value) {
  const known = obj[key];
  if (known === undefined) obj[key] = value;
  else if (isArray(known)) known.push(value);
  else obj[key] = [known, value];
}

function decodeWith(decode, text) {
  try {
    return decode(text);
  } catch {
    return QueryString.unescape(text, true);
  }
}

// `decode` is null for the ordinary one, which is needed only where there is a '%'.
function decodeField(text, plus, decode) {
  if (decode !== null) {
    if (plus) text = text.replaceAll('+', '%20');
    return text === '' ? '' : decodeWith(decode, text);
  }
  if (plus) text = text.replaceAll('+', ' ');
  return text.includes('%') && escaped.test(text) ? unescape(text, false) : text;
}

function addField(obj, text, eq, decode) {
  const at = text.indexOf(eq);
  const plus = text.includes('+');
  const name = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? '' : text.slice(at + eq.length);
  add(obj, decodeField(name, plus, decode), decodeField(value, plus, decode));
}

// The usual case, one character each for `sep` and `eq` and no decoder of the program's: one scan.
function parsePlain(obj, qs, sep, eq, left) {
  const length = qs.length;
  for (let start = 0; start <= length && left !== 0; left--) {
    let equals = -1;
    let namePlus = false;
    let plus = false;
    let namePercent = false;
    let percent = false;
    let i = start;
    for (; i < length; i++) {
      const c = qs.charCodeAt(i);
      if (c === sep) break;
      if (c === eq && equals < 0) {
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
      const plain = equals < 0;
      add(obj, part(qs, start, plain ? i : equals, plain ? plus : namePlus, plain ? percent : namePercent),
          plain ? '' : part(qs, equals + 1, i, plus, percent));
    }
    start = i + 1;
  }
  return obj;
}

function part(qs, from, to, plus, percent) {
  let text = qs.slice(from, to);
  if (plus) text = text.replaceAll('+', ' ');
  return percent && escaped.test(text) ? unescape(text, false) : text;
}

function parse(qs, sep, eq, options) {
  const obj = create(null);
  if (typeof qs !== 'string' || qs.length === 0) return obj;
  sep = sep ? `${sep}` : '&';
  eq = eq ? `${eq}` : '=';
  let left = MAX_KEYS;
  if (typeof options?.maxKeys === 'number') left = options.maxKeys > 0 ? options.maxKeys : -1;
  let decode = QueryString.unescape;
  if (typeof options?.decodeURIComponent === 'function') decode = options.decodeURIComponent;
  if (decode === defaultUnescape) decode = null;
  if (decode === null && sep.length === 1 && eq.length === 1 && sep !== eq) {
    return parsePlain(obj, qs, sep.charCodeAt(0), eq.charCodeAt(0), left);
  }
  if (sep === '') {
    addField(obj, qs, eq, decode);
    return obj;
  }
  for (let start = 0; start <= qs.length && left !== 0; left--) {
    let end = qs.indexOf(sep, start);
    if (end < 0) end = qs.length;
    if (end > start) addField(obj, qs.slice(start, end), eq, decode);
    start = end + sep.length;
  }
  return obj;
}

const QueryString = module.exports = {
  unescapeBuffer,
  unescape,
  escape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
