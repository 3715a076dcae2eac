// SPDX-License-Identifier: MIT
// The ES module loader: specifiers to graphs of module records, import(), require() of ES modules, and the program itself. There are two
// graphs at most: the program's, and the one of the modules that supply hooks through module.register().

const native = binding('esm');
const context = require('internal/process/async_context');
const { evaluate, findAsync, link, prepareDeferred, kEvaluated, kEvaluating, kNew } = require('internal/modules/esm/records');
const { checkScheme, formatOf, resolve } = require('internal/modules/esm/resolve');
const { createRecord, detect, readAhead, readSource, recordOfGraph, requireSource, sourceRecord, syncBuiltinExports } = require('internal/modules/esm/translators');
const cjs = require('internal/modules/cjs/loader');

// Loaded when first needed: a graph of plain files needs neither URLs nor errors.
const codes = () => require('internal/errors').codes;
const fileURLToPath = (url) => require('internal/url').fileURLToPath(url);
const pathToFileURL = (path) => require('internal/url').pathToFileURL(path);

const { defineProperty } = Object;

const kEvaluationPhase = 0, kSourcePhase = 1, kDeferPhase = 2;

// ---- attributes ------------------------------------------------------------------------------------------------------

function checkAttributes(attributes, format, url) {
  const keys = Object.keys(attributes);
  for (const key of keys) {
    if (key !== 'type') throw new (codes().ERR_IMPORT_ATTRIBUTE_UNSUPPORTED)(key, attributes[key], url);
  }
  const { type } = attributes;
  if (type === 'text' || type === 'bytes') return;
  if (format === 'json' && type === undefined) throw new (codes().ERR_IMPORT_ATTRIBUTE_MISSING)(url, 'type', 'json');
  if (type === undefined || (format === 'json' && type === 'json')) return;
  if (type !== 'json') throw new (codes().ERR_IMPORT_ATTRIBUTE_UNSUPPORTED)('type', type, url);
  throw new (codes().ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE)(url, type);
}

// A file of any kind as its text or its bytes.
const isRaw = (type) => type === 'text' || type === 'bytes';

function formatFor(url, attributes) {
  if (!isRaw(attributes.type)) return formatOf(url);
  checkScheme(url);
  return attributes.type;
}

// Of the second argument of import().
function attributesOf(options) {
  if (options === undefined) return { __proto__: null };
  if (options === null || (typeof options !== 'object' && typeof options !== 'function')) {
    throw new TypeError('The second argument of import() must be an object');
  }
  const attributes = options.with;
  if (attributes === undefined) return { __proto__: null };
  if (attributes === null || (typeof attributes !== 'object' && typeof attributes !== 'function')) {
    throw new TypeError("The 'with' option of import() must be an object");
  }
  const copy = { __proto__: null };
  const values = Object.keys(attributes).map((key) => [key, attributes[key]]);
  for (const [key, value] of values) {
    if (typeof value !== 'string') throw new TypeError('Import attribute values must be strings');
    copy[key] = value;
  }
  return copy;
}

// ---- waiting ---------------------------------------------------------------------------------------------------------

// The value of a promise, for callers that cannot wait: microtasks, ticks and then the loop run inside the call.
function waitFor(promise) {
  let state = 'pending';
  let value;
  promise.then((result) => { state = 'done'; value = result; }, (error) => { state = 'failed'; value = error; });
  for (let idle = 0; state === 'pending'; idle++) {
    if (!native.waitStep(idle > 0) && state === 'pending') {
      // Hooks that never settle end the process, as they do where they run on a thread of their own.
      require('process').exit(13);
    }
  }
  if (state === 'failed') throw value;
  return value;
}

// The runtime's own promises only: records and results inherit from objects that programs can change.
const NativePromise = Promise;
const isThenable = (value) => value instanceof NativePromise;

