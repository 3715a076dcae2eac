// SPDX-License-Identifier: MIT
// node:url: the URL classes, and the legacy API (url.parse and friends) with its own, forgiving parser.
'use strict';

const { safeTable, encodeStr } = require('internal/querystring');
const {
  URL, URLSearchParams, domainToASCII, domainToUnicode, fileURLToPath, fileURLToPathBuffer,
  isURLInstance, pathToFileURL, recordOf, urlToHttpOptions,
} = require('internal/url');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URL },
} = require('internal/errors');

const names = (text) => new Set(text.split(' ').flatMap((name) => [name, `${name}:`]));
const scriptProtocols = names('javascript'); // neither escaped nor given a host
const slashedProtocols = names('http https ftp gopher file ws wss');

const HOST_LENGTH_MAX = 255;
const authSafe = safeTable("!'()*-._~:");

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

function querystring() {
  return require('querystring');
}

// ---- parsing --------------------------------------------------------------------------------------------------------

function isSpace(c) {
  return c < 33 || c === 0xa0 || c === 0xfeff;
}

// Trims white space at both ends and turns '\' before the query into '/'.
function cleanInput(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  text = text.slice(start, end);
  if (!text.includes('\\')) return text;
  const stop = text.search(/[?#]/);
  if (stop < 0) return text.replaceAll('\\', '/');
  return text.slice(0, stop).replaceAll('\\', '/') + text.slice(stop);
}

// Most URLs: http or https, a host in small letters, perhaps a port, and nothing that would be escaped. One look at each character; false where it is another.
const kHost = 1;
const kDigit = 2;
const kSafe = 4;
const kinds = new Uint8Array(128);
for (let c = 33; c < 127; c++) if (!'"\'<>\\^`{|}'.includes(String.fromCharCode(c))) kinds[c] = kSafe;
for (const c of 'abcdefghijklmnopqrstuvwxyz0123456789.-_') kinds[c.charCodeAt(0)] |= kHost;
for (const c of '0123456789') kinds[c.charCodeAt(0)] |= kDigit;

function skip(text, from, kind) {
  const { length } = text;
  let i = from;
  while (i < length && (kinds[text.charCodeAt(i) & 127] & kind) !== 0 && text.charCodeAt(i) < 128) i++;
  return i;
}

function parseUsual(url, text, parseQueryString) {
  const isSecure = text.startsWith('https://');
  if (!isSecure && !text.startsWith('http://')) return false;
  const { length } = text;
  const hostStart = isSecure ? 8 : 7;
  const nameEnd = skip(text, hostStart, kHost);
  if (nameEnd === hostStart || nameEnd - hostStart > HOST_LENGTH_MAX) return false;
  let hostEnd = nameEnd;
  if (text.charCodeAt(nameEnd) === 58) {
    hostEnd = skip(text, nameEnd + 1, kDigit);
    if (hostEnd === nameEnd + 1) return false;
  }
  if (hostEnd < length && text.charCodeAt(hostEnd) !== 47 || skip(text, hostEnd, kSafe) < length) return false;
  url.protocol = isSecure ? 'https:' : 'http:';
  url.slashes = true;
  url.host = text.slice(hostStart, hostEnd);
  if (hostEnd > nameEnd) url.port = text.slice(nameEnd + 1, hostEnd);
  url.hostname = hostEnd > nameEnd ? text.slice(hostStart, nameEnd) : url.host;
  setUsualRest(url, text, hostEnd, parseQueryString);
  return true;
}

function setUsualRest(url, text, start, parseQueryString) {
  const hash = text.indexOf('#', start);
  const end = hash < 0 ? text.length : hash;
  if (hash >= 0) url.hash = text.slice(hash);
  let question = text.indexOf('?', start);
  if (question < 0 || question > end) question = end;
  url.pathname = start === question ? '/' : text.slice(start, question);
  setSearch(url, text.slice(question, end), parseQueryString);
  url.path = question === end ? url.pathname : text.slice(start, end);
  url.href = start === text.length ? `${text}/` : text;
}

const simplePath = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/;
const protocolPattern = /^[a-z0-9.+-]+:/i;
const looksLikeHost = /^\/\/[^@/]+@[^@/]+/;

// A path with perhaps a query, the usual request URL.
function parseSimplePath(url, text, parseQueryString) {
  const match = simplePath.exec(text);
  if (match === null) return false;
  url.path = text;
  url.href = text;
  url.pathname = match[1];
  setSearch(url, match[2], parseQueryString);
  return true;
}

function setSearch(url, search, parseQueryString) {
  if (search) {
    url.search = search;
    url.query = search.slice(1);
    if (parseQueryString) url.query = querystring().parse(url.query);
  } else if (parseQueryString) {
    url.search = null;
    url.query = { __proto__: null };
  }
}

// Where the host in `rest` ends, and the '@' before it: a character that hosts never hold ends it, except before an '@'.
const hostEndPattern = /[#/?]/;
const neverInHost = /[\t\n\r "%';<>\\^`{|}]/;

function splitHost(rest) {
  let end = rest.search(hostEndPattern);
  if (end < 0) end = rest.length;
  const at = rest.lastIndexOf('@', end - 1);
  const stray = rest.slice(at + 1, end).search(neverInHost);
  return { at: end === 0 ? -1 : at, end: stray < 0 ? end : at + 1 + stray };
}

function setHostAndPort(url, host) {
  const match = /:([0-9]*)$/.exec(host);
  if (match !== null) {
    if (match[1] !== '') url.port = match[1];
    host = host.slice(0, -match[0].length);
  }
  url.hostname = host;
}

const forbidden = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const forbiddenIPv6 = /[\0\t\n\r #%/<>?@\\^|]/;

function finishHost(url, rest, text) {
  const ipv6 = url.hostname.startsWith('[') && url.hostname.endsWith(']');
  if (!ipv6 && url.hostname.includes(':')) throw new ERR_INVALID_ARG_VALUE('url', 'Invalid port in url', text); // the words that Node's message has, in its order
  url.hostname = url.hostname.length > HOST_LENGTH_MAX ? '' : url.hostname.toLowerCase();
  if (url.hostname !== '') {
    if (ipv6) {
      if (forbiddenIPv6.test(url.hostname)) throw new ERR_INVALID_URL(text);
    } else {
      url.hostname = require('internal/url/host').legacyToASCII(url.hostname);
      if (url.hostname === '' || forbidden.test(url.hostname)) throw new ERR_INVALID_URL(text);
    }
  }
  url.host = url.hostname + (url.port !== null ? `:${url.port}` : '');
  if (ipv6) {
    url.hostname = url.hostname.slice(1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  return rest;
}

function parseHostPart(url, rest, text) {
  if (/[\t\n\r]/.test(rest)) rest = rest.replace(/^[^#/?]+/, (part) => part.replace(/[\t\n\r]/g, ''));
  const { at, end } = splitHost(rest);
  if (at >= 0) url.auth = decodeURIComponent(rest.slice(0, at));
  setHostAndPort(url, rest.slice(at + 1, end));
  return finishHost(url, rest.slice(end), text);
}

const strange = /[\t\n\r "'<>\\^`{|}]/;

function escapeStrange(rest) {
  if (!strange.test(rest)) return rest;
  return rest.replace(/[\t\n\r "'<>\\^`{|}]/g, (c) =>
    require('internal/url/encode').encodedByte[c.charCodeAt(0)]);
}

function setPathQueryHash(url, rest, parseQueryString, slashed) {
  const hash = rest.indexOf('#');
  if (hash >= 0) {
    url.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const question = rest.indexOf('?');
  setSearch(url, question < 0 ? '' : rest.slice(question), parseQueryString);
  if (question >= 0 && !url.search) url.search = rest.slice(question);
  const path = question < 0 ? rest : rest.slice(0, question);
  if (path !== '') url.pathname = path;
  if (slashed && url.hostname && !url.pathname) url.pathname = '/';
  if (url.pathname || url.search) url.path = (url.pathname || '') + (url.search || '');
}

Url.prototype.parse = function(url, parseQueryString, slashesDenoteHost) {
  if (typeof url !== 'string') throw new ERR_INVALID_ARG_TYPE('url', 'string', url);
  if (parseUsual(this, url, parseQueryString)) return this;
  let rest = cleanInput(url);
  if (!slashesDenoteHost && !rest.includes('#') && !/^[^?]*@/.test(rest) &&
      parseSimplePath(this, rest, parseQueryString)) {
    return this;
  }
  let protocol = protocolPattern.exec(rest)?.[0];
  let lower = '';
  if (protocol !== undefined) {
    lower = protocol.toLowerCase();
    this.protocol = lower;
    rest = rest.slice(protocol.length);
  } else {
    protocol = '';
  }
  let slashes = false;
  if ((slashesDenoteHost || protocol !== '' || looksLikeHost.test(rest)) && rest.startsWith('//')) {
    slashes = true;
    if (!scriptProtocols.has(lower)) {
      rest = rest.slice(2);
      this.slashes = true;
    }
  }
  if (!scriptProtocols.has(lower) && (slashes || (protocol !== '' && !slashedProtocols.has(protocol)))) {
    rest = parseHostPart(this, rest, url);
  }
  if (!scriptProtocols.has(lower)) rest = escapeStrange(rest);
  setPathQueryHash(this, rest, parseQueryString, slashedProtocols.has(lower));
  this.href = this.format();
  return this;
};

// ---- formatting -----------------------------------------------------------------------------------------------------

function hostText(url, auth) {
  if (url.host) return auth + url.host;
  if (!url.hostname) return '';
  const { hostname } = url;
  const bare = hostname.includes(':') && !(hostname.startsWith('[') && hostname.endsWith(']'));
  return auth + (bare ? `[${hostname}]` : hostname) + (url.port ? `:${url.port}` : '');
}

function escapeDelimiters(pathname) {
  return pathname.replace(/[?#]/g, (c) => (c === '?' ? '%3F' : '%23'));
}

Url.prototype.format = function format() {
  const auth = this.auth ? `${encodeStr(this.auth, authSafe)}@` : '';
  let protocol = this.protocol || '';
  let pathname = this.pathname || '';
  let hash = this.hash || '';
  let host = hostText(this, auth);
  let query = '';
  if (this.query !== null && typeof this.query === 'object') query = querystring().stringify(this.query);
  let search = this.search || (query && `?${query}`) || '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  pathname = escapeDelimiters(pathname);
  if (this.slashes || slashedProtocols.has(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol.startsWith('file')) {
      host = '//';
    }
  }
  search = search.replaceAll('#', '%23');
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

// ---- resolving ------------------------------------------------------------------------------------------------------

Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(parseLegacy(relative, false, true)).format();
};

function copyOf(url) {
  return Object.assign(new Url(), url);
}

function setPath(url) {
  if (url.pathname !== null || url.search !== null) {
    url.path = (url.pathname || '') + (url.search || '');
  } else {
    url.path = null;
  }
}

// A relative URL of another protocol than the base's.
function resolveOtherProtocol(result, relative) {
  if (!slashedProtocols.has(relative.protocol)) {
    for (const key of Object.keys(relative)) result[key] = relative[key];
    result.href = result.format();
    return result;
  }
  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol) && !scriptProtocols.has(relative.protocol)) {
    // 'http:/a/b': the first segment that is not empty is the host.
    const segments = (relative.pathname || '').split('/');
    while (segments.length > 0 && !(relative.host = segments.shift()));
    relative.host ||= '';
    relative.hostname ||= '';
    if (segments[0] !== '') segments.unshift('');
    if (segments.length < 2) segments.unshift('');
    result.pathname = segments.join('/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) result.path = (result.pathname || '') + (result.search || '');
  result.slashes ||= relative.slashes;
  result.href = result.format();
  return result;
}

// The joined segments of base and relative, without '.' and '..' where they can go. `up`: how many '..' are left over.
function foldSegments(segments) {
  let up = 0;
  for (let i = segments.length - 1; i >= 0; i--) {
    const segment = segments[i];
    if (segment === '.') {
      segments.splice(i, 1);
    } else if (segment === '..') {
      segments.splice(i, 1);
      up++;
    } else if (up > 0) {
      segments.splice(i, 1);
      up--;
    }
  }
  return up;
}

// 'user@host' as a first segment belongs to auth and host.
function splitAuthHost(result) {
  if (!result.host || result.host.indexOf('@') <= 0) return;
  const [auth, host] = result.host.split('@');
  result.auth = auth;
  result.host = result.hostname = host;
}

// A relative URL without path and host: only query and fragment replace the base's.
function resolveQueryOnly(result, relative, segments, noLeadingSlashes) {
  if (noLeadingSlashes) {
    result.hostname = result.host = segments.shift();
    splitAuthHost(result);
  }
  result.search = relative.search;
  result.query = relative.query;
  setPath(result);
  result.href = result.format();
  return result;
}

Url.prototype.resolveObject = function resolveObject(relative) {
  if (typeof relative === 'string') relative = new Url().parse(relative, false, true);
  const result = copyOf(this);
  result.hash = relative.hash; // in every case
  if (relative.href === '') {
    result.href = result.format();
    return result;
  }
  if (relative.slashes && !relative.protocol) return resolveSlashes(result, relative);
  if (relative.protocol && relative.protocol !== result.protocol) {
    return resolveOtherProtocol(result, relative);
  }
  return resolvePath(result, relative);
};

// '//host/path': all but the protocol is the relative URL's.
function resolveSlashes(result, relative) {
  for (const key of Object.keys(relative)) {
    if (key !== 'protocol') result[key] = relative[key];
  }
  if (slashedProtocols.has(result.protocol) && result.hostname && !result.pathname) {
    result.path = result.pathname = '/';
  }
  result.href = result.format();
  return result;
}

// For protocols without slashes the host counts as the first segment.
function foldHostIntoPath(result, segments, relative, relativeSegments, keepAbsolute) {
  result.hostname = '';
  result.port = null;
  if (result.host) {
    if (segments[0] === '') segments[0] = result.host;
    else segments.unshift(result.host);
  }
  result.host = '';
  if (relative.protocol) {
    relative.hostname = null;
    relative.port = null;
    result.auth = null;
    if (relative.host) {
      if (relativeSegments[0] === '') relativeSegments[0] = relative.host;
      else relativeSegments.unshift(relative.host);
    }
    relative.host = null;
  }
  return keepAbsolute && (relativeSegments[0] === '' || segments[0] === '');
}

function resolvePath(result, relative) {
  const sourceAbsolute = result.pathname && result.pathname[0] === '/';
  const relativeAbsolute = relative.host || (relative.pathname && relative.pathname[0] === '/');
  let keepAbsolute = relativeAbsolute || sourceAbsolute || (result.host && relative.pathname);
  const removeDots = keepAbsolute;
  let segments = result.pathname ? result.pathname.split('/') : [];
  const relativeSegments = relative.pathname ? relative.pathname.split('/') : [];
  const noLeadingSlashes = result.protocol && !slashedProtocols.has(result.protocol);
  if (noLeadingSlashes) {
    keepAbsolute = foldHostIntoPath(result, segments, relative, relativeSegments, keepAbsolute);
  }
  if (relativeAbsolute) {
    if (relative.host || relative.host === '') {
      if (result.host !== relative.host) result.auth = null;
      result.host = relative.host;
      result.port = relative.port;
    }
    if (relative.hostname || relative.hostname === '') {
      if (result.hostname !== relative.hostname) result.auth = null;
      result.hostname = relative.hostname;
    }
    result.search = relative.search;
    result.query = relative.query;
    segments = relativeSegments;
  } else if (relativeSegments.length > 0) {
    segments.pop();
    segments = segments.concat(relativeSegments);
    result.search = relative.search;
    result.query = relative.query;
  } else if (relative.search !== null && relative.search !== undefined) {
    return resolveQueryOnly(result, relative, segments, noLeadingSlashes);
  }
  return finishResolve(result, relative, segments, { keepAbsolute, removeDots, noLeadingSlashes });
}

function finishResolve(result, relative, segments, flags) {
  let { keepAbsolute } = flags;
  if (segments.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    result.href = result.format();
    return result;
  }
  const last = segments[segments.length - 1];
  const trailing = ((result.host || relative.host || segments.length > 1) && (last === '.' || last === '..')) ||
    last === '';
  let up = foldSegments(segments);
  if (!keepAbsolute && !flags.removeDots) {
    while (up-- > 0) segments.unshift('..');
  }
  if (keepAbsolute && segments[0] !== '' && (!segments[0] || segments[0][0] !== '/')) segments.unshift('');
  if (trailing && segments.join('/').at(-1) !== '/') segments.push('');
  const absolute = segments[0] === '' || (segments[0] && segments[0][0] === '/');
  if (flags.noLeadingSlashes) {
    result.hostname = result.host = absolute ? '' : segments.length > 0 ? segments.shift() : '';
    splitAuthHost(result);
  }
  keepAbsolute ||= result.host && segments.length > 0;
  if (keepAbsolute && !absolute) segments.unshift('');
  if (segments.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = segments.join('/');
  }
  if (result.pathname !== null || result.search !== null) {
    result.path = (result.pathname || '') + (result.search || '');
  }
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  result.href = result.format();
  return result;
}

Url.prototype.parseHost = function parseHost() {
  let { host } = this;
  const match = /:[0-9]*$/.exec(host);
  if (match !== null) {
    if (match[0] !== ':') this.port = match[0].slice(1);
    host = host.slice(0, -match[0].length);
  }
  if (host) this.hostname = host;
};

// ---- functions ------------------------------------------------------------------------------------------------------

function parseLegacy(url, parseQueryString, slashesDenoteHost) {
  return url instanceof Url ? url : new Url().parse(url, parseQueryString, slashesDenoteHost);
}

function urlParse(url, parseQueryString, slashesDenoteHost) {
  require('internal/url/legacy_warnings').warnUrlParse();
  return parseLegacy(url, parseQueryString, slashesDenoteHost);
}

function urlResolve(source, relative) {
  return parseLegacy(source, false, true).resolve(relative);
}

function urlResolveObject(source, relative) {
  if (!source) return relative;
  return parseLegacy(source, false, true).resolveObject(relative);
}

function formatURL(url, options) {
  if (options === undefined) return url.href;
  const { validateObject } = require('internal/validators');
  validateObject(options, 'options');
  const flag = (value, otherwise) => (value === undefined || value === null ? otherwise : Boolean(value));
  const parts = require('internal/url/parser').toParts(recordOf(url));
  if (!flag(options.fragment, true)) parts.fragment = null;
  if (!flag(options.search, true)) parts.query = null;
  if (!flag(options.auth, true)) parts.username = parts.password = '';
  if (flag(options.unicode, false) && parts.host) parts.host = domainToUnicodeHost(parts);
  return require('internal/url/parser').serialize(parts).href;
}

function domainToUnicodeHost(parts) {
  return parts.special ? require('internal/url/host').domainToUnicode(parts.host) : parts.host;
}

function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') {
    urlObject = parseLegacy(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  } else if (isURLInstance(urlObject)) {
    return formatURL(urlObject, options);
  }
  return Url.prototype.format.call(urlObject);
}

module.exports = {
  Url,
  parse: urlParse,
  resolve: urlResolve,
  resolveObject: urlResolveObject,
  format: urlFormat,
  URL,
  get URLPattern() {
    return require('internal/url/pattern').URLPattern;
  },
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  fileURLToPathBuffer,
  urlToHttpOptions,
};
