// SPDX-License-Identifier: MIT
// What packages and requests still may do, and should not: DEP0151, DEP0155 and DEP0166. Called where there is reason to warn.

const { dirname, join } = require('path');
const process = require('process');

const warned = new Set();

function warn(key, code, message) {
  if (warned.has(key) || process.noDeprecation) return;
  warned.add(key);
  process.emitWarning(message, 'DeprecationWarning', code);
}

// A package whose main is an ES module, found only because its extension, or all of it, was guessed.
function ofMain(description, path, base) {
  const folder = dirname(description.pjsonPath);
  const { main } = description;
  if (main && (join(folder, main) === path || main === path)) return;
  const rest = path.slice(folder.length + 1);
  const what = main ?
    `Package ${folder}/ has a "main" field set to "${main}", excluding the full filename and extension to the resolved file at "${rest}"${importedFrom(base, ',')}.\n ` +
      'Automatic extension resolution of the "main" field is deprecated for ES modules.' :
    `No "main" or "exports" field defined in the package.json for ${folder}/ resolving the main entry point "${rest}"${importedFrom(base, ',')}.\n` +
      'Default "index" lookups for the main are deprecated for ES modules.';
  warn(`main ${folder}`, 'DEP0151', what);
}

const importedFrom = (base, comma = '') => (base === undefined ? '' : `${comma} imported from ${base}`);

// Empty parts of the path that an entry of "exports" or "imports" led to. `found` is the resolver's result.
function ofEmptyPart(found, base) {
  const { 2: packagePath, 3: request, 4: detail, 6: isImport } = found;
  if (!isImport && request.endsWith('/')) ofTrailingSlash(packagePath, request, base);
  const end = detail.indexOf('\n');
  const key = detail.slice(1, end);
  const target = detail.slice(end + 1);
  const isDouble = /[/\\]{2}/.test(detail[0] === 't' ? target : request);
  warn(`${packagePath} ${request} ${base}`, 'DEP0166', `Use of deprecated ${isDouble ? 'double slash' : 'leading or trailing slash matching'} ` +
    `resolving "${target}" for module request "${request}" ${request === key ? '' : `matched to "${key}" `}` +
    `in the "${isImport ? 'imports' : 'exports'}" field module resolution of the package at ${packagePath}${importedFrom(base)}.`);
}

// A request that ends with a slash, where it begins as a pattern does.
function ofTrailingSlash(packagePath, subpath, base) {
  const exports = require('internal/modules/package_json').read(dirname(packagePath))?.exports;
  if (exports === null || typeof exports !== 'object' || Array.isArray(exports)) return;
  if (!Object.keys(exports).some((key) => key.includes('*') && subpath.startsWith(key.slice(0, key.indexOf('*'))))) return;
  warn(`slash ${packagePath} ${subpath}`, 'DEP0155', `Use of deprecated trailing slash pattern mapping "${subpath}" in the "exports" field ` +
    `module resolution of the package at ${packagePath}${importedFrom(base)}. Mapping specifiers ending in "/" is no longer supported.`);
}

module.exports = { ofEmptyPart, ofMain, ofTrailingSlash };
