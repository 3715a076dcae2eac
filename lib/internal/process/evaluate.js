// SPDX-License-Identifier: MIT
// A program given as text: a script in the global scope, with require(), module and the like as globals.

const { Module, makeRequire } = require('internal/modules/cjs/loader');
const { getOptionValue } = require('internal/options');
const { lazyImporter, rewriteScript } = require('internal/vm/import');
const native = binding('modules');

const decorate = (...args) => require('internal/vm/errors').decorate(...args);

// Built-in modules by their names, loaded when touched. `crypto` is the module, too, which has all that the global of that name has.
function defineBuiltins(target) {
  for (const name of Module.builtinModules) {
    if (name.includes('/') || name.includes(':') || name[0] === '_' || (name in target && name !== 'crypto')) continue;
    const settle = (value) => Reflect.defineProperty(target, name, {
      __proto__: null, value, writable: true, enumerable: false, configurable: true,
    });
    Object.defineProperty(target, name, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get() {
        const value = require('internal/modules/builtins').requireBuiltin(name);
        settle(value);
        return value;
      },
      set: settle,
    });
  }
}

// The loader of ES modules is loaded by the first import().
function importer(name) {
  return lazyImporter(() => require('internal/modules/esm/loader').importFrom(name));
}

function makeModule(name) {
  const { cwd } = require('process');
  const module = new Module(name);
  module.filename = require('path').join(cwd(), name);
  module.paths = Module._nodeModulePaths(cwd());
  return module;
}

function defineGlobals(module, name) {
  const values = {
    __filename: name, module, exports: module.exports, __dirname: '.', require: makeRequire(module),
  };
  for (const key of Object.keys(values)) {
    Object.defineProperty(globalThis, key, {
      __proto__: null, value: values[key], writable: true, enumerable: true, configurable: true,
    });
  }
}

// As an ES module; the value of a module cannot be printed.
function evaluateModule(name, text, print) {
  if (print) {
    const { codes: { ERR_EVAL_ESM_CANNOT_PRINT } } = require('internal/errors');
    throw new ERR_EVAL_ESM_CANNOT_PRINT();
  }
  for (const key of ['__filename', 'module', 'exports', '__dirname', 'require']) delete globalThis[key];
  return require('internal/modules/esm/loader').runText(text, name);
}

// Whether text without a mark may be an ES module.
const detects = () => getOptionValue('--input-type') === '' && getOptionValue('--experimental-detect-module');

const stripped = (text) => native.stripTypes(text, !getOptionValue('--experimental-transform-types'));

// The text without its types; undefined where it has none, or is no TypeScript either.
function withoutTypes(text) {
  if (getOptionValue('--input-type') !== '' || !getOptionValue('--strip-types')) return undefined;
  try {
    const plain = stripped(text);
    return plain === text ? undefined : plain;
  } catch {
    return undefined; // the error of the text as JavaScript says more
  }
}

function runScript(name, text) {
  return native.evaluate(rewriteScript(text, globalThis, importer(name)), name, 1);
}

const looksLikeModule = (error, text) => require('internal/modules/syntax_error').looksLikeModule(error, text);
const isModule = (error, text) => looksLikeModule(error, text) && detects() && binding('esm').isModule(text, false);

// What an error of syntax says of text that is no script: it may be a module, or TypeScript.
function evaluateOther(name, text, print, error) {
  if (isModule(error, text)) return evaluateModule(name, text, print);
  const plain = withoutTypes(text);
  if (plain === undefined) throw decorate(error, text, name, 1);
  try {
    return runScript(name, plain);
  } catch (second) {
    if (second instanceof SyntaxError && second.sourceURL === name && isModule(second, plain)) return evaluateModule(name, plain, print);
    throw decorate(second, plain, name, 1);
  }
}

function evaluateScript(name, text, print) {
  const type = getOptionValue('--input-type');
  if (type.endsWith('-typescript')) text = stripped(text);
  if (type.startsWith('module')) return evaluateModule(name, text, print);
  defineBuiltins(globalThis);
  defineGlobals(makeModule(name), name);
  let result;
  try {
    result = runScript(name, text);
  } catch (error) {
    if (!(error instanceof SyntaxError) || error.sourceURL !== name) throw decorate(error, text, name, 1);
    result = evaluateOther(name, text, print, error);
  }
  if (print) require('internal/console/global').log(result);
  return result;
}

module.exports = { evaluateScript, defineBuiltins };
