// SPDX-License-Identifier: MIT
// tsconfig.json, for the TypeScript files below it: how they are read (decorators, JSX), and where `paths` and names without an extension lead.

const { dirname, isAbsolute, join, resolve: resolvePath } = require('path');

// The numbers of enum mod_language (src/modules/source_rewrite.h).
const kTypeScript = 1, kLegacyDecorators = 2, kJSX = 4, kAutomatic = 8, kKeepImports = 16, kAssignFields = 32;
const kDecoratorMetadata = 256, kStrictNulls = 512;

// JSON with comments and commas before closing brackets.
function parse(text) {
  const plain = text.replace(/^\ufeff/, '')
    .replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (found) => (found[0] === '"' ? found : ' '))
    .replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? '' : found));
  return JSON.parse(plain);
}

function readText(path) {
  try {
    return require('fs').readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined;
    throw error;
  }
}

const files = new Map(); // path -> options with what they extend

// Where "extends" leads: a file beside, or of a package.
function extended(name, directory) {
  if (isAbsolute(name) || name.startsWith('.')) {
    const path = resolvePath(directory, name);
    return readText(path) === undefined ? `${path}.json` : path;
  }
  for (let at = directory; ; at = dirname(at)) {
    for (const rest of ['', '.json', '/tsconfig.json']) {
      const path = join(at, 'node_modules', name + rest);
      if (readText(path) !== undefined) return path;
    }
    if (at === '/') return undefined;
  }
}

function optionsOf(path, depth = 0) {
  const known = files.get(path);
  if (known !== undefined) return known;
  const text = readText(path);
  if (text === undefined || depth > 20) return {};
  const directory = dirname(path);
  let config;
  try {
    config = parse(text);
  } catch (error) {
    error.message = `${path}: ${error.message}`;
    throw error;
  }
  let options = {};
  for (const name of [config.extends ?? []].flat()) {
    const base = extended(name, directory);
    if (base !== undefined) options = { ...options, ...optionsOf(base, depth + 1) };
  }
  const own = { ...config.compilerOptions };
  if (own.baseUrl !== undefined) own.baseUrl = resolvePath(directory, own.baseUrl);
  if (own.paths !== undefined) own.pathsBase = own.baseUrl ?? options.baseUrl ?? directory;
  options = { ...options, ...own };
  files.set(path, options);
  return options;
}

const folders = new Map(); // folder -> options of the nearest tsconfig.json, or null

function nearest(directory) {
  let found = folders.get(directory);
  if (found !== undefined) return found;
  if (directory.endsWith('/node_modules')) found = null;
  else if (readText(join(directory, 'tsconfig.json')) !== undefined) found = optionsOf(join(directory, 'tsconfig.json'));
  else found = directory === '/' ? null : nearest(dirname(directory));
  folders.set(directory, found);
  return found;
}

// ---- the language of a file ------------------------------------------------------------------------------------------

const plain = { language: kTypeScript, names: '' };

// Whether fields of classes are the language's own, as they are by default for targets that have them.
function definesFields({ useDefineForClassFields, target = 'es5' }) {
  return useDefineForClassFields ?? /^(?:esnext|es20(?:2[2-9]|[3-9]\d))$/i.test(target);
}

// { language, names } for the binding's compile() and rewrite().
function languageOf(filename) {
  if (filename.includes('/node_modules/')) {
    const { codes: { ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING } } = require('internal/errors');
    throw new ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING(filename);
  }
  if (require('internal/options').getOptionValue('--experimental-transform-types')) {
    require('internal/util').emitExperimentalWarning('Transform Types');
  }
  if (filename[0] !== '/') return plain;
  const options = nearest(dirname(filename));
  const isJSX = filename.endsWith('x');
  if (options === null) return isJSX ? { language: kTypeScript | kJSX, names: '' } : plain;
  let language = kTypeScript;
  if (options.experimentalDecorators === true) {
    language |= kLegacyDecorators;
    if (options.emitDecoratorMetadata === true) language |= kDecoratorMetadata;
    if (options.strictNullChecks ?? options.strict === true) language |= kStrictNulls;
  }
  if (options.verbatimModuleSyntax === true || options.preserveValueImports === true) language |= kKeepImports;
  if (!definesFields(options)) language |= kAssignFields;
  if (isJSX) language |= kJSX;
  if (isJSX && (options.jsx === 'react-jsx' || options.jsx === 'react-jsxdev')) language |= kAutomatic;
  // Of the names that a file exports again from another, some may be types, which only the compiler's checker tells from values.
  const mayExportTypes = options.verbatimModuleSyntax !== true && options.isolatedModules !== true;
  return { language, mayExportTypes, names: `${options.jsxImportSource ?? ''}\n${options.jsxFactory ?? ''}\n${options.jsxFragmentFactory ?? ''}` };
}

// ---- resolving -------------------------------------------------------------------------------------------------------

const kExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
const kSources = { '__proto__': null, '.js': ['.ts', '.tsx'], '.jsx': ['.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };

function isFile(path) {
  return require('fs').statSync(path, { __proto__: null, throwIfNoEntry: false })?.isFile() === true;
}

// The file that `path` means: itself, its source, with an extension, or a folder's index.
function fileOf(path) {
  if (isFile(path)) return path;
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
  for (const source of kSources[extension] ?? []) {
    const candidate = path.slice(0, -extension.length) + source;
    if (isFile(candidate)) return candidate;
  }
  for (const each of kExtensions) if (isFile(path + each)) return path + each;
  for (const each of kExtensions) if (isFile(join(path, `index${each}`))) return join(path, `index${each}`);
  return undefined;
}

// The patterns of `paths` that match, the most specific first, as [targets, what the star stands for].
function matches(paths, specifier) {
  const found = [];
  for (const pattern of Object.keys(paths)) {
    const star = pattern.indexOf('*');
    if (star < 0) {
      if (pattern === specifier) return [[paths[pattern], '']];
      continue;
    }
    const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
    if (specifier.length >= pattern.length - 1 && specifier.startsWith(before) && specifier.endsWith(after)) {
      found.push([paths[pattern], specifier.slice(star, specifier.length - after.length), star]);
    }
  }
  return found.sort((a, b) => b[2] - a[2]);
}

// The file that a specifier in a TypeScript file means where tsconfig.json, or a name without an extension, says so; else undefined.
function resolveSource(specifier, filename) {
  const options = nearest(dirname(filename));
  if (options === null) return undefined;
  if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') return fileOf(resolvePath(dirname(filename), specifier));
  if (options.paths !== undefined) {
    for (const { 0: targets, 1: star } of matches(options.paths, specifier)) {
      for (const target of targets) {
        const found = fileOf(resolvePath(options.pathsBase, target.replace('*', () => star)));
        if (found !== undefined) return found;
      }
    }
  }
  return options.baseUrl === undefined ? undefined : fileOf(join(options.baseUrl, specifier));
}

const isTypeScript = (name) => /\.[cm]?tsx?$/.test(name);

module.exports = { isTypeScript, languageOf, resolveSource };
