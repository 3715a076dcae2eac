// SPDX-License-Identifier: MIT
// The ES module loader: URLs to module records, import(), import.meta, and the bridge to and from CommonJS.

const native = binding('esm');
const { codes } = require('internal/errors');
const { fixEngineError } = require('internal/error_stack');
const { URL, fileURLToPath, pathToFileURL } = require('internal/url');
const { evaluate, isAsyncGraph, link, SourceModule, SyntheticModule, kEvaluated, kEvaluating, kNew } = require('internal/modules/esm/records');
const { formatOf, resolve } = require('internal/modules/esm/resolve');
const cjs = require('internal/modules/cjs/loader');
const builtins = require('internal/modules/builtins');
const { dirname } = require('path');

// Columns of rewritten text are the author's in stacks.
require('internal/error_format').setRemapSite((file, line, column) => {
  if (!file.includes(':')) return undefined;
  return { file, line, column: native.column(file, line, column) };
});

let hooks = null; // of module.registerHooks()
const records = new Map(); // URL (with type where it matters) -> record
let mainURL;

// ---- text ------------------------------------------------------------------------------------------------------------

function readText(url) {
  if (url.protocol === 'data:') {
    const found = /^(?:[^,"]|"[^"]*")*?(;base64)?,([^]*)$/.exec(url.pathname);
    if (found === null) throw new codes.ERR_INVALID_URL(url.href);
    const body = decodeURIComponent(found[2] + url.search);
    return found[1] === undefined ? body : Buffer.from(body, 'base64').toString('utf8');
  }
  return require('fs').readFileSync(fileURLToPath(url), 'utf8');
}

// Which format a text without a mark has.
function detect(text, isTypeScript) {
  return native.isModule(text, isTypeScript) ? 'module' : 'commonjs';
}

// ---- attributes ------------------------------------------------------------------------------------------------------

function checkAttributes(attributes, format, url) {
  const keys = Object.keys(attributes);
  for (const key of keys) {
    if (key !== 'type') throw new codes.ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(key, attributes[key], url);
  }
  const { type } = attributes;
  if (format === 'json' && type === undefined) throw new codes.ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', 'json');
  if (type === undefined || (format === 'json' && type === 'json')) return;
  if (type !== 'json') throw new codes.ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', type, url);
  throw new codes.ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, type);
}

// ---- records ---------------------------------------------------------------------------------------------------------

function importMetaOf(url, isMain) {
  const meta = { __proto__: null };
  if (url.startsWith('file:')) {
    const filename = fileURLToPath(url);
    meta.dirname = dirname(filename);
    meta.filename = filename;
  }
  meta.main = isMain;
  meta.resolve = function(specifier, parent) {
    if (parent !== undefined && typeof parent !== 'string' && !(parent instanceof URL)) {
      throw new codes.ERR_INVALID_ARG_TYPE('parentURL', ['string', 'URL'], parent);
    }
    try {
      return resolve(`${specifier}`, parent === undefined ? url : `${parent}`).href;
    } catch (error) {
      if ((error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'ERR_UNSUPPORTED_DIR_IMPORT') && error.url) return error.url;
      throw error;
    }
  };
  Object.defineProperty(meta.resolve, 'name', { __proto__: null, value: 'resolve', configurable: true });
  meta.url = url;
  return meta;
}

const commonJSGlobals = new Set(['require', 'module', 'exports', '__filename', '__dirname']);

// An error of evaluating a module: the engine's own get the common shape, and uses of CommonJS's names a hint.
function explain(error, url) {
  fixEngineError(error);
  if (!(error instanceof ReferenceError)) return error;
  const name = /^(\w+) is not defined$/.exec(error.message)?.[1];
  if (!commonJSGlobals.has(name)) return error;
  let text = ' in ES module scope';
  if (name === 'require') text += ', you can use import instead';
  if (url.startsWith('file:') && new URL(url).pathname.endsWith('.js')) {
    const scope = require('internal/modules/package_json').scope(dirname(fileURLToPath(url)));
    if (scope?.type === 'module') {
      text += `\nThis file is being treated as an ES module because it has a '.js' file extension and '${scope.pjsonPath}' contains ` +
        '"type": "module". To treat it as a CommonJS script, rename it to use the \'.cjs\' file extension.';
    }
  }
  const { message, stack } = error;
  error.message = message + text;
  error.stack = stack.replace(message, message + text);
  return error;
}

function importCallOf(url) {
  return function(specifier, options) {
    return importDynamically(specifier, url, options);
  };
}

function describeImport(module, target, entry, ambiguous) {
  const specifier = module.requestList[entry.request].specifier;
  if (ambiguous) {
    return `The requested module '${specifier}' contains conflicting star exports for name '${entry.name}' with the previous requested module`;
  }
  if (target.isCommonJS) {
    return `Named export '${entry.name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support all ` +
      'module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example using:\n\n' +
      `import pkg from '${specifier}';\n${rewrittenImport(module, entry)}`;
  }
  return `The requested module '${specifier}' does not provide an export named '${entry.name}'`;
}

function rewrittenImport(module, entry) {
  const names = module.importList?.filter((other) => other.request === entry.request && other.name !== null && other.name !== 'default')
    .map(({ name, local }) => (name === local ? name : `${name}: ${local}`)) ?? [];
  return names.length === 0 ? '' : `const { ${names.join(', ')} } = pkg;\n`;
}

function missingExport(module, target, entry, ambiguous) {
  const error = new SyntaxError(describeImport(module, target, entry, ambiguous));
  decorate(error, module.url, module.source, entry.line, entry.column, entry.name.length);
  return error;
}

// Puts the place and its line of source before the stack, as Node does for errors of loading.
function decorate(error, url, source, line, column, width = 1) {
  if (typeof source !== 'string' || !line) return;
  const text = source.split('\n', line)[line - 1] ?? '';
  const carets = ' '.repeat(Math.max(column - 1, 0)) + '^'.repeat(Math.max(width, 1));
  error.stack = `${url}:${line}\n${text}\n${carets}\n${error.stack}`;
}

function sourceRecord(url, text, isMain) {
  const filename = url.startsWith('file:') ? fileURLToPath(url) : url;
  let compiled;
  try {
    compiled = native.compile(text, url, /\.[cm]?tsx?$/.test(filename) ? 1 : 0);
  } catch (error) {
    const { line, column } = error;
    fixEngineError(error);
    if (error instanceof SyntaxError && line !== undefined) decorate(error, url, text, line, column);
    throw error;
  }
  const host = { importCall: importCallOf(url), meta: importMetaOf(url, isMain), missingExport, explain };
  const record = new SourceModule(url, compiled, host);
  record.source = text;
  return record;
}

function jsonRecord(url, text) {
  return new SyntheticModule(url, ['default'], (values) => {
    try {
      values.default = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    } catch (error) {
      error.message = `${url.startsWith('file:') ? fileURLToPath(url) : url}: ${error.message}`;
      throw error;
    }
  });
}

function builtinRecord(url) {
  const id = url.slice('node:'.length);
  const exports = builtins.requireBuiltin(id);
  const names = Object.keys(exports).filter((name) => name !== 'default');
  const record = new SyntheticModule(url, [...names, 'default'], (values) => {
    for (const name of names) values[name] = exports[name];
    values.default = exports;
  });
  record.sync = () => {
    for (const name of names) record.values[name] = exports[name];
  };
  return record;
}

// The names that `import` can take from a CommonJS file, found without running it; re-exports are followed.
const namesOf = new Map();
function commonJSNames(filename, text) {
  const known = namesOf.get(filename);
  if (known !== undefined) return known;
  const names = new Set();
  namesOf.set(filename, names);
  let found;
  try {
    found = native.commonJSNames(text ?? require('fs').readFileSync(filename, 'utf8'));
  } catch {
    // What does not parse fails when it is loaded, with its own error.
    return names;
  }
  for (const name of found.names) names.add(name);
  for (const specifier of found.reexports) {
    let target;
    try {
      const parent = new cjs.Module(filename, null);
      parent.filename = filename;
      parent.paths = cjs.Module._nodeModulePaths(dirname(filename));
      target = cjs.Module._resolveFilename(specifier, parent, false);
    } catch {
      // A re-export that cannot be found gives no names; running the module reports it.
      continue;
    }
    if (target[0] === '/' && /\.(?:c?js|[^./]*)$/.test(target)) for (const name of commonJSNames(target)) names.add(name);
    else if (builtins.idOf(target) !== undefined) for (const name of Object.keys(builtins.requireBuiltin(builtins.idOf(target)))) names.add(name);
  }
  return names;
}

function commonJSRecord(url, text, isMain) {
  const filename = fileURLToPath(url);
  const cached = cjs.Module._cache[filename];
  const names = new Set(commonJSNames(filename, text));
  if (cached?.loaded && cached.exports !== null && (typeof cached.exports === 'object' || typeof cached.exports === 'function')) {
    for (const name of Object.keys(cached.exports)) names.add(name);
  }
  names.delete('default');
  names.add('default');
  names.add('module.exports');
  const record = new SyntheticModule(url, [...names], (values) => {
    const loaded = cjs.Module._cache[filename];
    const exports = loaded !== undefined ? loaded.exports : cjs.Module._load(filename, undefined, isMain);
    if (exports !== null && (typeof exports === 'object' || typeof exports === 'function')) {
      for (const name of names) {
        if (name === 'default' || name === 'module.exports' || !Object.hasOwn(exports, name)) continue;
        try {
          values[name] = exports[name];
        } catch {
          // A getter that throws leaves the name undefined, as in Node.
        }
      }
    }

    values.default = exports;
    values['module.exports'] = exports;
  });
  record.isCommonJS = true;
  return record;
}

// What load hooks make of a URL: a record of its own kind.
function hookedRecord(url, format, attributes, isMain) {
  const loaded = hooks.loadForImport(url, format, attributes, readText);
  let { format: kind } = loaded;
  const { source } = loaded;
  if (kind === 'builtin') return builtinRecord(url.href);
  if (source === undefined) return createRecord(url, kind, isMain);
  if (kind === undefined) kind = detect(source, false);
  switch (kind) {
    case 'module':
    case 'module-typescript': return sourceRecord(url.href, source, isMain);
    case 'json': return jsonRecord(url.href, source);
    case 'commonjs':
    case 'commonjs-typescript': return hookedCommonJS(url.href, source);
    default: throw new codes.ERR_UNKNOWN_MODULE_FORMAT(kind, url.href);
  }
}

// CommonJS text that a hook supplied. It is in no file, so the cache does not know it.
function hookedCommonJS(url, source) {
  const filename = url.startsWith('file:') ? fileURLToPath(url) : url;
  const names = new Set(native.commonJSNames(source).names);
  names.add('default');
  names.add('module.exports');
  const record = new SyntheticModule(url, [...names], (values) => {
    const module = new cjs.Module(filename, null);
    module.filename = filename;
    module.paths = cjs.Module._nodeModulePaths(dirname(filename));
    module._compile(source, filename, 'commonjs');
    module.loaded = true;
    for (const name of names) values[name] = module.exports?.[name];
    values.default = values['module.exports'] = module.exports;
  });
  record.isCommonJS = true;
  return record;
}

function createRecord(url, format, isMain) {
  if (format === 'builtin') return builtinRecord(url.href);
  if (format === 'addon' || format === 'wasm') throw require('internal/unimplemented').notImplemented(`import of ${format} modules`);
  if (format === 'commonjs' && url.search === '' && url.hash === '') return commonJSRecord(url.href, undefined, isMain);
  const text = readText(url);
  if (format === undefined || format === 'detect-typescript') format = detect(text, format !== undefined);
  if (format === 'json') return jsonRecord(url.href, text);
  if (format.startsWith('commonjs')) return commonJSRecord(url.href, text, isMain);
  return sourceRecord(url.href, text, isMain);
}

// The record of a specifier, loaded with all that it imports.
function load(specifier, parentURL, attributes, isMain = false) {
  const url = hooks === null ? resolve(specifier, parentURL) : hooks.resolveImport(specifier, parentURL, attributes, resolve);
  if (hooks !== null) attributes = hooks.attributesOf(url.href) ?? attributes;
  const format = hooks?.formatOf(url.href) ?? (hooks === null ? formatOf(url) : formatIfKnown(url));
  checkAttributes(attributes, format, url.href);
  const key = url.href;
  const known = records.get(key);
  if (known !== undefined) return known;
  const record = hooks === null ? createRecord(url, format, isMain) : hookedRecord(url, format, attributes, isMain);
  records.set(key, record);
  try {
    for (const request of record.requestList ?? []) {
      record.requests.push(load(request.specifier, key, request.attributes));
    }
  } catch (error) {
    records.delete(key);
    throw error;
  }
  return record;
}

// With hooks a URL may be of any kind; they say which.
function formatIfKnown(url) {
  return url.protocol === 'file:' || url.protocol === 'node:' || url.protocol === 'data:' ? formatOf(url) : undefined;
}

// ---- import ----------------------------------------------------------------------------------------------------------

function attributesOf(options) {
  if (options === undefined) return {};
  if (options === null || typeof options !== 'object') throw new TypeError('The second argument of import() must be an object');
  const attributes = options.with;
  if (attributes === undefined) return {};
  if (attributes === null || typeof attributes !== 'object') throw new TypeError("The 'with' option of import() must be an object");
  const copy = {};
  for (const key of Object.keys(attributes)) {
    if (typeof attributes[key] !== 'string') throw new TypeError('Import attribute values must be strings');
    copy[key] = attributes[key];
  }
  return copy;
}

// A module that is linked, or the error of an earlier attempt.
function linked(record) {
  if (record.status === kNew) link(record);
  return record;
}

// Subscribers of the tracing channel `module.import` are told of each call.
function importDynamically(specifier, parentURL, options) {
  const { isLoaded, requireBuiltin } = require('internal/builtins');
  if (isLoaded('diagnostics_channel')) {
    const channel = requireBuiltin('diagnostics_channel').tracingChannel('module.import');
    if (channel.hasSubscribers) {
      return channel.tracePromise(() => importModule(specifier, parentURL, options), { __proto__: null, parentURL, url: specifier });
    }
  }
  return importModule(specifier, parentURL, options);
}

async function importModule(specifier, parentURL, options) {
  const record = linked(load(`${specifier}`, parentURL, attributesOf(options)));
  await evaluate(record);
  return record.namespace;
}

// import() in CommonJS, scripts and the like, by the file's name.
function importFrom(filename) {
  const parentURL = filename[0] === '/' ? pathToFileURL(filename).href : `${pathToFileURL(require('process').cwd()).href}/${filename}`;
  return importCallOf(parentURL);
}

// ---- require() of ES modules -----------------------------------------------------------------------------------------

// Evaluates at once and gives the namespace; `module` is the CommonJS module that stands for it in the cache.
function requireModule(module, filename, text) {
  const url = pathToFileURL(filename).href;
  let record = records.get(url);
  if (record?.status === kEvaluating) {
    throw new codes.ERR_REQUIRE_CYCLE_MODULE(`Cannot require() ES Module ${filename} in a cycle.`);
  }
  if (record === undefined) record = load(url, url, {});
  linked(record);
  if (record.status !== kEvaluated && isAsyncGraph(record)) throw new codes.ERR_REQUIRE_ASYNC_MODULE(filename, module?.filename);
  evaluate(record).catch(() => {});
  if (record.failed) throw record.error;
  const { namespace } = record;
  if (Object.hasOwn(namespace, 'module.exports')) return namespace['module.exports'];
  return withMark(namespace);
}

// A namespace with a default export is seen by compiled CommonJS with the mark of a compiled module.
function withMark(namespace) {
  if (!('default' in namespace) || '__esModule' in namespace) return namespace;
  const { makeNamespace } = require('internal/modules/esm/namespace');
  const wrapper = { getterOf: (name) => (name === '__esModule' ? () => true : () => namespace[name]) };
  const bindings = Object.keys(namespace).map((name) => [name, { module: wrapper, name }]);
  bindings.push(['__esModule', { module: wrapper, name: '__esModule' }]);
  return makeNamespace(bindings);
}

// ---- the program -----------------------------------------------------------------------------------------------------

// The modules of --import, one after the other.
async function preload(specifiers) {
  const base = `${pathToFileURL(require('process').cwd()).href}/`;
  for (const specifier of specifiers) await importDynamically(specifier, base);
}

function runMain(filename) {
  mainURL = pathToFileURL(filename).href;
  return runURL(mainURL);
}

// Starts a module as the program; a failure is an uncaught error, a wait that never ends is exit code 13.
function runURL(url, record) {
  const { onUncaught } = require('internal/process/execution');
  let settled = false;
  const process = require('process');
  try {
    record ??= load(url, url, {}, true);
    linked(record);
  } catch (error) {
    onUncaught(error, false);
    return;
  }
  evaluate(record).then(() => { settled = true; }, (error) => {
    settled = true;
    onUncaught(error, false);
  });
  process.on('exit', (code) => {
    if (settled || code !== 0 || process.exitCode) return;
    process.exitCode = 13;
    process._rawDebug(`Warning: Detected unsettled top-level await at ${url}`);
  });
}

// A text of the command line as a module.
function runText(text, name) {
  const url = `${pathToFileURL(require('process').cwd()).href}/${name}`;
  let record;
  try {
    record = sourceRecord(url, text, true);
    records.set(url, record);
    for (const request of record.requestList) record.requests.push(load(request.specifier, url, request.attributes));
  } catch (error) {
    require('internal/process/execution').onUncaught(error, false);
    return;
  }
  runURL(url, record);
}

// Throws the SyntaxError of a module's text, which is not run.
function check(text, name) {
  sourceRecord(pathToFileURL(name).href, text, false);
}

function syncBuiltinExports() {
  for (const record of records.values()) record.sync?.();
}

module.exports = {
  URL, check, detect, importDynamically, importFrom, preload, requireModule, resolve, runMain, runText, syncBuiltinExports,
  setHooks(value) { hooks = value; },
};
