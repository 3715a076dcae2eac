// SPDX-License-Identifier: MIT
// The URL parser of the URL Standard. The usual URLs are cleaned by C in one step (src/node/url/resolve.c), a file's URL in normal form is
// recognised by one scan; everything else is cut into parts (`Parts`), each cleaned as the standard's
// states say, and written out again. Results are `UrlRecord`s: the serialized URL and the offsets of its parts.
'use strict';

const {
  C0, FRAGMENT, QUERY, SPECIAL_QUERY, PATH, USERINFO, encodeSet,
} = require('internal/url/encode');
const { parseHost } = require('internal/url/host');

// The default port of a special scheme, null for file; undefined where the scheme is not special.
function specialPort(scheme) {
  switch (scheme.length) {
    case 2: return scheme === 'ws' ? 80 : undefined;
    case 3: return scheme === 'wss' ? 443 : scheme === 'ftp' ? 21 : undefined;
    case 4: return scheme === 'http' ? 80 : scheme === 'file' ? null : undefined;
    case 5: return scheme === 'https' ? 443 : undefined;
    default: return undefined;
  }
}

// The serialized URL and where its parts are. -1: no port, no query, no fragment.
//   https://user:pass@example.org:8080/p/q?query#fragment
//         |     |    |           |    |   |     hashStart
//         |     |    hostStart   |    |   searchStart
//         |     usernameEnd      |    pathStart
//         protocolEnd            hostEnd
class UrlRecord {
  constructor(href, protocolEnd, usernameEnd, hostStart, hostEnd, port, pathStart, searchStart,
              hashStart, special) {
    this.href = href;
    this.protocolEnd = protocolEnd;
    this.usernameEnd = usernameEnd;
    this.hostStart = hostStart; // the '@' where there are credentials
    this.hostEnd = hostEnd;
    this.port = port;
    this.pathStart = pathStart;
    this.searchStart = searchStart;
    this.hashStart = hashStart;
    this.special = special;
  }
}

// A URL taken apart; what the standard calls a URL record. `path` is the opaque path or the joined segments.
class Parts {
  scheme = '';
  special = false;
  username = '';
  password = '';
  host = null;
  port = -1;
  path = '';
  opaque = false;
  query = null;
  fragment = null;
}

function pathEnd(record) {
  if (record.searchStart >= 0) return record.searchStart;
  return record.hashStart >= 0 ? record.hashStart : record.href.length;
}

function searchEnd(record) {
  return record.hashStart >= 0 ? record.hashStart : record.href.length;
}

function hasAuthority(record) {
  return record.usernameEnd > record.protocolEnd;
}

function hasOpaquePath(record) {
  return !record.special && !hasAuthority(record) && record.href.charCodeAt(record.pathStart) !== 47;
}

function usernameOf(record) {
  const start = record.protocolEnd + 2;
  return start < record.usernameEnd ? record.href.slice(start, record.usernameEnd) : '';
}

function passwordOf(record) {
  return record.hostStart > record.usernameEnd ?
    record.href.slice(record.usernameEnd + 1, record.hostStart) : '';
}

function hostnameOf(record) {
  let start = record.hostStart;
  if (record.href.charCodeAt(start) === 64 && start < record.hostEnd) start++;
  return record.href.slice(start, record.hostEnd);
}

function toParts(record) {
  const parts = new Parts();
  const { href } = record;
  parts.scheme = href.slice(0, record.protocolEnd - 1);
  parts.special = record.special;
  if (hasAuthority(record)) {
    parts.username = usernameOf(record);
    parts.password = passwordOf(record);
    parts.host = hostnameOf(record);
    parts.port = record.port;
  }
  parts.path = href.slice(record.pathStart, pathEnd(record));
  parts.opaque = hasOpaquePath(record);
  if (record.searchStart >= 0) parts.query = href.slice(record.searchStart + 1, searchEnd(record));
  if (record.hashStart >= 0) parts.fragment = href.slice(record.hashStart + 1);
  return parts;
}

