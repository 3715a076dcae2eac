// SPDX-License-Identifier: MIT
// module.enableCompileCache() and its relatives, over the cache of rewritten module graphs (src/modules/graph_cache.c). The cache works without
// them, in the user's cache folder; they choose another folder, and tell which one a program chose.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { environment } = require('internal/options');
const path = require('path');

const compileCacheStatus = Object.freeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 });

let directory; // chosen by the program or the environment

function folderIn(base) {
  const { version, arch, geteuid } = require('process');
  return path.join(path.resolve(base), `protojs-${version}-${arch}-${geteuid()}`);
}

// The folder, or the reason why it cannot be one.
function prepare(base) {
  const folder = folderIn(base);
  const fs = require('fs');
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    return { folder: undefined, message: `Cannot create cache directory: ${error.code ?? error.message}` };
  }
  return { folder, message: undefined };
}

function chosenByEnvironment() {
  const base = environment('NODE_COMPILE_CACHE');
  if (directory === undefined && base && environment('NODE_DISABLE_COMPILE_CACHE') !== '1') enableIn(base);
}

function enableIn(base) {
  const { folder, message } = prepare(base);
  if (folder === undefined) return { status: compileCacheStatus.FAILED, message };
  directory = folder;
  binding('esm').setCache(folder);
  return { status: compileCacheStatus.ENABLED, directory };
}

function enableCompileCache(options) {
  const isObject = typeof options === 'object' && options !== null;
  const base = isObject ? options.directory : options;
  if (base !== undefined && typeof base !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(isObject ? 'options.directory' : 'cacheDir', 'string', base);
  }
  if (environment('NODE_DISABLE_COMPILE_CACHE') === '1') {
    return { status: compileCacheStatus.DISABLED, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE' };
  }
  chosenByEnvironment();
  if (directory !== undefined) return { status: compileCacheStatus.ALREADY_ENABLED, directory };
  return enableIn(base ?? path.join(require('os').tmpdir(), 'node-compile-cache'));
}

function getCompileCacheDir() {
  chosenByEnvironment();
  return directory;
}

// Graphs are written when they have been read; there is nothing to wait for.
function flushCompileCache() {}

module.exports = { compileCacheStatus, enableCompileCache, flushCompileCache, getCompileCacheDir };
