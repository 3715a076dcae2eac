// SPDX-License-Identifier: MIT
//
// Texts of strings, numbers and the other primitives in util.inspect.

const kMinLineWidth = 16;

// Code unit -> escape, for control characters, quotes and the backslash.
const meta = [];
for (let i = 0; i < 0xa0; i++) {
  meta.push(i < 32 || i >= 127 ? `\\x${i.toString(16).toUpperCase().padStart(2, '0')}` : '');
}
meta[8] = '\\b';
meta[9] = '\\t';
meta[10] = '\\n';
meta[12] = '\\f';
meta[13] = '\\r';
meta[39] = "\\'";
meta[92] = '\\\\';

/* eslint-disable no-control-regex */
// No lookbehind: the engine compiles regular expressions without it to machine code.
const suspicious = /[\x00-\x1f\x27\x5c\x7f-\x9f\ud800-\udfff]/;
const specialButQuoteAll = /[\x00-\x1f\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const specialAll = new RegExp(`[\\x27]|${specialButQuoteAll.source}`, 'g');

function escapeUnit(unit) {
  const code = unit.charCodeAt(0);
  return code < meta.length ? meta[code] : `\\u${code.toString(16)}`;
}

const kShort = 16;

// Whether some of it may have to be escaped: short texts are looked at here, which is cheaper than asking the regular expression.
function isSuspicious(text) {
  const { length } = text;
  if (length > kShort) return suspicious.test(text);
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || c > 126 || c === 39 || c === 92) return suspicious.test(text);
  }
  return false;
}

// In quotes: single ones, unless the text holds some and no other kind.
function strEscape(text) {
  if (!isSuspicious(text)) return `'${text}'`;
  if (!text.includes("'")) return `'${text.replace(specialButQuoteAll, escapeUnit)}'`;
  let quote = "'";
  if (!text.includes('"')) quote = '"';
  else if (!text.includes('`') && !text.includes('${')) quote = '`';
  return quote + text.replace(quote === "'" ? specialAll : specialButQuoteAll, escapeUnit) + quote;
}

function groupDigits(digits) {
  const start = digits.startsWith('-') ? 1 : 0;
  let out = '';
  let end = digits.length;
  for (; end >= start + 4; end -= 3) out = `_${digits.slice(end - 3, end)}${out}`;
  return end === digits.length ? digits : digits.slice(0, end) + out;
}

function groupFraction(digits) {
  let out = '';
  let i = 0;
  for (; i < digits.length - 3; i += 3) out += `${digits.slice(i, i + 3)}_`;
  return i === 0 ? digits : out + digits.slice(i);
}

function formatNumber(stylize, number, numericSeparator) {
  const text = `${number}`;
  if (!numericSeparator) return stylize(number === 0 && 1 / number < 0 ? '-0' : text, 'number');
  if (Number.isInteger(number)) return stylize(text.includes('e') ? text : groupDigits(text), 'number');
  if (!Number.isFinite(number)) return stylize(text, 'number');
  // Small fractions have no point: 1e-7 becomes 1e-.1e-_7, as in Node.
  const point = text.indexOf('.');
  return stylize(`${groupDigits(text.slice(0, point))}.${groupFraction(text.slice(point + 1))}`, 'number');
}

function formatBigInt(stylize, bigint, numericSeparator) {
  const text = String(bigint);
  return stylize(`${numericSeparator ? groupDigits(text) : text}n`, 'bigint');
}

function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    const remaining = value.length - ctx.maxStringLength;
    value = value.slice(0, ctx.maxStringLength);
    trailer = `... ${remaining} more character${remaining > 1 ? 's' : ''}`;
  }
  if (ctx.compact !== true && value.length > kMinLineWidth && value.length > ctx.breakLength - ctx.indentationLvl - 4) {
    const lines = value.split(/(?<=\n)/).map((line) => stylize(strEscape(line), 'string'));
    return lines.join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
  }
  return stylize(strEscape(value), 'string') + trailer;
}

function formatPrimitive(stylize, value, ctx) {
  switch (typeof value) {
    case 'string': return formatString(stylize, value, ctx);
    case 'number': return formatNumber(stylize, value, ctx.numericSeparator);
    case 'bigint': return formatBigInt(stylize, value, ctx.numericSeparator);
    case 'boolean': return stylize(`${value}`, 'boolean');
    case 'undefined': return stylize('undefined', 'undefined');
    default: return stylize(Symbol.prototype.toString.call(value), 'symbol');
  }
}

// Text for a key or symbol: control characters escaped, no quotes.
function escapeName(text) {
  return text.replace(specialButQuoteAll, escapeUnit);
}

module.exports = { escapeName, formatBigInt, formatNumber, formatPrimitive, strEscape };
