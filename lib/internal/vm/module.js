// SPDX-License-Identifier: MIT
// vm.Module, vm.SourceTextModule and vm.SyntheticModule: the module records of internal/modules/esm/records with a graph that the program makes.

const native = binding('esm');
const { evaluate: runText } = require('internal/vm/limited');
const { codes } = require('internal/errors');
const { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MODULE_LINK_MISMATCH, ERR_VM_MODULE_ALREADY_LINKED, ERR_VM_MODULE_CACHED_DATA_REJECTED,
        ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA, ERR_VM_MODULE_DIFFERENT_CONTEXT, ERR_VM_MODULE_LINK_FAILURE, ERR_VM_MODULE_NOT_MODULE,
        ERR_VM_MODULE_STATUS } = codes;
const { validateArray, validateBoolean, validateFunction, validateInt32, validateObject, validateString, validateUint32 } = require('internal/validators');
const { fixEngineError } = require('internal/error_stack');
const records = require('internal/modules/esm/records');
const { missingExport, requireSource } = require('internal/modules/esm/translators');
const { cacheOf, rejectsCache } = require('internal/vm/code_cache');
const { contextOf } = require('internal/vm/context');
const { decorateSyntaxError, kModuleGoals } = require('internal/modules/syntax_error');
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');
const { defineProperty, freeze } = Object;

const kTextOnly = 64, kForeignGlobal = 128; // of the binding's compile()
const kPhases = ['evaluation', 'source', 'defer'];

require('internal/util').emitExperimentalWarning('VM Modules');

const counts = new WeakMap(); // context -> how many of its modules were named by number
function nextIdentifier(context) {
  const key = context ?? globalThis;
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return `vm:module(${count})`;
}

// ---- import() --------------------------------------------------------------------------------------------------------

// The namespace for what a callback gave.
async function namespaceOf(given) {
  const found = await given;
  if (require('internal/util/types').isModuleNamespaceObject(found)) return found;
  if (!isModule(found)) throw new ERR_VM_MODULE_NOT_MODULE();
  if (found.status === 'errored') throw found.error;
  return found.namespace;
}

// What import() calls in code whose importModuleDynamically option is `callback`. The promise is of the code's own realm.
function importerFor(callback, referrer, global = globalThis) {
  const load = async (specifier, options, phase) => {
    const text = `${specifier}`;
    const attributes = freeze({ __proto__: null, ...options?.with });
    return namespaceOf(Reflect.apply(callback, undefined, [text, referrer(), attributes, phase]));
  };
  const start = (specifier, options, phase) => {
    const loading = load(specifier, options, phase);
    return global === globalThis ? loading : new global.Promise((resolve, reject) => { loading.then(resolve, reject); });
  };
  const call = (specifier, options) => start(specifier, options, 'evaluation');
  call.source = (specifier, options) => start(specifier, options, 'source');
  call.defer = (specifier, options) => start(specifier, options, 'defer');
  return call;
}

const missingImporter = () => Promise.reject(new codes.ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING());
missingImporter.source = missingImporter.defer = missingImporter;

// ---- Module ----------------------------------------------------------------------------------------------------------

let isModule, recordOf, contextKey, setOverride;

const kStatus = ['unlinked', 'linking', 'linked', 'evaluating', 'evaluated', 'evaluated'];

function check(module, isKind = isModule, name = 'Module') {
  if (!isKind(module)) throw new ERR_INVALID_THIS(name);
}

// The value of options.context: { key, context }, both undefined for the main context.
function contextOption(value) {
  if (value === undefined) return { key: undefined, context: undefined };
  validateObject(value, 'options.context', { allowFunction: true });
  const context = contextOf(value);
  if (context === undefined) throw new ERR_INVALID_ARG_TYPE('options.context', 'vm.Context', value);
  return { key: value, context };
}

class Module {
  #record;
  #context;
  #identifier;
  #override = undefined; // of the status, while requests are linked and when that failed
  #error = undefined;

  static {
    isModule = (value) => value !== null && typeof value === 'object' && #record in value;
    recordOf = (module) => module.#record;
    contextKey = (module) => module.#context;
    setOverride = (module, status, error) => {
      module.#override = status;
      module.#error = error;
    };
  }

  constructor(record, context, identifier) {
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    this.#record = record;
    this.#context = context;
    this.#identifier = identifier;
  }

  get identifier() {
    check(this);
    return this.#identifier;
  }

  get context() {
    check(this);
    return this.#context;
  }

