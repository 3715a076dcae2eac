// SPDX-License-Identifier: MIT
// Specifier and parent URL to URL and format: Node's ES module resolution.

const native = binding('modules');
const { getOptionValue } = require('internal/options');
const { isLoaded, requireBuiltin } = require('internal/builtins');
const builtins = require('internal/modules/builtins');
const { dirname } = require('internal/modules/cjs/loader');

// Loaded when first needed: a graph of plain files needs neither URLs nor errors.
const codes = () => require('internal/errors').codes;
const fileURLToPath = (url) => require('internal/url').fileURLToPath(url);
const pathToFileURL = (path) => require('internal/url').pathToFileURL(path);

const kFormats = {
  '__proto__': null, '.mjs': 'module', '.cjs': 'commonjs', '.json': 'json', '.wasm': 'wasm', '.node': 'addon',
  '.mts': 'module-typescript', '.cts': 'commonjs-typescript',
};

// Without extensions to try: file names are whole in ES modules. The other one finds a package's legacy main.
let strict;
let lenient;
function resolvers() {
  if (strict === undefined) {
    const list = ['node', 'import', 'module-sync', ...(getOptionValue('--addons') ? ['node-addons'] : []), ...getOptionValue('--conditions')].join('\n');
    const ids = [...builtins.publicIds()].join('\n');
    const preserve = getOptionValue('--preserve-symlinks');
    // One that knows the program's files may be there already.
    strict = isLoaded('internal/modules/esm/program') ? requireBuiltin('internal/modules/esm/program').resolver() : undefined;
    if (strict === undefined) {
      strict = native.create(list, ids, undefined, preserve, false);
      native.setExtensions(strict, '');
    }
    lenient = native.create(list, ids, undefined, preserve, false);
  }
  return strict;
}

function baseOf(parentURL) {
  return parentURL?.startsWith('file:') ? fileURLToPath(parentURL) : parentURL;
}

