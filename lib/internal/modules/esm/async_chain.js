// SPDX-License-Identifier: MIT
// module.register() and --experimental-loader: hooks that may be asynchronous. Their modules form a graph of their own, which no module of the
// program shares, on the program's thread; see docs/decisions/0009. The last registered runs first.

const { codes } = require('internal/errors');
const { isURL } = require('internal/url');
const { validateObject, validateString } = require('internal/validators');
const { Loader, URL, waitFor } = require('internal/modules/esm/loader');
const { activateAsync, conditions, loadByDefault, resolveByDefault } = require('internal/modules/customization_hooks');

const chains = { __proto__: null, resolve: [], load: [] }; // { url, fn }
const hooksGraph = new Loader();

// ---- running a chain -------------------------------------------------------------------------------------------------

const kNext = { __proto__: null, resolve: 'nextResolve', load: 'nextLoad' };

function checkOutput(output, identifier) {
  if (output === null || typeof output !== 'object') throw new codes.ERR_INVALID_RETURN_VALUE('an object', identifier, output);
}

// One run of a chain: `kind` is 'resolve' or 'load', `last` the runtime's own step, `checkSubject` looks at what hooks pass on.
class Run {
  finished = false;
  shortCircuited = false;
  identifier = '';
  constructor(kind, context, last, checkSubject) {
    this.kind = kind;
    this.context = context;
    this.last = last;
    this.checkSubject = checkSubject;
  }

  #check(subject, given) {
    const identifier = `${this.identifier} hook's ${kNext[this.kind]}()`;
    this.checkSubject(subject, identifier);
    if (given !== undefined && given !== null) validateObject(given, `${identifier} context`);
  }

  // The `next` function that the hook above `index` gets.
  next(index) {
    const run = this;
    const { kind } = this;
    const hooks = chains[kind];
    const step = async (subject, given) => {
      if (index < hooks.length - 1) run.#check(subject, given);
      if (given) run.context = withAssertions({ ...run.context, ...takeAssertions(given) });
      if (index < 0) {
        run.finished = true;
        return run.last(subject, run.context);
      }
      const { fn, url } = hooks[index];
      run.identifier = `${url} '${kind}'`;
      const output = await fn(subject, run.context, run.next(index - 1));
      checkOutput(output, `${url} '${kind}' hook's ${kNext[kind]}()`);
      if (output.shortCircuit === true) run.shortCircuited = true;
      return output;
    };
    return Object.defineProperty(step, 'name', { __proto__: null, value: kNext[kind], configurable: true });
  }

  async start(subject) {
    const output = await this.next(chains[this.kind].length - 1)(subject);
    checkOutput(output, this.identifier);
    if (!this.finished && !this.shortCircuited) throw new codes.ERR_LOADER_CHAIN_INCOMPLETE(this.identifier);
    return output;
  }
}

// ---- the former name of import attributes ----------------------------------------------------------------------------

let warned = false;
function warnOfAssertions() {
  if (warned) return;
  warned = true;
  require('process').emitWarning('Use `importAttributes` instead of `importAssertions`', 'ExperimentalWarning');
}

// A context whose `importAssertions` still works.
function withAssertions(context) {
  return Object.defineProperty(context, 'importAssertions', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      warnOfAssertions();
      return this.importAttributes;
    },
    set(value) {
      warnOfAssertions();
      this.importAttributes = value;
    },
  });
}

function takeAssertions(object) {
  const own = Object.getOwnPropertyDescriptor(object, 'importAssertions');
  if (own === undefined || own.value === undefined) return object;
  warnOfAssertions();
  const { importAssertions, ...rest } = object;
  return { importAttributes: importAssertions, ...rest };
}

// ---- resolving and loading -------------------------------------------------------------------------------------------

function checkSpecifier(specifier, identifier) {
  validateString(specifier, `${identifier} specifier`);
}

