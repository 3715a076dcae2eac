// SPDX-License-Identifier: MIT
// Hosts as the URL Standard parses and writes them: domains, IPv4 and IPv6 addresses, opaque hosts. Every parser returns the
// serialized host, or null on failure.
'use strict';

const { C0, FORBIDDEN_HOST, FORBIDDEN_DOMAIN, table, encodeSet, percentDecode } =
  require('internal/url/encode');

let idna; // the C half; loaded when the first host that is not plain ASCII comes

function domainToASCII(domain) {
  idna ??= binding('url');
  return idna.domainToASCII(domain);
}

function domainToUnicode(domain) {
  idna ??= binding('url');
  return idna.domainToUnicode(domain);
}

const inPlainHost = new Uint8Array(128); // a-z 0-9 . -
for (const c of 'abcdefghijklmnopqrstuvwxyz0123456789.-') inPlainHost[c.charCodeAt(0)] = 1;

// Where the host that starts at `start` ends, or -1 where it is empty or needs a closer look ('xn--', a number as last label).
function plainHostEnd(input, start) {
  const length = input.length;
  let label = start;
  let i = start;
  for (; i < length; i++) {
    const c = input.charCodeAt(i);
    if (c > 127) return -1;
    if (inPlainHost[c] === 0) break;
    if (c === 46) label = i + 1;
    else if (c === 45 && input.charCodeAt(i + 1) === 45) return -1;
  }
  if (i === start || label === i) return -1;
  const first = input.charCodeAt(label);
  return first >= 48 && first <= 57 ? -1 : i;
}

function hasAny(text, bit) {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 128 && (table[c] & bit) !== 0) return true;
  }
  return false;
}

function isAscii(text) {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return false;
  }
  return true;
}

// ---- IPv4 -----------------------------------------------------------------------------------------------------------

// A part of an IPv4 address: decimal, 0x hexadecimal or 0 octal. NaN where it is none.
function parseIPv4Number(text) {
  if (text === '') return NaN;
  if (/^0[xX][0-9a-fA-F]*$/.test(text)) return text.length === 2 ? 0 : parseInt(text, 16);
  if (/^0[0-7]*$/.test(text)) return text.length === 1 ? 0 : parseInt(text, 8);
  return /^[1-9][0-9]*$/.test(text) ? Number(text) : NaN;
}

// Whether the last label (not counting one trailing dot) is a number; such a host must be an IPv4 address.
function endsInNumber(domain) {
  const parts = domain.split('.');
  if (parts[parts.length - 1] === '') {
    if (parts.length === 1) return false;
    parts.pop();
  }
  const last = parts[parts.length - 1];
  return /^(?:[0-9]+|0[xX][0-9a-fA-F]*)$/.test(last);
}

function parseIPv4(domain) {
  const parts = domain.split('.');
  if (parts.length > 1 && parts[parts.length - 1] === '') parts.pop();
  if (parts.length > 4) return null;
  const numbers = [];
  for (const part of parts) {
    const n = parseIPv4Number(part);
    if (n !== n) return null;
    numbers.push(n);
  }
  const last = numbers.length - 1;
  for (let i = 0; i < last; i++) {
    if (numbers[i] > 255) return null;
  }
  if (numbers[last] >= 256 ** (4 - last)) return null;
  let address = numbers[last];
  for (let i = 0; i < last; i++) address += numbers[i] * 256 ** (3 - i);
  return `${address / 0x1000000 >>> 0}.${address >>> 16 & 255}.${address >>> 8 & 255}.${address & 255}`;
}

// ---- IPv6 -----------------------------------------------------------------------------------------------------------

function isDigit(c) {
  return c >= 48 && c <= 57;
}

// The two pieces of the dotted part that ends an IPv6 address, written at pieces[at]. False on failure.
function parseEmbeddedIPv4(text, start, pieces, at) {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.slice(start));
  if (match === null || at > 6) return false;
  for (let i = 1; i <= 4; i++) {
    if (match[i].length > 1 && match[i][0] === '0') return false;
    const n = Number(match[i]);
    if (n > 255) return false;
    const piece = at + (i > 2 ? 1 : 0);
    pieces[piece] = pieces[piece] * 256 + n;
  }
  return true;
}

