// SPDX-License-Identifier: MIT
// Header lists: from a program's object or flat array to the text that the session encodes, and back (RFC 9113, section 8).

const {
  codes: {
    ERR_HTTP2_HEADER_SINGLE_VALUE, ERR_HTTP2_INVALID_CONNECTION_HEADERS, ERR_HTTP2_INVALID_PSEUDOHEADER, ERR_INVALID_ARG_TYPE, ERR_INVALID_HTTP_TOKEN,
  },
} = require('internal/errors');

const sensitiveHeaders = Symbol('sensitiveHeaders');

const words = (text) => new Set(text.split(' '));
const requestPseudo = words(':method :authority :scheme :path :protocol');
const single = words(
  ':status :method :authority :scheme :path :protocol access-control-allow-credentials access-control-max-age access-control-request-method age ' +
  'authorization content-encoding content-language content-length content-location content-md5 content-range content-type date dnt etag expires ' +
  'from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards proxy-authorization range ' +
  'referer retry-after tk upgrade-insecure-requests user-agent x-content-type-options');
const connectionSpecific = words('connection upgrade http2-settings keep-alive proxy-connection transfer-encoding');

const only = (set) => (name) => {
  if (!set.has(name)) throw new ERR_HTTP2_INVALID_PSEUDOHEADER(name);
};
const checkResponsePseudo = only(words(':status'));
const checkRequestPseudo = only(requestPseudo);
const checkTrailerPseudo = (name) => { throw new ERR_HTTP2_INVALID_PSEUDOHEADER(name); };

function isConnectionSpecific(name, value) {
  if (name === 'te') return Array.isArray(value) ? value.length > 1 || value[0] !== 'trailers' : value !== 'trailers';
  return connectionSpecific.has(name);
}

// NUL ends values in the text; one inside becomes another character that no value may hold.
function textOf(value) {
  const text = String(value);
  return text.includes('\0') ? text.replaceAll('\0', '\x02') : text;
}

// Collects pairs: pseudo headers come first on the wire.
class HeaderText {
  #pseudo = '';
  #regular = '';
  #seen = new Set();
  #sensitive; #strict; #check;
  constructor(sensitive, strict, check) {
    this.#sensitive = sensitive;
    this.#strict = strict;
    this.#check = check;
  }
  add(key, value) {
    if (typeof key !== 'string' || key === '' || value === undefined || value === null) return;
    const name = key.toLowerCase();
    let list;
    if (Array.isArray(value)) {
      if (value.length === 0) return;
      if (value.length > 1) {
        if (this.#strict && single.has(name)) throw new ERR_HTTP2_HEADER_SINGLE_VALUE(name);
        list = value;
      } else {
        value = value[0];
      }
    }
    if (single.has(name)) {
      if (this.#strict && this.#seen.has(name)) throw new ERR_HTTP2_HEADER_SINGLE_VALUE(name);
      this.#seen.add(name);
    }
    const mark = this.#sensitive !== undefined && this.#sensitive.has(name) ? '\x01' : '';
    if (name.charCodeAt(0) === 58) {
      this.#check(name);
      this.#pseudo += `${mark}${name}\0${textOf(list ?? value)}\0`;
      return;
    }
    if (/\s/.test(name)) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
    if (isConnectionSpecific(name, list ?? value)) throw new ERR_HTTP2_INVALID_CONNECTION_HEADERS(name);
    for (const item of list ?? [value]) this.#regular += `${mark}${name}\0${textOf(item)}\0`;
  }
  toString() { return this.#pseudo + this.#regular; }
}

function sensitiveOf(headers) {
  const list = headers[sensitiveHeaders];
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('headers[http2.neverIndex]', list);
  }
  return new Set(list.map((name) => name.toLowerCase()));
}

// The text of a header list: "name\0value\0..." where \1 before a name keeps it out of compression tables.
function headerText(headers, check, strict = true) {
  const text = new HeaderText(sensitiveOf(headers), strict, check);
  if (Array.isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) text.add(headers[i], headers[i + 1]);
  } else {
    for (const key of Object.keys(headers)) text.add(key, headers[key]);
  }
  return text.toString();
}

// A received list as the flat array and the object that programs get.
function parseHeaders(text) {
  const raw = text === '' ? [] : text.split('\0');
  const sensitive = [];
  const headers = { __proto__: null };
  for (let i = 0; i < raw.length; i += 2) {
    let name = raw[i];
    if (name.charCodeAt(0) === 1) {
      name = raw[i] = name.slice(1);
      sensitive.push(name);
    }
    const value = raw[i + 1];
    const existing = headers[name];
    if (existing === undefined) {
      headers[name] = name === ':status' ? +value : name === 'set-cookie' ? [value] : value;
    } else if (!single.has(name)) {
      if (name === 'set-cookie') existing.push(value);
      else headers[name] = name === 'cookie' ? `${existing}; ${value}` : `${existing}, ${value}`;
    }
  }
  headers[sensitiveHeaders] = sensitive;
  return { raw, headers };
}

// A flat array as an object; names that stand twice have arrays.
function listToObject(list) {
  const object = { __proto__: null };
  for (let i = 0; i < list.length; i += 2) {
    const { [i]: name, [i + 1]: value } = list;
    object[name] = object[name] === undefined ? value : [].concat(object[name], value);
  }
  if (list[sensitiveHeaders] !== undefined) object[sensitiveHeaders] = list[sensitiveHeaders];
  return object;
}

const isPayloadMeaningless = (method) => method === 'GET' || method === 'HEAD' || method === 'DELETE';

function validateHeaderObject(headers, name = 'headers') {
  if (headers !== undefined && headers !== null && typeof headers !== 'object') throw new ERR_INVALID_ARG_TYPE(name, ['Object', 'Array'], headers);
}

module.exports = {
  checkRequestPseudo, checkResponsePseudo, checkTrailerPseudo, headerText, isConnectionSpecific, isPayloadMeaningless, listToObject, parseHeaders,
  sensitiveHeaders, validateHeaderObject,
};