function checkURL(url, identifier) {
  if (typeof url !== 'string') throw new codes.ERR_INVALID_ARG_TYPE(`${identifier} url`, 'a URL string', url);
  if (!URL.canParse(url)) throw new codes.ERR_INVALID_ARG_VALUE(`${identifier} url`, url, 'should be a URL string');
}

async function resolve(specifier, parentURL, importAttributes) {
  const context = withAssertions({ conditions: conditions('import'), importAttributes, parentURL });
  const run = new Run('resolve', context, (name, given) => resolveByDefault(name, given.parentURL), checkSpecifier);
  const output = takeAssertions(await run.start(specifier));
  const { url, format } = output;
  const property = (what, name, value) => new codes.ERR_INVALID_RETURN_PROPERTY_VALUE(what, run.identifier, name, value);
  if (typeof url !== 'string' || !URL.canParse(url)) throw property('a URL string', 'url', url);
  if (output.importAttributes !== undefined && (typeof output.importAttributes !== 'object' || output.importAttributes === null)) {
    throw property('an object', 'importAttributes', output.importAttributes);
  }
  if (format !== undefined && format !== null && typeof format !== 'string') throw property('a string', 'format', format);
  return { url, format, importAttributes: output.importAttributes ?? run.context.importAttributes };
}

async function load(url, format, importAttributes) {
  const context = withAssertions({ conditions: conditions('import'), format, importAttributes });
  const run = new Run('load', context, loadByDefault, checkURL);
  const output = await run.start(url);
  const { source } = output;
  const property = (what, name, value) => new codes.ERR_INVALID_RETURN_PROPERTY_VALUE(what, run.identifier, name, value);
  if (output.format !== undefined && output.format !== null && typeof output.format !== 'string') {
    throw property('a string', 'format', output.format);
  }
  if (source !== undefined && source !== null && typeof source !== 'string' && !ArrayBuffer.isView(source) &&
      !require('internal/util/types').isAnyArrayBuffer(source)) {
    throw property('a string, an ArrayBuffer, or a TypedArray', 'source', source);
  }
  return { format: output.format, source, importAttributes: run.context.importAttributes };
}

// ---- registering -----------------------------------------------------------------------------------------------------

// Hooks that came earlier see the modules of those that come later.
function activate() {
  hooksGraph.hooks ??= {
    isAsync: true,
    resolveImport: (specifier, parentURL, attributes) => resolve(specifier, parentURL, attributes)
      .then((found) => ({ ...found, url: new URL(found.url), format: found.format ?? undefined })),
    loadForImport: (url, format, attributes) => load(url.href, format, attributes)
      .then((found) => ({ ...found, source: found.source ?? undefined })),
  };
  activateAsync();
}

// What a hook's module listens to does not keep the program alive, as it would not from a thread of its own.
function unrefPorts(data) {
  if (data === null || typeof data !== 'object') return;
  for (const value of [data, ...Object.values(data)]) {
    if (value !== null && typeof value === 'object' && typeof value.postMessage === 'function') value.unref?.();
  }
}

async function addHooks(specifier, parentURL, data) {
  const { namespace, url } = await hooksGraph.import(specifier, parentURL);
  const { initialize, resolve: resolveHook, load: loadHook } = namespace;
  if (initialize !== undefined) {
    await initialize(data);
    unrefPorts(data);
  }
  if (resolveHook !== undefined) chains.resolve.push({ url, fn: resolveHook });
  if (loadHook !== undefined) chains.load.push({ url, fn: loadHook });
  activate();
}

function register(specifier, parentURL = undefined, options = undefined) {
  if (parentURL !== undefined && parentURL !== null && typeof parentURL === 'object' && !isURL(parentURL)) {
    options = parentURL;
    parentURL = options.parentURL;
  }
  let data = options?.data;
  if (data !== undefined) data = require('internal/structured_clone').structuredClone(data, { transfer: options.transferList ?? [] });
  waitFor(addHooks(`${specifier}`, `${parentURL ?? 'data:'}`, data));
}

module.exports = { load, register, resolve };
