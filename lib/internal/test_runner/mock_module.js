// SPDX-License-Identifier: MIT
// mock.module(): a module replaced in the CommonJS cache for as long as the mock lives.

const { validateBoolean, validateObject } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE } } = require('internal/errors');
const { location } = require('internal/test_runner/location');

function mockModule(specifier, options) {
  if (typeof specifier !== 'string' && !(specifier instanceof URL)) {
    throw new ERR_INVALID_ARG_TYPE('specifier', ['string', 'URL'], specifier);
  }
  const { cache = false, namedExports = {}, defaultExport } = options;
  validateBoolean(cache, 'options.cache');
  validateObject(namedExports, 'options.namedExports');
  const Module = require('module');
  const { file } = location(mockModule);
  const load = Module.createRequire(file ?? `${process.cwd()}/noop.js`);
  const text = `${specifier}`;
  const isBuiltin = Module.isBuiltin(text);
  const id = isBuiltin ? text.replace(/^node:/, '') : load.resolve(text.startsWith('file:') ? require('url').fileURLToPath(text) : text);
  const make = () => {
    if (defaultExport === undefined) return { ...namedExports };
    if (defaultExport !== null && (typeof defaultExport === 'object' || typeof defaultExport === 'function')) {
      return Object.assign(defaultExport, namedExports);
    }
    if (Object.keys(namedExports).length > 0) throw new ERR_INVALID_STATE('Cannot create mock because named exports cannot be applied to the provided default export.');
    return defaultExport;
  };
  const exports = make();
  const original = Module._load;
  const replacement = function(request, parent, isMain) {
    let resolved;
    if (isBuiltin) resolved = `${request}`.replace(/^node:/, '');
    else if (!Module.isBuiltin(request)) {
      try {
        resolved = Module._resolveFilename(request, parent, isMain);
      } catch {
        return Reflect.apply(original, this, arguments);
      }
    }
    if (resolved === id) return cache ? exports : make();
    return Reflect.apply(original, this, arguments);
  };
  const saved = isBuiltin ? undefined : Module._cache[id];
  if (!isBuiltin) delete Module._cache[id];
  Module._load = replacement;
  let active = true;
  return {
    restore() {
      if (!active) return;
      active = false;
      if (Module._load === replacement) Module._load = original;
      if (saved !== undefined) Module._cache[id] = saved;
    },
  };
}

module.exports = { mockModule };
