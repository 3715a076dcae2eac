// SPDX-License-Identifier: MIT
// URLPattern Standard: pattern text into tokens and parts, parts into a regular expression and back into normal text.
'use strict';

// ---- tokens ---------------------------------------------------------------------------------------------------------

const nameStart = /^[\p{ID_Start}$_]$/u;
const namePart = /^[\p{ID_Continue}$\u200c\u200d_]$/u;

// Where the expression in parentheses that opens at `open` closes; -1 where it is not well formed.
function closingParenthesis(input, open) {
  let depth = 1;
  let i = open + 1;
  for (; i < input.length; i++) {
    const c = input[i];
    if (c > '\x7f' || (i === open + 1 && c === '?')) return -1;
    if (c === '\\') {
      i++;
      if (i === input.length || input[i] > '\x7f') return -1;
    } else if (c === ')') {
      if (--depth === 0) return i > open + 1 ? i : -1;
    } else if (c === '(') {
      depth++;
      if (input[i + 1] !== '?') return -1; // capturing groups are not allowed
    }
  }
  return -1;
}

function nameEnd(input, start) {
  let i = start;
  while (i < input.length) {
    const c = String.fromCodePoint(input.codePointAt(i));
    if (!(i === start ? nameStart : namePart).test(c)) break;
    i += c.length;
  }
  return i;
}

const single = { '__proto__': null, '*': 'asterisk', '+': 'modifier', '?': 'modifier', '{': 'open', '}': 'close' };

// `lenient`: what is not well formed becomes a token of its own instead of an error.
function tokenize(input, lenient) {
  const tokens = [];
  const bad = (i) => {
    if (!lenient) throw new TypeError(`Invalid pattern ${input}`);
    tokens.push({ type: 'invalid', index: i, value: input[i] });
    return i + 1;
  };
  for (let i = 0; i < input.length;) {
    const c = String.fromCodePoint(input.codePointAt(i));
    if (single[c] !== undefined) {
      tokens.push({ type: single[c], index: i, value: c });
      i++;
    } else if (c === '\\') {
      if (i === input.length - 1) {
        i = bad(i);
        continue;
      }
      const escaped = String.fromCodePoint(input.codePointAt(i + 1));
      tokens.push({ type: 'escaped', index: i, value: escaped });
      i += 1 + escaped.length;
    } else if (c === ':') {
      const end = nameEnd(input, i + 1);
      if (end === i + 1) {
        i = bad(i);
        continue;
      }
      tokens.push({ type: 'name', index: i, value: input.slice(i + 1, end) });
      i = end;
    } else if (c === '(') {
      const end = closingParenthesis(input, i);
      if (end < 0) {
        i = bad(i);
        continue;
      }
      tokens.push({ type: 'regexp', index: i, value: input.slice(i + 1, end) });
      i = end + 1;
    } else {
      tokens.push({ type: 'char', index: i, value: c });
      i += c.length;
    }
  }
  tokens.push({ type: 'end', index: input.length, value: '' });
  return tokens;
}

// ---- parts ----------------------------------------------------------------------------------------------------------

const FIXED = 'fixed';
const REGEXP = 'regexp';
const SEGMENT = 'segment';
const FULL = 'full';

function escapeRegExp(text) {
  return text.replace(/[.+*?^${}()[\]|/\\]/g, '\\$&');
}

function escapePattern(text) {
  return text.replace(/[+*?:{}()\\]/g, '\\$&');
}

function segmentSource(options) {
  return `[^${escapeRegExp(options.delimiter)}]+?`;
}

class PatternParser {
  #tokens;
  #at = 0;
  #options;
  #encode;
  #pending = ''; // fixed text that is not a part yet
  #nextNumber = 0;
  #names = new Set();
  parts = [];

  constructor(input, options, encode) {
    this.#tokens = tokenize(input, false);
    this.#options = options;
    this.#encode = encode;
  }

