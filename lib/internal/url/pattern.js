// SPDX-License-Identifier: MIT
// URLPattern: eight compiled components, matched one by one.
'use strict';

const { codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const init = require('internal/url/pattern_init');
const { compileComponent } = require('internal/url/pattern_parser');
const { parse, specialPort, toParts } = require('internal/url/parser');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const components = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

function readInit(value) {
  const result = {};
  for (const name of [...components, 'baseURL']) {
    const text = value[name];
    if (text !== undefined) result[name] = `${text}`.toWellFormed();
  }
  return result;
}

function isObject(value) {
  return value !== null && typeof value === 'object';
}

// Eight texts of patterns into eight compiled components.
function compileAll(texts, ignoreCase) {
  const plain = init.plainOptions;
  const cased = { ...plain, ignoreCase };
  const compiled = {};
  compiled.protocol = compileComponent(texts.protocol, plain, init.protocol);
  const special = init.matchesSpecialScheme(compiled.protocol);
  compiled.username = compileComponent(texts.username, plain, init.credential);
  compiled.password = compileComponent(texts.password, plain, init.credential);
  const ipv6 = /^(?:\[|\{\[|\\\[)/.test(texts.hostname);
  compiled.hostname = compileComponent(texts.hostname, { ...plain, delimiter: '.' },
                                       ipv6 ? init.ipv6Hostname : init.hostname);
  compiled.port = compileComponent(texts.port, plain, (value) => init.port(value));
  compiled.pathname = special ?
    compileComponent(texts.pathname, { delimiter: '/', prefix: '/', ignoreCase }, init.pathname) :
    compileComponent(texts.pathname, cased, init.opaquePathname);
  compiled.search = compileComponent(texts.search, cased, init.search);
  compiled.hash = compileComponent(texts.hash, cased, init.hash);
  return compiled;
}

function patternTexts(input, baseURL) {
  let given;
  if (typeof input === 'string') {
    given = init.parseConstructorString(input.toWellFormed());
    if (baseURL === undefined && given.protocol === undefined) {
      throw new TypeError(`Invalid pattern ${input}: a base URL is needed`);
    }
    if (baseURL !== undefined) given.baseURL = baseURL;
  } else {
    given = readInit(input);
    if (baseURL !== undefined) throw new TypeError('A base URL goes into the object');
  }
  const texts = init.processInit(given, 'pattern', {});
  for (const name of components) texts[name] ??= '*';
  const fixed = specialPort(texts.protocol);
  if (typeof fixed === 'number' && texts.port === String(fixed)) texts.port = '';
  return texts;
}

// The components of what is matched; null where it is no URL.
function inputTexts(input, baseURL) {
  if (typeof input !== 'string') {
    if (baseURL !== undefined) throw new TypeError('A base URL goes into the object');
    const empty = Object.fromEntries(components.map((name) => [name, '']));
    const given = readInit(input);
    try {
      return init.processInit(given, 'url', empty);
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }
  let base = null;
  if (baseURL !== undefined) {
    base = parse(baseURL, null);
    if (base === null) return null;
  }
  const record = parse(input.toWellFormed(), base);
  if (record === null) return null;
  const parts = toParts(record);
  return {
    protocol: parts.scheme, username: parts.username, password: parts.password, hostname: parts.host ?? '',
    port: parts.port < 0 ? '' : String(parts.port), pathname: parts.path, search: parts.query ?? '',
    hash: parts.fragment ?? '',
  };
}

function checkInput(input, baseURL) {
  if (input !== undefined && typeof input !== 'string' && !isObject(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['string', 'Object'], input);
  }
  if (baseURL !== undefined && typeof baseURL !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('baseURL', 'string', baseURL);
  }
}

let isPattern;

class PatternBase {
  #compiled;

  static {
    isPattern = (value) => value !== null && typeof value === 'object' && #compiled in value;
  }

  constructor(compiled) {
    this.#compiled = compiled;
  }

  get protocol() { return check(this).#compiled.protocol.text; }
  get username() { return check(this).#compiled.username.text; }
  get password() { return check(this).#compiled.password.text; }
  get hostname() { return check(this).#compiled.hostname.text; }
  get port() { return check(this).#compiled.port.text; }
  get pathname() { return check(this).#compiled.pathname.text; }
  get search() { return check(this).#compiled.search.text; }
  get hash() { return check(this).#compiled.hash.text; }

  get hasRegExpGroups() {
    const compiled = check(this).#compiled;
    return components.some((name) => compiled[name].hasRegExpGroups);
  }

  test(input = {}, baseURL = undefined) {
    const compiled = check(this).#compiled;
    checkInput(input, baseURL);
    const texts = inputTexts(input, baseURL);
    return texts !== null && components.every((name) => compiled[name].regexp.test(texts[name]));
  }

  exec(input = {}, baseURL = undefined) {
    const compiled = check(this).#compiled;
    checkInput(input, baseURL);
    const texts = inputTexts(input, baseURL);
    if (texts === null) return null;
    const result = { inputs: baseURL === undefined ? [input] : [input, baseURL] };
    for (const name of components) {
      const match = compiled[name].regexp.exec(texts[name]);
      if (match === null) return null;
      const groups = {};
      compiled[name].names.forEach((group, i) => {
        groups[group] = match[i + 1];
      });
      result[name] = { input: texts[name], groups };
    }
    return result;
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const shown = {};
    for (const name of components) shown[name] = this[name];
    return `URLPattern ${require('internal/util/inspect').inspect(shown, inner)}`;
  }
}

function check(value) {
  if (!isPattern(value)) throw new TypeError('Illegal invocation');
  return value;
}

function optionsOf(options) {
  if (options === undefined || options === null) return false;
  if (!isObject(options)) throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  const { ignoreCase } = options;
  if (ignoreCase !== undefined && typeof ignoreCase !== 'boolean') {
    throw new ERR_INVALID_ARG_TYPE('options.ignoreCase', 'boolean', ignoreCase);
  }
  return ignoreCase === true;
}

// new URLPattern(input, baseURL, options) and new URLPattern(input, options).
function URLPattern(...args) {
  if (new.target === undefined) throw new ERR_CONSTRUCT_CALL_REQUIRED('URLPattern');
  const { 0: input = {}, 1: second } = args;
  if (typeof input !== 'string' && !isObject(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['string', 'Object'], input);
  }
  const baseURL = typeof second === 'string' ? second : undefined;
  if (second !== undefined && baseURL === undefined && !isObject(second)) {
    throw new ERR_INVALID_ARG_TYPE('baseURL', ['string', 'Object'], second);
  }
  const ignoreCase = optionsOf(baseURL === undefined && args.length < 3 ? second : args[2]);
  return Reflect.construct(PatternBase, [compileAll(patternTexts(input, baseURL), ignoreCase)], new.target);
}

URLPattern.prototype = PatternBase.prototype;
Object.defineProperty(URLPattern.prototype, 'constructor', {
  __proto__: null, configurable: true, writable: true, value: URLPattern,
});
const kEnumerable = { __proto__: null, enumerable: true };
for (const name of [...components, 'hasRegExpGroups', 'test', 'exec']) {
  Object.defineProperty(URLPattern.prototype, name, kEnumerable);
}
Object.defineProperty(URLPattern.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, value: 'URLPattern',
});

module.exports = { URLPattern };
