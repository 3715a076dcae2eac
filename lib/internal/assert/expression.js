// SPDX-License-Identifier: MIT
//
// The source text of the call that failed, for assert.ok's message. The stack says where the call's parenthesis is; around it the
// callee is found backwards and the end of the call forwards, both on that line.

const { callSites } = require('internal/error_stack');

// Where a string, template or regular expression that begins at `i` ends (the index after it), or the line's end.
function skipQuoted(line, i) {
  const quote = line[i];
  for (i++; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === quote) return i + 1;
  }
  return line.length;
}

// A slash after an operator, a comma or an opening bracket begins a regular expression.
function beginsRegExp(line, i) {
  const before = line.slice(0, i).trimEnd();
  return before === '' || /[(,=:[!&|?{};+\-*%<>~^]$|\b(?:return|typeof|case|in|of|void|delete)$/.test(before);
}

// The index after the parenthesis that closes the one at `open`; -1 where it is not on this line.
function endOfCall(line, open) {
  let depth = 0;
  for (let i = open; i < line.length;) {
    const c = line[i];
    if (c === '"' || c === "'" || c === '`' || (c === '/' && line[i + 1] !== '/' && line[i + 1] !== '*' && beginsRegExp(line, i))) {
      i = skipQuoted(line, i);
      continue;
    }
    if (c === '/' && line[i + 1] === '/') return -1;
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    i++;
    if (depth === 0) return i;
  }
  return -1;
}

const identifierPart = /[\p{ID_Continue}$\u200c\u200d#]/u;

// The start of the member expression that ends before `open`.
function startOfCallee(line, open) {
  let i = open;
  for (;;) {
    while (i > 0 && line[i - 1] === ' ') i--;
    if (line[i - 1] === ']' || line[i - 1] === ')') {
      const start = startOfBrackets(line, i - 1);
      if (start === -1) return i;
      i = start;
      continue;
    }
    const end = i;
    while (i > 0 && identifierPart.test(line[i - 1])) i--;
    if (i > 0 && line[i - 1] === '.') {
      i--;
      if (line[i - 1] === '?') i--;
      continue;
    }
    return i === end && i === open ? open : i;
  }
}

function startOfBrackets(line, close) {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (line[i] === ']' || line[i] === ')') depth++;
    else if (line[i] === '[' || line[i] === '(') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

const escapes = { '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\u000b' };
function escapeControl(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, (c) => escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// The expression at a position of a line; undefined where no call is there.
function expressionAt(line, column) {
  // The engine points at the parenthesis, or at the callee where it is on another line.
  let open = column - 1;
  if (line[open] !== '(') open = line.indexOf('(', open);
  if (open === -1) {
    // Its column may be off; most often only one call on the line is an assertion.
    const call = /\b(?:assert|ok|strict)\s*\(/.exec(line);
    if (call === null) return undefined;
    open = call.index + call[0].length - 1;
  }
  let start = startOfCallee(line, open);
  while (line[start] === '.' || line[start] === ' ' || line[start] === '?') start++;
  if (start === open) return undefined;
  const end = endOfCall(line, open);
  return escapeControl(end === -1 ? line.slice(start).trimEnd() : line.slice(start, end));
}

const lines = new Map();
const kMaxCachedFiles = 20;

function lineOf(file, number) {
  let path = file;
  if (file.startsWith('file://')) path = require('internal/url').fileURLToPath(file);
  if (!path.startsWith('/')) return undefined;
  let all = lines.get(path);
  if (all === undefined) {
    try {
      all = require('fs').readFileSync(path, 'utf8').split(/\r?\n/);
    } catch {
      return undefined;
    }
    if (lines.size === kMaxCachedFiles) lines.clear();
    lines.set(path, all);
  }
  return all[number - 1];
}

const ownFiles = /^node:(?:assert|internal\/assert\/|internal\/test_runner\/context)/;

// The text of the call that came into node:assert; undefined where the source is not to be had.
function getCallExpression() {
  const sites = callSites(getCallExpression, 16);
  let i = 0;
  while (i < sites.length && ownFiles.test(sites[i].getFileName() ?? '')) i++;
  // call() and apply()
  while (i < sites.length && sites[i].isNative()) i++;
  const site = sites[i];
  if (site === undefined || site.getFileName() === null || site.getLineNumber() === null) return undefined;
  const line = lineOf(site.getFileName(), site.getLineNumber());
  return line === undefined ? undefined : expressionAt(line, site.getColumnNumber());
}

module.exports = { expressionAt, getCallExpression };
