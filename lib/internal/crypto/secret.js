// SPDX-License-Identifier: MIT
// Secret keys as bytes, whatever form a program has them in.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isBytes, toBytes } = require('internal/crypto/util');

const kKeyNames = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'KeyObject', 'CryptoKey'];

function secretKeyBytes(key, name, encoding) {
  if (typeof key === 'string' || isBytes(key)) return toBytes(key, name, encoding);
  throw new ERR_INVALID_ARG_TYPE(name, kKeyNames, key);
}

module.exports = { secretKeyBytes };
