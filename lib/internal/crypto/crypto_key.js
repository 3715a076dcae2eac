// SPDX-License-Identifier: MIT
// CryptoKey: a key object with what it may be used for. Programs see copies of its algorithm and usages; SubtleCrypto asks slotsOf().

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

const { defineProperties } = Object;

const kMake = Symbol('make');

// In the order in which usages are shown.
const usageOrder = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey', 'encapsulateKey', 'encapsulateBits',
  'decapsulateKey', 'decapsulateBits',
];

// A copy of an algorithm: its members are primitives, bytes, or such an object again.
function copyOf(algorithm) {
  const copy = {};
  for (const name of Object.keys(algorithm)) {
    const value = algorithm[name];
    if (typeof value !== 'object' || value === null) copy[name] = value;
    else copy[name] = value instanceof Uint8Array ? new Uint8Array(value) : copyOf(value);
  }
  return copy;
}

const usagesInOrder = ({ usages }) => usageOrder.filter((usage) => usages.has(usage));

let isCryptoKey;
let slotsOf;

class CryptoKey {
  #slots; // { keyObject, algorithm, usages (a Set), extractable }
  #algorithm;
  #usages;

  static {
    isCryptoKey = (value) => typeof value === 'object' && value !== null && #slots in value;
    slotsOf = (key) => key.#slots;
  }

  constructor(key, slots) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#slots = slots;
  }

  get type() {
    if (!isCryptoKey(this)) throw new ERR_INVALID_THIS('CryptoKey');
    return this.#slots.keyObject.type;
  }

  get extractable() {
    if (!isCryptoKey(this)) throw new ERR_INVALID_THIS('CryptoKey');
    return this.#slots.extractable;
  }

  get algorithm() {
    if (!isCryptoKey(this)) throw new ERR_INVALID_THIS('CryptoKey');
    return this.#algorithm ??= copyOf(this.#slots.algorithm);
  }

  get usages() {
    if (!isCryptoKey(this)) throw new ERR_INVALID_THIS('CryptoKey');
    return this.#usages ??= usagesInOrder(this.#slots);
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const { keyObject: { type }, extractable, algorithm } = this.#slots;
    const usages = usagesInOrder(this.#slots);
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, {
      ...options, depth: options.depth === null ? null : options.depth - 1,
    })}`;
  }

  [kClone]() {
    const { keyObject, algorithm, usages, extractable } = this.#slots;
    return {
      data: { keyObject, algorithm: copyOf(algorithm), usages: [...usages], extractable },
      deserializeInfo: 'internal/crypto/crypto_key:ClonedCryptoKey',
    };
  }
}
defineProperties(CryptoKey.prototype, {
  type: kEnumerableProperty,
  extractable: kEnumerableProperty,
  algorithm: kEnumerableProperty,
  usages: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, value: 'CryptoKey', configurable: true },
});

function makeCryptoKey(keyObject, algorithm, usages, extractable) {
  return new CryptoKey(kMake, { keyObject, algorithm, usages: new Set(usages), extractable });
}

const keyObjectOf = (key) => slotsOf(key).keyObject;

// What arrives on the other side of a structured clone.
function ClonedCryptoKey() {}
ClonedCryptoKey.prototype[kDeserialize] = ({ keyObject, algorithm, usages, extractable }) =>
  makeCryptoKey(keyObject, algorithm, usages, extractable);

module.exports = { ClonedCryptoKey, CryptoKey, isCryptoKey, keyObjectOf, makeCryptoKey, slotsOf, usagesInOrder };
