// SPDX-License-Identifier: MIT
// V8-shaped stacks over the engine's own. The engine writes `name@url:line:column` lines without a header into a data property; programs
// expect "Error: message\n    at name (url:line:column)", Error.captureStackTrace, Error.prepareStackTrace with call sites, and
// Error.stackTraceLimit. The Error constructors are replaced by ones that capture once and format when `stack` is first read. Errors that
// the engine throws itself do not pass through a constructor: fixEngineError() gives them the same shape when first seen.
// Evaluated once in every context, before the program.

const global = globalThis;
const NativeError = Error;
const nativeCapture = NativeError.captureStackTrace;
const nativeToString = NativeError.prototype.toString;
const { construct, apply, getPrototypeOf } = Reflect;
const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Object;
const { split, slice, indexOf, startsWith, charCodeAt, lastIndexOf } = String.prototype;
const call = Function.prototype.call.bind.bind(Function.prototype.call);
const strSplit = call(split), strSlice = call(slice), strIndexOf = call(indexOf), strStartsWith = call(startsWith);
const strCharCode = call(charCodeAt), strLastIndexOf = call(lastIndexOf);

const kDefaultLimit = 10;
const MODULE_WRAPPER_NAME = 'Object.<anonymous>';

let preparing = false;
// Replaced by the runtime: called as (global, error, sites) where the program set no Error.prepareStackTrace; undefined: format here.
let remapSite = null;
// url -> length of the text that the loader put before the author's first line.
const firstLineShift = { __proto__: null };

