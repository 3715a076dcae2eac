// SPDX-License-Identifier: MIT
// node:vm: scripts and contexts.

const native = binding('contextify');
const { evaluate } = require('internal/vm/limited');
const { codes } = require('internal/errors');
const { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED } = codes;
const {
  validateArray, validateBoolean, validateBuffer, validateInt32, validateObject, validateOneOf, validateString,
  validateStringArray, validateUint32,
} = require('internal/validators');
const { makeContext, contextOf, isContext: isContextified } = require('internal/vm/context');
const { decorate } = require('internal/vm/errors');
const { cacheOf, rejectsCache } = require('internal/vm/code_cache');
const { rewriteScript } = require('internal/vm/import');
const { firstLineShift, rememberText } = require('internal/error_stack');
const { kEmptyObject } = require('internal/util');

const kDefaultFilename = 'evalmachine.<anonymous>';
const constants = {
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
};
Object.freeze(constants);

// ---- arguments -------------------------------------------------------------------------------------------------------

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

function validateContext(value) {
  if (!isContext(value)) throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', value);
}

function optionsOf(options) {
  if (typeof options === 'string') return { filename: options };
  validateObject(options, 'options');
  return options;
}

function validateImport(callback, name = 'options.importModuleDynamically') {
  if (callback !== undefined && callback !== constants.USE_MAIN_CONTEXT_DEFAULT_LOADER && typeof callback !== 'function') {
    throw new ERR_INVALID_ARG_TYPE(name, 'function', callback);
  }
}

// What import() does in a script; `referrer()` gives what stands for the script.
function importerOf(callback, filename, referrer, global) {
  if (callback === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    // The prompt's own inputs need no warning.
    if (!/^REPL\d+$/.test(filename)) require('internal/util').emitExperimentalWarning('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
    return require('internal/vm/import').lazyImporter(() => require('internal/modules/esm/loader').importFrom(filename));
  }
  if (typeof callback === 'function' && require('internal/options').getOptionValue('--experimental-vm-modules')) {
    return require('internal/vm/module').importerFor(callback, referrer, global);
  }
  const code = callback === undefined ? 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING' : 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG';
  return () => Promise.reject(new codes[code]());
}

function validateBytes(value, name) {
  if (value !== undefined && !ArrayBuffer.isView(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], value);
  }
}

function runOptions(options) {
  validateObject(options, 'options');
  const { timeout, displayErrors = true, breakOnSigint = false } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return { timeout, displayErrors, breakOnSigint };
}

// ---- Script ----------------------------------------------------------------------------------------------------------