function serialize(parts) {
  let href = `${parts.scheme}:`;
  const protocolEnd = href.length;
  let usernameEnd = protocolEnd;
  let hostStart = protocolEnd;
  let hostEnd = protocolEnd;
  if (parts.host !== null) {
    href += `//${parts.username}`;
    hostStart = usernameEnd = href.length;
    if (parts.password !== '') {
      href += `:${parts.password}`;
      hostStart = href.length;
    }
    if (hostStart > protocolEnd + 2) href += '@';
    href += parts.host;
    hostEnd = href.length;
    if (parts.port >= 0) href += `:${parts.port}`;
  } else if (!parts.opaque && parts.path.startsWith('//')) {
    href += '/.'; // or the path would be read as a host
  }
  const pathStart = href.length;
  href += parts.path;
  let searchStart = -1;
  let hashStart = -1;
  if (parts.query !== null) {
    searchStart = href.length;
    href += `?${parts.query}`;
  }
  if (parts.fragment !== null) {
    hashStart = href.length;
    href += `#${parts.fragment}`;
  }
  return new UrlRecord(href, protocolEnd, usernameEnd, hostStart, hostEnd, parts.port, pathStart,
                       searchStart, hashStart, parts.special);
}

// ---- the fast way ---------------------------------------------------------------------------------------------------

// What a character of a normal-form URL may be part of.
const IN_PATH = 2;
const IN_QUERY = 4;
const IN_FRAGMENT = 8;
const plain = new Uint8Array(128);

for (let c = 0x21; c < 0x7f; c++) {
  const text = String.fromCharCode(c);
  if (encodeSet(text, PATH) === text && text !== '\\') plain[c] |= IN_PATH;
  if (encodeSet(text, SPECIAL_QUERY) === text) plain[c] |= IN_QUERY;
  if (encodeSet(text, FRAGMENT) === text) plain[c] |= IN_FRAGMENT;
}

// Whether the path segment that starts at `i` could be '.' or '..' in some spelling.
function mayBeDots(input, i) {
  const c = input.charCodeAt(i);
  if (c === 37) return true;
  if (c !== 46) return false;
  const next = input.charCodeAt(i + 1);
  return !(next > 46 && next !== 47 && next !== 63) || next === 37;
}

// 'file:///path', which most file URLs are. A drive letter spelled 'C|' needs a closer look.
function parsePlainFile(input) {
  if (!input.startsWith('file:///') || input.charCodeAt(9) === 124 || !scanTail(input, 7)) return null;
  return new UrlRecord(input, 5, 7, 7, 7, -1, 7, tailSearch, tailHash, true);
}

// '/path?query#fragment' against the record of an http(s) URL.
function parsePlainPath(input, base) {
  if (input.charCodeAt(1) === 47 || !base.href.startsWith('http')) return null;
  if (!base.special || !scanTail(input, 0)) return null;
  const { pathStart } = base;
  return new UrlRecord(base.href.slice(0, pathStart) + input, base.protocolEnd, base.usernameEnd,
                       base.hostStart, base.hostEnd, base.port, pathStart,
                       tailSearch < 0 ? -1 : tailSearch + pathStart,
                       tailHash < 0 ? -1 : tailHash + pathStart, true);
}

// Where the last scanTail() that returned true found query and fragment; -1 for none.
let tailSearch = -1;
let tailHash = -1;

// Whether input[i...], which starts with '/', is a path, query and fragment in normal form.
function scanTail(input, i) {
  const length = input.length;
  tailSearch = tailHash = -1;
  for (; i < length; i++) {
    const c = input.charCodeAt(i);
    if (c > 127) return false;
    if ((plain[c] & IN_PATH) !== 0) {
      if (c === 47 && mayBeDots(input, i + 1)) return false;
      continue;
    }
    if (c !== 63 && c !== 35) return false;
    break;
  }
  if (i < length && input.charCodeAt(i) === 63) {
    tailSearch = i;
    for (i++; i < length; i++) {
      const c = input.charCodeAt(i);
      if (c > 127) return false;
      if ((plain[c] & IN_QUERY) === 0) break;
    }
    if (i < length && input.charCodeAt(i) !== 35) return false;
  }
  if (i < length) {
    tailHash = i;
    for (i++; i < length; i++) {
      const c = input.charCodeAt(i);
      if (c > 127 || (plain[c] & IN_FRAGMENT) === 0) return false;
    }
  }
  return true;
}

// ---- the whole way --------------------------------------------------------------------------------------------------

function isAlpha(c) {
  c |= 32;
  return c >= 97 && c <= 122;
}

function isSlash(c, special) {
  return c === 47 || (special && c === 92);
}

