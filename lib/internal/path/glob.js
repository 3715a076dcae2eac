// SPDX-License-Identifier: MIT
// path.matchesGlob(): shell patterns over whole paths. '**' spans segments; '*', '?', '[a-z]', '{a,b}', '{1..3}' and the
// extended forms ?(a|b) *(a|b) +(a|b) @(a|b) !(a|b) work inside one segment. A backslash is a slash.
'use strict';

const { validateString } = require('internal/validators');

const CACHE_MAX = 100;
const cache = new Map(); // pattern text -> compiled alternatives, oldest first

// ---- braces ---------------------------------------------------------------------------------------------------------

function closingBrace(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

function splitAlternatives(text) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{') depth++;
    else if (c === '}') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function expandRange(body) {
  const match = /^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/.exec(body);
  if (match === null) return null;
  const numeric = /\d/.test(match[1]);
  if (numeric !== /\d/.test(match[2])) return null;
  const from = numeric ? Number(match[1]) : match[1].charCodeAt(0);
  const to = numeric ? Number(match[2]) : match[2].charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(match[3] ?? 1))) * (from <= to ? 1 : -1);
  const width = numeric && /^-?0\d|^-?\d.*\.\.-?0\d/.test(body) ?
    Math.max(match[1].length, match[2].length) : 0;
  const out = [];
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) {
    if (!numeric) out.push(String.fromCharCode(n));
    else out.push(n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0'));
    if (out.length > 10000) break;
  }
  return out;
}

function expandBraces(pattern) {
  let open = pattern.indexOf('{');
  while (open !== -1) {
    const close = closingBrace(pattern, open);
    if (close === -1) return [pattern];
    const body = pattern.slice(open + 1, close);
    let choices = splitAlternatives(body);
    if (choices.length === 1) choices = expandRange(body);
    if (choices !== null && pattern[open - 1] !== '$') {
      const before = pattern.slice(0, open);
      const tails = expandBraces(pattern.slice(close + 1));
      return choices.flatMap((choice) => expandBraces(choice))
        .flatMap((choice) => tails.map((tail) => before + choice + tail));
    }
    open = pattern.indexOf('{', open + 1);
  }
  return [pattern];
}

// ---- one segment ----------------------------------------------------------------------------------------------------

function escape(c) {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}

// What stands in brackets for the characters `from` to `to`; nothing where they are in the wrong order.
function rangeSource(from, to) {
  if (from > to) return '';
  return from === to ? inClass(from) : `${inClass(from)}-${inClass(to)}`;
}

function inClass(c) {
  return /[\\\]^[-]/.test(c) ? `\\${c}` : c;
}

// A '[...]' class at `i`: its regular expression and where it ends; null where it is not closed.
function classAt(text, i) {
  let j = i + 1;
  const negated = text[j] === '!' || text[j] === '^';
  if (negated) j++;
  let body = '';
  for (let first = true; j < text.length; first = false) {
    const c = text[j];
    if (c === ']' && !first) {
      // Nothing is left of it: it matches nothing, or anything.
      if (body === '') return { source: negated ? '[^/]' : '(?!)', end: j + 1 };
      return { source: `[${negated ? '^' : ''}${body}]`, end: j + 1 };
    }
    const named = c === '[' ? /^\[:(\w+):\]/.exec(text.slice(j)) : null;
    if (named !== null && CLASSES[named[1]] !== undefined) {
      body += CLASSES[named[1]];
      j += named[0].length;
    } else if (text[j + 1] === '-' && j + 2 < text.length && text[j + 2] !== ']') {
      body += rangeSource(c, text[j + 2]);
      j += 3;
    } else {
      body += inClass(c);
      j++;
    }
  }
  return null;
}

const CLASSES = {
  __proto__: null,
  alnum: '\\p{L}\\p{Nl}\\p{Nd}', alpha: '\\p{L}\\p{Nl}', ascii: '\\x00-\\x7f', blank: '\\p{Zs}\\t',
  cntrl: '\\p{Cc}', digit: '\\p{Nd}', graph: '\\x21-\\x7e', lower: '\\p{Ll}', print: '\\x20-\\x7e',
  punct: '\\p{P}', space: '\\p{Z}\\t\\r\\n\\v\\f', upper: '\\p{Lu}', word: '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  xdigit: 'A-Fa-f0-9',
};