// The name that a text gives itself, by its last comment of that kind.
function shownName(code) {
  if (!code.includes('sourceURL=')) return undefined;
  return [...code.matchAll(/\/\/[#@][ \t]sourceURL=[ \t]*([^\s'"]+)[ \t]*$/gm)].at(-1)?.[1];
}

class Script {
  #source;
  #filename;
  #shown; // in stacks
  #line;
  #import;
  #importer; // of the options

  constructor(code, options = kEmptyObject) {
    code = `${code}`;
    options = optionsOf(options);
    const { filename = kDefaultFilename, lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
            importModuleDynamically } = options;
    validateString(filename, 'options.filename');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    validateBytes(cachedData, 'options.cachedData');
    validateBoolean(produceCachedData, 'options.produceCachedData');
    validateImport(importModuleDynamically);
    this.#source = code.startsWith('#!') ? `//${code.slice(2)}` : code;
    this.#filename = filename;
    this.#shown = shownName(code) ?? filename;
    this.#line = lineOffset + 1;
    this.#importer = importModuleDynamically;
    if (columnOffset !== 0) firstLineShift[this.#shown] = -columnOffset;
    else if (firstLineShift[this.#shown] < 0) delete firstLineShift[this.#shown]; // of another script of this name
    rememberText(this.#shown, this.#source, lineOffset, columnOffset);
    this.#check();
    if (cachedData !== undefined) this.cachedDataRejected = rejectsCache(code, cachedData);
    if (produceCachedData) {
      this.cachedDataProduced = true;
      this.cachedData = cacheOf(code);
    }
    this.sourceMapURL = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(code)?.[1];
  }

  #check() {
    let text = this.#source;
    // The engine does not know these; the front end does. The length stays.
    if (text.includes('import.')) text = text.replace(/\bimport\.(?:source|defer)(?=\s*\()/g, (call) => 'import'.padEnd(call.length));
    try {
      native.checkSyntax(text, this.#shown, this.#line);
    } catch (error) {
      throw decorate(error, this.#source, this.#shown, this.#line);
    }
  }

  #importFor(global) {
    if (typeof this.#importer === 'function') return importerOf(this.#importer, this.#filename, () => this, global);
    return this.#import ??= importerOf(this.#importer, this.#filename);
  }

  #run(context, options) {
    const { timeout, displayErrors, breakOnSigint } = runOptions(options);
    try {
      if (context === undefined) {
        const text = rewriteScript(this.#source, globalThis, this.#importFor(globalThis));
        return evaluate(text, this.#shown, this.#line, undefined, undefined, timeout, breakOnSigint);
      }
      return context.evaluate(rewriteScript(this.#source, context.global, this.#importFor(context.global)), this.#shown, this.#line, { timeout, breakOnSigint });
    } catch (error) {
      throw decorate(error, this.#source, this.#shown, this.#line, context, displayErrors);
    }
  }

  runInThisContext(options = kEmptyObject) {
    return this.#run(undefined, options);
  }

  runInContext(contextifiedObject, options = kEmptyObject) {
    validateContext(contextifiedObject);
    return this.#run(contextOf(contextifiedObject), options);
  }

  runInNewContext(contextObject, options = kEmptyObject) {
    const context = createContext(contextObject, contextOptions(options));
    return this.runInContext(context, options);
  }

  createCachedData() {
    return cacheOf(this.#source);
  }
}

// ---- contexts --------------------------------------------------------------------------------------------------------

// The options of createContext() among those of runInNewContext().
function contextOptions(options) {
  if (!options) return {};
  validateObject(options, 'options');
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = options;
  if (contextName !== undefined) validateString(contextName, 'options.contextName');
  if (contextOrigin !== undefined) validateString(contextOrigin, 'options.contextOrigin');
  if (contextCodeGeneration !== undefined) validateObject(contextCodeGeneration, 'options.contextCodeGeneration');
  if (contextCodeGeneration !== undefined) {
    const { strings, wasm } = contextCodeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
  }
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return { name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration, microtaskMode };
}

function isContext(object) {
  if (!isObject(object)) throw new ERR_INVALID_ARG_TYPE('object', 'Object', object);
  return isContextified(object);
}

function createContext(contextObject = {}, options = kEmptyObject) {
  const vanilla = contextObject === constants.DONT_CONTEXTIFY;
  if (!vanilla) {
    if (!isObject(contextObject)) throw new ERR_INVALID_ARG_TYPE('contextObject', 'Object', contextObject);
    if (isContextified(contextObject)) return contextObject;
  }
  validateObject(options, 'options');
  const { name, origin, codeGeneration, microtaskMode, importModuleDynamically } = options;
  if (name !== undefined) validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) {
    validateObject(codeGeneration, 'options.codeGeneration');
    const { strings = true, wasm = true } = codeGeneration;
    validateBoolean(strings, 'options.codeGeneration.strings');
    validateBoolean(wasm, 'options.codeGeneration.wasm');
  }
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  validateImport(importModuleDynamically);
  return makeContext(vanilla ? undefined : contextObject, { codeGeneration, name, origin });
}

// ---- functions -------------------------------------------------------------------------------------------------------

function createScript(code, options) {
  return new Script(code, options);
}

function runInContext(code, contextifiedObject, options = kEmptyObject) {
  validateContext(contextifiedObject);
  options = optionsOf(options);
  return createScript(code, options).runInContext(contextifiedObject, options);
}

function runInNewContext(code, contextObject, options = kEmptyObject) {
  options = optionsOf(options);
  const context = createContext(contextObject, contextOptions(options));
  return createScript(code, options).runInContext(context, options);
}

function runInThisContext(code, options = kEmptyObject) {
  options = optionsOf(options);
  return createScript(code, options).runInThisContext(options);
}

function compileOptions(options) {
  validateObject(options, 'options');
  const { filename = '', columnOffset = 0, lineOffset = 0, cachedData, produceCachedData = false, parsingContext,
          contextExtensions = [], importModuleDynamically } = options;
  validateString(filename, 'options.filename');
  validateInt32(columnOffset, 'options.columnOffset');
  validateInt32(lineOffset, 'options.lineOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
  if (parsingContext !== undefined && !(isObject(parsingContext) && isContextified(parsingContext))) {
    throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, i) => {
    validateObject(extension, `options.contextExtensions[${i}]`, { nullable: true });
  });
  validateImport(importModuleDynamically);
  return { filename, columnOffset, lineOffset, cachedData, produceCachedData, parsingContext, contextExtensions };
}

// Parameters and body stand on the first line, so that lines are the author's. A body that closes the function is refused by parsing
// it alone first.
function compileFunction(code, params, options = kEmptyObject) {
  validateString(code, 'code');
  if (params !== undefined) validateStringArray(params, 'params');
  const { filename, columnOffset, lineOffset, cachedData, produceCachedData, parsingContext, contextExtensions } =
    compileOptions(options);
  const names = contextExtensions.map((_, i) => `$extension${i}`);
  const scopes = names.map((name) => `with(${name})`).join('');
  const head = `(function(${names.join()}){${scopes}return (function (${(params ?? []).join(', ')}) {`;
  const line = lineOffset + 1;
  const shown = shownName(code) ?? filename;
  const context = parsingContext === undefined ? undefined : contextOf(parsingContext);
  let make;
  let result;
  try {
    native.checkSyntax(`(function (${(params ?? []).join(', ')}) {${code}\n})`, shown, line, context?.global);
    const global = context?.global ?? globalThis;
    const body = rewriteScript(code, global, importerOf(options.importModuleDynamically, filename, () => result, global));
    const text = `${head}${body}\n})})`;
    make = context === undefined ? native.evaluate(text, shown, line) : context.evaluate(text, shown, line, {});
  } catch (error) {
    throw decorate(error, code, shown, line, context);
  }
  if (shown !== '') firstLineShift[shown] = head.length - columnOffset;
  result = make(...contextExtensions);
  if (produceCachedData) {
    result.cachedDataProduced = true;
    result.cachedData = cacheOf(code);
  } else if (cachedData !== undefined) {
    result.cachedDataRejected = rejectsCache(code, cachedData);
  }
  return result;
}

function measureMemory(options = kEmptyObject) {
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  require('internal/util').emitExperimentalWarning('vm.measureMemory');
  // The engine does not say which context an object belongs to.
  if (mode === 'detailed') return Promise.reject(new ERR_METHOD_NOT_IMPLEMENTED("vm.measureMemory({ mode: 'detailed' })"));
  const { heapUsed, heapTotal } = process.memoryUsage();
  return Promise.resolve({ total: { jsMemoryEstimate: heapUsed, jsMemoryRange: [heapUsed, Math.max(heapUsed, heapTotal)] } });
}

// What only programs see that asked for it.
function addModules() {
  if (!require('internal/options').getOptionValue('--experimental-vm-modules')) return;
  Object.assign(module.exports, require('internal/vm/module').classes);
}

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
};
addModules();
