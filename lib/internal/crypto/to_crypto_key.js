// SPDX-License-Identifier: MIT
// KeyObject.prototype.toCryptoKey(): the same key, for SubtleCrypto.

const { normalize } = require('internal/crypto/web/algorithms');
const { familyOf } = require('internal/crypto/web/families');
const { keyUsages } = require('internal/crypto/web/webidl');
const { lazyDOMException } = require('internal/util');

const secretOnly = new Set(['AES-CBC', 'AES-CTR', 'AES-GCM', 'AES-OCB', 'AES-KW', 'ChaCha20-Poly1305', 'HMAC', 'KMAC128', 'KMAC256', 'HKDF', 'PBKDF2']);

function toCryptoKey(keyObject, algorithm, extractable, usages) {
  const normalized = normalize(algorithm, 'importKey', 'Failed to normalize algorithm: passed algorithm');
  if (secretOnly.has(normalized.name) !== (keyObject.type === 'secret')) {
    throw lazyDOMException('Unrecognized algorithm name', 'NotSupportedError');
  }
  const list = [...new Set(keyUsages(usages, 'keyUsages'))];
  return familyOf(normalized.name).importKey('KeyObject', keyObject, normalized, Boolean(extractable), list);
}

module.exports = { toCryptoKey };
