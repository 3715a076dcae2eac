// SPDX-License-Identifier: MIT
// The rarely used functions of node:module.

const { Module } = require('internal/modules/cjs/loader');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');
const path = require('path');

// ---- packages --------------------------------------------------------------------------------------------------------

function toPath(value, name) {
  const isURL = typeof value === 'object' && value !== null && typeof value.href === 'string';
  if (typeof value !== 'string' && !isURL) throw new ERR_INVALID_ARG_TYPE(name, ['string', 'URL'], value);
  return isURL || value.startsWith('file:') ? require('internal/url').fileURLToPath(value) : value;
}

function nearest(directory) {
  return require('internal/modules/package_json').scope(directory)?.pjsonPath;
}

function findPackageJSON(specifier, base) {
  if (arguments.length === 0) throw new ERR_INVALID_ARG_TYPE('specifier', ['string', 'URL'], undefined);
  const text = toPath(specifier, 'specifier');
  if (path.isAbsolute(text)) return nearest(path.dirname(text));
  const from = base === undefined ? undefined : toPath(base, 'base');
  if (from === undefined) throw new ERR_INVALID_ARG_TYPE('base', ['string', 'URL'], base);
  if (/^\.\.?(?:\/|$)/.test(text)) return nearest(path.resolve(path.dirname(from), text));
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(text)?.[0] ?? text;
  const { read } = require('internal/modules/package_json');
  for (const folder of Module._nodeModulePaths(path.dirname(from))) {
    const found = read(path.join(folder, name));
    if (found !== undefined) return found.pjsonPath;
  }
  const { codes: { ERR_MODULE_NOT_FOUND } } = require('internal/errors');
  throw new ERR_MODULE_NOT_FOUND(name, from);
}

// ---- hooks -----------------------------------------------------------------------------------------------------------

function registerHooks(hooks) {
  return require('internal/modules/customization_hooks').registerHooks(hooks);
}

function register(specifier, parentURL = undefined, options = undefined) {
  return require('internal/modules/esm/async_chain').register(specifier, parentURL, options);
}

// ---- the compile cache -----------------------------------------------------------------------------------------------

const { compileCacheStatus, enableCompileCache, flushCompileCache, getCompileCacheDir } = require('internal/modules/compile_cache');
const constants = Object.freeze({ __proto__: null, compileCacheStatus });

// ---- TypeScript and source maps --------------------------------------------------------------------------------------

function stripTypeScriptTypes(code, options = {}) {
  validateString(code, 'code');
  validateObject(options, 'options');
  const { mode = 'strip', sourceMap = false, sourceUrl = '' } = options;
  validateOneOf(mode, 'options.mode', ['strip', 'transform']);
  validateString(sourceUrl, 'options.sourceUrl');
  validateBoolean(sourceMap, 'options.sourceMap');
  if (sourceMap) {
    if (mode === 'strip') validateOneOf(sourceMap, 'options.sourceMap', [false, undefined]);
    throw new ERR_METHOD_NOT_IMPLEMENTED('module.stripTypeScriptTypes() with a source map');
  }
  const text = binding('modules').stripTypes(code, mode === 'strip');
  return sourceUrl === '' ? text : `${text}\n\n//# sourceURL=${sourceUrl}`;
}

const { SourceMap, findSourceMap, getSourceMapsSupport, setSourceMapsSupport } = require('internal/source_map');

module.exports = {
  findPackageJSON,
  registerHooks,
  register,
  constants,
  enableCompileCache,
  flushCompileCache,
  getCompileCacheDir,
  stripTypeScriptTypes,
  getSourceMapsSupport,
  setSourceMapsSupport,
  findSourceMap,
  SourceMap,
};
