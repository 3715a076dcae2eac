// SPDX-License-Identifier: MIT
// From a URL, a format and a source to a module record. `loader` is the graph that the record belongs to (internal/modules/esm/loader).

const native = binding('esm');
const { fixEngineError, noteText } = require('internal/error_stack');
const { Group, SourceModule, SyntheticModule } = require('internal/modules/esm/records');
const { resolver } = require('internal/modules/esm/resolve');
const cjs = require('internal/modules/cjs/loader');
const builtins = require('internal/modules/builtins');

// Loaded when first needed: a graph of plain files needs neither URLs nor errors.
const codes = () => require('internal/errors').codes;
const fileURLToPath = (url) => require('internal/url').fileURLToPath(url);
const { dirname } = cjs;

// ---- sources ---------------------------------------------------------------------------------------------------------

const kDataURL = /^[^,]*?(;base64)?,([^]*)$/;

// The bytes or the text that a URL stands for.
function readSource(url, asBytes) {
  if (url.protocol !== 'data:') return require('fs').readFileSync(fileURLToPath(url), asBytes ? undefined : 'utf8');
  const found = kDataURL.exec(url.pathname);
  if (found === null) throw new (codes().ERR_INVALID_URL)(url.href);
  const body = decodeURIComponent(found[2] + url.search);
  const bytes = Buffer.from(body, found[1] === undefined ? 'utf8' : 'base64');
  return asBytes ? bytes : bytes.toString('utf8');
}

