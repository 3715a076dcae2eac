// SPDX-License-Identifier: MIT
// Secret keys as bytes, whatever form a program has them in.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isBytes, toBytes } = require('internal/crypto/util');

const kKeyNames = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'KeyObject', 'CryptoKey'];

// The bytes are the program's own where it passed bytes, and the key object's own for one: to be read only.
function secretKeyBytes(key, name, encoding) {
  if (typeof key === 'string' || isBytes(key)) return toBytes(key, name, encoding);
  if (typeof key === 'object' && key !== null) {
    const { isKeyObject, secretOf } = require('internal/crypto/keys');
    if (isKeyObject(key)) return secretOf(key);
  }
  throw new ERR_INVALID_ARG_TYPE(name, kKeyNames, key);
}

module.exports = { secretKeyBytes };
