// SPDX-License-Identifier: MIT
// Percent-encoding as the URL Standard defines it: the encode sets as bits of one table, and UTF-8 in both directions.
'use strict';

const { fromCharCode } = String;

// Bits of `table`: a code point whose bit is set must be encoded in that part. Code points above 0x7f always are.
const C0 = 1;
const FRAGMENT = 2;
const QUERY = 4;
const SPECIAL_QUERY = 8;
const PATH = 16;
const USERINFO = 32;
const FORBIDDEN_HOST = 64;
const FORBIDDEN_DOMAIN = 128;

const table = new Uint8Array(128);

function mark(bits, text) {
  for (let i = 0; i < text.length; i++) table[text.charCodeAt(i)] |= bits;
}

for (let c = 0; c < 128; c++) {
  if (c < 0x20 || c === 0x7f) table[c] = 63 | FORBIDDEN_DOMAIN;
}
mark(FRAGMENT, ' "<>`');
mark(QUERY | SPECIAL_QUERY, ' "#<>');
mark(SPECIAL_QUERY, "'");
mark(PATH, ' "#<>?^`{}');
mark(USERINFO, ' "#<>?^`{}/:;=@[\\]|');
mark(FORBIDDEN_HOST | FORBIDDEN_DOMAIN, '\0\t\n\r #/:<>?@[\\]^|');
mark(FORBIDDEN_DOMAIN, '%');

const HEX = '0123456789ABCDEF';
const encodedByte = [];
for (let i = 0; i < 256; i++) encodedByte.push(`%${HEX[i >> 4]}${HEX[i & 15]}`);

// The percent-encoded UTF-8 of one code point (a lone surrogate counts as U+FFFD).
function encodeCodePoint(c) {
  if (c < 0x80) return encodedByte[c];
  if (c < 0x800) return encodedByte[0xc0 | c >> 6] + encodedByte[0x80 | c & 63];
  if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
  const last = encodedByte[0x80 | c >> 6 & 63] + encodedByte[0x80 | c & 63];
  if (c < 0x10000) return encodedByte[0xe0 | c >> 12] + last;
  return encodedByte[0xf0 | c >> 18] + encodedByte[0x80 | c >> 12 & 63] + last;
}

// `text` with every code point of the set `bit` percent-encoded. The same string where there is none.
function encodeSet(text, bit) {
  const length = text.length;
  let i = 0;
  for (; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0x7f || (table[c] & bit) !== 0) break;
  }
  if (i === length) return text;
  let out = text.slice(0, i);
  let clean = i; // where the run that needs no encoding starts
  while (i < length) {
    const c = text.charCodeAt(i);
    if (c <= 0x7f && (table[c] & bit) === 0) {
      i++;
      continue;
    }
    if (clean < i) out += text.slice(clean, i);
    const point = c < 0xd800 || c > 0xdfff ? c : text.codePointAt(i);
    out += encodeCodePoint(point);
    i += point > 0xffff ? 2 : 1;
    clean = i;
  }
  return clean < length ? out + text.slice(clean) : out;
}

function hexValue(c) {
  if (c >= 48 && c <= 57) return c - 48;
  c |= 32;
  return c >= 97 && c <= 102 ? c - 87 : -1;
}

// The byte that '%xy' at `i` stands for, or -1.
function byteAt(text, i) {
  if (i + 2 >= text.length) return -1;
  const high = hexValue(text.charCodeAt(i + 1));
  const low = hexValue(text.charCodeAt(i + 2));
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

// The UTF-8 bytes of `text`, with '%xy' decoded.
function percentDecodeBytes(text) {
  const bytes = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 37) {
      const byte = byteAt(text, i);
      if (byte >= 0) {
        bytes.push(byte);
        i += 2;
        continue;
      }
    }
    if (c < 0x80) {
      bytes.push(c);
      continue;
    }
    let point = text.codePointAt(i);
    if (point > 0xffff) i++;
    else if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
    pushUtf8(bytes, point);
  }
  return bytes;
}

function pushUtf8(bytes, c) {
  if (c < 0x800) {
    bytes.push(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) bytes.push(0xe0 | c >> 12);
    else bytes.push(0xf0 | c >> 18, 0x80 | c >> 12 & 63);
    bytes.push(0x80 | c >> 6 & 63);
  }
  bytes.push(0x80 | c & 63);
}

// UTF-8 as the Encoding Standard decodes it without a BOM: each maximal ill-formed part becomes U+FFFD.
function decodeUtf8(bytes) {
  let out = '';
  let point = 0;
  let needed = 0;
  let lower = 0x80;
  let upper = 0xbf;
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i];
    if (needed > 0) {
      if (b < lower || b > upper) {
        out += '\ufffd';
        needed = 0;
        i--; // this byte is looked at again, as a first one
      } else {
        point = point << 6 | b & 63;
        if (--needed === 0) out += String.fromCodePoint(point);
      }
      lower = 0x80;
      upper = 0xbf;
    } else if (b < 0x80) {
      out += fromCharCode(b);
    } else if (b >= 0xc2 && b <= 0xf4) {
      needed = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
      point = b & (b < 0xe0 ? 31 : b < 0xf0 ? 15 : 7);
      if (b === 0xe0) lower = 0xa0;
      else if (b === 0xed) upper = 0x9f;
      else if (b === 0xf0) lower = 0x90;
      else if (b === 0xf4) upper = 0x8f;
    } else {
      out += '\ufffd';
    }
  }
  return needed > 0 ? `${out}\ufffd` : out;
}

// '%xy' decoded as UTF-8; ill-formed sequences become U+FFFD, stray '%' stay.
function percentDecode(text) {
  if (!text.includes('%')) return text;
  return decodeUtf8(percentDecodeBytes(text));
}

// ToString with the message that programs know for symbols.
function toText(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
}

module.exports = {
  toText, C0, FRAGMENT, QUERY, SPECIAL_QUERY, PATH, USERINFO, FORBIDDEN_HOST, FORBIDDEN_DOMAIN,
  table, encodedByte, encodeCodePoint, encodeSet, hexValue, byteAt, percentDecodeBytes,
  decodeUtf8, percentDecode,
};
