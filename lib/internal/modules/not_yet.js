// SPDX-License-Identifier: MIT
// Files that the source front end will load one day: ES modules and TypeScript.

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

exports.refuse = function refuse(filename, cause) {
  const what = /\.[cm]?ts$/.test(filename) ? 'TypeScript' : 'ES modules';
  const error = new ERR_METHOD_NOT_IMPLEMENTED(`Loading ${what} (${filename})`);
  if (cause !== undefined) error.cause = cause;
  throw error;
};
