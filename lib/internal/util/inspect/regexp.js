// SPDX-License-Identifier: MIT
//
// Colours for regular expressions: every token takes the palette's colour for its depth of nesting, shifted by what kind of token it is.

const kDefault = ['green', 'red', 'yellow', 'cyan', 'magenta'];

// Outside of a class: [pattern, kind]. Tried in this order at each position.
const tokens = [
  [/\(\?(?:<?[=!]|:)/y, 'open'],
  [/\(\?<([^>]*)>/y, 'named'],
  [/\(\??/y, 'openPlain'],
  [/\)/y, 'close'],
  [/\[/y, 'classOpen'],
  [/\\k<([^>]*)>/y, 'reference'],
  [/\\([uPp])\{([^}]*)\}/y, 'braced'],
  [/\\[uPp]\{|\\k</y, 'literal'],
  [/\\x[^]{0,2}|\\\d+|\\[^]/y, 'literal'],
  [/\{(\d*)(,?)(\d*)(\})?(\?)?/y, 'quantifier'],
  [/[|+*?,^$]/y, 'operator'],
  [/\./y, 'dot'],
  [/\//y, 'end'],
  [/[^]/y, 'literal'],
];
const classTokens = [
  [/\\([uPp])\{([^}]*)\}/y, 'braced'],
  [/\\x[^]{0,2}|\\[^]/y, 'member'],
  [/\]/y, 'classClose'],
  [/-/y, 'dash'],
  [/[^]/y, 'member'],
];

class Painter {
  constructor(palette) {
    this.palette = palette;
    this.depth = 0;
    this.out = '';
    this.inClass = false;
  }

  paint(text, shift = 0) {
    const { palette } = this;
    const { 0: start, 1: end } = palette[(this.depth + shift) % palette.length] ?? palette[0];
    this.out += start + text + end;
  }

  open(m) {
    this.paint('(');
    this.paint(m[0].slice(1));
    this.depth++;
  }

  named(m) {
    this.paint('(');
    this.paint('?<');
    this.paint(m[1], 1);
    this.paint('>');
    this.depth++;
  }

  openPlain(m) {
    this.paint('(');
    this.depth++;
    if (m[0].length === 2) this.paint('?');
  }

  close() {
    this.depth--;
    this.paint(')');
  }

  classOpen() {
    this.paint('[');
    this.depth++;
    this.inClass = true;
  }

  classClose() {
    this.depth--;
    this.paint(']');
    this.inClass = false;
  }

  dash(m, source, end) {
    const isRange = source[end - 2] !== '[' && end < source.length && source[end] !== ']';
    this.paint('-', isRange ? 1 : 0);
  }

  reference(m) {
    this.paint('\\k<', -1);
    this.paint(m[1]);
    this.paint('>', -1);
  }

  braced(m) {
    this.paint(`\\${m[1]}{`);
    this.paint(m[2], 1);
    this.paint('}');
  }

  quantifier(m) {
    if (m[1] === '' && m[2] === '') return this.paint('{', 1);
    this.paint('{');
    this.depth++;
    if (m[1] !== '') this.paint(m[1], 1);
    if (m[2] !== '') this.paint(',');
    if (m[3] !== '') this.paint(m[3], 1);
    if (m[4] !== undefined) {
      this.depth--;
      this.paint('}');
    }
    if (m[5] !== undefined) this.paint('?', 3);
  }

  member(m) { this.paint(m[0]); }
  literal(m) { this.paint(m[0], 1); }
  operator(m) { this.paint(m[0], 3); }
  dot() { this.paint('.', 2); }
}

// `source` is a regular expression's text with slashes and flags; `names` the colours to use, `colors` their escape sequences.
function highlight(source, names, colors) {
  const palette = [];
  for (const name of names?.length > 0 ? names : kDefault) {
    const color = colors[name];
    if (color) palette.push([`\u001b[${color[0]}m`, `\u001b[${color[1]}m`]);
  }
  if (palette.length === 0) return source;
  const painter = new Painter(palette);
  painter.paint('/');
  painter.depth = 1;
  let at = 1;
  scan: while (at < source.length) {
    for (const { 0: pattern, 1: kind } of painter.inClass ? classTokens : tokens) {
      pattern.lastIndex = at;
      const m = pattern.exec(source);
      if (m === null) continue;
      if (kind === 'end') break scan;
      at += m[0].length;
      // A lone "{" stays the only character taken.
      if (kind === 'quantifier' && m[1] === '' && m[2] === '') at -= m[0].length - 1;
      painter[kind](m, source, at);
      break;
    }
  }
  painter.depth = 0;
  painter.paint('/');
  painter.depth = 1;
  if (at + 1 < source.length) painter.paint(source.slice(at + 1));
  return painter.out;
}

module.exports = { highlight };