// 'C:' or 'C|' at `i`, alone or before a delimiter.
function startsWithDrive(input, i) {
  if (!isAlpha(input.charCodeAt(i))) return false;
  const second = input.charCodeAt(i + 1);
  if (second !== 58 && second !== 124) return false;
  if (i + 2 >= input.length) return true;
  const third = input.charCodeAt(i + 2);
  return third === 47 || third === 92 || third === 63 || third === 35;
}

function isNormalDrive(segment) {
  return segment.length === 2 && isAlpha(segment.charCodeAt(0)) && segment[1] === ':';
}

// Leading and trailing C0 controls and spaces go, tabs and newlines go everywhere.
function clean(input) {
  let start = 0;
  let end = input.length;
  while (start < end && input.charCodeAt(start) <= 32) start++;
  while (end > start && input.charCodeAt(end - 1) <= 32) end--;
  if (start > 0 || end < input.length) input = input.slice(start, end);
  for (let i = 0; i < input.length; i++) {
    const c = input.charCodeAt(i);
    if (c === 9 || c === 10 || c === 13) return input.replace(/[\t\n\r]/g, '');
  }
  return input;
}

// The end of a scheme ("scheme:") at the start of `input`: the index of ':', or -1.
function schemeEnd(input) {
  if (!isAlpha(input.charCodeAt(0))) return -1;
  for (let i = 1; i < input.length; i++) {
    const c = input.charCodeAt(i);
    if (c === 58) return i;
    if (!isAlpha(c) && !(c >= 48 && c <= 57) && c !== 43 && c !== 45 && c !== 46) return -1;
  }
  return -1;
}

const SINGLE_DOT = /^(?:\.|%2e)$/i;
const DOUBLE_DOT = /^(?:\.|%2e)(?:\.|%2e)$/i;

// Removes the last segment of a path ('/a/b' -> '/a'), but not a file URL's drive.
function shorten(path, scheme) {
  if (scheme === 'file' && path.lastIndexOf('/') === 0 && isNormalDrive(path.slice(1))) return path;
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '' : path.slice(0, slash);
}

function nextSlash(text, i, special) {
  for (; i < text.length; i++) {
    if (isSlash(text.charCodeAt(i), special)) return i;
  }
  return text.length;
}

// Whether the segments of `text` need no change.
function isPlainPath(text) {
  if (mayBeDots(text, 0)) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127 || (plain[c] & IN_PATH) === 0 || (c === 47 && mayBeDots(text, i + 1))) return false;
  }
  return true;
}

// The path state: appends the segments of `text` to `path`.
function appendPath(parts, path, text) {
  const { special, scheme } = parts;
  if (scheme !== 'file' && isPlainPath(text)) return `${path}/${text}`;
  let i = 0;
  for (;;) {
    const end = nextSlash(text, i, special);
    const segment = text.slice(i, end);
    const last = end === text.length;
    const dots = segment.length <= 6 && (segment[0] === '.' || segment[0] === '%');
    if (dots && DOUBLE_DOT.test(segment)) {
      path = shorten(path, scheme);
      if (last) path += '/';
    } else if (dots && SINGLE_DOT.test(segment)) {
      if (last) path += '/';
    } else {
      let out = encodeSet(segment, PATH);
      if (scheme === 'file' && path === '' && segment.length === 2 && startsWithDrive(segment, 0)) {
        out = `${out[0]}:`;
      }
      path += `/${out}`;
    }
    if (last) break;
    i = end + 1;
  }
  return path;
}

// The path start state, for the text between authority and query.
function setPath(parts, text) {
  if (parts.special) {
    parts.path = appendPath(parts, '', isSlash(text.charCodeAt(0), true) ? text.slice(1) : text);
  } else if (text === '') {
    parts.path = '';
  } else {
    parts.path = appendPath(parts, '', text[0] === '/' ? text.slice(1) : text);
  }
}

function setCredentials(parts, text) {
  const colon = text.indexOf(':');
  parts.username = encodeSet(colon < 0 ? text : text.slice(0, colon), USERINFO);
  parts.password = colon < 0 ? '' : encodeSet(text.slice(colon + 1), USERINFO);
}

// The ':' between host and port, not one inside brackets; -1 for none.
function portColon(text) {
  let bracket = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 91) bracket = true;
    else if (c === 93) bracket = false;
    else if (c === 58 && !bracket) return i;
  }
  return -1;
}