  get status() {
    check(this);
    if (this.#override !== undefined) return this.#override;
    return this.#record.failed ? 'errored' : kStatus[this.#record.status];
  }

  get namespace() {
    check(this);
    const { status } = this;
    if (status === 'unlinked' || status === 'linking') throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return this.#record.namespace;
  }

  get error() {
    check(this);
    if (this.status !== 'errored') throw new ERR_VM_MODULE_STATUS('must be errored');
    return this.#override === 'errored' ? this.#error : this.#record.error;
  }

  // Links what the module asks for by what `linker` gives, and all of that likewise.
  async link(linker) {
    check(this);
    validateFunction(linker, 'linker');
    const { status } = this;
    if (status === 'linked') throw new ERR_VM_MODULE_ALREADY_LINKED();
    if (status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    const linking = [];
    try {
      await linkAll(this, linker, linking);
    } finally {
      for (const module of linking) if (module.#override === 'linking') module.#override = undefined;
    }
    instantiate(this);
  }

  evaluate(options = {}) {
    try {
      check(this);
      validateObject(options, 'options');
      const { timeout, breakOnSigint = false } = options;
      if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
      validateBoolean(breakOnSigint, 'options.breakOnSigint');
      const { status } = this;
      if (status !== 'linked' && status !== 'evaluated' && status !== 'errored') {
        throw new ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
      }
      if (this.#override === 'errored') throw this.#error;
      if (timeout === undefined && !breakOnSigint) return records.evaluate(this.#record);
      let evaluated;
      const steps = { run: () => { evaluated = records.evaluate(this.#record); } };
      runText('this.run()', this.#identifier, 1, undefined, steps, timeout, breakOnSigint);
      return evaluated;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  [inspectCustom](depth, options) {
    check(this);
    const name = this.constructor?.name ?? 'Module';
    if (typeof depth === 'number' && depth < 0) return `[${name}]`;
    const shown = Object.create(Object.getPrototypeOf(this));
    const facts = { status: this.status, identifier: this.#identifier, context: this.#context };
    for (const key of Object.keys(facts)) defineProperty(shown, key, { __proto__: null, value: facts[key], enumerable: true });
    return require('internal/util/inspect').inspect(shown, { ...options, customInspect: false });
  }
}

// ---- linking ---------------------------------------------------------------------------------------------------------

// A module for a request of another.
function checkLinked(module, request, found) {
  if (!isModule(found)) throw new ERR_VM_MODULE_NOT_MODULE();
  if (contextKey(found) !== contextKey(module)) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
  if (found.status === 'errored') {
    throw new ERR_VM_MODULE_LINK_FAILURE(`request for '${request.specifier}' resolved to an errored module`, found.error);
  }
}

async function linkAll(module, linker, linking) {
  setOverride(module, 'linking');
  linking.push(module);
  try {
    const { requestList } = recordOf(module);
    const found = await Promise.all(requestList.map(async (request) => {
      const { attributes } = request;
      const given = await linker(request.specifier, module, { attributes, assert: attributes });
      checkLinked(module, request, given);
      if (given.status === 'unlinked') await linkAll(given, linker, linking);
      return recordOf(given);
    }));
    recordOf(module).requests = found;
    recordOf(module).isComplete = true;
  } catch (error) {
    setOverride(module, 'errored', error);
    throw error;
  }
}

// Every module that can be reached has been linked to what it asks for.
function checkComplete(record, seen) {
  if (seen.has(record)) return;
  seen.add(record);
  const isRoot = seen.size === 1;
  if (record.isComplete === false && (isRoot || record.requestList.length > 0)) {
    const [request] = record.requestList;
    throw new ERR_VM_MODULE_LINK_FAILURE(request === undefined ? `module '${record.url}' is not linked` :
      `request for '${request.specifier}' can not be resolved on module '${record.url}' that is not linked`);
  }
  for (const child of record.requests) checkComplete(child, seen);
}

function instantiate(module) {
  const record = recordOf(module);
  checkComplete(record, new Set());
  records.link(record);
}

// ---- SourceTextModule ------------------------------------------------------------------------------------------------

// A module of text in the realm of a context.
class TextRecord extends records.SourceModule {
  #context;
  #text;
  isComplete = false;

  constructor(url, compiled, host, context, text) {
    super(url, compiled, host);
    this.#context = context;
    this.#text = text;
  }

  execute() {
    if (this.#context === undefined) return super.execute();
    this.#context.enter(`'use strict';${this.#text}`);
    try {
      return super.execute();
    } finally {
      this.#context.leave();
    }
  }
}

function compileIn(text, identifier, line, context) {
  let compiled;
  try {
    compiled = native.compile(text, identifier, kTextOnly | (context === undefined ? 0 : kForeignGlobal));
  } catch (error) {
    if (typeof error.line === 'number') error.line += line - 1;
    throw decorateSyntaxError(error, text, identifier, line, 0, context?.errors, kModuleGoals);
  }
  const url = identifier;
  compiled.factory = context === undefined ? runText(compiled.factory, url, line) : context.evaluate(compiled.factory, url, line, {});
  return compiled;
}

function describeRequest({ specifier, attributes, phase }) {
  return freeze({ __proto__: null, specifier, attributes: freeze({ __proto__: null, ...attributes }), phase: kPhases[phase ?? 0] });
}

class SourceTextModule extends Module {
  #text;
  #requests;
  #specifiers;

  constructor(sourceText, options = {}) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    const { lineOffset = 0, columnOffset = 0, initializeImportMeta, importModuleDynamically, cachedData, identifier } = options;
    const { key, context } = contextOption(options.context);
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    if (importModuleDynamically !== undefined) validateFunction(importModuleDynamically, 'options.importModuleDynamically');
    if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
      throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
    }
    if (cachedData !== undefined && rejectsCache(sourceText, cachedData)) throw new ERR_VM_MODULE_CACHED_DATA_REJECTED();
    const url = identifier ?? nextIdentifier(key);
    let self;
    const host = {
      importCall: () => (importModuleDynamically === undefined ? missingImporter :
        importerFor(importModuleDynamically, () => self, context?.global)),
      meta() {
        const meta = { __proto__: null };
        initializeImportMeta?.(meta, self);
        return meta;
      },
      source: () => sourceText,
      explain: (context?.errors.fixEngineError ?? fixEngineError),
      missingExport, requireSource,
    };
    const compiled = compileIn(sourceText, url, lineOffset + 1, context);
    const explainError = host.explain;
    host.explain = (error) => {
      explainError(error);
      return error;
    };
    super(new TextRecord(url, compiled, host, context, sourceText), key, url);
    self = this;
    this.#text = sourceText;
    this.#requests = freeze(compiled.requests.map(describeRequest));
    // What linkers see is what the program can read.
    compiled.requests.forEach((request, i) => { request.attributes = this.#requests[i].attributes; });
  }

  get moduleRequests() { return this.#requests; }
  get dependencySpecifiers() { return this.#specifiers ??= freeze(this.#requests.map(({ specifier }) => specifier)); }

  // The modules that the requests stand for, in their order.
  linkRequests(modules) {
    check(this);
    validateArray(modules, 'modules');
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    const requests = this.#requests;
    if (modules.length !== requests.length) {
      throw new ERR_MODULE_LINK_MISMATCH(`Expected ${requests.length} modules, got ${modules.length}`);
    }
    const known = new Map();
    modules.forEach((module, i) => {
      checkLinked(this, requests[i], module);
      const { specifier, attributes } = requests[i];
      const key = JSON.stringify([specifier, Object.entries(attributes).sort()]);
      if (known.has(key) && known.get(key) !== module) {
        throw new ERR_MODULE_LINK_MISMATCH(`Module request '${specifier}' at index ${i} must be linked to the same module as before`);
      }
      known.set(key, module);
    });
    const record = recordOf(this);
    record.requests = modules.map(recordOf);
    record.isComplete = true;
  }

  // Binds imports to exports, of this module and all that it asks for.
  instantiate() {
    check(this);
    const { status } = this;
    if (status === 'unlinked') instantiate(this);
    else if (status === 'linking' || status === 'errored') throw new ERR_VM_MODULE_STATUS('must be unlinked');
  }

  hasTopLevelAwait() {
    check(this);
    return recordOf(this).hasTLA;
  }

  hasAsyncGraph() {
    check(this);
    const { status } = this;
    if (status === 'unlinked' || status === 'linking') throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return records.findAsync(recordOf(this)) !== undefined;
  }

  createCachedData() {
    const { status } = this;
    if (status === 'evaluating' || status === 'evaluated' || status === 'errored') throw new ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    return cacheOf(this.#text);
  }
}

// ---- SyntheticModule -------------------------------------------------------------------------------------------------

const isSynthetic = (value) => isModule(value) && recordOf(value) instanceof records.SyntheticModule;

class SyntheticModule extends Module {
  constructor(exportNames, evaluateCallback, options = {}) {
    if (!Array.isArray(exportNames) || exportNames.some((name) => typeof name !== 'string')) {
      throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
    }
    exportNames.forEach((name, i) => {
      if (exportNames.indexOf(name, i + 1) >= 0) throw new codes.ERR_INVALID_ARG_VALUE(`exportNames.${name}`, name, 'is duplicated');
    });
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    const { key } = contextOption(options.context);
    const { identifier } = options;
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    const url = identifier ?? nextIdentifier(key);
    let self;
    // Whatever the callback gives is not waited for.
    const record = new records.SyntheticModule(url, [...exportNames], () => { Reflect.apply(evaluateCallback, self, []); });
    for (const name of exportNames) record.values[name] = undefined;
    super(record, key, url);
    self = this;
    records.link(record);
  }

  async link(linker) {
    check(this, isSynthetic, 'SyntheticModule');
    validateFunction(linker, 'linker');
  }

  setExport(name, value) {
    check(this, isSynthetic, 'SyntheticModule');
    validateString(name, 'name');
    const { values } = recordOf(this);
    if (!Object.hasOwn(values, name)) throw new ReferenceError(`Export '${name}' is not defined in module`);
    values[name] = value;
  }
}

module.exports = { importerFor, classes: { Module, SourceTextModule, SyntheticModule } };
