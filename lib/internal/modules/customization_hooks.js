// SPDX-License-Identifier: MIT
// module.registerHooks(): synchronous hooks around resolving and loading, for require() and import alike. The last registered runs first and
// reaches the one before it, and at last the asynchronous hooks of module.register() or the runtime's own step, through its `next` function.

const { codes } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { URL, fileURLToPath, pathToFileURL } = require('internal/url');
const builtins = require('internal/modules/builtins');
const cjs = require('internal/modules/cjs/loader');

const registered = []; // { resolve, load }
const formats = new Map(); // URL -> the format that a resolve hook gave

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

const asyncChain = () => require('internal/modules/esm/async_chain');
let hasAsync = false;

// Where a chain ends: the runtime's own resolution, as hooks see it.
function resolveByDefault(specifier, parentURL, attributes) {
  const { formatIfKnown, resolve } = require('internal/modules/esm/resolve');
  const url = resolve(specifier, parentURL);
  return { __proto__: null, url: url.href, format: formatIfKnown(url) ?? null };
}

// The runtime's own step of loading.
function loadByDefault(where, context) {
  const url = new URL(where);
  const { checkScheme, formatOf } = require('internal/modules/esm/resolve');
  if (context.format === 'builtin' || url.protocol === 'node:') return { format: 'builtin', responseURL: url.href, source: null };
  checkScheme(url);
  const { readSource } = require('internal/modules/esm/translators');
  const type = context.importAttributes?.type;
  if (type === 'text' || type === 'bytes') return { format: type, responseURL: url.href, source: readSource(url, true) };
  const format = context.format ?? formatOf(url);
  if (format === 'commonjs') return { format, responseURL: url.href, source: null };
  const { detect } = require('internal/modules/esm/translators');
  const source = readSource(url, true);
  const known = format === undefined || format === 'detect-typescript' ? detect(source.toString('utf8'), format !== undefined) : format;
  return { format: format === 'detect-typescript' ? `${known}-typescript` : known, responseURL: url.href, source };
}

function settleResolved(result) {
  const url = URL.canParse(result.url) ? new URL(result.url) : new URL(`node:${result.url}`);
  if (result.format !== undefined && result.format !== null) formats.set(url.href, result.format);
  return { url, format: result.format ?? undefined, importAttributes: result.importAttributes };
}

// Synchronous hooks are outside of asynchronous ones, for which they have to wait.
function finalResolve(specifier, context) {
  if (!hasAsync) return resolveByDefault(specifier, context.parentURL);
  return require('internal/modules/esm/loader').waitFor(asyncChain().resolve(specifier, context.parentURL, context.importAttributes));
}

function finalLoad(where, context) {
  if (!hasAsync) return loadByDefault(where, context);
  return require('internal/modules/esm/loader').waitFor(asyncChain().load(where, context.format, context.importAttributes));
}

// { url, format, importAttributes }, or a promise of it.
function resolveImport(specifier, parentURL, attributes) {
  if (registered.length === 0) return asyncChain().resolve(specifier, parentURL, attributes).then(settleResolved);
  const context = { conditions: conditions('import'), importAttributes: attributes, parentURL };
  return settleResolved(chain('resolve', specifier, context, finalResolve, checkResolved));
}

function settleLoaded(result, url, format) {
  const { source } = result;
  return { format: result.format ?? format, source: source ?? undefined, importAttributes: result.importAttributes };
}

// { format, source } of a URL, or a promise of it.
function loadForImport(url, format, attributes) {
  const known = formats.get(url.href) ?? format;
  if (registered.length === 0) {
    return asyncChain().load(url.href, known, attributes).then((result) => settleLoaded(result, url, known));
  }
  const context = { conditions: conditions('import'), format: known, importAttributes: attributes };
  return settleLoaded(chain('load', url.href, context, finalLoad, checkLoaded), url, known);
}

// ---- registering -----------------------------------------------------------------------------------------------------

// What the loaders call. require() knows synchronous hooks only.
const forRequire = { resolveForRequire, loadForRequire, loadBuiltin };
const forImport = { resolveImport, loadForImport, get isAsync() { return registered.length === 0; } };

function activate() {
  cjs.setHooks(registered.length > 0 ? forRequire : null);
  require('internal/modules/esm/loader').setHooks(registered.length > 0 || hasAsync ? forImport : null);
}

// From here on there is a chain of asynchronous hooks.
function activateAsync() {
  hasAsync = true;
  activate();
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

module.exports = { activateAsync, conditions, loadByDefault, registerHooks, resolveByDefault };
