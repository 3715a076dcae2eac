// SPDX-License-Identifier: MIT
// Glob patterns: braces are expanded, the rest becomes a list of segments: a string (literal), a RegExp, or GLOBSTAR.
//
//   *  ?  [abc] [a-z] [!a] [[:alpha:]]  @(a|b) ?(a) *(a) +(a) !(a)  {a,b} {1..3}  **
//
// A leading dot must be written in the pattern unless `dot` is set. A backslash is a separator, not an escape.

const GLOBSTAR = Symbol('**');

const posixClasses = {
  '__proto__': null,
  'alpha': '\\p{L}\\p{Nl}',
  'digit': '\\p{Nd}',
  'alnum': '\\p{L}\\p{Nl}\\p{Nd}',
  'upper': '\\p{Lu}',
  'lower': '\\p{Ll}',
  'space': '\\s',
  'blank': '\\p{Zs}\\t',
  'punct': '\\p{P}',
  'xdigit': 'A-Fa-f0-9',
  'word': '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  'cntrl': '\\p{Cc}',
};

// ---- braces ----------------------------------------------------------------------------------------------------------

// The end of the brace that opens at `open`, and the commas of its own level; undefined where it does not close.
function braceAt(text, open) {
  const commas = [];
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '{') depth++;
    else if (c === ',' && depth === 1) commas.push(i);
    else if (c === '}' && --depth === 0) return { end: i, commas };
  }
  return undefined;
}

function sequence(body) {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(body);
  const letters = numbers === null ? /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d+))?$/.exec(body) : null;
  const match = numbers ?? letters;
  if (match === null) return undefined;
  const from = numbers ? +match[1] : match[1].charCodeAt(0);
  const to = numbers ? +match[2] : match[2].charCodeAt(0);
  const step = Math.max(1, Math.abs(+(match[3] ?? 1)));
  const padded = numbers && /^-?0\d/.test(match[1]) || numbers && /^-?0\d/.test(match[2]);
  const width = padded ? Math.max(match[1].length, match[2].length) : 0;
  const out = [];
  const sign = from <= to ? 1 : -1;
  for (let i = from; sign * i <= sign * to && out.length < 100000; i += sign * step) {
    if (!numbers) out.push(String.fromCharCode(i));
    else out.push(i < 0 ? `-${String(-i).padStart(width - 1, '0')}` : String(i).padStart(width, '0'));
  }
  return out;
}

function expandBraces(text) {
  for (let open = text.indexOf('{'); open !== -1; open = text.indexOf('{', open + 1)) {
    if (text[open - 1] === '$') continue;
    const brace = braceAt(text, open);
    if (brace === undefined) continue;
    const { end, commas } = brace;
    const body = text.slice(open + 1, end);
    let choices;
    if (commas.length > 0) {
      const cuts = [open, ...commas, end];
      choices = commas.map((_, i) => text.slice(cuts[i] + 1, cuts[i + 1]));
      choices.push(text.slice(commas[commas.length - 1] + 1, end));
    } else {
      choices = sequence(body);
      if (choices === undefined) continue;
    }
    const before = text.slice(0, open);
    const after = expandBraces(text.slice(end + 1));
    const out = [];
    for (const choice of choices) {
      for (const inner of expandBraces(choice)) {
        for (const rest of after) out.push(before + inner + rest);
      }
    }
    return out;
  }
  return [text];
}

// ---- segments --------------------------------------------------------------------------------------------------------

function escape(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

// A bracket expression at `start`: [source, next index], or undefined where it does not close.
function bracketAt(text, start) {
  let i = start + 1;
  const negated = text[i] === '!' || text[i] === '^';
  if (negated) i++;
  let body = '';
  for (let first = true; i < text.length; first = false) {
    const c = text[i];
    if (c === ']' && !first) {
      return [`(?!/)[${negated ? '^' : ''}${body}]`, i + 1];
    }
    const posix = c === '[' ? /^\[:(\w+):\]/.exec(text.slice(i)) : null;
    if (posix !== null && posixClasses[posix[1]] !== undefined) {
      body += posixClasses[posix[1]];
      i += posix[0].length;
    } else if (text[i + 1] === '-' && i + 2 < text.length && text[i + 2] !== ']') {
      if (c <= text[i + 2]) body += `${escape(c)}-${escape(text[i + 2])}`;
      i += 3;
    } else {
      body += escape(c);
      i++;
    }
  }
  return undefined;
}

// The alternatives of an extended group whose parenthesis opens at `open`, and the index after it.
function groupAt(text, open) {
  const parts = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '(') {
      depth++;
    } else if (c === '|' && depth === 1) {
      parts.push(text.slice(start, i));
      start = i + 1;
    } else if (c === ')' && --depth === 0) {
      parts.push(text.slice(start, i));
      return { parts, next: i + 1 };
    }
  }
  return undefined;
}

