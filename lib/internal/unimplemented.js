// SPDX-License-Identifier: MIT
// Modules that are not there yet load, and each function and class throws ERR_METHOD_NOT_IMPLEMENTED naming itself when used.

const { defineProperty } = Object;

function notImplemented(name) {
  const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
  return new ERR_METHOD_NOT_IMPLEMENTED(name);
}

function named(value, name) {
  return defineProperty(value, 'name', { __proto__: null, value: name, configurable: true });
}

// Adds functions that throw. `names` is a text of words.
function functions(exports, module, names) {
  for (const name of names.split(' ')) {
    exports[name] = named(function() { throw notImplemented(`${module}.${name}()`); }, name);
  }
}

// Adds classes whose construction throws, also when called without `new` or extended.
function classes(exports, module, names) {
  for (const name of names.split(' ')) {
    exports[name] = named(function() { throw notImplemented(`${module}.${name}`); }, name);
  }
}

module.exports = { notImplemented, functions, classes };