function bytesOf(source) {
  if (typeof source === 'string') return Buffer.from(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return new Uint8Array(source);
}

function textOf(source) {
  if (typeof source === 'string') return source;
  const bytes = bytesOf(source);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

// Which format a text without a mark has.
function detect(text, isTypeScript, isJSX = false) {
  return native.isModule(text, isTypeScript, isJSX) ? 'module' : 'commonjs';
}

// Puts the place and its line of source before the stack, as Node does for errors of loading.
function decorate(error, url, source, line, column, width = 1, gap = '') {
  if (typeof source !== 'string' || !line) return;
  const text = source.split('\n', line)[line - 1] ?? '';
  const carets = ' '.repeat(Math.max(column - 1, 0)) + '^'.repeat(Math.max(width, 1));
  error.stack = `${url}:${line}\n${text}\n${carets}\n${gap}${error.stack}`;
}

const nameOf = (url) => (url.startsWith('file:') ? fileURLToPath(url) : url);

// ---- ES modules ------------------------------------------------------------------------------------------------------

const commonJSGlobals = new Set(['require', 'module', 'exports', '__filename', '__dirname']);

const kInstead = {
  '__proto__': null,
  'require': 'replace require() with import',
  'module': 'use export instead of module.exports/exports',
  'exports': 'use export instead of module.exports/exports',
  '__filename': 'use import.meta.filename instead',
  '__dirname': 'use import.meta.dirname instead',
};

// What a module may be told that uses a name of CommonJS: with top-level await it is not clear what it was meant to be.
function hintOf(name, url, hasAwait) {
  if (hasAwait) {
    return `Cannot determine intended module format because both '${name}' and top-level await are present. If the code is intended to be ` +
      `CommonJS, wrap await in an async function. If the code is intended to be an ES module, ${kInstead[name]}.`;
  }
  let text = `${name} is not defined in ES module scope`;
  if (name === 'require') text += ', you can use import instead';
  if (url.startsWith('file:') && new (require('internal/url').URL)(url).pathname.endsWith('.js')) {
    const scope = require('internal/modules/package_json').scope(dirname(fileURLToPath(url)));
    if (scope?.type === 'module') {
      text += `\nThis file is being treated as an ES module because it has a '.js' file extension and '${scope.pjsonPath}' contains ` +
        '"type": "module". To treat it as a CommonJS script, rename it to use the \'.cjs\' file extension.';
    }
  }
  return text;
}

// An error of evaluating a module: the engine's own get the common shape, and uses of CommonJS's names a hint.
function explain(error, url, hasAwait) {
  fixEngineError(error);
  if (!(error instanceof ReferenceError)) return error;
  const name = /^(\w+) is not defined$/.exec(error.message)?.[1];
  if (!commonJSGlobals.has(name)) return error;
  const { message, stack } = error;
  error.message = hintOf(name, url, hasAwait);
  error.stack = stack.replace(message, () => error.message);
  return error;
}

function describeImport(module, target, entry, ambiguous) {
  const specifier = module.requestList[entry.request].specifier;
  if (ambiguous) {
    return `The requested module '${specifier}' contains conflicting star exports for name '${entry.name}' with the previous requested module`;
  }
  if (target.isCommonJS) {
    return `Named export '${entry.name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support all ` +
      'module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example using:\n\n' +
      `import pkg from '${specifier}';\n${rewrittenImport(module, entry.line)}`;
  }
  return `The requested module '${specifier}' does not provide an export named '${entry.name}'`;
}

// The names of an import that stands on one line, as a destructuring.
function rewrittenImport(module, line) {
  const names = /\{.*\}/.exec(module.source.split('\n', line)[line - 1] ?? '')?.[0];
  return names === undefined ? '' : `const ${names.replace(/\s+as\s+/g, ': ')} = pkg;\n`;
}

function missingExport(module, target, entry, ambiguous) {
  if (entry.line === undefined) entry = { ...entry, ...module.host.placeOf(entry) };
  const error = new SyntaxError(describeImport(module, target, entry, ambiguous));
  decorate(error, module.url, module.source, entry.line, entry.column, entry.name.length);
  return error;
}

// Of `import source`: only some kinds of modules have one.
function requireSource(record) {
  if (record.moduleSource === undefined) {
    throw new SyntaxError(`Source phase import object is not defined for module '${record.url}'`);
  }
}

// TypeScript is read as its tsconfig.json says.
function compile(text, url) {
  const name = nameOf(url);
  if (!/\.[cm]?tsx?$/.test(name)) return native.compile(text, url, 0);
  const { language, names, mayExportTypes } = require('internal/modules/tsconfig').languageOf(name);
  const compiled = native.compile(text, url, language, names);
  compiled.mayExportTypes = mayExportTypes;
  return compiled;
}

function sourceRecord(loader, url, text, isMain) {
  let compiled;
  noteText(url, text);
  try {
    compiled = compile(text, url);
  } catch (error) {
    const { line, column } = error;
    fixEngineError(error);
    if (error instanceof SyntaxError && line !== undefined) {
      delete error.line;
      delete error.column;
      decorate(error, url, text, line, column, 1, '\n');
    }
    throw error;
  }
  return recordOf(loader, url, compiled, isMain, text);
}

// What a module asks of the runtime. What it does not mention is not made.
class Host {
  loader;
  url;
  compiled;
  isMain;
  text;

  constructor(loader, url, compiled, isMain, text) {
    this.loader = loader;
    this.url = url;
    this.compiled = compiled;
    this.isMain = isMain;
    this.text = text; // undefined: the file's
  }

  importCall() { return this.loader.importCallOf(this.url); }
  source() { return this.text ??= readSource(new (require('internal/url').URL)(this.url), false); }

  meta() {
    return require('internal/modules/esm/meta').importMetaOf(this.url, this.isMain, this.loader.resolveText);
  }

  // Where an import or export stands that the tables of a graph have without its place.
  placeOf({ index, isExport }) {
    const alone = compile(this.source(), this.url);
    const { line, column } = (isExport ? alone.exports : alone.imports)[index];
    return { line, column };
  }

  // The module as it is alone, with the file's text of now.
  compileAlone() {
    const alone = compile(this.source(), this.url);
    const { requests } = this.compiled;
    if (alone.requests.length !== requests.length || !requests.every((request, i) => request.specifier === alone.requests[i].specifier)) {
      throw new Error(`The file of the module ${this.url} was changed while it was loaded`);
    }
    this.compiled = alone;
    return alone;
  }
}
Object.assign(Host.prototype, { missingExport, requireSource, explain });

function recordOf(loader, url, compiled, isMain, text) {
  return new SourceModule(url, compiled, new Host(loader, url, compiled, isMain, text));
}

// C finds, reads and rewrites the plain modules of a graph (src/modules/graph.h) and compiles them together. Each request of such a module
// that stays inside has the index of its target, in `record.graph`.
function readAhead(loader, filename, url, isMain) {
  const found = native.graph(resolver(), filename, loader.depth === 0);
  if (found === undefined) return undefined;
  let graph;
  try {
    graph = JSON.parse(found[1]);
  } catch {
    // Only a cache that somebody forged has such text.
    return undefined;
  }
  const { 0: factories, 2: groups } = found;
  graph.groups = groups?.map((run) => new Group(run, graph));
  for (let i = 0; i < graph.length; i++) {
    const row = graph[i];
    row.factory = factories[i];
    cjs.report(row.filename);
    if (row.group !== undefined) graph.groups[row.group - 1].size++;
  }
  const root = recordOfGraph(loader, graph, 0, url, isMain);
  if (root !== undefined) root.groups = graph.groups;
  return root;
}

// Undefined where the engine refused what the front end made: the common way reports it.
function recordOfGraph(loader, graph, index, url, isMain) {
  const row = graph[index];
  if (row.group === undefined && (row.factory === null || row.factory === undefined)) return undefined;
  const record = recordOf(loader, url, row, isMain, undefined);
  record.graph = graph;
  row.record = record;
  if (row.group !== undefined) {
    record.group = graph.groups[row.group - 1];
    record.group.members.push(record);
  }
  return record;
}

// The record of a module that ran, or is to run, in a linked graph (internal/modules/esm/program). Alone, it is compiled from its file.
const aloneOnly = { __proto__: null, run: () => false };
function graphRecord(loader, row, url, isMain) {
  const record = recordOf(loader, url, row, isMain, undefined);
  record.group = aloneOnly;
  return record;
}

// ---- JSON ------------------------------------------------------------------------------------------------------------

function parseJSON(url, text) {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    error.message = `${nameOf(url)}: ${error.message}`;
    throw error;
  }
}

// require() and import of one file give the same object.
function jsonRecord(url, source) {
  const filename = url.startsWith('file:') && !/[?#]/.test(url) ? fileURLToPath(url) : undefined;
  let module = filename === undefined ? undefined : cjs.Module._cache[filename];
  if (!module?.loaded) {
    const exports = parseJSON(url, textOf(source()));
    if (filename === undefined) {
      module = { exports };
    } else {
      module = new cjs.Module(filename, null);
      module.filename = filename;
      module.exports = exports;
      module.loaded = true;
      cjs.Module._cache[filename] = module;
    }
  }
  return new SyntheticModule(url, ['default'], (values) => {
    values.default = module.exports;
  });
}

function valueRecord(url, value) {
  return new SyntheticModule(url, ['default'], (values) => {
    values.default = value;
  });
}

// ---- built-in modules ------------------------------------------------------------------------------------------------

const builtinRecords = new Map();

function builtinRecord(url) {
  const known = builtinRecords.get(url);
  if (known !== undefined) return known;
  const exports = builtins.requireBuiltin(builtins.idOf(url));
  const names = Object.keys(exports).filter((name) => name !== 'default');
  const read = (name) => (Object.hasOwn(exports, name) ? exports[name] : undefined);
  const record = new SyntheticModule(url, [...names, 'default'], (values) => {
    for (const name of names) values[name] = read(name);
    values.default = exports;
  });
  record.sync = () => {
    for (const name of names) record.values[name] = read(name);
  };
  builtinRecords.set(url, record);
  return record;
}

function syncBuiltinExports() {
  for (const record of builtinRecords.values()) record.sync();
}

// ---- CommonJS --------------------------------------------------------------------------------------------------------

// The names that `import` can take from a CommonJS file, found without running it; re-exports are followed.
const namesOf = new Map();
function commonJSNames(filename, text) {
  const known = namesOf.get(filename);
  if (known !== undefined) return known;
  const names = new Set();
  namesOf.set(filename, names);
  let found;
  try {
    text ??= require('fs').readFileSync(filename, 'utf8');
    found = native.commonJSNames(text, /\.[cm]?tsx?$/.test(filename), filename.endsWith('x'));
  } catch {
    // What does not parse fails when it is loaded, with its own error.
    return names;
  }
  for (const name of found.names) names.add(name);
  for (const specifier of found.reexports) addReexports(names, specifier, filename);
  return names;
}

function addReexports(names, specifier, filename) {
  let target;
  try {
    const parent = new cjs.Module(filename, null);
    parent.filename = filename;
    parent.paths = cjs.Module._nodeModulePaths(dirname(filename));
    target = cjs.Module._resolveFilename(specifier, parent, false);
  } catch {
    // A re-export that cannot be found gives no names; running the module reports it.
    return;
  }
  if (target[0] === '/' && /(?:^|\/)[^/.]*$|\.(?:c?js|c?tsx?)$/.test(target)) {
    for (const name of commonJSNames(target)) names.add(name);
  } else if (builtins.idOf(target) !== undefined) {
    for (const name of Object.keys(builtins.requireBuiltin(builtins.idOf(target)))) names.add(name);
  }
}

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function takeExports(names, values, exports) {
  if (isObject(exports)) {
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
}

function commonJSRecord(url, text, isMain) {
  const filename = fileURLToPath(url);
  const names = new Set(commonJSNames(filename, text));
  names.delete('default');
  names.add('default');
  names.add('module.exports');
  const record = new SyntheticModule(url, [...names], (values) => {
    const loaded = cjs.Module._cache[filename];
    takeExports(names, values, loaded !== undefined ? loaded.exports : cjs.Module._load(filename, undefined, isMain));
  });
  record.isCommonJS = true;
  return record;
}

// CommonJS text that a hook supplied. It is in no file, so the cache does not know it.
function commonJSTextRecord(url, source, typescript, isMain) {
  const filename = nameOf(url);
  if (typescript) {
    const { language, names } = require('internal/modules/tsconfig').languageOf(filename);
    source = binding('modules').rewrite(source, language, names) ?? source;
  }
  const names = new Set(native.commonJSNames(source, false).names);
  names.add('default');
  names.add('module.exports');
  const record = new SyntheticModule(url, [...names], (values) => {
    const module = new cjs.Module(filename, isMain ? null : undefined);
    module.filename = filename;
    module.paths = cjs.Module._nodeModulePaths(dirname(filename));
    cjs.Module._cache[filename] ??= module;
    module._compile(source, filename, 'commonjs');
    module.loaded = true;
    takeExports(names, values, module.exports);
  });
  record.isCommonJS = true;
  return record;
}

// ---- addons ----------------------------------------------------------------------------------------------------------

function addonRecord(url) {
  const filename = fileURLToPath(url);
  const record = new SyntheticModule(url, ['default', 'module.exports'], (values) => {
    const module = new cjs.Module(filename, null);
    module.filename = filename;
    require('process').dlopen(module, filename);
    values.default = values['module.exports'] = module.exports;
  });
  record.isCommonJS = true;
  return record;
}

// ---- any kind --------------------------------------------------------------------------------------------------------

// `source`: what load hooks gave, undefined where the runtime itself must read.
function createRecord(loader, url, format, source, isMain) {
  if (url.protocol === 'file:') cjs.report(fileURLToPath(url));
  const { href } = url;
  const read = (asBytes) => source ?? readSource(url, asBytes);
  if (format === undefined || format === null || format === 'detect-typescript') {
    source = textOf(read(false));
    const typescript = format === 'detect-typescript';
    format = detect(source, typescript, href.endsWith('x')) + (typescript ? '-typescript' : '');
    if (format.startsWith('commonjs') && url.protocol === 'file:' && url.search === '' && url.hash === '') {
      return commonJSRecord(href, source, isMain);
    }
  }
  switch (format) {
    case 'builtin': return builtinRecord(href);
    case 'module':
      if (source === undefined && loader.hooks === null && url.protocol === 'file:' && url.search === '' && url.hash === '') {
        const record = readAhead(loader, fileURLToPath(url), href, isMain);
        if (record !== undefined) return record;
      }
    // falls through
    case 'module-typescript': return sourceRecord(loader, href, textOf(read(false)), isMain);
    case 'json': return jsonRecord(href, () => read(false));
    case 'wasm': return new (require('internal/modules/esm/wasm').WebAssemblyModule)(href, bytesOf(read(true)));
    case 'addon': return addonRecord(href);
    case 'text': return valueRecord(href, textOf(read(false)));
    case 'bytes': return valueRecord(href, Uint8Array.from(bytesOf(read(true))));
    case 'commonjs':
    case 'commonjs-typescript':
      if (source === undefined && url.protocol === 'file:') return commonJSRecord(href, undefined, isMain);
      return commonJSTextRecord(href, textOf(read(false)), format !== 'commonjs', isMain);
    default: throw new (codes().ERR_UNKNOWN_MODULE_FORMAT)(format, href);
  }
}

module.exports = {
  builtinRecord, createRecord, decorate, detect, explain, graphRecord, missingExport, readAhead, readSource, recordOfGraph, requireSource, sourceRecord, syncBuiltinExports,
};
