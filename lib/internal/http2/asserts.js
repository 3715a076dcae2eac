// SPDX-License-Identifier: MIT
// Checks of arguments with the words that http2 uses.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

function assertIsObject(value, name, types = 'Object') {
  if (value !== undefined && (value === null || typeof value !== 'object' || Array.isArray(value))) {
    throw new ERR_INVALID_ARG_TYPE(name, types, value);
  }
}

module.exports = { assertIsObject };
