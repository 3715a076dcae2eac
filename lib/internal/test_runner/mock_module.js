// SPDX-License-Identifier: MIT
// mock.module(): a module replaced for require() (Module._load) and for import (hooks of the loader) as long as the mock lives.

const { validateBoolean, validateObject } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE } } = require('internal/errors');
const { location } = require('internal/test_runner/location');

// Whether a file is an ES module, whose mock has no default export of its own.
function isESModule(file) {
  if (/\.(?:[cm]js|json)$/.test(file)) return file.endsWith('.mjs');
  const scope = require('internal/modules/package_json').scope(require('path').dirname(file));
  return scope?.type === 'module' || (scope?.type !== 'commonjs' && binding('esm').isModule(require('fs').readFileSync(file, 'utf8')));
}

// What the texts of mocks of ES modules read: id -> { named, standard }.
const kMocks = Symbol('mocks');
let mocks;

function textOf(id, names, hasDefault) {
  const lines = [`const { named, standard } = globalThis[Object.getOwnPropertySymbols(globalThis).find((s) => s.description === 'mocks')].get(${id});`];
  names.forEach((name, i) => lines.push(`const v${i} = named[${JSON.stringify(name)}]; export { v${i} as ${JSON.stringify(name)} };`));
  if (hasDefault) lines.push('export default standard;');
  return lines.join('\n');
}

// Replaces the module of a URL for import. Returns what ends that.
function mockImports(target, { namedExports = {}, cache = false }, standard, hasDefault) {
  if (mocks === undefined) {
    mocks = new Map();
    Object.defineProperty(globalThis, kMocks, { __proto__: null, value: mocks });
  }
  const id = mocks.size;
  const prefix = `mock-module:${id}/`;
  const names = Object.keys(namedExports).filter((name) => name !== 'default');
  let count = 0;
  const hooks = require('module').registerHooks({
    resolve(specifier, context, nextResolve) {
      const found = nextResolve(specifier, context);
      // require() has its own way.
      if (found.url !== target || context.conditions?.includes('require')) return found;
      mocks.set(id, { named: namedExports, standard: standard() });
      return { __proto__: null, url: `${prefix}${cache ? 0 : count++}`, format: 'module', shortCircuit: true };
    },
    load(url, context, nextLoad) {
      if (!url.startsWith(prefix)) return nextLoad(url, context);
      if (target.endsWith('.json')) return { __proto__: null, format: 'json', source: JSON.stringify(mocks.get(id).standard), shortCircuit: true };
      return { __proto__: null, format: 'module', source: textOf(id, names, hasDefault), shortCircuit: true };
    },
  });
  mocks.set(id, undefined);
  return () => hooks.deregister();
}

// What require() gives for modules that are mocked: id (a path, or a built-in's name) -> function.
const active = new Map();
let loadBefore;

function load(request, parent, isMain) {
  const Module = require('module');
  const pass = () => Reflect.apply(loadBefore, this, arguments);
  let id;
  if (Module.isBuiltin(request)) {
    id = `${request}`.replace(/^node:/, '');
  } else {
    try {
      id = Module._resolveFilename(request, parent, isMain);
    } catch {
      return pass(); // which says what is wrong
    }
  }
  const exports = active.get(id);
  return exports === undefined ? pass() : exports();
}

function mockRequire(id, exports) {
  const Module = require('module');
  if (active.size === 0) {
    loadBefore = Module._load;
    Module._load = load;
  }
  active.set(id, exports);
  const saved = Module._cache[id];
  delete Module._cache[id];
  return () => {
    active.delete(id);
    if (saved !== undefined) Module._cache[id] = saved;
    if (active.size === 0 && Module._load === load) Module._load = loadBefore;
  };
}

function mockModule(specifier, options) {
  if (typeof specifier !== 'string' && !(specifier instanceof URL)) {
    throw new ERR_INVALID_ARG_TYPE('specifier', ['string', 'URL'], specifier);
  }
  const { cache = false, namedExports = {}, defaultExport } = options;
  validateBoolean(cache, 'options.cache');
  validateObject(namedExports, 'options.namedExports');
  const Module = require('module');
  const { file } = location(mockModule);
  const text = `${specifier}`;
  const isBuiltin = Module.isBuiltin(text);
  const { fileURLToPath, pathToFileURL } = require('internal/url');
  const resolve = (name) => Module.createRequire(file ?? `${process.cwd()}/noop.js`).resolve(name);
  const id = isBuiltin ? text.replace(/^node:/, '') : resolve(text.startsWith('file:') ? fileURLToPath(text) : text);
  if (active.has(id)) throw new ERR_INVALID_STATE(`Cannot mock '${specifier}'. The module is already mocked.`);
  const isModule = !isBuiltin && isESModule(id);
  const make = () => {
    if (defaultExport === undefined) return { ...namedExports };
    if (defaultExport !== null && (typeof defaultExport === 'object' || typeof defaultExport === 'function')) {
      return Object.assign(defaultExport, namedExports);
    }
    if (Object.keys(namedExports).length > 0) throw new ERR_INVALID_STATE('Cannot create mock because named exports cannot be applied to the provided default export.');
    return defaultExport;
  };
  let made;
  const exports = () => (cache ? (made ??= { value: make() }).value : make());
  const url = isBuiltin ? `node:${id}` : pathToFileURL(id).href;
  const standard = isModule ? () => defaultExport : exports;
  const ends = [mockImports(url, options, standard, !isModule || defaultExport !== undefined), mockRequire(id, exports)];
  return {
    restore() {
      for (const end of ends.splice(0)) end();
    },
  };
}

module.exports = { mockModule };
