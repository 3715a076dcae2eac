// SPDX-License-Identifier: MIT
//
// Node's errors: the ERR_* constructors, system errors and the helpers around them. The messages stand in
// `internal/errors/messages*`, which load when the first error is made, so that start-up pays for none of them.

const { defineProperty, create } = Object;
const { construct, apply, ownKeys } = Reflect;
const { Error, TypeError, RangeError, SyntaxError, URIError, AggregateError, Symbol, String } = globalThis;

const { kIsNodeError } = require('internal/error_stack');

const kNoOverride = Symbol('kNoOverride');

const bases = { E: Error, T: TypeError, R: RangeError, S: SyntaxError, U: URIError };
const prototypes = { __proto__: null };

// Adds to Base.prototype what every Node error shares.
function prototypeOf(letter) {
  return prototypes[letter] ??= create(bases[letter].prototype, {
    constructor: { __proto__: null, value: bases[letter], writable: true, configurable: true },
    toString: { __proto__: null, value: nodeErrorToString, writable: true, configurable: true },
    [kIsNodeError]: { __proto__: null, value: true },
  });
}

function nodeErrorToString() {
  return `${this.name} [${this.code}]: ${this.message}`;
}

// ---- the table ------------------------------------------------------------------------------------------------------

const tables = ['internal/errors/messages', 'internal/errors/messages_net', 'internal/errors/messages_module'];
const rows = { __proto__: null };

// A row: { letter, message } where message is text with %s/%d holes or a function. Undefined where there is no such code.
function rowOf(key) {
  let row = rows[key];
  if (row !== undefined) return row;
  for (let i = 0; i < tables.length; i++) {
    const raw = require(tables[i])[key];
    if (raw === undefined) continue;
    if (typeof raw === 'string') row = { letter: raw[0], message: raw.slice(2), system: raw[1] === '!', usesThis: false };
    else row = { letter: raw[0], message: raw[1], system: raw[2] === 'system', usesThis: raw[2] === 'this' };
    return rows[key] = row;
  }
  return undefined;
}

function fill(text, args) {
  let out = '';
  let from = 0;
  for (let i = 0; i < args.length; i++) {
    const at = text.indexOf('%', from);
    if (at < 0) break;
    out += text.slice(from, at);
    const kind = text[at + 1];
    if (kind === 's') out += stringOf(args[i]);
    else if (kind === 'd') out += `${Number(args[i])}`;
    else if (kind === 'j') out += JSON.stringify(args[i]);
    else { out += '%'; i--; from = at + 1; continue; }
    from = at + 2;
  }
  return out + text.slice(from);
}

function stringOf(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null || typeof value === 'function') {
    return require('internal/util/inspect').formatWithOptions({ colors: false }, '%s', value);
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (value === 0 && 1 / value < 0) return '-0';
  return String(value);
}

// The text of an ERR_* message for `args`; `self` is the error that message functions may add properties to.
function getMessage(key, args, self) {
  const { message } = rowOf(key);
  return typeof message === 'function' ? apply(message, self, args) : fill(message, args);
}

// `Target` is the constructor that runs; it and what it calls stay out of the stack.
function makeError(Target, key, letter, row, args) {
  let error;
  if (row.usesThis) {
    error = construct(bases[letter], [], Target);
    const message = apply(row.message, error, args);
    defineProperty(error, 'message', { __proto__: null, value: message, writable: true, configurable: true });
  } else {
    const { message } = row;
    const text = typeof message === 'function' ? apply(message, undefined, args) : fill(message, args);
    error = construct(bases[letter], [text], Target);
  }
  error.code = key;
  return error;
}

function constructorFor(key, forced) {
  let ready;
  function NodeError(...args) {
    if (ready === undefined) {
      ready = rowOf(key);
      if (ready === undefined) throw new Error(`No error has the code ${key}`);
      if (!ready.system) NodeError.prototype = prototypeOf(forced ?? ready.letter);
    }
    if (ready.system) return new SystemError(key, args[0]);
    return makeError(NodeError, key, forced ?? ready.letter, ready, args);
  }
  NodeError.HideStackFramesError = NodeError;
  if (forced === undefined) {
    defineVariant(NodeError, key, 'TypeError', 'T');
    defineVariant(NodeError, key, 'RangeError', 'R');
  }
  return NodeError;
}

