// SPDX-License-Identifier: MIT
//
// The text of a .env file as an object: `KEY=value`, quotes of three kinds that may span lines, comments, `export`.

const kSpaces = /[^\S\n]*/y;
const kBlank = /[ \t\n]*/y; // what may stand before a value, unless the line ends at once
const kEnd = /[ \t\n]+$/;
const kAround = /^[ \t]+|[ \t]+$/g;
const kKey = /(?:export[^\S\n]+(?=[^\s=]))?([^\s=][^=\n]*?)[^\S\n]*=/y;

function skipLine(text, i) {
  const end = text.indexOf('\n', i);
  return end === -1 ? text.length : end + 1;
}

function skipSpaces(text, i) {
  kSpaces.lastIndex = i;
  kSpaces.exec(text);
  return kSpaces.lastIndex;
}

// [value, index after it]
function readValue(text, i) {
  const quote = text[i];
  const isQuote = quote === '"' || quote === "'" || quote === '`';
  if (isQuote) {
    const end = text.indexOf(quote, i + 1);
    if (end !== -1) {
      const value = text.slice(i + 1, end);
      return [quote === '"' ? value.replaceAll('\\n', '\n') : value, skipLine(text, end)];
    }
    // A quote that never closes stands for itself, with the rest of its line.
  }
  let end = text.indexOf('\n', i);
  if (end === -1) end = text.length;
  let value = text.slice(i, end);
  if (isQuote) return [value, end + 1];
  const comment = value.indexOf('#');
  if (comment !== -1) value = value.slice(0, comment);
  return [value.replace(kAround, ''), end + 1];
}

// In the order of their keys, as Node keeps them.
function sorted(values) {
  const result = { __proto__: null };
  const { Buffer } = require('buffer');
  for (const key of [...values.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) result[key] = values.get(key);
  return result;
}

function parse(content) {
  const text = content.replaceAll('\r', '').replace(kEnd, '');
  const result = new Map();
  let i = 0;
  while (i < text.length) {
    i = skipSpaces(text, i);
    if (text[i] === '\n' || text[i] === '=') {
      i++;
      continue;
    }
    kKey.lastIndex = i;
    const match = text[i] === '#' ? null : kKey.exec(text);
    if (match === null) {
      i = skipLine(text, i);
      continue;
    }
    i = kKey.lastIndex;
    if (text[i] !== '\n') {
      kBlank.lastIndex = i;
      kBlank.exec(text);
      i = kBlank.lastIndex;
    }
    const { 0: value, 1: next } = readValue(text, i);
    result.set(match[1], value);
    i = next;
  }
  return sorted(result);
}

module.exports = { parse };