// A port's number, -1 for the scheme's default or none, NaN on failure.
function parsePort(text, scheme) {
  if (text === '') return -1;
  if (!/^[0-9]+$/.test(text)) return NaN;
  const port = Number(text);
  if (port > 65535) return NaN;
  return specialPort(scheme) === port ? -1 : port;
}

// credentials@host:port. False on failure.
function setAuthority(parts, text) {
  const at = text.lastIndexOf('@');
  if (at >= 0) {
    setCredentials(parts, text.slice(0, at));
    text = text.slice(at + 1);
    if (text === '') return false;
  }
  const colon = portColon(text);
  const hostText = colon < 0 ? text : text.slice(0, colon);
  if (hostText === '' && (parts.special || colon >= 0)) return false;
  const host = parseHost(hostText, parts.special);
  if (host === null) return false;
  parts.host = host;
  if (colon >= 0) {
    parts.port = parsePort(text.slice(colon + 1), parts.scheme);
    if (parts.port !== parts.port) return false;
  }
  return true;
}

function setQuery(parts, text) {
  parts.query = encodeSet(text, parts.special ? SPECIAL_QUERY : QUERY);
}

// An opaque path keeps its spaces, but the last one before a query or a fragment.
function setOpaquePath(parts, text, followed) {
  parts.opaque = true;
  let path = encodeSet(text, C0);
  if (followed && path.endsWith(' ')) path = `${path.slice(0, -1)}%20`;
  parts.path = path;
}

// Authority and path after '//'.
function parseAuthorityAndPath(parts, text, i) {
  let end = i;
  for (; end < text.length; end++) {
    if (isSlash(text.charCodeAt(end), parts.special)) break;
  }
  if (!setAuthority(parts, text.slice(i, end))) return false;
  setPath(parts, text.slice(end));
  return true;
}

// The file states. `text` is what follows 'file:' (or the whole input with a file base), without query and fragment.
function parseFile(parts, text, base, query) {
  parts.host = '';
  const c = text.charCodeAt(0);
  const fileBase = base !== null && base.scheme === 'file' ? base : null;
  if (isSlash(c, true)) {
    if (isSlash(text.charCodeAt(1), true)) return parseFileHost(parts, text);
    let path = '';
    if (fileBase !== null) {
      parts.host = fileBase.host;
      const drive = fileBase.path.slice(1, 3);
      if (!startsWithDrive(text, 1) && isNormalDrive(drive) &&
          (fileBase.path.length === 3 || fileBase.path[3] === '/')) {
        path = `/${drive}`;
      }
    }
    parts.path = appendPath(parts, path, text.slice(1));
    return true;
  }
  if (fileBase === null) {
    setPath(parts, text);
    return true;
  }
  parts.host = fileBase.host;
  if (text === '') {
    parts.path = fileBase.path;
    if (query === null) parts.query = fileBase.query;
    return true;
  }
  parts.path = appendPath(parts, startsWithDrive(text, 0) ? '' : shorten(fileBase.path, 'file'), text);
  return true;
}

function parseFileHost(parts, text) {
  const end = nextSlash(text, 2, true);
  const hostText = text.slice(2, end);
  if (hostText.length === 2 && startsWithDrive(hostText, 0)) {
    parts.path = appendPath(parts, '', text.slice(2));
    return true;
  }
  if (hostText !== '') {
    const host = parseHost(hostText, true);
    if (host === null) return false;
    parts.host = host === 'localhost' ? '' : host;
  }
  setPath(parts, text.slice(end));
  return true;
}

// The relative states: no scheme of its own, or the base's special scheme without '//'.
function parseRelative(parts, text, base, query) {
  const { special } = base;
  parts.scheme = base.scheme;
  parts.special = special;
  if (isSlash(text.charCodeAt(0), special)) {
    if (isSlash(text.charCodeAt(1), special)) {
      return parseAuthorityAndPath(parts, text, special ? skipSlashes(text, 2) : 2);
    }
    copyAuthority(parts, base);
    parts.path = appendPath(parts, '', text.slice(1));
    return true;
  }
  copyAuthority(parts, base);
  if (text === '') {
    parts.path = base.path;
    if (query === null) parts.query = base.query;
    return true;
  }
  parts.path = appendPath(parts, shorten(base.path, base.scheme), text);
  return true;
}