// `new codes.ERR_X.RangeError()`: the same code over another base.
function defineVariant(NodeError, key, name, letter) {
  let made;
  defineProperty(NodeError, name, {
    __proto__: null,
    configurable: true,
    get() { return made ??= constructorFor(key, letter); },
  });
}

const codes = new Proxy({ __proto__: null }, {
  __proto__: null,
  get(made, key) {
    const found = made[key];
    if (found !== undefined || typeof key !== 'string') return found;
    return made[key] = constructorFor(key, undefined);
  },
  has(made, key) { return typeof key === 'string' && rowOf(key) !== undefined; },
  ownKeys() {
    const keys = [];
    for (let i = 0; i < tables.length; i++) keys.push(...ownKeys(require(tables[i])));
    return keys;
  },
  getOwnPropertyDescriptor(made, key) {
    if (typeof key !== 'string' || rowOf(key) === undefined) return undefined;
    return { __proto__: null, value: codes[key], writable: true, enumerable: true, configurable: true };
  },
});

// Adds a code at run time (tests and optional rooms).
function E(key, message, Base) {
  let letter = 'E';
  for (const l of ownKeys(bases)) if (bases[l] === Base) letter = l;
  rows[key] = { letter, message, system: false, usesThis: typeof message === 'function' && message.length > 0 };
}

// ---- system errors --------------------------------------------------------------------------------------------------

// An error of the operating system that a built-in reports under an ERR_* code, with the details in `info`.
class SystemError extends Error {
  #info;
  constructor(key, info) {
    let message = `${fill(rowOf(key)?.message ?? key, [])}: ${info.syscall} returned ${info.code} (${info.message})`;
    if (info.path !== undefined) message += ` ${info.path}`;
    if (info.dest !== undefined) message += ` => ${info.dest}`;
    super(message);
    this.#info = info;
    const shown = { __proto__: null, enumerable: true, configurable: true };
    defineProperty(this, 'name', { __proto__: null, value: 'SystemError', writable: true, configurable: true });
    defineProperty(this, kIsNodeError, { __proto__: null, value: true });
    defineProperty(this, 'info', { ...shown, value: info, __proto__: null });
    this.code = key;
    for (const name of ['errno', 'syscall', 'path', 'dest']) {
      if ((name === 'path' || name === 'dest') && info[name] === undefined) continue;
      defineProperty(this, name, {
        ...shown,
        __proto__: null,
        get() { return infoOf(info, name); },
        set(value) { info[name] = value; },
      });
    }
  }
  toString() { return `${this.name} [${this.code}]: ${this.message}`; }
  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return require('internal/util/inspect').inspect(this, {
      ...options, getters: true, customInspect: false,
    });
  }
}

function infoOf(info, name) {
  const value = info[name];
  const bytes = (name === 'path' || name === 'dest') && value != null && typeof value === 'object';
  return bytes ? value.toString() : value;
}

const uv = () => require('internal/uv');

// [code, text] of a negative errno.
function uvErrmapGet(errno) { return uv().getErrorMap().get(errno); }

function errorWithDetails(message, details) {
  const error = new Error(message);
  for (const key of ownKeys(details)) {
    if (details[key] !== undefined) error[key] = details[key];
  }
  return error;
}

function lazyName(errno) {
  const entry = uvErrmapGet(errno);
  return entry === undefined ? ['UNKNOWN', 'unknown error'] : entry;
}

function textOf(value) {
  return typeof value === 'string' ? value : String(value);
}

// From { errno, syscall, path, dest, message, ... }: "ENOENT: no such file or directory, open 'x' -> 'y'".
function uvException(ctx) {
  const { 0: code, 1: text } = lazyName(ctx.errno);
  let message = `${code}: ${ctx.message || text}, ${ctx.syscall}`;
  let path;
  let dest;
  if (ctx.path || ctx.path === '') { path = textOf(ctx.path); message += ` '${path}'`; }
  if (ctx.dest || ctx.dest === '') { dest = textOf(ctx.dest); message += ` -> '${dest}'`; }
  const error = new Error(message);
  for (const key of ownKeys(ctx)) {
    if (key === 'message' || key === 'path' || key === 'dest') continue;
    error[key] = ctx[key];
  }
  error.errno = ctx.errno;
  error.code = code;
  if (error.syscall === undefined) error.syscall = ctx.syscall;
  else { const { syscall } = error; delete error.syscall; error.syscall = syscall; }
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}

function hostDetails(address, port) {
  if (port && port > 0) return ` ${address}:${port}`;
  return address ? ` ${address}` : '';
}

