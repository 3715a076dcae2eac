// SPDX-License-Identifier: MIT
// URLPattern Standard: the parts of a URL that patterns and inputs are made of. Each canonicalizer gives a part as a URL would show it.
'use strict';

const { C0, FRAGMENT, QUERY, USERINFO, encodeSet } = require('internal/url/encode');
const { parseHost } = require('internal/url/host');
const {
  Parts, parse, toParts, specialPort, setPath, hasOpaquePath,
} = require('internal/url/parser');
const { compileComponent, escapePattern, tokenize } = require('internal/url/pattern_parser');

const plainOptions = { delimiter: '', prefix: '', ignoreCase: false };
const specialSchemes = ['http', 'https', 'ws', 'wss', 'ftp', 'file'];

function invalid(what, value) {
  return new TypeError(`Invalid ${what}: ${value}`);
}

// ---- canonicalizers -------------------------------------------------------------------------------------------------

function protocol(value) {
  if (value === '') return value;
  const record = parse(`${value}://dummy.invalid/`, null);
  if (record === null) throw invalid('protocol', value);
  return record.href.slice(0, record.protocolEnd - 1);
}

function credential(value) {
  return encodeSet(value, USERINFO);
}

function hostname(value) {
  if (value === '') return value;
  const text = /^[^/?#\\]*/.exec(value.replace(/[\t\n\r]/g, ''))[0];
  const host = text === '' || /:(?![^[]*\])/.test(text) ? null : parseHost(text, true);
  if (host === null) throw invalid('hostname', value);
  return host;
}

function ipv6Hostname(value) {
  if (!/^[0-9a-fA-F[\]:]*$/.test(value)) throw invalid('hostname', value);
  return value.toLowerCase();
}

function port(value, scheme = '') {
  if (value === '') return value;
  const digits = /^[0-9]+/.exec(value.replace(/[\t\n\r]/g, ''));
  if (digits === null || Number(digits[0]) > 65535) throw invalid('port', value);
  return specialPort(scheme) === Number(digits[0]) ? '' : String(Number(digits[0]));
}

function pathname(value) {
  if (value === '') return value;
  const parts = new Parts();
  parts.scheme = 'https';
  parts.special = true;
  setPath(parts, value[0] === '/' ? value : `/-${value}`);
  return value[0] === '/' ? parts.path : parts.path.slice(2);
}

function opaquePathname(value) {
  return encodeSet(value, C0);
}

function search(value) {
  return encodeSet(value, QUERY);
}

function hash(value) {
  return encodeSet(value, FRAGMENT);
}

// ---- URLPatternInit -------------------------------------------------------------------------------------------------

function isAbsolutePathname(value, type) {
  if (value[0] === '/') return true;
  return type === 'pattern' && (value.startsWith('\\/') || value.startsWith('{/'));
}

function inheritFromBase(result, init, base, type) {
  const parts = toParts(base);
  const text = (value) => (type === 'pattern' ? escapePattern(value) : value);
  const lacks = (...names) => names.every((name) => init[name] === undefined);
  if (lacks('protocol')) result.protocol = text(parts.scheme);
  if (type !== 'pattern' && lacks('protocol', 'hostname', 'port', 'username')) result.username = text(parts.username);
  if (type !== 'pattern' && lacks('protocol', 'hostname', 'port', 'username', 'password')) {
    result.password = text(parts.password);
  }
  if (!lacks('protocol', 'hostname')) return;
  result.hostname = text(parts.host ?? '');
  if (!lacks('port')) return;
  result.port = parts.port < 0 ? '' : String(parts.port);
  if (!lacks('pathname')) return;
  result.pathname = text(parts.path);
  if (!lacks('search')) return;
  result.search = text(parts.query ?? '');
  if (lacks('hash')) result.hash = text(parts.fragment ?? '');
}

// The components of `init`, on top of `defaults`. `type`: 'pattern' keeps texts as they are, 'url' makes them canonical.
function processInit(init, type, defaults) {
  const result = { ...defaults };
  let base = null;
  if (init.baseURL !== undefined) {
    base = parse(init.baseURL, null);
    if (base === null) throw invalid('base URL', init.baseURL);
    inheritFromBase(result, init, base, type);
  }
  const url = type === 'url';
  if (init.protocol !== undefined) {
    const text = init.protocol.endsWith(':') ? init.protocol.slice(0, -1) : init.protocol;
    result.protocol = url ? protocol(text) : text;
  }
  if (init.username !== undefined) result.username = url ? credential(init.username) : init.username;
  if (init.password !== undefined) result.password = url ? credential(init.password) : init.password;
  if (init.hostname !== undefined) result.hostname = url ? hostname(init.hostname) : init.hostname;
  const scheme = result.protocol ?? '';
  if (init.port !== undefined) result.port = url ? port(init.port, scheme) : init.port;
  if (init.pathname !== undefined) result.pathname = initPathname(init.pathname, base, scheme, type);
  if (init.search !== undefined) {
    const text = init.search[0] === '?' ? init.search.slice(1) : init.search;
    result.search = url ? search(text) : text;
  }
  if (init.hash !== undefined) {
    const text = init.hash[0] === '#' ? init.hash.slice(1) : init.hash;
    result.hash = url ? hash(text) : text;
  }
  return result;
}

function initPathname(value, base, scheme, type) {
  if (base !== null && !hasOpaquePath(base) && !isAbsolutePathname(value, type)) {
    const basePath = type === 'pattern' ? escapePattern(toParts(base).path) : toParts(base).path;
    const slash = basePath.lastIndexOf('/');
    if (slash >= 0) value = basePath.slice(0, slash + 1) + value;
  }
  if (type === 'pattern') return value;
  return scheme === '' || specialSchemes.includes(scheme) ? pathname(value) : opaquePathname(value);
}

function matchesSpecialScheme(component) {
  return specialSchemes.some((scheme) => component.regexp.test(scheme));
}

// ---- a pattern as one text ------------------------------------------------------------------------------------------

const order = ['protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash', 'done'];
const rank = (state) => order.indexOf(state);

class ConstructorStringParser {
  #input;
  #tokens;
  #result = {};
  #start = 0; // of the component, as an index of tokens
  #at = 0;
  #step = 1;
  #depth = 0;
  #brackets = 0;
  #special = false;
  #state = 'init';

  constructor(input) {
    this.#input = input;
    this.#tokens = tokenize(input, true);
  }

  #token(i) {
    return this.#tokens[Math.min(i, this.#tokens.length - 1)];
  }

  #is(value, i = this.#at) {
    const token = this.#token(i);
    return token.value === value && (token.type === 'char' || token.type === 'escaped' || token.type === 'invalid');
  }

  #isSearchPrefix() {
    if (this.#is('?')) return true;
    if (this.#token(this.#at).value !== '?') return false;
    if (this.#at === 0) return true;
    return !['name', 'regexp', 'close', 'asterisk'].includes(this.#token(this.#at - 1).type);
  }

  #text() {
    return this.#input.slice(this.#token(this.#start).index, this.#token(this.#at).index);
  }

  #rewind(state) {
    this.#at = this.#start;
    this.#step = 0;
    if (state !== undefined) this.#state = state;
  }

  #change(state, skip) {
    const from = this.#state;
    const result = this.#result;
    if (from !== 'init' && from !== 'authority') result[from] = this.#text();
    if (from !== 'init' && state !== 'done') {
      if (rank(from) <= rank('password') && rank(state) >= rank('port')) result.hostname ??= '';
      if (rank(from) <= rank('port') && rank(state) >= rank('search')) result.pathname ??= this.#special ? '/' : '';
      if (rank(from) <= rank('pathname') && state === 'hash') result.search ??= '';
    }
    this.#state = state;
    this.#at += skip;
    this.#start = this.#at;
    this.#step = 0;
  }

  parse() {
    for (; this.#at < this.#tokens.length; this.#at += this.#step) {
      this.#step = 1;
      const { type } = this.#tokens[this.#at];
      if (type === 'end') {
        if (this.#atEnd()) break;
        continue;
      }
      if (type === 'open') {
        this.#depth++;
        continue;
      }
      if (this.#depth > 0) {
        if (type !== 'close') continue;
        this.#depth--;
      }
      this.#inState();
    }
    if (this.#result.hostname !== undefined) this.#result.port ??= '';
    return this.#result;
  }

  // True where the whole text was read.
  #atEnd() {
    if (this.#state === 'init') {
      this.#rewind();
      if (this.#is('#')) this.#change('hash', 1);
      else if (this.#isSearchPrefix()) this.#change('search', 1);
      else this.#change('pathname', 0);
      return false;
    }
    if (this.#state === 'authority') {
      this.#rewind('hostname');
      return false;
    }
    this.#change('done', 0);
    return true;
  }

  #inState() {
    switch (this.#state) {
      case 'init':
        if (this.#is(':')) this.#rewind('protocol');
        break;
      case 'protocol':
        if (this.#is(':')) this.#endProtocol();
        break;
      case 'authority':
        if (this.#is('@')) this.#rewind('username');
        else if (this.#is('/') || this.#isSearchPrefix() || this.#is('#')) this.#rewind('hostname');
        break;
      case 'username':
        if (this.#is(':')) this.#change('password', 1);
        else if (this.#is('@')) this.#change('hostname', 1);
        break;
      case 'password':
        if (this.#is('@')) this.#change('hostname', 1);
        break;
      case 'hostname':
        if (this.#is('[')) this.#brackets++;
        else if (this.#is(']')) this.#brackets--;
        else if (this.#is(':') && this.#brackets === 0) this.#change('port', 1);
        else this.#endOfHost();
        break;
      case 'port':
        this.#endOfHost();
        break;
      case 'pathname':
        if (this.#isSearchPrefix()) this.#change('search', 1);
        else if (this.#is('#')) this.#change('hash', 1);
        break;
      case 'search':
        if (this.#is('#')) this.#change('hash', 1);
        break;
    }
  }

  #endOfHost() {
    if (this.#is('/')) this.#change('pathname', 0);
    else if (this.#isSearchPrefix()) this.#change('search', 1);
    else if (this.#is('#')) this.#change('hash', 1);
  }

  #endProtocol() {
    this.#special = matchesSpecialScheme(compileComponent(this.#text(), plainOptions, protocol));
    if (this.#is('/', this.#at + 1) && this.#is('/', this.#at + 2)) this.#change('authority', 3);
    else this.#change(this.#special ? 'authority' : 'pathname', 1);
  }
}

function parseConstructorString(input) {
  return new ConstructorStringParser(input).parse();
}

module.exports = {
  protocol, credential, hostname, ipv6Hostname, port, pathname, opaquePathname, search, hash,
  plainOptions, processInit, matchesSpecialScheme, parseConstructorString,
};
