// SPDX-License-Identifier: MIT
// Where a call begins. The engine places a call at its opening parenthesis, an access at its dot and an unknown name at its end; programs that
// read stacks expect the start of the name (of `new` for a construction), as V8 says. The text of the few files that were asked about last is kept while stacks are read.

const kMostText = 2 * 1024 * 1024;
const kMostFiles = 4;

// file -> { text, starts: offset of each line } or null where the text is not to be had
const files = new Map();

const { recentTexts } = require('internal/error_stack');

function textOf(file) {
  if (file === '[eval]' && typeof process._eval === 'string') return process._eval;
  const fs = require('fs');
  const name = file.startsWith('file:') ? require('internal/url').fileURLToPath(file) : file;
  return fs.statSync(name).size > kMostText ? null : fs.readFileSync(name, 'utf8');
}

function startsOf(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function load(file) {
  try {
    const text = textOf(file);
    return text === null ? null : { text, starts: startsOf(text) };
  } catch {
    // A file that is gone or not readable leaves the engine's column.
    return null;
  }
}

function sourceOf(file) {
  const recent = recentTexts.get(file);
  if (recent !== undefined) {
    recent.starts ??= startsOf(recent.text);
    return recent;
  }
  let source = files.get(file);
  if (source === undefined) {
    source = load(file);
    if (files.size === kMostFiles) files.delete(files.keys().next().value);
    files.set(file, source);
  }
  return source;
}

const isName = (c) => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36 || c === 35 || c > 127;

const isSpace = (c) => c === 32 || c === 9 || c === 10 || c === 13;

function skipSpaceBack(text, at) {
  while (at > 0 && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

function nameStart(text, end) {
  let at = end;
  while (at > 0 && isName(text.charCodeAt(at - 1))) at--;
  return at;
}

// The start of a `new` before the chain of names that ends at `start`, or -1.
function newBefore(text, start) {
  let at = start;
  while (at > 0 && text.charCodeAt(at - 1) === 46) {
    const begin = nameStart(text, at - 1);
    if (begin === at - 1) return -1;
    at = begin;
  }
  const end = skipSpaceBack(text, at);
  if (end === at || nameStart(text, end) !== end - 3 || text.slice(end - 3, end) !== 'new') return -1;
  return end - 3;
}

// The column, from 1, at which what failed or called at `line` and `column` of `file` begins; `column` where that is not known.
function callColumn(file, line, column) {
  const source = file.charCodeAt(0) === 47 || file.startsWith('file:') || file === '[eval]' || recentTexts.has(file) ? sourceOf(file) : null;
  if (source === null || line > source.starts.length) return column;
  const { text } = source;
  const lineStart = source.starts[line - 1];
  const open = lineStart + column - 1;
  const c = text.charCodeAt(open);
  if (c === 46) return column + 1; // a property of null
  const end = c === 40 ? skipSpaceBack(text, open) : open;
  const start = nameStart(text, end);
  if (start === end || isName(c)) return column;
  const construction = newBefore(text, start);
  const found = construction < 0 ? start : construction;
  return found < lineStart ? column : found - lineStart + 1;
}

// A script may say that its text begins elsewhere than in the first column of the first line.
module.exports = (file, line, column) => {
  const recent = recentTexts.get(file);
  if (recent === undefined || (recent.lines === 0 && recent.columns === 0)) return callColumn(file, line, column);
  const columns = line === recent.lines + 1 ? recent.columns : 0;
  return callColumn(file, line - recent.lines, column - columns) + columns;
};