// Runs a generator that yields what may be promises.
function runNow(steps) {
  let step = steps.next();
  while (!step.done) {
    if (!isThenable(step.value)) {
      step = steps.next(step.value);
      continue;
    }
    let value;
    try {
      value = waitFor(step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(value);
  }
  return step.value;
}

async function runLater(steps) {
  let step = steps.next();
  while (!step.done) {
    let value = step.value;
    if (isThenable(value)) {
      try {
        value = await value;
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
    }
    step = steps.next(value);
  }
  return step.value;
}

// ---- graphs ----------------------------------------------------------------------------------------------------------

// One URL is one record for each type of import attributes.
const keyOf = (href, attributes) => (attributes.type === undefined ? href : `${attributes.type}:${href}`);

class Loader {
  records = new Map(); // key -> record
  hooks = null; // internal/modules/customization_hooks
  depth = 0; // of records whose imports are being loaded
  #resolved = new Map(); // referrer, specifier and type -> key
  #loading = new Map(); // key -> promise of a record
  #requiring = undefined; // the file that a running require() of an ES module is in

  resolveText = (specifier, parentURL) => {
    if (this.hooks === null) return resolve(specifier, parentURL).href;
    return runNow(this.#resolveHooked(specifier, parentURL, {})).url.href;
  };

  importCallOf(url) {
    const call = (specifier, options) => importDynamically(specifier, url, options, this);
    call.source = (specifier, options) => importSource(specifier, url, options, this);
    call.defer = (specifier, options) => importDeferred(specifier, url, options, this);
    return call;
  }

  // ---- without hooks

  // The record of a specifier. In the evaluation phase with all that it imports.
  load(specifier, parentURL, attributes, phase = kEvaluationPhase, isMain = false) {
    if (this.hooks !== null) return runNow(this.#loadHooked(specifier, parentURL, attributes, phase, isMain));
    const place = `${parentURL}\n${specifier}\n${attributes.type ?? ''}`;
    const seen = this.records.get(this.#resolved.get(place));
    if (seen !== undefined) return this.#expand(seen, phase, specifier, parentURL);
    const url = resolve(specifier, parentURL);
    const format = formatFor(url, attributes);
    checkAttributes(attributes, format, url.href);
    const key = keyOf(url.href, attributes);
    let record = this.records.get(key);
    if (record === undefined) {
      record = createRecord(this, url, format, undefined, isMain);
      this.records.set(key, record);
    }
    this.#expand(record, phase, specifier, parentURL);
    this.#resolved.set(place, key);
    return record;
  }

  #expand(record, phase, specifier, parentURL) {
    if (this.#requiring !== undefined) this.#refuseCycle(record, specifier, parentURL);
    if (record.expanded || phase === kSourcePhase) return record;
    record.expanded = true;
    this.depth++;
    try {
      record.checkNames?.();
      for (const request of record.requestList ?? []) {
        record.requests.push(request.target === undefined ?
          this.load(request.specifier, record.url, { __proto__: null, ...request.attributes }, request.phase) :
          this.#loadOfGraph(record.graph, request, record.url));
      }
      record.graph = undefined;
    } catch (error) {
      this.#forget(record);
      throw error;
    } finally {
      this.depth--;
    }
    return record;
  }

  // The program's own file, whose URL is its path; undefined where that needs a closer look.
  loadFile(filename, url) {
    const record = readAhead(this, filename, url, true);
    if (record === undefined) return undefined;
    this.records.set(url, record);
    return this.#expand(record, kEvaluationPhase, url, url);
  }

  // A target that was read ahead with the module that imports it.
  #loadOfGraph(graph, request, parentURL) {
    const row = graph[request.target];
    if (row.record?.expanded === true && this.#requiring === undefined) return row.record;
    const url = `file://${row.filename}`;
    let record = this.records.get(url);
    if (record === undefined) {
      record = recordOfGraph(this, graph, request.target, url, false);
      if (record === undefined) return this.load(request.specifier, parentURL, request.attributes, request.phase);
      this.records.set(url, record);
    }
    return this.#expand(record, kEvaluationPhase, request.specifier, parentURL);
  }

  #forget(record) {
    record.expanded = false;
    record.requests = [];
    for (const [key, known] of this.records) if (known === record) this.records.delete(key);
  }

  // A graph that require() loads may not reach a module that is being evaluated: it would have to wait for itself.
  #refuseCycle(record, specifier, parentURL) {
    const evaluating = record.status === kEvaluating;
    const running = record.isCommonJS && record.status !== kEvaluated && isRunning(record.url);
    if (!evaluating && !running) return;
    const from = parentURL === record.url ? '' : ` (from ${pathOf(parentURL)})`;
    throw new (codes().ERR_REQUIRE_CYCLE_MODULE)(`Cannot import ${running ? 'CommonJS ' : ''}Module ${specifier} in a cycle.${from}`);
  }

  // ---- with hooks

  * #resolveHooked(specifier, parentURL, attributes) {
    return yield this.hooks.resolveImport(specifier, parentURL, attributes, resolve);
  }

  * #loadHooked(specifier, parentURL, attributes, phase, isMain) {
    const found = yield* this.#resolveHooked(specifier, parentURL, attributes);
    const { url } = found;
    attributes = found.importAttributes ?? attributes;
    const key = keyOf(url.href, attributes);
    let record = this.records.get(key);
    if (record === undefined) {
      let loading = this.#loading.get(key);
      if (loading === undefined) {
        loading = this.hooks.loadForImport(url, found.format, attributes, readSource);
        if (isThenable(loading)) this.#loading.set(key, loading);
      }
      let loaded;
      try {
        loaded = yield loading;
      } finally {
        this.#loading.delete(key);
      }
      record = this.records.get(key);
      if (record === undefined) {
        const format = isRaw(attributes.type) ? attributes.type : loaded.format;
        checkAttributes(loaded.importAttributes ?? attributes, format, url.href);
        record = createRecord(this, url, format, loaded.source, isMain);
        this.records.set(key, record);
      }
    }
    yield* this.#expandHooked(record, phase, specifier, parentURL);
    return record;
  }

  * #expandHooked(record, phase, specifier, parentURL) {
    if (this.#requiring !== undefined) this.#refuseCycle(record, specifier, parentURL);
    if (record.expanded || phase === kSourcePhase) return;
    record.expanded = true;
    const list = record.requestList ?? [];
    if (list.length === 0) return;
    // Another import of this module waits for this one's children: see `complete`.
    const { promise, resolve: done, reject: fail } = Promise.withResolvers();
    promise.catch(() => {});
    record.expanding = promise;
    try {
      record.checkNames?.();
      const requests = [];
      for (const request of list) {
        requests.push(yield* this.#loadHooked(request.specifier, record.url, request.attributes, request.phase, false));
      }
      record.requests = requests;
      record.expanding = undefined;
      done();
    } catch (error) {
      record.expanding = undefined;
      this.#forget(record);
      fail(error);
      throw error;
    }
  }

  // Waits until every module of a graph has its children.
  * #complete(record, seen = new Set()) {
    if (seen.has(record)) return;
    seen.add(record);
    while (record.expanding !== undefined) yield record.expanding;
    for (const child of record.requests) yield* this.#complete(child, seen);
  }

  * #loadWhole(specifier, parentURL, attributes, phase, isMain) {
    const record = yield* this.#loadHooked(specifier, parentURL, attributes, phase, isMain);
    if (phase !== kSourcePhase) yield* this.#complete(record);
    return record;
  }

  // As load(), for callers that can wait for hooks.
  loadLater(specifier, parentURL, attributes, phase = kEvaluationPhase, isMain = false) {
    if (this.hooks === null || !this.hooks.isAsync) return this.load(specifier, parentURL, attributes, phase, isMain);
    return runLater(this.#loadWhole(specifier, parentURL, attributes, phase, isMain));
  }

  // Loads and evaluates: { namespace, url }.
  async import(specifier, parentURL) {
    const loading = this.loadLater(specifier, parentURL, {});
    const record = linked(await loading);
    await evaluate(record);
    return { namespace: record.namespace, url: record.url };
  }

  // ---- entries that are no specifiers

  // A text as a module of this graph.
  adoptText(url, text) {
    const record = sourceRecord(this, url, text, true);
    this.records.set(url, record);
    return record;
  }

  expandLater(record) {
    if (this.hooks === null) return this.#expand(record, kEvaluationPhase);
    const steps = this.#expandHooked(record, kEvaluationPhase);
    return this.hooks.isAsync ? runLater(steps) : runNow(steps);
  }

  // The graph of a file for require(), from the file `parent`.
  require(url, parent) {
    const before = this.#requiring;
    this.#requiring = parent ?? '';
    try {
      if (this.hooks === null) return this.load(url, url, {});
      return runNow(this.#loadWhole(url, parent === undefined ? url : pathToFileURL(parent).href, {}, kEvaluationPhase, false));
    } finally {
      this.#requiring = before;
    }
  }
}

const pathOf = (url) => (url?.startsWith('file:') ? fileURLToPath(url) : url);

// Whether a CommonJS file has begun and not ended.
function isRunning(url) {
  const module = cjs.Module._cache[fileURLToPath(url)];
  return module !== undefined && !module.loaded;
}

// The program's graph. Modules of it may have run without records.
class Program extends Loader {
  #records = this.records;
  constructor() {
    super();
    defineProperty(this, 'records', {
      __proto__: null, configurable: true, enumerable: true,
      get() {
        defineProperty(this, 'records', { __proto__: null, value: this.#records, writable: true, enumerable: true, configurable: true });
        const { isLoaded, requireBuiltin } = require('internal/builtins');
        if (isLoaded('internal/modules/esm/program')) requireBuiltin('internal/modules/esm/program').adopt(this);
        return this.#records;
      },
    });
  }
}

const program = new Program();

// ---- import ----------------------------------------------------------------------------------------------------------

// A module that is linked, or the error of an earlier attempt.
function linked(record) {
  if (record.status === kNew) link(record);
  return record;
}

// Subscribers of the tracing channel `module.import` are told of each call.
function importDynamically(specifier, parentURL, options, loader = program) {
  const { isLoaded, requireBuiltin } = require('internal/builtins');
  if (isLoaded('diagnostics_channel')) {
    const channel = requireBuiltin('diagnostics_channel').tracingChannel('module.import');
    if (channel.hasSubscribers) {
      return channel.tracePromise(() => importModule(specifier, parentURL, options, loader), { __proto__: null, parentURL, url: specifier });
    }
  }
  return importModule(specifier, parentURL, options, loader);
}

// Also what is there already is evaluated in a later microtask.
async function importModule(specifier, parentURL, options, loader) {
  const text = `${specifier}`;
  const loading = loader.loadLater(text, parentURL, attributesOf(options));
  const { frame } = context;
  const loaded = await loading;
  context.frame = frame; // what the program's import() was called in
  const record = linked(loaded);
  await evaluate(record);
  return record.namespace;
}

async function importSource(specifier, parentURL, options, loader) {
  const text = `${specifier}`;
  const loading = loader.loadLater(text, parentURL, attributesOf(options), kSourcePhase);
  const record = await loading;
  requireSource(record);
  return record.moduleSource;
}

async function importDeferred(specifier, parentURL, options, loader) {
  const text = `${specifier}`;
  const loading = loader.loadLater(text, parentURL, attributesOf(options), kDeferPhase);
  const { frame } = context;
  const loaded = await loading;
  context.frame = frame;
  const record = linked(loaded);
  await prepareDeferred(record);
  return record.deferredNamespace;
}

// import() in CommonJS, scripts and the like, by the file's name or URL.
function importFrom(filename) {
  if (filename[0] === '/') return program.importCallOf(pathToFileURL(filename).href);
  if (filename.startsWith('file:')) return program.importCallOf(filename);
  return program.importCallOf(`${pathToFileURL(require('process').cwd()).href}/${filename}`);
}

// ---- require() of ES modules -----------------------------------------------------------------------------------------

// Evaluates at once and gives the namespace; `module` is the CommonJS module that stands for it in the cache.
function requireModule(module, filename) {
  const url = pathToFileURL(filename).href;
  const parent = cjs.parentOf(module)?.filename ?? undefined;
  const known = program.records.get(url);
  if (known?.status === kEvaluating) {
    throw new (codes().ERR_REQUIRE_CYCLE_MODULE)(`Cannot require() ES Module ${filename} in a cycle.${parent ? ` (from ${parent})` : ''}`);
  }
  const record = program.require(url, parent);
  const waiting = findAsync(record);
  if (waiting !== undefined) refuseAsync(record, waiting, filename, parent);
  linked(record);
  evaluate(record).catch(() => {});
  if (record.failed) throw record.error;
  const { namespace } = record;
  if (Object.hasOwn(namespace, 'module.exports')) return namespace['module.exports'];
  return withMark(namespace);
}

function refuseAsync(record, waiting, filename, parent) {
  const { getOptionValue } = require('internal/options');
  if (getOptionValue('--experimental-print-required-tla') && record.status !== kEvaluated) {
    linked(record);
    evaluate(record).catch(() => {});
    const { line, column } = waiting.awaitPlace;
    const text = waiting.source.split('\n')[line - 1];
    require('process')._rawDebug(`Error: unexpected top-level await at ${waiting.url}:${line}\n${text}\n${' '.repeat(column - 1)}^\n`);
  }
  throw new (codes().ERR_REQUIRE_ASYNC_MODULE)(filename, parent);
}

// A namespace with a default export is seen by compiled CommonJS with the mark of a compiled module.
const marked = new WeakMap();
function withMark(namespace) {
  if (!('default' in namespace) || '__esModule' in namespace) return namespace;
  const known = marked.get(namespace);
  if (known !== undefined) return known;
  const { makeNamespace } = require('internal/modules/esm/namespace');
  const wrapper = { getterOf: (name) => (name === '__esModule' ? () => true : () => namespace[name]) };
  const bindings = Object.keys(namespace).map((name) => [name, { module: wrapper, name }]);
  bindings.push(['__esModule', { module: wrapper, name: '__esModule' }]);
  const made = makeNamespace(bindings);
  marked.set(namespace, made);
  return made;
}

// ---- the program -----------------------------------------------------------------------------------------------------

const workingURL = () => `${pathToFileURL(require('process').cwd()).href}/`;

// The modules of --import, one after the other.
async function preload(specifiers) {
  for (const specifier of specifiers) await importDynamically(specifier, workingURL());
}

function runMain(filename) {
  if (program.hooks !== null || !/^[\w/.@+-]+$/.test(filename)) return runURL(pathToFileURL(filename).href);
  const url = `file://${filename}`;
  return start(url, () => program.loadFile(filename, url) ?? program.loadLater(url, url, {}, kEvaluationPhase, true));
}

// Where a graph that has not ended waits: the place, its line of text and a mark below it.
function placeOfWait(record, seen = new Set()) {
  if (record === undefined || seen.has(record)) return undefined;
  seen.add(record);
  for (const child of record.dependencies) {
    const found = placeOfWait(child, seen);
    if (found !== undefined) return found;
  }
  if (record.status === kEvaluated || !record.hasTLA || record.pendingDependencies > 0) return undefined;
  const { line, column } = record.awaitPlace;
  const text = record.source?.split('\n', line)[line - 1];
  return text === undefined ? undefined : `${record.url}:${line}\n${text}\n${' '.repeat(column - 1)}^\n\n\n`;
}

// Starts a module as the program; a failure is an uncaught error, a wait that never ends is exit code 13.
function start(url, load) {
  let settled = false;
  const fail = (error) => {
    settled = true;
    require('internal/process/execution').onUncaught(error, false);
  };
  const watch = () => {
    const process = require('process');
    process.on('exit', (code) => {
      if (settled || code !== 0 || process.exitCode) return;
      process.exitCode = 13;
      process._rawDebug(`Warning: Detected unsettled top-level await at ${placeOfWait(main) ?? url}`);
    });
  };
  let main;
  const finish = async (record) => {
    main = record;
    linked(record);
    const evaluated = evaluate(record);
    // Without a wait it has run, and nothing needs watching.
    if (!isWatched && record.status !== kEvaluated) watch();
    // By await: the program may have put another then() in the place of Promise's.
    await evaluated;
    settled = true;
  };
  let isWatched = false;
  try {
    const loading = load();
    isWatched = isThenable(loading);
    if (isWatched) watch();
    // In a microtask: what the module leaves in the queue of ticks comes after its promises.
    Promise.resolve(loading).then(finish).catch(fail);
  } catch (error) {
    fail(error);
  }
}

function runURL(url) {
  start(url, () => program.loadLater(url, url, {}, kEvaluationPhase, true));
}

// A text of the command line as a module.
function runText(text, name) {
  const url = `${workingURL()}${name}`;
  start(url, () => {
    const record = program.adoptText(url, text);
    const expanding = program.expandLater(record);
    return isThenable(expanding) ? expanding.then(() => record) : record;
  });
}

// Throws the SyntaxError of a module's text, which is not run.
function check(text, name) {
  sourceRecord(program, pathToFileURL(name).href, text, false);
}

module.exports = {
  Loader, get URL() { return require('internal/url').URL; }, check, detect, importDynamically, importFrom, preload, program, requireModule, resolve, runMain, runText, runURL,
  syncBuiltinExports, waitFor,
  setHooks(value) { program.hooks = value; },
};