function copyAuthority(parts, base) {
  parts.username = base.username;
  parts.password = base.password;
  parts.host = base.host;
  parts.port = base.port;
}

function skipSlashes(text, i) {
  while (isSlash(text.charCodeAt(i), true)) i++;
  return i;
}

// What follows "scheme:". False on failure.
function parseAbsolute(parts, text, base, query, followed) {
  const { scheme } = parts;
  if (scheme === 'file') return parseFile(parts, text, base, query);
  if (parts.special) {
    const slashes = text.startsWith('//');
    if (base !== null && base.scheme === scheme && !slashes) {
      return parseRelative(parts, text, base, query);
    }
    return parseAuthorityAndPath(parts, text, skipSlashes(text, 0));
  }
  if (text[0] === '/') {
    if (text[1] === '/') return parseAuthorityAndPath(parts, text, 2);
    parts.path = appendPath(parts, '', text.slice(1));
    return true;
  }
  setOpaquePath(parts, text, followed);
  return true;
}

function parseParts(input, baseRecord) {
  input = clean(input);
  const parts = new Parts();
  let text = input;
  const hash = text.indexOf('#');
  if (hash >= 0) {
    parts.fragment = encodeSet(text.slice(hash + 1), FRAGMENT);
    text = text.slice(0, hash);
  }
  const question = text.indexOf('?');
  let query = null;
  if (question >= 0) {
    query = text.slice(question + 1);
    text = text.slice(0, question);
  }
  const base = baseRecord === null ? null : toParts(baseRecord);
  const colon = schemeEnd(text);
  let ok;
  if (colon >= 0) {
    parts.scheme = text.slice(0, colon).toLowerCase();
    parts.special = specialPort(parts.scheme) !== undefined;
    ok = parseAbsolute(parts, text.slice(colon + 1), base, query, query !== null || hash >= 0);
  } else if (base === null) {
    return null;
  } else if (base.opaque) {
    if (text !== '' || query !== null || hash < 0) return null;
    base.fragment = parts.fragment;
    return base;
  } else if (base.scheme === 'file') {
    parts.scheme = 'file';
    parts.special = true;
    ok = parseFile(parts, text, base, query);
  } else {
    ok = parseRelative(parts, text, base, query);
  }
  if (!ok) return null;
  if (query !== null) setQuery(parts, query);
  return parts;
}

let resolve; // the C half; loaded with the first URL that needs it
let blank;
const offsets = new Int32Array(8);

function load() {
  ({ resolve } = binding('url'));
  ({ blank } = require('internal/blank_string'));
}

// What C makes of `input`: the usual URLs. Null where it leaves it to parseParts().
function parseUsual(input, base) {
  if (resolve === undefined) load();
  const href = base !== null && base.special && !base.href.startsWith('file:') ?
    resolve(input, offsets, blank(), base.href, base.pathStart, pathEnd(base)) : resolve(input, offsets, blank());
  if (href === undefined) return null;
  if (offsets[0] !== 0) {
    return new UrlRecord(href, offsets[0], offsets[1], offsets[2], offsets[3], offsets[4], offsets[5], offsets[6], offsets[7], true);
  }
  return new UrlRecord(href, base.protocolEnd, base.usernameEnd, base.hostStart, base.hostEnd, base.port, offsets[5], offsets[6],
                       offsets[7], true);
}

// The record of `input` (relative to the record `base`, which may be null), or null where it is not valid.
function parse(input, base) {
  const first = input.charCodeAt(0);
  const record = first === 102 ? parsePlainFile(input) : first === 47 && base !== null ? parsePlainPath(input, base) : null;
  return record ?? parseUsual(input, base) ?? parseUnusual(input, base);
}

function parseUnusual(input, base) {
  const parts = parseParts(input, base);
  return parts === null ? null : serialize(parts);
}

// Whether parse() would give a record.
function isValid(input) {
  if (resolve === undefined) load();
  return resolve(input) === true || parse(input, null) !== null;
}

module.exports = {
  UrlRecord, Parts, parse, isValid, toParts, serialize, specialPort,
  hasAuthority, hasOpaquePath, usernameOf, passwordOf, hostnameOf, pathEnd, searchEnd,
  setPath, setQuery, parsePort, portColon, isSlash, schemeEnd,
};
