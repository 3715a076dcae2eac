// SPDX-License-Identifier: MIT
// module.registerHooks(): synchronous hooks around resolving and loading, for require() and import alike. The last registered runs first and
// reaches the one before it, and at last the runtime's own step, through its `next` function.

const { codes } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { URL, fileURLToPath, pathToFileURL } = require('internal/url');
const builtins = require('internal/modules/builtins');
const cjs = require('internal/modules/cjs/loader');

const registered = []; // { resolve, load }
const formats = new Map(); // URL -> the format that a resolve hook gave
const attributesOf = new Map(); // URL -> the attributes that a resolve hook gave

// Runs one kind of hook over `subject`. `last` is the runtime's own step, `check` looks at what a hook returns.
function chain(kind, subject, context, last, check) {
  const hooks = registered.filter((hook) => hook[kind] !== undefined);
  const step = (index) => (nextSubject, nextContext) => {
    const merged = nextContext === undefined ? context : { ...context, ...nextContext };
    if (index < 0) return last(nextSubject, merged);
    let called = false;
    const next = (s, c) => {
      called = true;
      return step(index - 1)(s, c);
    };
    const result = hooks[index][kind](nextSubject, merged, next);
    check(result, kind, index);
    if (!called && result.shortCircuit !== true) throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('true', kind, 'shortCircuit', result.shortCircuit);
    return result;
  };
  return step(hooks.length - 1)(subject, context);
}

function checkObject(result, kind) {
  if (result === null || typeof result !== 'object') {
    throw new codes.ERR_INVALID_RETURN_VALUE('an object', kind, result);
  }
}

function checkResolved(result, kind) {
  checkObject(result, kind);
  const { url } = result;
  if (typeof url !== 'string' || !(URL.canParse(url) || builtins.idOf(url) !== undefined)) {
    throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', kind, 'url', url);
  }
}

function checkLoaded(result, kind) {
  checkObject(result, kind);
  const { format, source } = result;
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string', kind, 'format', format);
  }
  if (source !== undefined && source !== null && typeof source !== 'string' && !ArrayBuffer.isView(source) && !(source instanceof ArrayBuffer)) {
    throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', kind, 'source', source);
  }
}

function textOf(source) {
  if (typeof source === 'string') return source;
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function conditions(kind) {
  const { getOptionValue } = require('internal/options');
  return ['node', kind, ...(kind === 'import' ? ['module-sync'] : []), 'node-addons', ...getOptionValue('--conditions')];
}

const urlOf = (name) => (name[0] === '/' ? pathToFileURL(name).href : builtins.idOf(name) !== undefined && !name.startsWith('node:') ? `node:${name}` : name);

// ---- require() -------------------------------------------------------------------------------------------------------

// The file, or built-in, that a request comes to.
function resolveForRequire(request, parent, isMain, options) {
  const parentURL = parent?.filename ? urlOf(parent.filename) : undefined;
  const last = (specifier, context) => {
    if (builtins.idOf(specifier) !== undefined) return { url: urlOf(specifier), format: 'builtin' };
    if (specifier.startsWith('file:')) return { url: specifier };
    const from = context.parentURL === parentURL || !context.parentURL?.startsWith('file:') ? parent :
      Object.assign(new cjs.Module(fileURLToPath(context.parentURL), null), { filename: fileURLToPath(context.parentURL) });
    return { url: urlOf(cjs.resolveWithoutHooks(specifier, from, isMain, options)) };
  };
  const context = { conditions: conditions('require'), importAttributes: undefined, parentURL };
  const result = chain('resolve', request, context, last, checkResolved);
  if (result.format !== undefined && result.format !== null) formats.set(urlOf(result.url), result.format);
  if (result.url.startsWith('file:')) return fileURLToPath(result.url);
  return result.url;
}

// { source, format } of a file that require() loads.
function loadForRequire(filename, format) {
  const url = urlOf(filename);
  const last = (where, context) => {
    const path = where.startsWith('file:') ? fileURLToPath(where) : where;
    return { source: require('fs').readFileSync(path), format: context.format };
  };
  const context = { conditions: conditions('require'), importAttributes: undefined, format: formats.get(url) ?? format };
  const result = chain('load', url, context, last, checkLoaded);
  const source = result.source === null || result.source === undefined ? last(url, context).source : result.source;
  return { source: textOf(source), format: result.format ?? format };
}

// A built-in may be replaced by a load hook.
function loadBuiltin(id, name) {
  const url = `node:${id}`;
  const context = { conditions: conditions('require'), importAttributes: undefined, format: 'builtin' };
  const result = chain('load', url, context, () => ({ source: undefined, format: 'builtin' }), checkLoaded);
  if (result.format === 'builtin' || result.source === undefined || result.source === null) return builtins.requireBuiltin(id);
  const module = new cjs.Module(url, null);
  if (result.format === 'json') return JSON.parse(textOf(result.source));
  module._compile(textOf(result.source), url, 'commonjs');
  return module.exports;
}

// ---- import ----------------------------------------------------------------------------------------------------------

function resolveImport(specifier, parentURL, attributes, resolve) {
  const last = (name, context) => {
    const url = resolve(name, context.parentURL ?? parentURL);
    return { url: url.href };
  };
  const context = { conditions: conditions('import'), importAttributes: attributes, parentURL };
  const result = chain('resolve', specifier, context, last, checkResolved);
  const url = URL.canParse(result.url) ? new URL(result.url) : new URL(`node:${result.url}`);
  if (result.format !== undefined && result.format !== null) formats.set(url.href, result.format);
  if (result.importAttributes !== undefined) attributesOf.set(url.href, result.importAttributes);
  return url;
}

// { source, format } of a URL; `read` is the runtime's own step.
function loadForImport(url, format, attributes, read) {
  const context = { conditions: conditions('import'), format: formats.get(url.href) ?? format, importAttributes: attributes };
  const last = (where, given) => {
    const target = new URL(where);
    if (given.format === 'builtin' || target.protocol === 'node:') return { format: 'builtin', source: null };
    return { format: given.format, source: given.format === 'commonjs' ? null : read(target) };
  };
  const result = chain('load', url.href, context, last, checkLoaded);
  const { source } = result;
  return { format: result.format ?? format, source: source === null || source === undefined ? undefined : textOf(source) };
}

// ---- registering -----------------------------------------------------------------------------------------------------

const hooks = { resolveForRequire, loadForRequire, loadBuiltin, resolveImport, loadForImport,
                formatOf: (url) => formats.get(url), attributesOf: (url) => attributesOf.get(url) };

function activate() {
  const value = registered.length > 0 ? hooks : null;
  cjs.setHooks(value);
  require('internal/modules/esm/loader').setHooks(value);
}

class ModuleHooks {
  #entry;
  constructor(resolve, load) {
    this.#entry = { resolve, load };
    this.resolve = resolve;
    this.load = load;
    registered.push(this.#entry);
    activate();
  }
  deregister() {
    const at = registered.indexOf(this.#entry);
    if (at >= 0) registered.splice(at, 1);
    activate();
  }
}

function registerHooks(options) {
  validateObject(options, 'hooks');
  const { resolve, load } = options;
  if (resolve !== undefined) validateFunction(resolve, 'hooks.resolve');
  if (load !== undefined) validateFunction(load, 'hooks.load');
  return new ModuleHooks(resolve, load);
}

module.exports = { registerHooks };
