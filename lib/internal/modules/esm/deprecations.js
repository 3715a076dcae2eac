// SPDX-License-Identifier: MIT
// What packages and imports still may do, and should not: DEP0151, DEP0155 and DEP0166. Called with what was found already, only where there is reason to look.

const { dirname, join } = require('path');
const process = require('process');

const warned = new Set();

function warn(key, code, message) {
  if (warned.has(key) || process.noDeprecation) return;
  warned.add(key);
  process.emitWarning(message, 'DeprecationWarning', code);
}

const importer = (parentURL) => (parentURL?.startsWith('file:') ? ` imported from ${require('internal/url').fileURLToPath(parentURL)}` : '');

// A package whose main is an ES module, found only because its extension, or all of it, was guessed.
function ofMain(description, path, parentURL) {
  const folder = dirname(description.pjsonPath);
  const { main } = description;
  if (main && (join(folder, main) === path || main === path)) return;
  const what = main ?
    `has a "main" field set to "${main}", excluding the full filename and extension to the resolved file at "${path.slice(folder.length + 1)}"` :
    `does not have a "main" or "exports" field; its main was found by looking for "${path.slice(folder.length + 1)}"`;
  warn(`main ${folder}`, 'DEP0151', `Package ${folder}/ ${what}${importer(parentURL)}. ` +
    'Automatic extension resolution of the "main" field and default "index" lookups are deprecated for ES modules.');
}

// The entry of "exports" or "imports" that a request means: [key, what its star stands for].
function entryOf(field, request) {
  if (Object.hasOwn(field, request) && !request.includes('*')) return [request, undefined];
  let best;
  for (const key of Object.keys(field)) {
    const star = key.indexOf('*');
    if (star < 0) continue;
    const before = key.slice(0, star);
    const after = key.slice(star + 1);
    if (request.length < key.length || !request.startsWith(before) || !request.endsWith(after)) continue;
    if (best === undefined || key.length > best[0].length) best = [key, request.slice(star, request.length - after.length)];
  }
  return best;
}

function targetsOf(value, into = []) {
  if (typeof value === 'string') into.push(value);
  else if (value !== null && typeof value === 'object') for (const each of Object.values(value)) targetsOf(each, into);
  return into;
}

// Empty parts of a path that an entry leads to, and requests that end with a slash.
function ofEntry(description, request, isImport, path, parentURL) {
  const field = isImport ? description.imports : description.exports;
  if (field === null || typeof field !== 'object' || Array.isArray(field)) return;
  const found = entryOf(field, request);
  if (found === undefined) return;
  const { 0: key, 1: star } = found;
  const where = `in the "${isImport ? 'imports' : 'exports'}" field module resolution of the package at ${description.pjsonPath}${importer(parentURL)}`;
  if (star?.endsWith('/')) {
    warn(`slash ${description.pjsonPath} ${key}`, 'DEP0155', `Use of deprecated trailing slash pattern mapping "${request}" ${where}. ` +
      'Mapping specifiers ending in "/" is no longer supported.');
  }
  const folder = dirname(description.pjsonPath);
  for (const text of targetsOf(field[key])) {
    const target = star === undefined ? text : text.replaceAll('*', () => star);
    if (!target.startsWith('./') || join(folder, target) !== path) continue;
    const isDouble = target.includes('//') || request.includes('//');
    if (!isDouble && star !== '' && !star?.startsWith('/')) return;
    warn(`target ${description.pjsonPath} ${target} ${request}`, 'DEP0166', `Use of deprecated ${isDouble ? 'double slash' : 'leading or trailing slash matching'} ` +
      `resolving "${target}" for module request "${request}" ${request === key ? '' : `matched to "${key}" `}${where}.`);
    return;
  }
}

module.exports = { ofEntry, ofMain };
