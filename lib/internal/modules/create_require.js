// SPDX-License-Identifier: MIT
// module.createRequire(): a require() that works as if a file of that name had it.

const { Module, makeRequire } = require('internal/modules/cjs/loader');
const path = require('path');

const kMessage = 'must be a file URL object, file URL string, or absolute path string';

function invalid(filename) {
  const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
  return new ERR_INVALID_ARG_VALUE('filename', filename, kMessage);
}

function toPath(filename) {
  if (typeof filename === 'object' && filename !== null && typeof filename.href === 'string') {
    try {
      return require('internal/url').fileURLToPath(filename);
    } catch {
      throw invalid(filename);
    }
  }
  if (typeof filename !== 'string') throw invalid(filename);
  if (path.isAbsolute(filename)) return filename;
  if (!filename.startsWith('file:')) throw invalid(filename);
  try {
    return require('internal/url').fileURLToPath(filename);
  } catch {
    throw invalid(filename);
  }
}

exports.createRequire = function createRequire(filename) {
  const given = toPath(filename);
  // A folder's name ends with a slash: it stands for a file in it.
  const proxy = /[/\\]$/.test(given) ? path.join(given, 'noop.js') : given;
  const module = new Module(proxy);
  module.filename = proxy;
  module.paths = Module._nodeModulePaths(module.path);
  return makeRequire(module);
};
