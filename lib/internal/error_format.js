// SPDX-License-Identifier: MIT
// The text of stacks: the engine's lines as call sites, V8's format, and V8's wording for the engine's best known messages. Loaded when a
// stack is first read. Shared by all contexts of a runtime.

const { apply } = Reflect;
const { defineProperty, getOwnPropertyDescriptor } = Object;
const { split, slice, indexOf, charCodeAt } = String.prototype;
const call = Function.prototype.call.bind.bind(Function.prototype.call);
const strSplit = call(split), strSlice = call(slice), strIndexOf = call(indexOf), strCharCode = call(charCodeAt);
const stacks = require('internal/error_stack');
const { headerOf, firstLineShift, prepareStackTrace } = stacks;

// V8's name for the body of a CommonJS module, which is called with its exports.
const MODULE_WRAPPER_NAME = 'Object.<anonymous>';

let preparing = false;
// Maps a position to the author's: (file, line, column) -> { name, file, line, column } or undefined.
let remapSite = null;

class CallSite {
  #name; #file; #line; #column; #kind; #origin;
  constructor(name, file, line, column, kind) {
    this.#name = name;
    this.#file = file;
    this.#line = line;
    this.#column = column;
    this.#kind = kind;
  }
  calledAsModule() {
    if (this.#name === '' && this.#kind === 'function' && strSlice(`${this.#file}`, 0, 5) !== 'node:') this.#name = MODULE_WRAPPER_NAME;
  }
  // The frame below that of an eval's text.
  evaluatedBy(site) {
    if (this.#kind !== 'eval' || this.#origin !== undefined) return;
    this.#origin = `eval at ${site.getFunctionName() ?? '<anonymous>'} (${`${site}`.replace(/^.* \(([^]*)\)$/, '$1')})`;
  }
  getThis() { return undefined; }
  getTypeName() { return this.#kind === 'top' || this.#name === MODULE_WRAPPER_NAME ? 'Object' : null; }
  getFunction() { return undefined; }
  getFunctionName() { return this.#name === MODULE_WRAPPER_NAME ? null : this.#name || null; }
  getMethodName() { return null; }
  getFileName() { return this.#file ?? null; }
  getLineNumber() { return this.#line; }
  getColumnNumber() { return this.#column; }
  getEvalOrigin() { return this.#kind === 'eval' ? this.#origin ?? 'eval at <anonymous>' : undefined; }
  getScriptNameOrSourceURL() { return this.#file ?? null; }
  getScriptHash() { return ''; }
  getEnclosingLineNumber() { return this.#line; }
  getEnclosingColumnNumber() { return this.#column; }
  getPosition() { return 0; }
  getPromiseIndex() { return null; }
  isToplevel() { return this.#kind !== 'native'; }
  isEval() { return this.#kind === 'eval'; }
  isNative() { return this.#kind === 'native'; }
  isConstructor() { return false; }
  isAsync() { return false; }
  isPromiseAll() { return false; }
  toString() {
    let where = this.#kind === 'native' ? '<anonymous>' : this.#file ?? '<anonymous>';
    if (this.#line !== null) where = `${where}:${this.#line}:${this.#column}`;
    if (this.#origin !== undefined) where = `${this.#origin}, ${where}`;
    return this.#name ? `${this.#name} (${where})` : where;
  }
}

// The engine's name for the text of several files that were compiled together.
const kShared = 'protojs:modules/';

// The file and line of a line in such a text; a place elsewhere stays.
let locate;
function located(file, line) {
  if (typeof file !== 'string' || strSlice(file, 0, kShared.length) !== kShared) return undefined;
  locate ??= binding('modules').locate;
  return locate(file, line);
}

let authorColumnOf;
function authorColumn(file, line, column) {
  if (strCharCode(file, 0) !== 47 && strIndexOf(file, ':') < 0) return column;
  authorColumnOf ??= binding('esm').column;
  return authorColumnOf(file, line, column);
}

let callColumn;
function columnOf(file, line, column) {
  if (line === null || typeof file !== 'string' || strCharCode(file, 0) === 110) return column; // node:...
  callColumn ??= require('internal/call_columns');
  return callColumn(file, line, column);
}

// The start of the last `:digits` of a text that ends at `end`, or -1.
function numberTail(text, end) {
  let i = end;
  while (i > 0) {
    const c = strCharCode(text, i - 1);
    if (c < 48 || c > 57) break;
    i--;
  }
  return i < end && i > 0 && strCharCode(text, i - 1) === 58 ? i - 1 : -1;
}

// What makes errors, and validators, speak for their callers.
const hidden = new Set(['boot', 'error_stack', 'error_format', 'errors', 'fs/utils', 'validators', 'intrinsics'].map((name) => `node:internal/${name}`));

// A line of the engine's stack as a CallSite, or undefined for frames that are nobody's business.
function parseLine(text) {
  // Function names hold no '@' unless computed; file names may.
  const at = strIndexOf(text, '@');
  let name = at < 0 ? '' : strSlice(text, 0, at);
  const where = at < 0 ? text : strSlice(text, at + 1);
  if (where === '[native code]') {
    return name === '' ? undefined : new CallSite(name, undefined, null, null, 'native');
  }
  const columnAt = numberTail(where, where.length);
  const lineAt = columnAt < 0 ? -1 : numberTail(where, columnAt);
  let file = where === '' ? undefined : where;
  let line = null;
  let column = null;
  if (lineAt >= 0) {
    file = strSlice(where, 0, lineAt);
    line = +strSlice(where, lineAt + 1, columnAt);
    column = +strSlice(where, columnAt + 1);
    const real = located(file, line);
    if (real !== undefined) {
      file = real[0];
      line = real[1];
    }
    if (file === '<anonymous>') file = undefined;
    if (file !== undefined && (line === 1 || line === 1 + (stacks.recentTexts.get(file)?.lines ?? 0))) {
      const shift = firstLineShift[file] ?? stacks.shiftOfFile?.(file);
      if (shift !== undefined && column > shift) column -= shift;
    }
  }
  if (hidden.has(file)) return undefined;
  let kind = 'function';
  if (name === 'global code' || name === 'module code') {
    name = '';
    kind = 'top';
  } else if (name === 'eval code') {
    name = 'eval';
    kind = 'eval';
  }
  // The text of the program's files may have been rewritten.
  if (file !== undefined && line !== null && strCharCode(file, 0) !== 110) column = authorColumn(file, line, column);
  if (remapSite !== null && file !== undefined && line !== null) {
    const mapped = remapSite(file, line, column);
    if (mapped !== undefined) {
      return new CallSite(mapped.name ?? name, mapped.file, mapped.line, columnOf(mapped.file, mapped.line, mapped.column), kind);
    }
  }
  return new CallSite(name, file, line, columnOf(file, line, column), kind);
}

// Where the bodies of CommonJS modules are called from.
const isModuleCaller = (file) => file === 'node:internal/main/plain' || file === 'node:internal/modules/cjs/loader';

function parse(raw) {
  const sites = [];
  if (typeof raw !== 'string' || raw === '') return sites;
  const lines = strSplit(raw, '\n');
  for (let i = 0, n = 0; i < lines.length; i++) {
    const site = parseLine(lines[i]);
    if (site === undefined) continue;
    if (n > 0 && isModuleCaller(site.getFileName())) sites[n - 1].calledAsModule();
    if (n > 0 && sites[n - 1].isEval() && site.isNative()) continue; // eval() itself: its text has a frame of its own
    defineProperty(sites, n++, { __proto__: null, value: site, writable: true, enumerable: true, configurable: true });
    if (n > 1) sites[n - 2].evaluatedBy(site);
  }
  return sites;
}

function format(Err, error, raw) {
  const sites = parse(raw);
  const prepare = Err.prepareStackTrace;
  if (typeof prepare === 'function' && !preparing && prepare !== prepareStackTrace) {
    preparing = true;
    try {
      return apply(prepare, Err, [error, sites]);
    } finally {
      preparing = false;
    }
  }
  return defaultFormat(error, sites);
}

// file -> { path, comment } where its last lines name a source map, else null. A file is looked at when it is first seen in a stack.
const comments = new Map();
const given = new Map(); // the same of texts that programs gave, with the text

function commentOfText(file, text) {
  let found = given.get(file);
  if (found?.text !== text) {
    const comment = binding('modules').mapURLOfText(text);
    given.set(file, found = { path: file, comment, text });
  }
  return found.comment === undefined ? null : found;
}

function commentOf(file) {
  const text = stacks.mapTexts?.get(file);
  if (text !== undefined) return commentOfText(file, text);
  let found = comments.get(file);
  if (found === undefined) {
    const path = strSlice(file, 0, 7) === 'file://' ? strSlice(file, 7) : file;
    const comment = path[0] === '/' ? binding('modules').mapURL(path) : undefined;
    comments.set(file, found = comment === undefined ? null : { path, comment });
  }
  return found;
}

function frameText(sites, i) {
  const file = sites[i].getFileName();
  const found = file === null ? null : commentOf(file);
  const mapped = found === null ? undefined : require('internal/source_map').describeSite(sites[i], sites[i + 1], found);
  return mapped ?? `${sites[i]}`;
}

function defaultFormat(error, sites) {
  let text = headerOf(error);
  for (let i = 0; i < sites.length; i++) text += `\n    at ${frameText(sites, i)}`;
  return text;
}

// The engine's wording to V8's, for the messages that programs and people know best.
const evaluating = /^(undefined|null) is not an object \(evaluating '([^]*)'\)$/;
const notFunction = /^([^]*?) is not a function\. \(In '[^]*', '[^]*' is [^]*\)$/;
const notConstructor = /^([^]*?) is not a constructor \(evaluating '[^]*'\)$/;
const ownKeysTrap = /^Proxy object's 'target' has the non-configurable property '([^]*)' that was not in the result from the 'ownKeys' trap$/;
const noVariable = /^Can't find variable: ([^]*)$/;
const lastMember = /(?:\.([\p{L}_$#][\p{L}\p{N}_$]*)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\])(?:\([^]*\))?(?: ?=[^=][^]*)?$/u;
const exec = call(RegExp.prototype.exec);

function translate(message) {
  let m;
  if ((m = exec(noVariable, message)) !== null) return `${m[1]} is not defined`;
  if ((m = exec(notFunction, message)) !== null) return `${m[1]} is not a function`;
  if ((m = exec(notConstructor, message)) !== null) return `${m[1]} is not a constructor`;
  if ((m = exec(evaluating, message)) !== null) {
    const member = exec(lastMember, m[2]);
    const key = member === null ? null : member[1] ?? member[2] ?? member[3] ?? member[4];
    if (key === null) return `Cannot read properties of ${m[1]}`;
    return / ?=[^=]/.test(m[2]) ? `Cannot set properties of ${m[1]} (setting '${key}')` :
      `Cannot read properties of ${m[1]} (reading '${key}')`;
  }
  if ((m = exec(ownKeysTrap, message)) !== null) return `'ownKeys' on proxy: trap result did not include '${m[1]}'`;
  switch (message) {
    case 'Maximum call stack size exceeded.': return 'Maximum call stack size exceeded';
    case 'Attempted to assign to readonly property.': return 'Cannot assign to read only property of object';
    case 'Cannot access uninitialized variable.': return 'Cannot access variable before initialization';
    default: return message;
  }
}

const engineOrigins = new WeakMap();

// An error as the engine made it, in V8's shape. `install` puts the accessor in place.
function fix(error, NativeError, limit, install) {
  const stack = getOwnPropertyDescriptor(error, 'stack');
  if (stack === undefined || typeof stack.value !== 'string' || !(error instanceof NativeError)) return error;
  const { line, column, sourceURL } = error;
  const message = getOwnPropertyDescriptor(error, 'message');
  if (message !== undefined && typeof message.value === 'string') {
    const text = translate(message.value);
    if (text !== message.value) defineProperty(error, 'message', { __proto__: null, value: text });
  }
  delete error.line;
  delete error.column;
  delete error.sourceURL;
  let raw = stack.value;
  let end = -1;
  for (let n = 0; n < limit; n++) {
    end = strIndexOf(raw, '\n', end + 1);
    if (end < 0) break;
  }
  if (end >= 0) raw = strSlice(raw, 0, end);
  const real = located(sourceURL, line);
  // The text of eval() and Function() has no name in stacks, and so no positions; of the first frame they are known.
  const first = strSplit(raw, '\n')[0];
  if (sourceURL === undefined && line > 0 && first !== '' && strIndexOf(first, '@') === first.length - 1) {
    raw = `${first}<anonymous>:${line}:${column}${strSlice(raw, first.length)}`;
  }
  engineOrigins.set(error, real === undefined ? { line, column, sourceURL } : { line: real[1], column, sourceURL: real[0] });
  install(error, raw);
  return error;
}

module.exports = {
  CallSite,
  defaultFormat,
  MODULE_WRAPPER_NAME,
  fix,
  format,
  parse,
  // Where the engine says that one of its own errors (a SyntaxError above all) arose: { line, column, sourceURL } or undefined.
  originOf: (error) => engineOrigins.get(error),
  setRemapSite(remap) { remapSite = remap; },
};