function setOwn(error, key, value) {
  Object.defineProperty(error, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function notFound(path, parentURL, url) {
  const error = new (codes().ERR_MODULE_NOT_FOUND)(path, baseOf(parentURL) ?? '.', url);
  if (url !== undefined) setOwn(error, 'url', `${url}`);
  return error;
}

// "./x" of "package/x".
const subpathOf = (specifier) => `.${specifier.slice(packageName(specifier).length)}`;

function settle(found, specifier, parentURL) {
  if (found === undefined || typeof found === 'string') return found;
  const { 0: status, 1: path, 2: packagePath, 4: detail } = found;
  // Found, with something to say. A main that names nothing is require()'s to tell.
  if (status === 0) {
    if (detail !== undefined) require('internal/modules/esm/deprecations').ofEmptyPart(found, baseOf(parentURL));
    return path;
  }
  if (specifier.endsWith('/') && specifier[0] !== '#' && packagePath !== undefined && (status === 3 || status === 9)) {
    require('internal/modules/esm/deprecations').ofTrailingSlash(packagePath, subpathOf(specifier), baseOf(parentURL));
  }
  // A folder is no target.
  if (status === 9 && (detail === '/' || native.kind(strict, path) === 2)) throw noFolder(`${path}${detail ?? ''}`, parentURL);
  // A main or a target that is not there.
  if (status === 8) throw notFound(path, parentURL);
  if (status === 9) throw notFound(path, parentURL, pathToFileURL(path).href);
  if (status === 6) {
    throw new (codes().ERR_INVALID_PACKAGE_CONFIG)(packagePath, `"${specifier}" from ${baseOf(parentURL)}`, detail);
  }
  found[5] = true; // whoever imports is named
  return require('internal/modules/resolve_error').settle(found, specifier, baseOf(parentURL));
}

function noFolder(path, parentURL, url = pathToFileURL(path).href) {
  const error = new (codes().ERR_UNSUPPORTED_DIR_IMPORT)(path, baseOf(parentURL));
  setOwn(error, 'url', url);
  return error;
}

// 0 missing, 1 file, 2 folder. What was missing may have come since.
function kindOf(path) {
  const known = native.kind(resolvers(), path);
  if (known !== 0) return known;
  const stats = require('fs').statSync(path, { __proto__: null, throwIfNoEntry: false });
  return stats === undefined ? 0 : stats.isDirectory() ? 2 : 1;
}

// A URL of a file that is there, with its links followed.
function finish(url, specifier, parentURL) {
  if (/%2f|%5c/i.test(url.pathname)) {
    throw new (codes().ERR_INVALID_MODULE_SPECIFIER)(url.pathname, 'must not include encoded "/" or "\\" characters', baseOf(parentURL));
  }
  let path;
  try {
    path = fileURLToPath(url);
  } catch (error) {
    setOwn(error, 'input', url.href);
    setOwn(error, 'module', `${parentURL}`);
    throw error;
  }
  // With a slash at the end Node takes anything for a folder.
  const kind = path.endsWith('/') ? 2 : kindOf(path);
  if (kind === 2) throw noFolder(path, parentURL, url.href);
  if (kind !== 1) throw notFound(path, parentURL, url.href);
  if (getOptionValue('--preserve-symlinks')) return url;
  const real = native.realpath(strict, path);
  if (real === path || real === undefined) return url;
  const { search, hash } = url;
  url = pathToFileURL(real);
  url.search = search;
  url.hash = hash;
  return url;
}

function packageName(specifier) {
  const parts = specifier.split('/');
  return specifier[0] === '@' ? parts.slice(0, 2).join('/') : parts[0];
}

function bare(specifier, parentURL) {
  if (parentURL?.startsWith('data:')) {
    throw new (codes().ERR_UNSUPPORTED_RESOLVE_REQUEST)(specifier, parentURL);
  }
  const parent = parentURL === undefined ? `${require('process').cwd()}/` : fileURLToPath(parentURL);
  const folder = parent.endsWith('/') && parent !== '/' ? parent.slice(0, -1) : dirname(parent);
  const name = packageName(specifier);
  if (name === '' || /[\\%]/.test(name) || name[0] === '.' || (specifier[0] === '@' && !specifier.includes('/'))) {
    throw new (codes().ERR_INVALID_MODULE_SPECIFIER)(specifier, 'is not a valid package name', baseOf(parentURL));
  }
  let found;
  if (specifier[0] === '#') {
    found = settle(native.resolveImport(resolvers(), specifier, folder), specifier, parentURL);
    if (found === undefined) throw new (codes().ERR_PACKAGE_IMPORT_NOT_DEFINED)(specifier, undefined, baseOf(parentURL));
  } else {
    found = settle(native.resolveSelf(resolvers(), specifier, folder), specifier, parentURL);
    if (found === undefined) {
      found = native.resolve(strict, specifier, folder, 2);
      // A main may leave its extension out: "main": "index".
      if (specifier === name && (found?.[0] === 8 || found?.[0] === 9)) found = native.resolve(lenient, specifier, folder, 2);
      found = settle(found, specifier, parentURL);
    }
    if (found === undefined && specifier === name) found = settle(native.resolve(lenient, specifier, folder, 2), specifier, parentURL);
  }
  if (found === undefined) throw missingPackage(specifier, name, folder, parentURL);
  if (found[0] !== '/') return new (require('internal/url').URL)(builtins.urlOf(found));
  if (specifier === name) warnOfMain(name, found, parentURL);
  return finish(pathToFileURL(found), specifier, parentURL);
}

// A main that was guessed, of a package of ES modules.
function warnOfMain(specifier, path, parentURL) {
  const { read } = require('internal/modules/package_json');
  const mark = `/node_modules/${specifier}/`;
  const at = path.lastIndexOf(mark);
  const description = at < 0 ? undefined : read(path.slice(0, at + mark.length - 1));
  if (description === undefined || description.exports !== undefined) return;
  const isModule = path.endsWith('.mjs') || (path.endsWith('.js') && description.type === 'module');
  if (isModule) require('internal/modules/esm/deprecations').ofMain(description, path, baseOf(parentURL));
}

function missingPackage(specifier, name, folder, parentURL) {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = `${at === '/' ? '' : at}/node_modules/${name}`;
    if (!at.endsWith('/node_modules') && native.kind(resolvers(), candidate) === 2) {
      const rest = specifier.slice(name.length);
      if (rest.endsWith('/')) return noFolder(candidate + rest, parentURL);
      return rest === '' ? notFound(`${candidate}/index.js`, parentURL, undefined) :
        notFound(candidate + rest, parentURL, pathToFileURL(candidate + rest).href);
    }
    if (at === '/') break;
  }
  return new (codes().ERR_MODULE_NOT_FOUND)(name, baseOf(parentURL), null);
}

// Of a TypeScript file below a tsconfig.json: what `paths` or a name without an extension mean.
function resolveTypeScript(specifier, parentURL) {
  if (!/^file:.*\.[cm]?tsx?(?:[?#]|$)/.test(parentURL)) return undefined;
  const path = require('internal/modules/tsconfig').resolveSource(specifier, fileURLToPath(parentURL));
  return path === undefined ? undefined : pathToFileURL(path);
}

// The URL that `specifier` names in a module at `parentURL`.
function resolve(specifier, parentURL) {
  if (parentURL !== specifier && parentURL !== undefined && !/^[a-z]+:/.test(specifier) &&
      builtins.idOf(specifier) === undefined) {
    const source = resolveTypeScript(specifier, parentURL);
    if (source !== undefined) return finish(source, specifier, parentURL);
  }
  if (/^(?:\.{0,2}\/|\.{1,2}$)/.test(specifier)) {
    if (parentURL?.startsWith('data:')) throw new (codes().ERR_UNSUPPORTED_RESOLVE_REQUEST)(specifier, parentURL);
    const url = new (require('internal/url').URL)(specifier, parentURL);
    return url.protocol === 'file:' ? finish(url, specifier, parentURL) : url;
  }
  if (specifier[0] !== '#' && builtins.idOf(specifier) !== undefined) {
    return new (require('internal/url').URL)(builtins.urlOf(specifier));
  }
  if (specifier[0] !== '#' && require('internal/url').URL.canParse(specifier)) {
    const url = new (require('internal/url').URL)(specifier);
    switch (url.protocol) {
      case 'file:': return finish(url, specifier, parentURL);
      case 'data:': return url;
      case 'node:':
      case 'protojs:': throw new (codes().ERR_UNKNOWN_BUILTIN_MODULE)(specifier);
      default: return url; // of a kind that only hooks can load
    }
  }
  return bare(specifier, parentURL);
}

function dataFormat(url) {
  const type = /^([^/]+\/[^;,]+)[^,]*,/.exec(url.pathname)?.[1];
  switch (type) {
    case 'text/javascript':
    case 'application/javascript': return 'module';
    case 'application/json': return 'json';
    case 'application/wasm': return 'wasm';
    default: throw new (codes().ERR_UNKNOWN_MODULE_FORMAT)(type, url.href);
  }
}

function extensionOf(pathname) {
  const at = pathname.lastIndexOf('.');
  return at > pathname.lastIndexOf('/') + 1 || (at >= 0 && pathname.length > at + 1 && at > pathname.lastIndexOf('/')) ? pathname.slice(at) : '';
}

// The runtime itself loads three kinds of URLs.
function checkScheme(url) {
  const { protocol } = url;
  if (protocol === 'file:' || protocol === 'data:' || protocol === 'node:') return;
  throw new (codes().ERR_UNSUPPORTED_ESM_URL_SCHEME)(url, ['file', 'data', 'node']);
}

const kWasmMagic = 0x0061736d;

function isWebAssembly(path) {
  const fs = require('fs');
  const head = Buffer.alloc(4);
  let fd;
  try {
    fd = fs.openSync(path);
    return fs.readSync(fd, head, 0, 4, 0) === 4 && head.readUInt32BE(0) === kWasmMagic;
  } catch {
    // What cannot be read is reported when it is loaded.
    return false;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

// How a URL's text is to be understood; undefined where only the text can tell.
function formatOf(url) {
  if (url.protocol === 'node:' || url.protocol === 'protojs:') return 'builtin';
  if (url.protocol === 'data:') return dataFormat(url);
  if (url.protocol !== 'file:') checkScheme(url);
  const extension = extensionOf(url.pathname);
  if (kFormats[extension] !== undefined) return kFormats[extension];
  const path = fileURLToPath(url);
  if (extension === '.js' || extension === '.ts' || extension === '.tsx' || extension === '') {
    const type = require('internal/modules/package_json').scope(dirname(path))?.type;
    const suffix = extension.startsWith('.ts') ? '-typescript' : '';
    if (extension === '' && type !== 'commonjs' && isWebAssembly(path)) return 'wasm';
    if (type === 'module') return `module${suffix}`;
    if (type === 'commonjs') return `commonjs${suffix}`;
    return suffix !== '' ? 'detect-typescript' : undefined;
  }
  throw new (codes().ERR_UNKNOWN_FILE_EXTENSION)(extension, path);
}

// As formatOf, for hooks: a format that is not known is no error yet.
function formatIfKnown(url) {
  try {
    const format = formatOf(url);
    return format === 'detect-typescript' ? undefined : format;
  } catch {
    // Loading reports it, if no hook loads the URL.
    return undefined;
  }
}

module.exports = { resolver: resolvers, checkScheme, formatIfKnown, formatOf, resolve };
