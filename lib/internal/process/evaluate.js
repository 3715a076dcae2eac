// SPDX-License-Identifier: MIT
// A program given as text: a script in the global scope, with require(), module and the like as globals.

const { Module, makeRequire } = require('internal/modules/cjs/loader');
const { getOptionValue } = require('internal/options');
const { looksLikeModule } = require('internal/modules/syntax_error');
const { decorate } = require('internal/vm/errors');
const { lazyImporter, rewriteScript } = require('internal/vm/import');
const native = binding('modules');

// Built-in modules by their names, loaded when touched. `crypto` is the module, too, which has all that the global of that name has.
function defineBuiltins(target) {
  for (const name of Module.builtinModules) {
    if (name.includes('/') || name.includes(':') || name[0] === '_' || (name in target && name !== 'crypto')) continue;
    const settle = (value) => Object.defineProperty(target, name, {
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

function evaluateScript(name, text, print) {
  if (getOptionValue('--input-type').startsWith('module')) return evaluateModule(name, text, print);
  defineBuiltins(globalThis);
  defineGlobals(makeModule(name), name);
  let result;
  try {
    result = native.evaluate(rewriteScript(text, globalThis, importer(name)), name, 1);
  } catch (error) {
    if (error instanceof SyntaxError && error.sourceURL === name && looksLikeModule(error, text) && detects() &&
        binding('esm').isModule(text, false)) {
      return evaluateModule(name, text, print);
    }
    throw decorate(error, text, name, 1);
  }
  if (print) require('internal/console/global').log(result);
  return result;
}

module.exports = { evaluateScript, defineBuiltins };
