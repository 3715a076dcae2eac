// SPDX-License-Identifier: MIT
// The class URL, and what joins URLs to paths and to HTTP options. A URL holds one immutable record; setters replace it.
'use strict';

const { parse, isValid, hostnameOf, usernameOf, passwordOf, hasAuthority, pathEnd, searchEnd } =
  require('internal/url/parser');
const { toText } = require('internal/url/encode');
const params = require('internal/url/searchparams');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_FILE_URL_HOST,
    ERR_INVALID_FILE_URL_PATH, ERR_INVALID_THIS, ERR_INVALID_URL_SCHEME, ERR_MISSING_ARGS,
  },
} = require('internal/errors');

const { URLSearchParams } = params;
const { defineProperties } = Object;
const kInspect = Symbol.for('nodejs.util.inspect.custom');

let lastBase; // the text of the last base, which is usually the next one too
let lastBaseRecord = null;

// The record of `input`, or null.
function parseWithBase(input, base) {
  if (base === undefined) return parse(input, null);
  if (base !== lastBase) {
    const record = parse(base, null);
    if (record === null) return null;
    lastBaseRecord = record;
    lastBase = base;
  }
  return parse(input, lastBaseRecord);
}

function setters() {
  return require('internal/url/setters');
}

let recordOf;
let isInstance;
let fromRecord;

const kRecord = Symbol('record'); // marks a call of the constructor with a ready record

class URL {
  #record;
  #params = null;
  #dirty = false; // the search parameters changed after #record was made

  static {
    isInstance = (value) => #record in value;
    recordOf = (url) => url.#current();
    fromRecord = (record) => new URL(kRecord, record);
  }

  constructor(input, base = undefined) {
    if (input === kRecord) {
      this.#record = base;
      return;
    }
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = toText(input);
    if (base !== undefined) base = toText(base);
    const record = parseWithBase(input, base);
    if (record === null) throw invalidUrl(input, base);
    this.#record = record;
  }