class CallSite {
  #name; #file; #line; #column; #kind;
  constructor(name, file, line, column, kind) {
    this.#name = name;
    this.#file = file;
    this.#line = line;
    this.#column = column;
    this.#kind = kind;
  }
  getThis() { return undefined; }
  getTypeName() { return this.#kind === 'top' || this.#name === MODULE_WRAPPER_NAME ? 'Object' : null; }
  getFunction() { return undefined; }
  getFunctionName() { return this.#name === MODULE_WRAPPER_NAME ? null : this.#name || null; }
  getMethodName() { return null; }
  getFileName() { return this.#file ?? null; }
  getLineNumber() { return this.#line; }
  getColumnNumber() { return this.#column; }
  getEvalOrigin() { return this.#kind === 'eval' ? 'eval at <anonymous>' : undefined; }
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
    const where = this.#kind === 'native' ? '<anonymous>' :
      this.#file === undefined ? '<anonymous>' :
        this.#line === null ? this.#file : `${this.#file}:${this.#line}:${this.#column}`;
    return this.#name ? `${this.#name} (${where})` : where;
  }
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
    if (line === 1) {
      const shift = firstLineShift[file];
      if (shift !== undefined && column > shift) column -= shift;
    }
  }
  // Validators speak for their callers.
  if (file === 'node:internal/boot' || file === 'node:internal/error_stack' || file === 'node:internal/validators') return undefined;
  let kind = 'function';
  if (name === 'global code' || name === 'module code') {
    name = '';
    kind = 'top';
  } else if (name === 'eval code') {
    name = 'eval';
    kind = 'eval';
  }
  if (remapSite !== null && file !== undefined && line !== null) {
    const mapped = remapSite(file, line, column);
    if (mapped !== undefined) return new CallSite(mapped.name ?? name, mapped.file, mapped.line, mapped.column, kind);
  }
  return new CallSite(name, file, line, column, kind);
}

function parse(raw) {
  const sites = [];
  if (typeof raw !== 'string' || raw === '') return sites;
  const lines = strSplit(raw, '\n');
  for (let i = 0, n = 0; i < lines.length; i++) {
    const site = parseLine(lines[i]);
    if (site !== undefined) defineProperty(sites, n++, { __proto__: null, value: site, writable: true, enumerable: true, configurable: true });
  }
  return sites;
}

function headerOf(error) {
  try {
    return apply(nativeToString, error, []);
  } catch {
    return 'Error';
  }
}

function format(error, raw, header) {
  const sites = parse(raw);
  const prepare = Err.prepareStackTrace;
  if (typeof prepare === 'function' && !preparing) {
    preparing = true;
    try {
      return apply(prepare, Err, [error, sites]);
    } finally {
      preparing = false;
    }
  }
  let text = header;
  for (let i = 0; i < sites.length; i++) text += `\n    at ${sites[i]}`;
  return text;
}

// What an error remembers until its stack is read, stamped on as private fields: nothing to see from outside, one accessor pair for all.
class Captured extends (function(object) { return object; }) {
  #raw;
  #header;
  #value;
  #done = false;
  constructor(object, raw, header) {
    super(object);
    this.#raw = raw;
    this.#header = header;
  }
  static owner(object) {
    while (object !== null && object !== undefined && !(#done in object)) object = getPrototypeOf(object);
    return object;
  }
  static has(object) { return #done in object; }
  static again(object, raw, header) {
    object.#raw = raw;
    object.#header = header;
    object.#done = false;
  }
  static read(object) {
    if (!object.#done) {
      object.#done = true;
      object.#value = format(object, object.#raw, object.#header);
      object.#raw = undefined;
    }
    return object.#value;
  }
  static write(object, value) {
    object.#done = true;
    object.#value = value;
    object.#raw = undefined;
  }
  static setHeader(object, header) { object.#header = header; }
  static raw(object) { return object.#raw; }
}
delete Captured.prototype.constructor;

const stackDescriptor = {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get: function stack() {
    const owner = Captured.owner(this);
    return owner === null || owner === undefined ? undefined : Captured.read(owner);
  },
  set: function stack(value) {
    if ((typeof this === 'object' || typeof this === 'function') && this !== null && Captured.has(this)) {
      Captured.write(this, value);
    } else {
      defineProperty(this, 'stack', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    }
  },
};

function install(object, raw, header) {
  if (Captured.has(object)) Captured.again(object, raw, header);
  else new Captured(object, raw, header);
  defineProperty(object, 'stack', stackDescriptor);
}

function currentLimit() {
  const limit = Err.stackTraceLimit;
  return typeof limit === 'number' ? limit : 0;
}

const holder = {};

// The engine's stack of the caller of `hide` (which is on the stack), at most `limit` frames.
function rawStack(hide, limit) {
  NativeError.stackTraceLimit = limit;
  nativeCapture(holder, hide);
  return holder.stack;
}

function wrap(Native, name) {
  const Wrapper = { [name]: function(message, options) {
    const target = new.target === undefined ? Wrapper : new.target;
    NativeError.stackTraceLimit = 0;
    const error = construct(Native, arguments, target);
    const limit = currentLimit();
    if (limit > 0 && typeof Err.stackTraceLimit === 'number') {
      let raw = rawStack(target, limit);
      if (raw === '' && target !== Wrapper) raw = rawStack(Wrapper, limit);
      install(error, raw, headerOf(error));
    } else {
      NativeError.stackTraceLimit = limit;
      if (typeof Err.stackTraceLimit === 'number') install(error, '', headerOf(error));
    }
    return error;
  } }[name];
  defineProperty(Wrapper, 'length', { __proto__: null, value: Native.length, configurable: true });
  defineProperty(Wrapper, 'prototype', { __proto__: null, value: Native.prototype, writable: false, enumerable: false, configurable: false });
  defineProperty(Native.prototype, 'constructor', { __proto__: null, value: Wrapper, writable: true, enumerable: false, configurable: true });
  if (Native !== NativeError) setPrototypeOf(Wrapper, Err);
  defineProperty(global, name, { __proto__: null, value: Wrapper, writable: true, enumerable: false, configurable: true });
  return Wrapper;
}

const Err = wrap(NativeError, 'Error');
const names = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError'];
for (let i = 0; i < names.length; i++) wrap(global[names[i]], names[i]);
Err.stackTraceLimit = kDefaultLimit;
NativeError.stackTraceLimit = kDefaultLimit;

const statics = {
  captureStackTrace(object, constructorOpt) {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null) {
      throw new TypeError(`Invalid argument`);
    }
    const limit = currentLimit();
    if (typeof Err.stackTraceLimit !== 'number') return;
    const raw = limit > 0 ? rawStack(typeof constructorOpt === 'function' ? constructorOpt : statics.captureStackTrace, limit) : '';
    install(object, raw, headerOf(object));
  },
};
defineProperty(Err, 'captureStackTrace', { __proto__: null, value: statics.captureStackTrace, writable: true, enumerable: false, configurable: true });
if (typeof NativeError.isError === 'function') {
  defineProperty(Err, 'isError', { __proto__: null, value: NativeError.isError, writable: true, enumerable: false, configurable: true });
}

// The engine's wording to V8's, for the messages that programs and people know best.
const evaluating = /^(undefined|null) is not an object \(evaluating '([^]*)'\)$/;
const notFunction = /^([^]*?) is not a function\. \(In '[^]*', '[^]*' is [^]*\)$/;
const notConstructor = /^([^]*?) is not a constructor \(evaluating '[^]*'\)$/;
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
  switch (message) {
    case 'Maximum call stack size exceeded.': return 'Maximum call stack size exceeded';
    case 'Attempted to assign to readonly property.': return 'Cannot assign to read only property of object';
    case 'Cannot access uninitialized variable.': return 'Cannot access variable before initialization';
    default: return message;
  }
}

// Gives an error that the engine threw the shape of all others. Cheap for those that have it; returns its argument.
function fixEngineError(error) {
  if (typeof error !== 'object' || error === null || Captured.has(error)) return error;
  const stack = getOwnPropertyDescriptor(error, 'stack');
  if (stack === undefined || typeof stack.value !== 'string' || getOwnPropertyDescriptor(error, 'line') === undefined ||
      !(error instanceof NativeError)) {
    return error;
  }
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
  const limit = currentLimit();
  let end = -1;
  for (let n = 0; n < limit; n++) {
    end = strIndexOf(raw, '\n', end + 1);
    if (end < 0) break;
  }
  if (end >= 0) raw = strSlice(raw, 0, end);
  install(error, raw, headerOf(error));
  engineOrigins.set(error, { line, column, sourceURL });
  return error;
}
const engineOrigins = new WeakMap();

exports.fixEngineError = fixEngineError;
exports.parse = parse;
// Another first line for a stack that nobody has read yet.
exports.setHeader = (error, header) => {
  if (Captured.has(error)) Captured.setHeader(error, header);
};
exports.CallSite = CallSite;
// Where the engine says that one of its own errors (a SyntaxError above all) arose: { line, column, sourceURL } or undefined.
exports.originOf = (error) => engineOrigins.get(error);
// The frames of the calling code as call sites, not counting `hide` and what it called.
exports.callSites = (hide, limit) => {
  const sites = parse(rawStack(hide, limit));
  NativeError.stackTraceLimit = currentLimit();
  return sites;
};
exports.setFirstLineShift = (url, length) => { firstLineShift[url] = length; };
exports.setRemapSite = (remap) => { remapSite = remap; };
exports.MODULE_WRAPPER_NAME = MODULE_WRAPPER_NAME;
