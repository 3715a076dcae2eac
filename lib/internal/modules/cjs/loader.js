// SPDX-License-Identifier: MIT
// CommonJS. Searching, reading and compiling happen in C, one crossing each; what programs patch (Module._load, _resolveFilename,
// _extensions, _compile, _findPath, wrap ...) is called through the Module object, and C is asked directly only while it is unpatched.

const native = binding('modules');
const { getOptionValue, environment, executable } = require('internal/options');
const stacks = require('internal/error_stack');
const { fixEngineError, firstLineShift } = stacks;
const builtins = require('internal/modules/builtins');
const { getPrototypeOf } = Reflect;
const { defineProperty, setPrototypeOf, keys: objectKeys } = Object;
const ObjectPrototype = Object.prototype;

const kMain = 1, kForgetMisses = 2;
const kWrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n})'];
const kShift = kWrapper[0].length;
// Of text that the front end rewrote: two parameters more.
const kRewrittenHead = '(function (exports, require, module, __filename, __dirname, $pj_import, $pj_fix) { ';

// ---- the resolver ----------------------------------------------------------------------------------------------------

// The entry that was run without this loader, or undefined.
const { isLoaded, requireBuiltin } = require('internal/builtins');
const entry = isLoaded('internal/main/plain') ? requireBuiltin('internal/main/plain').taken() : undefined;

let resolver = entry?.resolver;
function getResolver() {
  if (resolver === undefined) {
    const conditions = ['node', 'require', 'module-sync', ...(getOptionValue('--addons') ? ['node-addons'] : []), ...getOptionValue('--conditions')];
    resolver = native.create(conditions.join('\n'), undefined, undefined, getOptionValue('--preserve-symlinks'),
                             getOptionValue('--preserve-symlinks-main'));
  }
  return resolver;
}

// What only bare specifiers need: global folders and the names of built-ins.
let bareReady = false;
function getBareResolver() {
  if (!bareReady) {
    bareReady = true;
    native.setBuiltins(getResolver(), [...builtins.publicIds()].join('\n'));
    native.setGlobalPaths(resolver, globalPaths().join('\n'));
  }
  return resolver;
}

let modulePaths;
function globalPaths() {
  if (modulePaths === undefined) Module._initPaths();
  return modulePaths;
}

const kExtensions = ['.js', '.json', '.node'];
let usedExtensions = kExtensions;
function syncExtensions() {
  let n = 0;
  for (const name in Module._extensions) {
    if (name !== usedExtensions[n++]) n = -1;
    if (n < 0) break;
  }
  if (n === usedExtensions.length) return;
  usedExtensions = objectKeys(Module._extensions);
  native.setExtensions(getResolver(), usedExtensions.join('\n'));
}

function dirname(path) {
  const at = path.lastIndexOf('/');
  return at > 0 ? path.slice(0, at) : at === 0 ? '/' : '.';
}

// The folder of a module's file, which most modules have at hand.
function directoryOf(module, filename) {
  const path = module?.path;
  return typeof path === 'string' && path.length > 1 && filename.lastIndexOf('/') === path.length && filename.startsWith(path) ? path : dirname(filename);
}

function isRelative(request) {
  if (request[0] !== '.') return false;
  const second = request[1];
  if (second === undefined || second === '/') return true;
  return second === '.' && (request[2] === undefined || request[2] === '/');
}

// ---- modules ---------------------------------------------------------------------------------------------------------

