// SPDX-License-Identifier: MIT
// Escaping of text for query strings and for the parts of legacy URLs: like encodeURIComponent, with a table of what stays.
'use strict';

const { codes: { ERR_INVALID_URI } } = require('internal/errors');
const { encodeCodePoint, encodedByte } = require('internal/url/encode');

// A table with 1 for each ASCII character that stays: letters, digits and those of `others`.
function safeTable(others) {
  const table = new Int8Array(128);
  for (let c = 0; c < 128; c++) {
    const text = String.fromCharCode(c);
    if (/[A-Za-z0-9]/.test(text) || others.includes(text)) table[c] = 1;
  }
  return table;
}

// Percent-encodes what `safe` does not hold. A high surrogate takes the next unit as its partner, whatever that is; one at the end
// is a URIError.
function encodeStr(text, safe) {
  const length = text.length;
  let out = '';
  let clean = 0;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 128 && safe[c] === 1) continue;
    if (clean < i) out += text.slice(clean, i);
    if (c < 128) {
      out += encodedByte[c];
    } else if (c < 0xd800 || c > 0xdfff) {
      out += encodeCodePoint(c);
    } else {
      if (++i >= length) throw new ERR_INVALID_URI();
      out += encodeCodePoint(0x10000 + ((c & 0x3ff) << 10 | text.charCodeAt(i) & 0x3ff));
    }
    clean = i + 1;
  }
  if (clean === 0) return text;
  return clean < length ? out + text.slice(clean) : out;
}

module.exports = { safeTable, encodeStr };
