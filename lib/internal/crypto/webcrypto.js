// SPDX-License-Identifier: MIT
// globalThis.crypto: random values and UUIDs, and message digests. The rest of SubtleCrypto waits.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { notImplemented } = require('internal/unimplemented');
const { CryptoKey } = require('internal/crypto/crypto_key');

const { defineProperties } = Object;

const kMake = Symbol('make');

// ---- SubtleCrypto ---------------------------------------------------------------------------------------------------

let isSubtle;

const digestNames = { '__proto__': null, 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

class SubtleCrypto {
  #brand;

  static {
    isSubtle = (value) => value !== null && typeof value === 'object' && #brand in value;
  }

  constructor(key) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  async digest(algorithm, data) {
    if (!isSubtle(this)) throw new ERR_INVALID_THIS('SubtleCrypto');
    const { toBytes, validateBytes } = require('internal/crypto/util');
    validateBytes(data, 'data');
    const name = `${typeof algorithm === 'string' ? algorithm : algorithm?.name}`.toUpperCase();
    const known = digestNames[name];
    if (known === undefined) throw lazyDOMException('Unrecognized algorithm name', 'NotSupportedError');
    const bytes = new Uint8Array(toBytes(data, 'data')); // as they are now
    const { buffer } = require('internal/crypto/hash').hash(known, bytes, 'buffer');
    return buffer;
  }
}

for (const name of ['encrypt', 'decrypt', 'sign', 'verify', 'generateKey', 'deriveKey', 'deriveBits', 'importKey', 'exportKey', 'wrapKey',
  'unwrapKey']) {
  const method = { async [name]() { throw notImplemented(`SubtleCrypto.${name}()`); } }[name];
  Object.defineProperty(SubtleCrypto.prototype, name, {
    __proto__: null, value: method, writable: true, enumerable: true, configurable: true,
  });
}
defineProperties(SubtleCrypto.prototype, {
  digest: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, value: 'SubtleCrypto', configurable: true },
});

// ---- Crypto ---------------------------------------------------------------------------------------------------------

class Crypto {
  #subtle;

  static {
    Crypto.check = (value) => {
      if (value === null || typeof value !== 'object' || !(#subtle in value)) throw new ERR_INVALID_THIS('Crypto');
    };
  }

  constructor(key) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get subtle() {
    check(this);
    return this.#subtle ??= new SubtleCrypto(kMake);
  }

  getRandomValues(array) {
    check(this);
    return require('internal/crypto/random').getRandomValues(array);
  }

  randomUUID(options) {
    check(this);
    return require('internal/crypto/random').randomUUID(options);
  }
}
const { check } = Crypto;
delete Crypto.check;

defineProperties(Crypto.prototype, {
  subtle: kEnumerableProperty,
  getRandomValues: kEnumerableProperty,
  randomUUID: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, value: 'Crypto', configurable: true },
});

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto: new Crypto(kMake) };
