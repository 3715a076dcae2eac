// SPDX-License-Identifier: MIT
// globalThis.crypto: random values and UUIDs, and SubtleCrypto, whose operations are loaded with the first call.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { CryptoKey } = require('internal/crypto/crypto_key');

const { defineProperties } = Object;

const kMake = Symbol('make');

// ---- SubtleCrypto ---------------------------------------------------------------------------------------------------

let isSubtle;

const subtle = () => require('internal/crypto/web/subtle');

// The encapsulation of keys waits for an OpenSSL that has it.
const methods = [
  'encrypt', 'decrypt', 'sign', 'verify', 'digest', 'generateKey', 'deriveKey', 'deriveBits', 'importKey', 'exportKey', 'getPublicKey',
  'wrapKey', 'unwrapKey', 'encapsulateBits', 'encapsulateKey', 'decapsulateBits', 'decapsulateKey',
];
const lengths = {
  __proto__: null, encrypt: 3, decrypt: 3, sign: 3, verify: 4, digest: 2, generateKey: 3, deriveKey: 5, deriveBits: 2, importKey: 4,
  exportKey: 2, getPublicKey: 2, wrapKey: 4, unwrapKey: 6, encapsulateBits: 2, encapsulateKey: 5, decapsulateBits: 3, decapsulateKey: 6,
};

class SubtleCrypto {
  #brand;

  static {
    isSubtle = (value) => value !== null && typeof value === 'object' && #brand in value;
  }

  static supports(operation, algorithm, lengthOrAdditionalAlgorithm = null) {
    if (this !== SubtleCrypto) throw new ERR_INVALID_THIS('SubtleCrypto constructor');
    const { requireArguments, string } = require('internal/crypto/web/webidl');
    requireArguments(arguments.length, 2, "Failed to execute 'supports' on 'SubtleCrypto'");
    const name = string(operation, "Failed to execute 'supports' on 'SubtleCrypto': 1st argument");
    return methods.includes(name) && subtle().supports(name, algorithm, lengthOrAdditionalAlgorithm);
  }

  constructor(key) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }
}
defineProperties(SubtleCrypto, { supports: { __proto__: null, enumerable: true } });

for (const name of methods) {
  const method = {
    async [name](...args) {
      if (!isSubtle(this)) throw new ERR_INVALID_THIS('SubtleCrypto');
      const operation = subtle()[name];
      if (operation === undefined) throw lazyDOMException('Unrecognized algorithm name', 'NotSupportedError');
      return operation(args);
    },
  }[name];
  Object.defineProperty(method, 'length', { __proto__: null, value: lengths[name], configurable: true });
  Object.defineProperty(SubtleCrypto.prototype, name, {
    __proto__: null, value: method, writable: true, enumerable: true, configurable: true,
  });
}
defineProperties(SubtleCrypto.prototype, {
  [Symbol.toStringTag]: { __proto__: null, value: 'SubtleCrypto', configurable: true },
});

// ---- Crypto ---------------------------------------------------------------------------------------------------------

let random;

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
    return (random ??= require('internal/crypto/random')).getRandomValues(array);
  }

  randomUUID(options) {
    check(this);
    return (random ??= require('internal/crypto/random')).randomUUID(options);
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