// "listen EADDRINUSE: address already in use 127.0.0.1:80"
function uvExceptionWithHostPort(errno, syscall, address, port) {
  const { 0: code, 1: text } = lazyName(errno);
  return errorWithDetails(`${syscall} ${code}: ${text}${hostDetails(address, port)}`, {
    code, errno, syscall, address, port: port || undefined,
  });
}

function errnoException(errno, syscall, original) {
  const code = nameOfErrno(errno);
  const message = original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`;
  return errorWithDetails(message, { errno, code, syscall });
}

function exceptionWithHostPort(errno, syscall, address, port, additional) {
  const code = nameOfErrno(errno);
  let details = '';
  if (port && port > 0) details = ` ${address}:${port}`;
  else if (address) details = ` ${address}`;
  if (additional) details += ` - Local (${additional})`;
  return errorWithDetails(`${syscall} ${code}${details}`, {
    errno, code, syscall, address, port: port || undefined,
  });
}

function nameOfErrno(errno) {
  const entry = uvErrmapGet(errno);
  return entry === undefined ? `Unknown system error ${errno}` : entry[0];
}

// Resolver failures: `code` is a c-ares name, or a (negative) getaddrinfo errno.
function dnsException(code, syscall, hostname) {
  let errno;
  if (typeof code === 'number') {
    errno = code;
    const name = nameOfErrno(code);
    code = name === 'EAI_NODATA' || name === 'EAI_NONAME' ? 'ENOTFOUND' : name;
  }
  const error = new Error(`${syscall} ${code}${hostname ? ` ${hostname}` : ''}`);
  error.errno = errno; // also where a name server's answer has none
  error.code = code;
  error.syscall = syscall;
  if (hostname) error.hostname = hostname;
  return error;
}
class ErrnoException { constructor(...args) { return errnoException(...args); } }
class UVExceptionWithHostPort { constructor(...args) { return uvExceptionWithHostPort(...args); } }
class ExceptionWithHostPort { constructor(...args) { return exceptionWithHostPort(...args); } }
class DNSException { constructor(...args) { return dnsException(...args); } }

class ConnResetException extends Error {
  constructor(message) {
    super(message);
    this.code = 'ECONNRESET';
  }
  get ['constructor']() { return Error; }
}

// ---- the rest -------------------------------------------------------------------------------------------------------

class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

function genericNodeError(message, properties) {
  const error = new Error(message);
  Object.assign(error, properties);
  return error;
}

function aggregateErrors(errors, message, code) {
  const error = new AggregateError(errors, message);
  error.code = errors[0]?.code ?? code;
  return error;
}

// One error out of two of which the outer one happened later. The inner one leads, as it is the cause.
function aggregateTwoErrors(inner, outer) {
  if (inner && outer && inner !== outer) {
    if (Array.isArray(outer.errors)) {
      outer.errors.push(inner);
      return outer;
    }
    const error = new AggregateError([outer, inner], outer.message);
    error.code = outer.code;
    return error;
  }
  return inner || outer;
}

class NodeAggregateError extends AggregateError {
  constructor(errors, message) {
    super([...errors], message);
    this.code = errors[0]?.code;
  }
  get ['constructor']() { return AggregateError; }
}

// Errors thrown inside `fn` show no frame of `fn`. The stack's formatter leaves frames of the library's validators out, so
// there is nothing to do here but keep Node's shape.
function hideStackFrames(fn) {
  fn.withoutStackTrace = fn;
  return fn;
}

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'stack');
}

function isStackOverflowError(error) {
  return error != null && error.name === 'RangeError' && typeof error.message === 'string' &&
    error.message.startsWith('Maximum call stack size exceeded');
}

const describing = (name) => (...args) => require('internal/errors/describe')[name](...args);

module.exports = {
  AbortError,
  aggregateErrors,
  aggregateTwoErrors,
  codes,
  ConnResetException,
  determineSpecificType: describing('determineSpecificType'),
  DNSException,
  dnsException,
  E,
  ErrnoException,
  errnoException,
  ExceptionWithHostPort,
  exceptionWithHostPort,
  formatList: describing('formatList'),
  genericNodeError,
  getMessage,
  hideStackFrames,
  isErrorLike,
  isStackOverflowError,
  kIsNodeError,
  kNoOverride,
  NodeAggregateError,
  SystemError,
  UVExceptionWithHostPort,
  uvErrmapGet,
  uvException,
  uvExceptionWithHostPort,
};
