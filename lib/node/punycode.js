// SPDX-License-Identifier: MIT
// node:punycode (deprecated): Punycode of RFC 3492, and host names label by label.
'use strict';

const INT_MAX = 0x7fffffff;
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;

const OVERFLOW = 'Overflow: input needs wider integers to process';
const INVALID = 'Invalid input';
const NOT_BASIC = 'Illegal input >= 0x80 (not a basic code point)';

function adapt(delta, points, first) {
  delta = first ? Math.floor(delta / DAMP) : delta >> 1;
  delta += Math.floor(delta / points);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) delta = Math.floor(delta / (BASE - T_MIN));
  return k + Math.floor((BASE - T_MIN + 1) * delta / (delta + SKEW));
}

function threshold(k, bias) {
  if (k <= bias) return T_MIN;
  return k >= bias + T_MAX ? T_MAX : k - bias;
}

// A digit's value, BASE where it is none.
function digitValue(c) {
  if (c >= 48 && c <= 57) return c - 22;
  c |= 32;
  return c >= 97 && c <= 122 ? c - 97 : BASE;
}

function digitText(digit) {
  return String.fromCharCode(digit < 26 ? digit + 97 : digit + 22);
}

function ucs2decode(string) {
  const points = [];
  for (let i = 0; i < string.length; i++) {
    const point = string.codePointAt(i);
    if (point > 0xffff) i++;
    points.push(point);
  }
  return points;
}

function ucs2encode(codePoints) {
  let out = '';
  for (const point of codePoints) out += String.fromCodePoint(point);
  return out;
}

function decode(input) {
  const output = [];
  let basic = input.lastIndexOf('-');
  if (basic < 0) basic = 0;
  for (let j = 0; j < basic; j++) {
    if (input.charCodeAt(j) >= 0x80) throw new RangeError(NOT_BASIC);
    output.push(input.charCodeAt(j));
  }
  let n = INITIAL_N;
  let i = 0;
  let bias = INITIAL_BIAS;
  for (let index = basic > 0 ? basic + 1 : 0; index < input.length;) {
    const before = i;
    for (let w = 1, k = BASE; ; k += BASE) {
      if (index >= input.length) throw new RangeError(INVALID);
      const digit = digitValue(input.charCodeAt(index++));
      if (digit >= BASE) throw new RangeError(INVALID);
      if (digit > Math.floor((INT_MAX - i) / w)) throw new RangeError(OVERFLOW);
      i += digit * w;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (w > Math.floor(INT_MAX / (BASE - t))) throw new RangeError(OVERFLOW);
      w *= BASE - t;
    }
    const count = output.length + 1;
    bias = adapt(i - before, count, before === 0);
    if (Math.floor(i / count) > INT_MAX - n) throw new RangeError(OVERFLOW);
    n += Math.floor(i / count);
    i %= count;
    output.splice(i++, 0, n);
  }
  return ucs2encode(output);
}

function encodeDelta(delta, bias) {
  let out = '';
  let q = delta;
  for (let k = BASE; ; k += BASE) {
    const t = threshold(k, bias);
    if (q < t) break;
    out += digitText(t + (q - t) % (BASE - t));
    q = Math.floor((q - t) / (BASE - t));
  }
  return out + digitText(q);
}

function encode(input) {
  const points = ucs2decode(input);
  let output = '';
  for (const point of points) {
    if (point < 0x80) output += String.fromCharCode(point);
  }
  const basic = output.length;
  let handled = basic;
  if (basic > 0) output += '-';
  let n = INITIAL_N;
  let delta = 0;
  let bias = INITIAL_BIAS;
  while (handled < points.length) {
    let next = INT_MAX;
    for (const point of points) {
      if (point >= n && point < next) next = point;
    }
    if (next - n > Math.floor((INT_MAX - delta) / (handled + 1))) throw new RangeError(OVERFLOW);
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n && ++delta > INT_MAX) throw new RangeError(OVERFLOW);
      if (point === n) {
        output += encodeDelta(delta, bias);
        bias = adapt(delta, handled + 1, handled === basic);
        delta = 0;
        handled++;
      }
    }
    delta++;
    n++;
  }
  return output;
}

// Applies `convert` to every label of a host name; what precedes '@' in a mail address stays.
function mapLabels(text, convert) {
  let prefix = '';
  const parts = text.split('@');
  if (parts.length > 1) {
    prefix = `${parts[0]}@`;
    text = parts[1];
  }
  const labels = text.replace(/[\u3002\uff0e\uff61]/g, '.').split('.');
  return prefix + labels.map(convert).join('.');
}

function toUnicode(input) {
  return mapLabels(input, (label) =>
    (/^xn--/.test(label) ? decode(label.slice(4).toLowerCase()) : label));
}

function toASCII(input) {
  return mapLabels(input, (label) => (/[^\0-\x7f]/.test(label) ? `xn--${encode(label)}` : label));
}

module.exports = {
  version: '2.1.0',
  ucs2: { decode: ucs2decode, encode: ucs2encode },
  decode,
  encode,
  toASCII,
  toUnicode,
};

require('internal/url/legacy_warnings').warnPunycode();