function parseIPv6Pieces(text) {
  const pieces = [0, 0, 0, 0, 0, 0, 0, 0];
  let count = 0;
  let compress = -1;
  let i = 0;
  if (text.startsWith('::')) {
    i = 2;
    compress = 0;
  } else if (text[0] === ':') {
    return null;
  }
  while (i < text.length) {
    if (count === 8) return null;
    if (text[i] === ':') {
      if (compress !== -1 || count === 0) return null;
      i++;
      compress = count;
      continue;
    }
    const digits = /^[0-9a-fA-F]{0,4}/.exec(text.slice(i, i + 4))[0].length;
    if (text[i + digits] === '.') {
      if (digits === 0 || !parseEmbeddedIPv4(text, i, pieces, count)) return null;
      count += 2;
      i = text.length;
      break;
    }
    if (digits === 0) return null;
    pieces[count++] = parseInt(text.slice(i, i + digits), 16);
    i += digits;
    if (i === text.length) break;
    if (text[i] !== ':' || ++i === text.length) return null;
  }
  if (compress === -1) return count === 8 ? pieces : null;
  if (count === 8) return null;
  return expandPieces(pieces, count, compress);
}

// '::' stands for the zeros that make the pieces eight.
function expandPieces(pieces, count, compress) {
  const tail = pieces.slice(compress, count);
  const zeros = new Array(8 - count).fill(0);
  return [...pieces.slice(0, compress), ...zeros, ...tail];
}

// The first longest run of at least two zeros, which '::' abbreviates: [start, length].
function longestZeros(pieces) {
  let best = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && pieces[j] === 0) j++;
    if (j - i > best[1]) best = [i, j - i];
    if (j > i) i = j;
  }
  return best;
}

function parseIPv6(text) {
  const pieces = parseIPv6Pieces(text);
  if (pieces === null) return null;
  const [start, length] = longestZeros(pieces);
  let out = '[';
  for (let i = 0; i < 8; i++) {
    if (i === start) {
      out += i === 0 ? '::' : ':';
      i += length - 1;
      continue;
    }
    out += pieces[i].toString(16);
    if (i < 7) out += ':';
  }
  return `${out}]`;
}

// ---- hosts ----------------------------------------------------------------------------------------------------------

// An ASCII domain maps to itself in lower case, unless a label may be Punycode.
function toAsciiDomain(domain) {
  if (isAscii(domain)) {
    const lower = domain.toLowerCase();
    if (!lower.includes('xn--')) return lower;
  }
  return domainToASCII(domain.toWellFormed());
}

// As toLowerCase(), but the same string where it has no capital: the usual host.
function lowerCase(text) {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127 || (c >= 65 && c <= 90)) return text.toLowerCase();
  }
  return text;
}

function parseDomain(text) {
  const lower = lowerCase(text);
  if (plainHostEnd(lower, 0) === lower.length && isAscii(text)) return lower;
  let domain = percentDecode(text);
  domain = toAsciiDomain(domain);
  if (domain === '' || hasAny(domain, FORBIDDEN_DOMAIN)) return null;
  return endsInNumber(domain) ? parseIPv4(domain) : domain;
}

// `special`: the host of an http, https, ws, wss, ftp or file URL.
function parseHost(text, special) {
  if (text.charCodeAt(0) === 91) {
    return text.charCodeAt(text.length - 1) === 93 ? parseIPv6(text.slice(1, -1)) : null;
  }
  if (special) return parseDomain(text);
  return hasAny(text, FORBIDDEN_HOST) ? null : encodeSet(text, C0);
}

// The host name of url.parse(): ASCII stays as it is, other names become ASCII; '' where they are not valid.
function legacyToASCII(hostname) {
  return isAscii(hostname) ? hostname : domainToASCII(hostname.toWellFormed());
}

module.exports = { plainHostEnd, parseHost, legacyToASCII, domainToASCII, domainToUnicode, isDigit };