// What a module object keeps to itself: private fields, which programs that print or copy modules do not see.
// `exports` is a field so that it is defined, whatever setters Object.prototype has.
class Secrets extends (function(object) { return object; }) {
  exports;
  #parent;
  constructor(object, parent, exports) {
    super(object);
    this.exports = exports;
    this.#parent = parent;
  }
  static parentOf(object) { return #parent in object ? object.#parent : undefined; }
  static setParent(object, parent) {
    if (#parent in object) object.#parent = parent;
  }
}

function updateChildren(parent, child, scan) {
  const children = parent?.children;
  if (children && !(scan && children.includes(child))) children.push(child);
}

function Module(id = '', parent) {
  this.id = id;
  this.path = dirname(id);
  new Secrets(this, parent, {});
  updateChildren(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.Module = Module;

const pathsOf = new Map();

Module._nodeModulePaths = function(from) {
  const before = pathsOf.get(from);
  if (before !== undefined) return before.slice();
  const directory = typeof from === 'string' && from[0] === '/' && !from.includes('/.') && !from.endsWith('/') && !from.includes('//') ? from : require('path').resolve(from);
  let known = pathsOf.get(directory);
  if (known === undefined) {
    known = [];
    for (let at = directory === '/' ? 0 : directory.length; at > 0; at = directory.lastIndexOf('/', at - 1)) {
      const part = directory.slice(0, at);
      if (!part.endsWith('/node_modules')) known.push(`${part}/node_modules`);
    }
    known.push('/node_modules');
    pathsOf.set(directory, known);
  }
  return known.slice();
};
const nodeModulePaths = Module._nodeModulePaths;

Module._initPaths = function() {
  const home = environment('HOME');
  const nodePath = environment('NODE_PATH');
  const paths = [`${dirname(dirname(executable()))}/lib/node`];
  if (home) paths.unshift(`${home}/.node_modules`, `${home}/.node_libraries`);
  if (nodePath) paths.unshift(...nodePath.split(':').filter(Boolean));
  modulePaths = getOptionValue('--global-search-paths') ? paths : [];
  Module.globalPaths = modulePaths.slice();
  if (bareReady) native.setGlobalPaths(getResolver(), modulePaths.join('\n'));
};
// Filled when first looked at: most programs never search the global folders.
defineProperty(Module, 'globalPaths', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    globalPaths();
    return Module.globalPaths;
  },
  set(value) {
    defineProperty(Module, 'globalPaths', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  },
});

Module._resolveLookupPaths = function(request, parent) {
  if (builtins.idOf(request) !== undefined) return null;
  if (!isRelative(request)) {
    let paths = globalPaths();
    if (parent?.paths?.length) paths = parent.paths.concat(paths);
    return paths.length > 0 ? paths : null;
  }
  if (!parent || !parent.id || !parent.filename) return ['.'];
  return [dirname(parent.filename)];
};
const resolveLookupPaths = Module._resolveLookupPaths;

// Turns what the resolver found wrong into Node's error; passes a path on.
function settle(found, request, parentPath) {
  if (found === undefined || typeof found === 'string') return found;
  return require('internal/modules/resolve_error').settle(found, request, parentPath);
}

Module._findPath = function(request, paths, isMain) {
  const absolute = request[0] === '/';
  if (!absolute && (!paths || paths.length === 0)) return false;
  syncExtensions();
  const { resolve } = require('path');
  const folders = absolute ? '/' : paths.map((path) => resolve(path)).join('\n');
  const found = native.resolveIn(getBareResolver(), request, folders, (isMain ? kMain : 0) | (requireDepth <= 1 ? kForgetMisses : 0));
  return settle(found, request, undefined) ?? false;
};
const findPath = Module._findPath;

let requireDepth = 0;

// Whether the module's `paths` are what its folder makes them.
function hasOwnPaths(module, directory) {
  const { paths } = module;
  if (paths === undefined) return true;
  let expected = pathsOf.get(directory);
  if (expected === undefined) {
    nodeModulePaths(directory);
    expected = pathsOf.get(directory);
  }
  if (expected === undefined || paths === null || paths.length !== expected.length) return false;
  for (let i = 0; i < expected.length; i++) {
    if (paths[i] !== expected[i]) return false;
  }
  return true;
}

function notFound(request, parent) {
  const requireStack = [];
  for (let cursor = parent; cursor; cursor = Secrets.parentOf(cursor)) requireStack.push(cursor.filename || cursor.id);
  let message = `Cannot find module '${request}'`;
  if (requireStack.length > 0) message += `\nRequire stack:\n- ${requireStack.join('\n- ')}`;
  const error = new Error(message);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = requireStack;
  return error;
}

function lookupPathsFor(request, parent, options) {
  if (typeof options !== 'object' || options === null || options.paths === undefined) {
    return Module._resolveLookupPaths(request, parent);
  }
  const { paths } = options;
  if (!Array.isArray(paths)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('options.paths', paths);
  }
  if (request.startsWith('./') || request.startsWith('../')) return paths;
  const fakeParent = new Module('', null);
  const all = new Set();
  for (const path of paths) {
    fakeParent.paths = Module._nodeModulePaths(path);
    for (const found of Module._resolveLookupPaths(request, fakeParent) ?? []) all.add(found);
  }
  return [...all];
}

// The searches that need the requiring package: its `imports` and its own name.
function resolveInPackage(request, parent) {
  let directory;
  let path;
  if (parent?.filename) {
    path = parent.filename;
    directory = dirname(path);
  } else if (parent?.id === '<repl>' || parent?.id === 'internal/preload') {
    directory = require('process').cwd();
    path = `${directory}/`;
  } else {
    return undefined;
  }
  if (request[0] === '#') {
    const found = settle(native.resolveImport(getBareResolver(), request, directory, 0), request, path);
    if (found !== undefined) return found;
  }
  return settle(native.resolveSelf(getBareResolver(), request, directory, 0), request, path);
}

Module._resolveFilename = function(request, parent, isMain, options) {
  const relative = request[0] === '.' || request[0] === '/';
  if (!relative && builtins.idOf(request) !== undefined) return request;
  if (hooks !== null) {
    const hooked = hooks.resolveForRequire(request, parent, isMain, options);
    if (hooked !== undefined) return hooked;
  }
  return resolveWithoutHooks(request, parent, isMain, options);
};

// In a TypeScript file below a tsconfig.json: what `paths` or a name without an extension mean.
function resolveTypeScript(request, filename) {
  if (!/\.[cm]?tsx?$/.test(filename)) return undefined;
  return require('internal/modules/tsconfig').resolveSource(request, filename);
}

const resolveFilename = Module._resolveFilename;

function resolveWithoutHooks(request, parent, isMain, options) {
  if (parent?.filename && !parent.filename.endsWith('js')) {
    const source = resolveTypeScript(request, parent.filename);
    if (source !== undefined) return source;
  }
  const filename = parent?.filename || (request[0] === '/' && !parent ? '/' : undefined);
  if (filename && options === undefined && Module._findPath === findPath && Module._nodeModulePaths === nodeModulePaths &&
      Module._resolveLookupPaths === resolveLookupPaths) {
    const directory = directoryOf(parent, filename);
    const relative = isRelative(request) || request[0] === '/';
    if (relative || hasOwnPaths(parent, directory)) {
      syncExtensions();
      const flags = (isMain ? kMain : 0) | (requireDepth <= 1 ? kForgetMisses : 0);
      const found = native.resolve(relative ? getResolver() : getBareResolver(), request, directory, flags);
      if (typeof found === 'string') return found;
      if (found !== undefined) return settle(found, request, filename);
      throw notFound(request, parent);
    }
  }
  const paths = lookupPathsFor(request, parent, options);
  const own = isRelative(request) || request[0] === '/' ? undefined : resolveInPackage(request, parent);
  if (own !== undefined) return own;
  const found = Module._findPath(request, paths, isMain);
  if (found) return found;
  throw notFound(request, parent);
}

// ---- cycles ----------------------------------------------------------------------------------------------------------

const incomplete = new Map(); // module -> its exports while they have the warning prototype

function warnOfCycle(key) {
  require('process').emitWarning(`Accessing non-existent property '${String(key)}' of module exports inside circular dependency`);
}

const cyclePrototype = new Proxy({}, {
  __proto__: null,
  get(target, key) {
    if (key in target || key === '__esModule') return target[key];
    warnOfCycle(key);
    return undefined;
  },
  getOwnPropertyDescriptor(target, key) {
    if (Object.hasOwn(target, key) || key === '__esModule') return Object.getOwnPropertyDescriptor(target, key);
    warnOfCycle(key);
    return undefined;
  },
});

function incompleteExports(module) {
  const { exports } = module;
  if (typeof exports === 'object' && exports !== null && !require('internal/util/types').isProxy(exports) &&
      getPrototypeOf(exports) === ObjectPrototype && !exports.__esModule) {
    setPrototypeOf(exports, cyclePrototype);
    incomplete.set(module, exports);
  }
  return exports;
}

function restorePrototype(module) {
  const exports = incomplete.get(module);
  if (exports === undefined) return;
  incomplete.delete(module);
  if (getPrototypeOf(exports) === cyclePrototype) setPrototypeOf(exports, ObjectPrototype);
}

// ---- loading ---------------------------------------------------------------------------------------------------------

const resolvedBefore = new Map(); // folder -> request -> filename
let mainModule;
let reporter = null; // told of each file that is loaded
let hooks = null; // of module.registerHooks()

function fromCache(filename, parent) {
  const cached = Module._cache[filename];
  if (cached === undefined) return undefined;
  updateChildren(parent, cached, true);
  return cached;
}

Module._load = function(request, parent, isMain) {
  let known;
  if (parent) {
    known = resolvedBefore.get(parent.path);
    if (known === undefined) resolvedBefore.set(parent.path, known = new Map());
    const filename = known.get(request);
    if (filename !== undefined) {
      const cached = fromCache(filename, parent);
      if (cached !== undefined) return cached.loaded ? cached.exports : incompleteExports(cached);
      known.delete(request);
    }
  }
  if (hooks === null && request.startsWith('node:')) {
    const id = builtins.idOf(request);
    if (id === undefined) {
      const { codes: { ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');
      throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
    }
    return builtins.requireBuiltin(id);
  }
  const filename = Module._resolveFilename(request, parent, isMain);
  const cached = fromCache(filename, parent);
  if (cached !== undefined) return cached.loaded ? cached.exports : incompleteExports(cached);
  const id = filename[0] === '/' ? undefined : builtins.idOf(filename);
  if (id !== undefined) return hooks === null ? builtins.requireBuiltin(id) : hooks.loadBuiltin(id, filename);
  return loadFile(filename, parent, isMain, known, request);
};

const load = Module._load;

// Whether all that loading a file asks for is as it was made here: then requireFile() may leave out the steps in between.
function isUntouched() {
  const { prototype } = Module;
  return hooks === null && reporter === null && !wrapperPatched && Module._load === load && Module._resolveFilename === resolveFilename &&
    prototype.load === loadModule && prototype._compile === compile && Module._extensions['.js'] === loadJavaScript &&
    Module._findPath === findPath && Module._nodeModulePaths === nodeModulePaths && Module._resolveLookupPaths === resolveLookupPaths;
}

// Module._load() of a relative name from a JavaScript file: of what it would find, a file that is new and ends with ".js" is loaded in one step.
function requireFile(parent, request) {
  const { filename: from, path } = parent;
  const known = resolvedBefore.get(path);
  if (known === undefined || known.has(request) || typeof from !== 'string' || !from.endsWith('js') || directoryOf(parent, from) !== path ||
      !isRelative(request)) {
    return load(request, parent, false);
  }
  syncExtensions();
  const filename = native.resolve(getResolver(), request, path, requireDepth <= 1 ? kForgetMisses : 0);
  if (typeof filename !== 'string' || !filename.endsWith('.js') || Module._cache[filename] !== undefined) return load(request, parent, false);
  const module = new Module(filename, parent);
  Module._cache[filename] = module;
  known.set(request, filename);
  let done = false;
  try {
    module.filename = filename;
    module.paths = nodeModulePaths(module.path);
    compileFile(module, filename);
    module.loaded = true;
    done = true;
  } finally {
    if (!done) forget(module, filename, parent, known, request);
    if (incomplete.size !== 0) restorePrototype(module);
  }
  return module.exports;
}

function loadFile(filename, parent, isMain, known, request) {
  const module = new Module(filename, parent);
  if (isMain) {
    mainModule = module;
    setMainModule(module);
    module.id = '.';
  }
  if (reporter !== null) reporter(filename);
  Module._cache[filename] = module;
  known?.set(request, filename);
  let done = false;
  try {
    module.load(filename);
    done = true;
  } finally {
    if (!done) forget(module, filename, parent, known, request);
    if (incomplete.size !== 0) restorePrototype(module);
  }
  return module.exports;
}

function forget(module, filename, parent, known, request) {
  delete Module._cache[filename];
  if (known === undefined) return;
  known.delete(request);
  const children = parent?.children;
  const at = Array.isArray(children) ? children.indexOf(module) : -1;
  if (at >= 0) children.splice(at, 1);
}

function setMainModule(module) {
  if (isLoaded('process')) requireBuiltin('process').mainModule = module;
}

// The longest registered extension of a file's name; ".js" where none is.
function extensionOf(filename) {
  if (usedExtensions === kExtensions && filename.endsWith('.js')) return '.js';
  let at = filename.lastIndexOf('/') + 1;
  const start = at;
  while ((at = filename.indexOf('.', at)) >= 0) {
    if (at !== start) {
      const extension = filename.slice(at);
      if (Module._extensions[extension]) return extension;
    }
    at++;
  }
  return '.js';
}

// What the front end made of the TypeScript file that is about to be compiled.
let rewrittenText;

// ES modules and TypeScript, which have no extension of their own in Module._extensions.
function loadByFormat(module, filename) {
  if (filename.endsWith('.mjs') || filename.endsWith('.mts')) return requireModule(module, filename);
  const { source } = sourceOf(module, filename, 'commonjs-typescript');
  if (/\.tsx?$/.test(filename)) {
    const { formatOf } = require('internal/modules/esm/resolve');
    const format = formatOf(require('internal/url').pathToFileURL(filename));
    if (format === 'module-typescript' || (format === 'detect-typescript' && binding('esm').isModule(source, true, filename.endsWith('x')))) return requireModule(module, filename);
  }
  const { language, names } = require('internal/modules/tsconfig').languageOf(filename);
  rewrittenText = native.rewrite(source, language, names, filename);
  module._compile(rewrittenText ?? source, filename, 'commonjs');
}

// --no-experimental-require-module: an ES module that says so cannot be required.
function refuseModule(module, filename, source) {
  const parentPath = Secrets.parentOf(module)?.filename;
  const scope = require('internal/modules/package_json').scope(dirname(filename));
  const { codes: { ERR_REQUIRE_ESM } } = require('internal/errors');
  const text = source ?? require('fs').readFileSync(filename, 'utf8');
  throw new ERR_REQUIRE_ESM(filename, binding('esm').isModule(text), parentPath, filename.endsWith('.js') ? scope?.pjsonPath : null);
}

// --trace-require-module: says who requires an ES module; with the mode `no-node-modules` only of programs' own files.
function traceModule(module, filename, mode) {
  const from = Secrets.parentOf(module)?.filename;
  if (mode === 'no-node-modules' && from?.includes('/node_modules/')) return;
  require('internal/util').emitExperimentalWarning(
    'Support for loading ES Module in require()',
    `${from ? `CommonJS module ${from}` : 'CommonJS'} is loading ES Module ${filename} using require().\n`);
}

// require() of an ES module.
function requireModule(module, filename, source) {
  if (!getOptionValue('--experimental-require-module')) refuseModule(module, filename, source);
  const mode = getOptionValue('--trace-require-module');
  if (mode !== '') traceModule(module, filename, mode);
  module.exports = require('internal/modules/esm/loader').requireModule(module, filename);
}

Module.prototype.load = function(filename) {
  this.filename ??= filename;
  this.paths ??= Module._nodeModulePaths(directoryOf(this, filename));
  const extension = extensionOf(filename);
  if (extension === '.js' && !filename.endsWith('.js') && /\.(?:mjs|[cm]?ts|tsx)$/.test(filename)) loadByFormat(this, filename);
  else Module._extensions[extension](this, filename);
  this.loaded = true;
};

const loadModule = Module.prototype.load;

Module.prototype.require = function(id) {
  if (typeof id !== 'string') require('internal/validators').validateString(id, 'id');
  if (id === '') {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  }
  requireDepth++;
  try {
    if (isTraced()) return traced(this, id);
    return id[0] === '.' && isUntouched() ? requireFile(this, id) : Module._load(id, this, false);
  } finally {
    requireDepth--;
  }
};

// Fields, so that they are defined, whatever setters Object.prototype has.
class RequireFields extends (function(object) { return object; }) {
  resolve;
  main = mainModule;
  extensions = Module._extensions;
  cache = Module._cache;
  constructor(object, resolve) {
    super(object);
    this.resolve = resolve;
  }
}

// Subscribers of the tracing channel `module.require` are told of each call. Without the channels' module there are none.
let requireChannel;
function isTraced() {
  if (!isLoaded('diagnostics_channel')) return false;
  requireChannel ??= requireBuiltin('diagnostics_channel').tracingChannel('module.require');
  return requireChannel.hasSubscribers;
}

function traced(module, id) {
  return requireChannel.traceSync(() => Module._load(id, module, false), { __proto__: null, parentFilename: module.filename, id });
}

function makeRequire(module) {
  // The names of this function and of resolve() and paths() can be seen by programs.
  const require = function require(path) {
    return module.require(path);
  };
  const resolve = function resolve(request, options) {
    return resolveFor(module, request, options);
  };
  resolve.paths = function paths(request) {
    return pathsFor(module, request);
  };
  return new RequireFields(require, resolve);
}

function resolveFor(module, request, options) {
  require('internal/validators').validateString(request, 'request');
  return Module._resolveFilename(request, module, false, options);
}

function pathsFor(module, request) {
  require('internal/validators').validateString(request, 'request');
  return Module._resolveLookupPaths(request, module);
}

stacks.shiftOfFile = (file) => (resolver === undefined ? undefined : native.headLength(resolver, file));

// ---- source text -----------------------------------------------------------------------------------------------------

// module.wrapper and module.wrap() may be replaced; then the text is built as they say.
let wrapperPatched = false;
let wrapper = kWrapper;
let wrap = (script) => wrapper[0] + script + wrapper[1];
const proxiedWrapper = new Proxy(kWrapper, {
  __proto__: null,
  set(target, key, value, receiver) {
    wrapperPatched = true;
    return Reflect.set(target, key, value, receiver);
  },
  defineProperty(target, key, descriptor) {
    wrapperPatched = true;
    return defineProperty(target, key, descriptor) === target;
  },
});
defineProperty(Module, 'wrap', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get: () => wrap,
  set(value) {
    wrapperPatched = true;
    wrap = value;
  },
});
defineProperty(Module, 'wrapper', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get() {
    wrapper = proxiedWrapper;
    return proxiedWrapper;
  },
  set(value) {
    wrapperPatched = true;
    wrapper = value;
  },
});

// An error of compiling, to be thrown. Undefined where the text is an ES module without a mark, which has been loaded then.
function failedToCompile(module, error, content, filename) {
  const { decorateSyntaxError, looksLikeModule } = require('internal/modules/syntax_error');
  const source = content ?? native.read(filename);
  if (looksLikeModule(error, source) && !filename.endsWith('.cjs') && mayBeModule(filename) && binding('esm').isModule(source)) {
    requireModule(module, filename);
    return undefined;
  }
  return decorateSyntaxError(error, source, filename);
}

// Whether package.json leaves it open what the file is.
function mayBeModule(filename) {
  if (!getOptionValue('--experimental-detect-module') || !getOptionValue('--experimental-require-module')) return false;
  const type = require('internal/modules/package_json').scope(dirname(filename))?.type;
  return type !== 'commonjs' && !(filename.includes('/node_modules/') && type === undefined);
}

function importOf(filename) {
  return require('internal/vm/import').lazyImporter(() => require('internal/modules/esm/loader').importFrom(filename));
}

function run(module, compiled, filename) {
  const { exports } = module;
  const directory = directoryOf(module, filename);
  // A call by `call` has no frame of its own in stacks.
  if (compiled.length <= 5) return compiled.call(exports, exports, makeRequire(module), module, filename, directory);
  return compiled.call(exports, exports, makeRequire(module), module, filename, directory, importOf(filename), fixEngineError);
}

// Reads, wraps and evaluates a file in one step.
function compileFile(module, filename) {
  let compiled;
  try {
    compiled = native.compile(getResolver(), filename);
  } catch (error) {
    const failure = failedToCompile(module, error, undefined, filename);
    if (failure === undefined) return undefined;
    throw failure;
  }
  if (typeof compiled === 'function') return run(module, compiled, filename);
  if (typeof compiled === 'string') return requireModule(module, filename);
  return settle(compiled, filename, undefined);
}

function compileText(module, content, filename) {
  if (content.startsWith('#!')) content = `//${content.slice(2)}`;
  const rewritten = wrapperPatched ? undefined : content === rewrittenText ? content : native.rewrite(content, 0, '', filename);
  rewrittenText = undefined;
  const text = wrapperPatched ? Module.wrap(content) :
    rewritten !== undefined ? kRewrittenHead + rewritten + kWrapper[1] : kWrapper[0] + content + kWrapper[1];
  const begin = wrapperPatched ? text.indexOf(content) : text.startsWith(kRewrittenHead) ? kRewrittenHead.length : kShift;
  if (begin > 0) firstLineShift[filename] = begin;
  try {
    return native.evaluate(text, filename, 1);
  } catch (error) {
    const failure = failedToCompile(module, error, content, filename);
    if (failure !== undefined) throw failure;
  }
}

Module.prototype._compile = function(content, filename, format) {
  if (format === 'module') return requireModule(this, filename);
  stacks.noteText(filename, content);
  const compiled = compileText(this, content, filename);
  // A replaced wrapper may evaluate to something else.
  return typeof compiled === 'function' ? run(this, compiled, filename) : compiled;
};
const compile = Module.prototype._compile;

function stripBOM(text) {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

// What load hooks make of a file, or its text.
function sourceOf(module, filename, format) {
  if (hooks !== null) return hooks.loadForRequire(filename, format);
  return { source: require('fs').readFileSync(filename, 'utf8'), format };
}

Module._extensions['.js'] = function(module, filename) {
  if (module._compile === compile && hooks === null && !wrapperPatched) return compileFile(module, filename);
  const { source, format } = sourceOf(module, filename, 'commonjs');
  if (format !== undefined && format !== 'commonjs') {
    if (format === 'json') return parseJSON(module, filename, source);
    return requireModule(module, filename);
  }
  return module._compile(stripBOM(source), filename, 'commonjs');
};

const loadJavaScript = Module._extensions['.js'];

function parseJSON(module, filename, text) {
  try {
    module.exports = JSON.parse(stripBOM(text));
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
}

Module._extensions['.json'] = function(module, filename) {
  parseJSON(module, filename, hooks === null ? native.read(filename) : sourceOf(module, filename, 'json').source);
};

Module._extensions['.node'] = function(module, filename) {
  return require('process').dlopen(module, require('path').toNamespacedPath(filename));
};

// ---- the parent ------------------------------------------------------------------------------------------------------

function accessor(key, get, set) {
  defineProperty(Module.prototype, key, { __proto__: null, get, set, enumerable: false, configurable: true });
}

let getParent = function() {
  return Secrets.parentOf(this);
};
let setParent = function(value) {
  Secrets.setParent(this, value);
};
if (getOptionValue('--pending-deprecation') || environment('NODE_PENDING_DEPRECATION') === '1') {
  const { deprecate } = require('internal/util');
  const text = 'module.parent is deprecated due to accuracy issues. Please use require.main to find program entry point instead.';
  getParent = deprecate(getParent, text, 'DEP0144');
  setParent = deprecate(setParent, text, 'DEP0144');
}
accessor('parent', getParent, setParent);

let preloading = false;
accessor('isPreloading', () => preloading, undefined);
accessor('constructor', function() {
  return Module;
}, undefined);

// ---- functions of the module `module` --------------------------------------------------------------------------------

Module._stat = function(filename) {
  const kind = native.kind(getResolver(), filename); // missing, file, folder
  return kind === 0 ? -2 : kind - 1;
};
Module._readPackage = (directory) => require('internal/modules/package_json').read(directory);
Module._debug = () => {};
Module.isBuiltin = function isBuiltin(specifier) {
  return typeof specifier === 'string' && builtins.idOf(specifier) !== undefined;
};
Module.createRequire = function createRequire(filename) {
  return require('internal/modules/create_require').createRequire(filename);
};
Module.runMain = (main) => require('internal/modules/run_main').executeUserEntryPoint(main);
Module._preloadModules = function(requests) {
  if (!Array.isArray(requests)) return;
  preloading = true;
  const parent = new Module('internal/preload', null);
  try {
    parent.paths = Module._nodeModulePaths(require('process').cwd());
    for (const request of requests) parent.require(request);
  } finally {
    preloading = false;
  }
};
let builtinList;
// Assigned to, also on a class that extends Module (as jest does), they are properties as others.
function own(name) {
  return function set(value) {
    defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  };
}
defineProperty(Module, 'builtinModules', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => builtinList ??= builtins.builtinModules(),
  set: own('builtinModules'),
});
Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  if (isLoaded('internal/modules/esm/translators')) requireBuiltin('internal/modules/esm/translators').syncBuiltinExports();
};

// Rarely used: each is in a module of its own, loaded when it is called.
for (const name of ['findPackageJSON', 'registerHooks', 'register', 'findSourceMap', 'enableCompileCache', 'flushCompileCache',
                    'getCompileCacheDir', 'stripTypeScriptTypes', 'setSourceMapsSupport', 'getSourceMapsSupport']) {
  Module[name] = { [name](...args) {
    return require('internal/modules/extras')[name](...args);
  } }[name];
}
for (const name of ['SourceMap', 'constants']) {
  defineProperty(Module, name, {
    __proto__: null, configurable: true, enumerable: true,
    get: () => require('internal/modules/extras')[name],
    set: own(name),
  });
}

if (entry !== undefined) {
  const { module: main, filename } = entry;
  setPrototypeOf(main, Module.prototype);
  new Secrets(main, null, main.exports);
  mainModule = main;
  setMainModule(main);
  Module._cache[filename] = main;
}

module.exports = {
  Module,
  // The require function of the module that internal/main/plain runs.
  adoptEntry: () => makeRequire(entry.module),
  makeRequire,
  compileText,
  resolveWithoutHooks,
  getResolver,
  getBareResolver,
  dirname,
  kShift,
  restorePrototype,
  parentOf: Secrets.parentOf,
  mainModule: () => mainModule,
  setReporter: (value) => { reporter = value; },
  report(filename) { if (reporter !== null) reporter(filename); },
  setHooks: (value) => { hooks = value; },
};
