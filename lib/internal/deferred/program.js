// SPDX-License-Identifier: MIT
// A deferred function as text that another thread can evaluate, with the names it captures. One for each place in a program's text.
'use strict';

const { dataCloneError } = require('internal/structured_clone');

const known = new Map(); // description + file -> Program
class Program {
  number = undefined; // on the board
  file;
  line;
  strict;
  uses; // letters: r, i, m
  names = []; // of captured values, in the order in which they are sent
  functions = []; // [name, text, line] of captured functions
  imports = []; // [object, specifier]
  required = []; // [name, specifier, property]
  text;

  constructor(description, file, source) {
    const [, line, strict, uses, names, ...imports] = description.split('\n');
    this.file = file;
    this.line = description === '' ? 1 : Number(line);
    this.strict = strict === 's';
    this.uses = uses ?? '';
    this.text = textOf(source);
    this.listed = names === undefined || names === '' ? [] : names.split(',');
    const seen = new Set();
    for (const row of imports) {
      if (row === '') continue;
      const [object, kind, specifier, property] = row.split('\t');
      if (kind === 'r') this.required.push([object, specifier, property]);
      else if (!seen.has(object)) this.imports.push([object, specifier]);
      seen.add(object);
    }
    this.names = this.listed.filter((name) => name[0] !== '!');
  }

  // Captured functions do not change: their text is taken from the first call.
  addFunctions(values) {
    for (const name of this.listed) {
      if (name[0] !== '!') continue;
      const { 0: short, 1: line } = name.slice(1).split('@');
      this.functions.push([short, textOf(values[short], short), Number(line)]);
    }
    this.functions = inOrder(this.functions, values);
    delete this.listed;
  }

  toText() {
    const { file, line, strict, uses, names, functions, imports, required, text } = this;
    return JSON.stringify({ file, line, strict, uses, names, functions, imports, required, text });
  }

  // The values that go along with one call.
  pick(getter) {
    if (this.names.length === 0) return undefined;
    const values = getter();
    return this.names.map((name) => {
      const value = values[name];
      if (typeof value === 'function' || typeof value === 'symbol') {
        throw dataCloneError(`The captured variable '${name}' holds a ${typeof value}, which cannot go to another thread`);
      }
      return value;
    });
  }
}

// Functions first; then classes, each behind the one it extends and those that its static part mentions, since a class runs code where it stands.
function inOrder(functions, values) {
  const ordered = functions.filter(({ 1: text }) => !text.startsWith('class'));
  const left = new Map(functions.filter(({ 1: text }) => text.startsWith('class')).map((entry) => [entry[0], entry]));
  const place = (name) => {
    const entry = left.get(name);
    const text = entry[1];
    left.delete(name);
    for (const other of [...left.keys()]) {
      const extended = Object.getPrototypeOf(values[name]) === values[other];
      const mentioned = /\bstatic\b/.test(text) && new RegExp(`(?<![\\w$.])${other.replaceAll('$', '\\$')}(?![\\w$])`).test(text);
      if ((extended || mentioned) && left.has(other)) place(other);
    }
    ordered.push(entry);
  };
  while (left.size > 0) place(left.keys().next().value);
  return ordered;
}

// The text of a function as an expression. Methods and accessors have none.
function textOf(fn, name = fn.name) {
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    throw dataCloneError(`The function '${name}' has no source text, and cannot go to another thread`);
  }
  if (/^(?:async\s+)?(?:function|class|\(|[\w$]+\s*=>|async\s*\*?\s*(?:function|\())/.test(text)) return text;
  if (/^(?:async\s*)?(?:[\w$]+|\()[^]*?=>/.test(text) && !/^(?:get|set|static)\s/.test(text)) return text;
  throw dataCloneError(`The function '${name}' is a method; a deferred function must be a function or an arrow function`);
}

// `getter` gives the captured values; it is asked where they are needed.
exports.programOf = (description, file, source, getter) => {
  let program = known.get(description);
  if (program !== undefined && program.file === file) return program;
  const key = description === '' ? Function.prototype.toString.call(source) : `${file}\n${description}`;
  program = known.get(key);
  if (program === undefined) {
    program = new Program(description, file, source);
    if (getter !== undefined) program.addFunctions(getter());
    else delete program.listed;
    known.set(key, program);
    if (description !== '' && !known.has(description)) known.set(description, program);
  }
  return program;
};
