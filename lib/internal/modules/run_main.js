// SPDX-License-Identifier: MIT
// The program's main module.

const { Module } = require('internal/modules/cjs/loader');
const { absolute, commandLine, getOptionValue, isGiven } = require('internal/options');

// Whether the entry's name or its package says that it is an ES module. Where neither says anything, the CommonJS loader finds out.
function isModule(path) {
  if (/\.(?:m[jt]s|wasm)$/.test(path)) return true;
  if (/\.(?:c[jt]s|json|node)$/.test(path)) return false;
  let filename;
  try {
    filename = Module._resolveFilename(path, null, true);
  } catch {
    // The CommonJS loader reports what cannot be found.
    return false;
  }
  if (filename.endsWith('.json') || filename.endsWith('.node') || filename.endsWith('.cjs')) return false;
  const { dirname } = require('path');
  const type = require('internal/modules/package_json').scope(dirname(filename))?.type;
  if (type === 'module') return true;
  if (type === 'commonjs') return false;
  if (!getOptionValue('--experimental-detect-module')) return false;
  const typescript = /\.tsx?$/.test(filename);
  const source = require('fs').readFileSync(filename, 'utf8');
  return /\b(?:import|export|await)\b/.test(source) && binding('esm').isModule(source, typescript, filename.endsWith('x'));
}

// --entry-url: the entry is a URL, or relative to the working directory.
function runEntryURL() {
  require('internal/util').emitExperimentalWarning('--entry-url');
  const { pathToFileURL, URL } = require('internal/url');
  const url = new URL(commandLine().rest[0], `${pathToFileURL(require('process').cwd()).href}/`);
  return require('internal/modules/esm/loader').runURL(url.href);
}

// An entry that is a folder or lacks its extension is found as require() would find it.
function executeUserEntryPoint(main = require('process').argv[1]) {
  const asURL = getOptionValue('--entry-url');
  const path = absolute(main);
  if (!asURL && getOptionValue('--experimental-loader').length === 0 && !isModule(path)) return Module._load(path, null, true);
  if (isGiven('--input-type')) throw new (require('internal/errors').codes.ERR_INPUT_TYPE_NOT_ALLOWED)();
  return asURL ? runEntryURL() : require('internal/modules/esm/loader').runMain(Module._resolveFilename(path, null, true));
}

module.exports = { executeUserEntryPoint };
