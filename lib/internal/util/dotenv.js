// SPDX-License-Identifier: MIT
//
// The text of a .env file as an object: `KEY=value`, quotes of three kinds that may span lines, comments, `export`.

const kSpaces = /[^\S\n]*/y;
const kKey = /(?:export[^\S\n]+)?([^\s=#][^=\n]*?)[^\S\n]*=/y;

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
  if (quote === '"' || quote === "'" || quote === '`') {
    const end = text.indexOf(quote, i + 1);
    if (end !== -1) {
      const value = text.slice(i + 1, end);
      return [quote === '"' ? value.replaceAll('\\n', '\n') : value, skipLine(text, end)];
    }
    // A quote that never closes stands for itself, on its line.
  }
  let end = text.indexOf('\n', i);
  if (end === -1) end = text.length;
  let value = text.slice(i, end);
  const comment = value.indexOf('#');
  if (comment !== -1) value = value.slice(0, comment);
  return [value.trim(), end + 1];
}

function parse(content) {
  const text = content.replace(/\r\n?/g, '\n');
  const result = { __proto__: null };
  let i = 0;
  while (i < text.length) {
    i = skipSpaces(text, i);
    if (text[i] === '\n') {
      i++;
      continue;
    }
    kKey.lastIndex = i;
    const match = text[i] === '#' ? null : kKey.exec(text);
    if (match === null) {
      i = skipLine(text, i);
      continue;
    }
    i = skipSpaces(text, kKey.lastIndex);
    const { 0: value, 1: next } = readValue(text, i);
    result[match[1]] = value;
    i = next;
  }
  return result;
}

module.exports = { parse };