  #try(type) {
    return this.#tokens[this.#at].type === type ? this.#tokens[this.#at++] : null;
  }

  #require(type) {
    const token = this.#try(type);
    if (token === null) throw new TypeError(`Invalid pattern: ${type} expected`);
    return token;
  }

  #tryExpression(name) {
    return this.#try('regexp') ?? (name === null ? this.#try('asterisk') : null);
  }

  #tryModifier() {
    return (this.#try('modifier') ?? this.#try('asterisk'))?.value ?? '';
  }

  #text() {
    let text = '';
    for (;;) {
      const token = this.#try('char') ?? this.#try('escaped');
      if (token === null) return text;
      text += token.value;
    }
  }

  parse() {
    while (this.#at < this.#tokens.length) {
      const c = this.#try('char');
      const name = this.#try('name');
      const expression = this.#tryExpression(name);
      if (name !== null || expression !== null) {
        let prefix = c?.value ?? '';
        if (prefix !== '' && prefix !== this.#options.prefix) {
          this.#pending += prefix;
          prefix = '';
        }
        this.#flush();
        this.#add(prefix, name, expression, '', this.#tryModifier());
        continue;
      }
      const fixed = c ?? this.#try('escaped');
      if (fixed !== null) {
        this.#pending += fixed.value;
      } else if (this.#try('open') !== null) {
        this.#group();
      } else {
        this.#flush();
        this.#require('end');
      }
    }
    return this.parts;
  }

  #group() {
    const prefix = this.#text();
    const name = this.#try('name');
    const expression = this.#tryExpression(name);
    const suffix = this.#text();
    this.#require('close');
    this.#add(prefix, name, expression, suffix, this.#tryModifier());
  }

  #flush() {
    if (this.#pending === '') return;
    this.#push(FIXED, this.#encode(this.#pending), '', '', '', '');
    this.#pending = '';
  }

  #push(type, value, modifier, name, prefix, suffix) {
    this.parts.push({ type, value, modifier, name, prefix, suffix });
  }

  #add(prefix, name, expression, suffix, modifier) {
    if (name === null && expression === null && modifier === '') {
      this.#pending += prefix;
      return;
    }
    this.#flush();
    if (name === null && expression === null) {
      if (prefix !== '') this.#push(FIXED, this.#encode(prefix), modifier, '', '', '');
      return;
    }
    let value = expression === null ? segmentSource(this.#options) :
      expression.type === 'asterisk' ? '.*' : expression.value;
    let type = REGEXP;
    if (value === segmentSource(this.#options)) type = SEGMENT;
    else if (value === '.*') type = FULL;
    if (type !== REGEXP) value = '';
    const label = name !== null ? name.value : String(this.#nextNumber++);
    if (this.#names.has(label)) throw new TypeError(`Invalid pattern: the name ${label} occurs twice`);
    this.#names.add(label);
    this.#push(type, value, modifier, label, this.#encode(prefix), this.#encode(suffix));
  }
}

// ---- out of parts ---------------------------------------------------------------------------------------------------

function partSource(part, options) {
  const { modifier } = part;
  if (part.type === FIXED) {
    const text = escapeRegExp(part.value);
    return modifier === '' ? text : `(?:${text})${modifier}`;
  }
  const inner = part.type === SEGMENT ? segmentSource(options) : part.type === FULL ? '.*' : part.value;
  const once = modifier === '' || modifier === '?';
  if (part.prefix === '' && part.suffix === '') {
    return once ? `(${inner})${modifier}` : `((?:${inner})${modifier})`;
  }
  const prefix = escapeRegExp(part.prefix);
  const suffix = escapeRegExp(part.suffix);
  if (once) return `(?:${prefix}(${inner})${suffix})${modifier}`;
  return `(?:${prefix}((?:${inner})(?:${suffix}${prefix}(?:${inner}))*)${suffix})${modifier === '*' ? '?' : ''}`;
}

function isDigit(c) {
  return c >= '0' && c <= '9';
}

function startsLikeName(text) {
  return text !== '' && namePart.test(String.fromCodePoint(text.codePointAt(0)));
}

function needsGrouping(part, previous, next, options, custom) {
  if (part.suffix !== '' || (part.prefix !== '' && part.prefix !== options.prefix)) return true;
  if (custom && part.type === SEGMENT && part.modifier === '' && next !== undefined && next.prefix === '' &&
      next.suffix === '') {
    if (next.type === FIXED ? startsLikeName(next.value) : isDigit(next.name[0])) return true;
  }
  return part.prefix === '' && previous !== undefined && previous.type === FIXED && options.prefix !== '' &&
    previous.value.endsWith(options.prefix);
}

function partText(part, previous, next, options) {
  if (part.type === FIXED) {
    const text = escapePattern(part.value);
    return part.modifier === '' ? text : `{${text}}${part.modifier}`;
  }
  const custom = !isDigit(part.name[0]);
  const grouped = needsGrouping(part, previous, next, options, custom);
  let out = (grouped ? '{' : '') + escapePattern(part.prefix);
  if (custom) out += `:${part.name}`;
  if (part.type === REGEXP) {
    out += `(${part.value})`;
  } else if (part.type === SEGMENT && !custom) {
    out += `(${segmentSource(options)})`;
  } else if (part.type === FULL) {
    const bare = !custom && (previous === undefined || previous.type === FIXED || previous.modifier !== '' || grouped ||
      part.prefix !== '');
    out += bare ? '*' : '(.*)';
  }
  if (part.type === SEGMENT && custom && startsLikeName(part.suffix)) out += '\\';
  out += escapePattern(part.suffix);
  return out + (grouped ? '}' : '') + part.modifier;
}

// One component of a pattern, compiled.
function compileComponent(input, options, encode) {
  const parts = new PatternParser(input, options, encode).parse();
  const source = parts.map((part) => partSource(part, options)).join('');
  let regexp;
  try {
    regexp = new RegExp(`^${source}$`, options.ignoreCase ? 'vi' : 'v');
  } catch (error) {
    throw new TypeError(`Invalid pattern ${input}`, { cause: error });
  }
  return {
    regexp,
    names: parts.filter((part) => part.type !== FIXED).map((part) => part.name),
    text: parts.map((part, i) => partText(part, parts[i - 1], parts[i + 1], options)).join(''),
    hasRegExpGroups: parts.some((part) => part.type === REGEXP),
  };
}

module.exports = { tokenize, escapePattern, compileComponent };