function closingParenthesis(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function splitBars(text) {
  const parts = [''];
  let depth = 0;
  for (const c of text) {
    if (c === '(') depth++;
    else if (c === ')') depth--;
    if (c === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts;
}

function extendedSource(kind, body, rest) {
  const group = `(?:${splitBars(body).map((part) => segmentSource(part)).join('|')})`;
  if (kind === '@') return group;
  if (kind === '!') return `(?!${group}${rest}$)[^/]*?`;
  return group + kind;
}

function segmentSource(text) {
  let source = '';
  for (let i = 0; i < text.length;) {
    const c = text[i];
    if (text[i + 1] === '(' && '?*+@!'.includes(c)) {
      const close = closingParenthesis(text, i + 1);
      if (close > i + 2) {
        const rest = segmentSource(text.slice(close + 1));
        return source + extendedSource(c, text.slice(i + 2, close), rest) + rest;
      }
    }
    if (c === '*') {
      source += '[^/]*?';
      while (text[i] === '*') i++;
      continue;
    }
    const cls = c === '[' ? classAt(text, i) : null;
    if (cls !== null) {
      source += cls.source;
      i = cls.end;
      continue;
    }
    if (c === '?') source += '[^/]';
    else source += escape(c);
    i++;
  }
  return source;
}

const GLOBSTAR = null;

function compileSegment(text) {
  if (text === '**') return GLOBSTAR;
  let source = segmentSource(text);
  // A wildcard at the start does not match a leading dot, and no wildcard matches '.' or '..'. One character in brackets is that character.
  if (/^[?*[+@!]/.test(text) && !/^\[[^\]!^[]\]/.test(text)) source = `(?!\\.)${text === '*' ? '[^/]+?' : source}`;
  else if (text[0] === '.' && /[?*[+@!]/.test(text)) source = `(?!\\.{1,2}$)${source}`;
  return new RegExp(`^${source}$`, source.includes('\\p{') ? 'su' : 's');
}

function compile(pattern) {
  let compiled = cache.get(pattern);
  if (compiled !== undefined) return compiled;
  compiled = expandBraces(pattern.replaceAll('\\', '/')).map((alternative) =>
    splitSegments(alternative).map((segment) => compileSegment(segment)));
  if (cache.size >= CACHE_MAX) cache.delete(cache.keys().next().value);
  cache.set(pattern, compiled);
  return compiled;
}

// Runs of slashes count as one; a leading slash leaves an empty first segment. '.' counts first and last only, and what '..' takes back not at all.
function splitSegments(path) {
  const parts = path.replace(/\/{2,}/g, '/').split('/');
  const kept = parts.filter((part, i) => part !== '.' || i === 0 || i === parts.length - 1);
  for (let i = 1; i < kept.length; i++) {
    const before = kept[i - 1];
    if (kept[i] !== '..' || before === '' || before === '.' || before === '..' || before === '**') continue;
    kept.splice(i - 1, 2);
    i = Math.max(0, i - 2);
  }
  if (kept.length === 0) return [''];
  return kept.length === 1 && kept[0] === '' ? parts : kept; // '/.' is not ''
}

function matchFrom(segments, s, pattern, p) {
  for (; p < pattern.length; p++, s++) {
    if (pattern[p] === GLOBSTAR) {
      if (p === pattern.length - 1) {
        if (s >= segments.length) return false; // it wants a name, be it an empty one
        if (s === 1 && segments.length === 1 && segments[0] === '') return false; // not even a root
        for (; s < segments.length; s++) {
          if (segments[s].startsWith('.')) return false;
        }
        return true;
      }
      for (let i = s; i <= segments.length; i++) {
        if (matchFrom(segments, i, pattern, p + 1)) return true;
        if (i < segments.length && segments[i].startsWith('.')) return false;
      }
      return false;
    }
    if (s >= segments.length || !pattern[p].test(segments[s])) return false;
  }
  return s === segments.length || (s === segments.length - 1 && segments[s] === '' && s > 0 && (s > 1 || segments[0] !== ''));
}

function matches(path, pattern, windows) {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  const segments = splitSegments(windows ? path.replaceAll('\\', '/') : path);
  return compile(pattern).some((one) => matchFrom(segments, 0, one, 0));
}

module.exports = { matches };