  static parse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = toText(input);
    if (base !== undefined) base = toText(base);
    const record = parseWithBase(input, base);
    return record === null ? null : fromRecord(record);
  }

  static canParse(url, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    url = toText(url);
    return base === undefined ? isValid(url) : parseWithBase(url, toText(base)) !== null;
  }

  // The record with the changes of the search parameters in it.
  #current() {
    if (this.#dirty) {
      this.#dirty = false;
      this.#record = setters().setSearch(this.#record, params.serializeForm(params.getList(this.#params)));
    }
    return this.#record;
  }

  // Adopts a setter's record. `queryToo`: the search parameters follow.
  #replace(record, queryToo) {
    this.#record = record;
    if (queryToo && this.#params !== null) {
      this.#dirty = false;
      params.replaceText(this.#params, searchOf(record).slice(1));
    }
  }

  [kInspect](depth, options) {
    if (this === null || this === undefined || typeof this !== 'object' || !(#record in this)) {
      throw new ERR_INVALID_THIS('URL');
    }
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = this.constructor ?? URL;
    const shown = { __proto__: { constructor } };
    for (const name of shownProperties) shown[name] = this[name];
    if (options.showHidden) shown[Symbol('context')] = contextOf(this.#current());
    return `${constructor.name} ${require('internal/util/inspect').inspect(shown, options)}`;
  }

  toString() {
    if (!(#record in this)) throw notInstance();
    return this.#current().href;
  }

  get href() {
    if (!(#record in this)) throw notInstance();
    return this.#dirty ? this.#current().href : this.#record.href;
  }

  set href(value) {
    if (!(#record in this)) throw notReadable();
    value = toText(value);
    const record = parse(value, null);
    if (record === null) throw invalidUrl(value);
    this.#replace(record, true);
  }

  get origin() {
    if (!(#record in this)) throw notReadable();
    return originOf(this.#record);
  }

  get protocol() {
    if (!(#record in this)) throw notReadable();
    return this.#record.href.slice(0, this.#record.protocolEnd);
  }

  set protocol(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setProtocol(this.#current(), toText(value)), false);
  }

  get username() {
    if (!(#record in this)) throw notReadable();
    return usernameOf(this.#record);
  }

  set username(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setUsername(this.#current(), toText(value)), false);
  }

  get password() {
    if (!(#record in this)) throw notReadable();
    return passwordOf(this.#record);
  }

  set password(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setPassword(this.#current(), toText(value)), false);
  }

  get host() {
    if (!(#record in this)) throw notReadable();
    return hostOf(this.#record);
  }

  set host(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setHost(this.#current(), toText(value)), false);
  }

  get hostname() {
    if (!(#record in this)) throw notReadable();
    return hostnameOf(this.#record);
  }

  set hostname(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setHostname(this.#current(), toText(value)), false);
  }

  get port() {
    if (!(#record in this)) throw notReadable();
    const { port } = this.#record;
    return port < 0 ? '' : `${port}`;
  }

  set port(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setPort(this.#current(), toText(value)), false);
  }

  get pathname() {
    if (!(#record in this)) throw notReadable();
    const record = this.#record;
    return record.href.slice(record.pathStart, pathEnd(record));
  }

  set pathname(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setPathname(this.#current(), toText(value)), false);
  }

  get search() {
    if (!(#record in this)) throw notInstance();
    return searchOf(this.#current());
  }

  set search(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setSearch(this.#current(), toText(value)), true);
  }

  get searchParams() {
    if (!(#record in this)) throw notReadable();
    if (this.#params === null) {
      this.#params = new URLSearchParams(searchOf(this.#record));
      params.attach(this.#params, () => {
        this.#dirty = true;
      });
    }
    return this.#params;
  }

  get hash() {
    if (!(#record in this)) throw notReadable();
    const record = this.#current();
    return record.hashStart < 0 || record.hashStart === record.href.length - 1 ? '' :
      record.href.slice(record.hashStart);
  }

  set hash(value) {
    if (!(#record in this)) throw notReadable();
    this.#replace(setters().setHash(this.#current(), toText(value)), false);
  }

  toJSON() {
    if (!(#record in this)) throw notInstance();
    return this.#current().href;
  }

  static createObjectURL(obj) {
    return require('internal/url/object_url').createObjectURL(obj);
  }

  static revokeObjectURL(url) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    require('internal/url/object_url').revokeObjectURL(toText(url));
  }
}

const shownProperties = [
  'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search',
  'searchParams', 'hash',
];

const kEnumerable = { __proto__: null, enumerable: true };
defineProperties(URL.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URL' },
  toString: kEnumerable,
  href: kEnumerable,
  origin: kEnumerable,
  protocol: kEnumerable,
  username: kEnumerable,
  password: kEnumerable,
  host: kEnumerable,
  hostname: kEnumerable,
  port: kEnumerable,
  pathname: kEnumerable,
  search: kEnumerable,
  searchParams: kEnumerable,
  hash: kEnumerable,
  toJSON: kEnumerable,
});
defineProperties(URL, {
  canParse: { __proto__: null, configurable: true, writable: true, enumerable: true },
  parse: { __proto__: null, configurable: true, writable: true, enumerable: true },
  createObjectURL: kEnumerable,
  revokeObjectURL: kEnumerable,
});

// Its text shows no code, unlike that of other errors with one.
function invalidUrl(input, base) {
  const error = new TypeError('Invalid URL');
  error.code = 'ERR_INVALID_URL';
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
}

function notInstance() {
  return new TypeError('Receiver must be an instance of class URL');
}

function notReadable() {
  return new TypeError('Cannot read private member #context from an object whose class did not declare it');
}

// ---- parts of a record ----------------------------------------------------------------------------------------------

function searchOf(record) {
  const { searchStart } = record;
  if (searchStart < 0) return '';
  const end = searchEnd(record);
  return end === searchStart + 1 ? '' : record.href.slice(searchStart, end);
}

function hostOf(record) {
  const hostname = hostnameOf(record);
  return record.port < 0 ? hostname : `${hostname}:${record.port}`;
}

function originOf(record) {
  const protocol = record.href.slice(0, record.protocolEnd);
  switch (protocol) {
    case 'http:': case 'https:': case 'ws:': case 'wss:': case 'ftp:':
      return `${protocol}//${hostOf(record)}`;
    case 'blob:': {
      const inner = parse(record.href.slice(record.pathStart, pathEnd(record)), null);
      if (inner === null) return 'null';
      return inner.href.startsWith('http:') || inner.href.startsWith('https:') ? originOf(inner) : 'null';
    }
    default:
      return 'null';
  }
}

// What inspect() with showHidden shows of a URL's inner state.
class URLContext {
  get hasPort() {
    return this.port !== 0xffffffff;
  }

  get hasSearch() {
    return this.search_start !== 0xffffffff;
  }

  get hasHash() {
    return this.hash_start !== 0xffffffff;
  }
}

const schemeTypes = ['http:', '', 'https:', 'ws:', 'ftp:', 'wss:', 'file:'];

function contextOf(record) {
  const type = schemeTypes.indexOf(record.href.slice(0, record.protocolEnd));
  return Object.assign(new URLContext(), {
    href: record.href,
    protocol_end: record.protocolEnd,
    username_end: record.usernameEnd,
    host_start: record.hostStart,
    host_end: record.hostEnd,
    pathname_start: record.pathStart,
    search_start: record.searchStart >>> 0,
    hash_start: record.hashStart >>> 0,
    port: record.port >>> 0,
    scheme_type: type < 0 ? 1 : type,
  });
}

// ---- functions of node:url ------------------------------------------------------------------------------------------

// Whether `value` looks like a URL: by its shape, so that URLs of other realms count too.
function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

function toURL(value) {
  if (typeof value === 'string') return new URL(value);
  if (!isURL(value)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], value);
  return value;
}

function checkedFileURL(value) {
  const url = toURL(value);
  if (url.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  return url;
}

function checkPosix(url) {
  if (url.hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
  if (/%2f/i.test(url.pathname)) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url);
  }
}

function checkWindows(url) {
  if (/%2f|%5c/i.test(url.pathname)) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters', url);
  }
  if (url.hostname === '' && !/^\/[a-zA-Z]:/.test(url.pathname)) {
    throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  }
}

function fileURLToPath(path, options = undefined) {
  const url = checkedFileURL(path);
  const { pathname } = url;
  if (!options?.windows) {
    checkPosix(url);
    return pathname.includes('%') ? decodeURIComponent(pathname) : pathname;
  }
  checkWindows(url);
  const decoded = decodeURIComponent(pathname.replaceAll('/', '\\'));
  if (url.hostname !== '') return `\\\\${domainToUnicode(url.hostname)}${decoded}`;
  return decoded.slice(1);
}

function fileURLToPathBuffer(path, options = undefined) {
  const url = checkedFileURL(path);
  const { Buffer } = require('buffer');
  const { percentDecodeBytes } = require('internal/url/encode');
  const { pathname } = url;
  if (!options?.windows) {
    checkPosix(url);
    return Buffer.from(percentDecodeBytes(pathname));
  }
  checkWindows(url);
  const decoded = Buffer.from(percentDecodeBytes(pathname.replaceAll('/', '\\')));
  if (url.hostname === '') return decoded.subarray(1);
  return Buffer.concat([Buffer.from(`\\\\${domainToUnicode(url.hostname)}`), decoded]);
}

// Characters that a path may hold but that mean something in a URL.
function encodePath(path) {
  if (!/[\0- %\\?#[\]^|~]/.test(path)) return path;
  return path.replace(/[\0- %\\?#[\]^|~]/g, (c) => require('internal/url/encode').encodedByte[c.charCodeAt(0)]);
}

function windowsPathToURL(filepath) {
  const { win32 } = require('path');
  let resolved = filepath;
  const unc = filepath.startsWith('\\\\');
  if (unc && filepath.startsWith('\\\\?\\UNC\\')) resolved = `\\\\${filepath.slice(8)}`;
  else if (unc && filepath.startsWith('\\\\?\\')) resolved = filepath.slice(4);
  if (!resolved.startsWith('\\\\')) {
    resolved = keepTrailing(filepath, win32.resolve(resolved), true);
    return new URL(`file:///${encodePath(resolved.replaceAll('\\', '/'))}`);
  }
  const end = resolved.indexOf('\\', 2);
  if (end === -1) throw new ERR_INVALID_ARG_VALUE('path', resolved, 'Missing UNC resource path');
  if (end === 2) throw new ERR_INVALID_ARG_VALUE('path', resolved, 'Empty UNC servername');
  const url = new URL('file://');
  url.hostname = resolved.slice(2, end);
  url.pathname = encodePath(resolved.slice(end).replaceAll('\\', '/'));
  return url;
}

function keepTrailing(filepath, resolved, windows) {
  const last = filepath.charCodeAt(filepath.length - 1);
  const separator = windows ? '\\' : '/';
  if ((last === 47 || (windows && last === 92)) && !resolved.endsWith(separator)) {
    return resolved + separator;
  }
  return resolved;
}

function pathToFileURL(filepath, options = undefined) {
  if (typeof filepath !== 'string') throw new ERR_INVALID_ARG_TYPE('path', 'string', filepath);
  if (options?.windows) return windowsPathToURL(filepath);
  const resolved = keepTrailing(filepath, require('path').resolve(filepath), false);
  return new URL(`file://${encodePath(resolved)}`);
}

function toPathIfFileURL(fileURLOrPath) {
  return isURL(fileURLOrPath) ? fileURLToPath(fileURLOrPath) : fileURLOrPath;
}

// A URL with this host name: up to a slash or the like, with neither user nor port. Null where it is none.
function domainRecord(domain) {
  const host = /^[^/\\?#]*/.exec(`${domain}`.replace(/[\t\n\r]/g, ''))[0];
  const isName = host !== '' && !/[:@\0- ]/.test(host.replace(/^\[[^\]]*\]/, ''));
  return isName ? parse(`ws://${host}`, null) : null;
}

function domainToASCII(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  const record = domainRecord(domain);
  return record === null ? '' : hostnameOf(record);
}

function domainToUnicode(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  const record = domainRecord(domain);
  return record === null ? '' : require('internal/url/host').domainToUnicode(hostnameOf(record));
}

// The options object that http.request() takes, from a URL.
function urlToHttpOptions(url) {
  if (url === null || (typeof url !== 'object' && typeof url !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE('url', 'object', url);
  }
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url, // what a program added to the object itself
    protocol: url.protocol,
    hostname: hostname?.[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) {
    options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  }
  return options;
}

function isURLInstance(value) {
  return value !== null && typeof value === 'object' && isInstance(value);
}

module.exports = {
  fileURLToPath,
  fileURLToPathBuffer,
  pathToFileURL,
  toPathIfFileURL,
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  urlToHttpOptions,
  isURL,
  isURLInstance,
  recordOf,
  hasAuthority,
};