function sourceOf(text) {
  let out = '';
  for (let i = 0; i < text.length;) {
    const c = text[i];
    if ('@?*+!'.includes(c) && text[i + 1] === '(') {
      const group = groupAt(text, i + 1);
      if (group !== undefined) {
        const inner = group.parts.map(sourceOf).join('|');
        if (c === '!') {
          const rest = sourceOf(text.slice(group.next));
          return `${out}(?:(?!(?:${inner})${rest}$)[^/]*?)${rest}`;
        }
        out += `(?:${inner})${c === '@' ? '' : c}`;
        i = group.next;
        continue;
      }
    }
    if (c === '*') {
      while (text[i + 1] === '*') i++;
      out += '[^/]*?';
    } else if (c === '?') {
      out += '[^/]';
    } else if (c === '[') {
      const bracket = bracketAt(text, i);
      if (bracket !== undefined) {
        out += bracket[0];
        i = bracket[1];
        continue;
      }
      out += '\\[';
    } else {
      out += c === '-' ? c : escape(c); // in Unicode patterns it may be escaped within brackets only
    }
    i++;
  }
  return out;
}

function isMagic(text) {
  return /[*?[]|[@+!]\(/.test(text);
}

// Whether the pattern itself names a leading dot.
function namesDot(text) {
  return text[0] === '.' || /^[@?*+]\([^)]*(?:^|[(|])\./.test(text);
}

function compileSegment(text, dot, flags) {
  if (text === '**') return GLOBSTAR;
  const plain = text.replace(/\[([^[\]!^])\]/g, '$1'); // one character in brackets is that character
  if (!isMagic(plain)) text = plain;
  if (!isMagic(text) && !flags) return text;
  const guard = namesDot(text) ? '(?!\\.{1,2}$)' : dot ? '(?!\\.{1,2}$)' : '(?!\\.)';
  return new RegExp(`^${guard}(?=.)${sourceOf(text)}$`, `u${flags}`);
}

// One brace-free pattern: { absolute, directory (it ends with a slash), dotted (it begins with one), segments }.
function parsePattern(text, { dot = false, nocase = false } = {}) {
  const raw = text.split('/').filter((part, i) => part !== '' || i === 0);
  const absolute = raw[0] === '' && text.startsWith('/');
  if (raw[0] === '') raw.shift();
  const parts = [];
  for (const part of raw) {
    if (part === '.') continue;
    const last = parts[parts.length - 1];
    if (part === '**' && last === '**') continue;
    // "x/.." is nowhere else; "**/.." is.
    if (part === '..' && last !== undefined && last !== '..' && last !== '**') parts.pop();
    else parts.push(part);
  }
  return {
    absolute,
    directory: text.length > 1 && text.endsWith('/'),
    dotted: raw[0] === '.',
    segments: parts.map((part) => compileSegment(part, dot, nocase ? 'i' : '')),
  };
}

function parsePatterns(pattern, options) {
  return expandBraces(pattern.replaceAll('\\', '/')).map((each) => parsePattern(each, options));
}

function segmentMatches(segment, name) {
  return typeof segment === 'string' ? segment === name : segment.test(name);
}

// Whether the names match the segments. The states reached after each name are kept, so the cost is their product.
function matchSegments(names, segments, dot, isDirectory) {
  let states = new Set([0]);
  const close = (set) => { // "**" at the end wants a name
    for (const i of set) if (segments[i] === GLOBSTAR && i + 1 < segments.length) set.add(i + 1);
    return set;
  };
  close(states);
  for (const name of names) {
    const next = new Set();
    for (const i of states) {
      if (i >= segments.length) continue;
      const segment = segments[i];
      if (segment === GLOBSTAR) {
        if (name !== '..' && (dot || name[0] !== '.')) next.add(i).add(i + 1);
      } else if (segmentMatches(segment, name)) {
        next.add(i + 1);
      }
    }
    states = close(next);
    if (states.size === 0) return false;
  }
  const last = segments.length - 1;
  return states.has(last + 1) || (isDirectory && segments[last] === GLOBSTAR && states.has(last));
}

// A function that tells whether a path matches; one that ends with a slash is a directory's. With `matchBase` a pattern without a slash looks at the
// last name only.
function createMatcher(pattern, options = {}) {
  const { dot = false, matchBase = false } = options;
  const parsed = parsePatterns(pattern, options);
  return (path) => {
    const absolute = path.startsWith('/');
    const isDirectory = path.endsWith('/');
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    return parsed.some((each) => {
      if (matchBase && !each.absolute && each.segments.length === 1 && names.length > 0) {
        return matchSegments(names.slice(-1), each.segments, dot, isDirectory);
      }
      return each.absolute === absolute && matchSegments(names, each.segments, dot, isDirectory);
    });
  };
}


module.exports = { GLOBSTAR, createMatcher, parsePatterns, segmentMatches };
