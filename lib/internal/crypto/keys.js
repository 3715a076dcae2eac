// SPDX-License-Identifier: MIT
// KeyObject and its three classes. A secret key's handle holds bytes, any other's is OpenSSL's key.

const {
  codes: { ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE, ERR_CRYPTO_UNKNOWN_CIPHER,
    ERR_CRYPTO_UNSUPPORTED_OPERATION, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateObject, validateOneOf } = require('internal/validators');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');
const { native, checked } = require('internal/crypto/native');
const { FastBuffer, isBytes, toBytes } = require('internal/crypto/util');

const { defineProperties, defineProperty } = Object;

// The key's bytes behind a handle that programs hold but cannot make.
class SecretHandle {
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  static bytesOf(handle) {
    return #bytes in handle ? handle.#bytes : undefined;
  }
}
const { bytesOf: bytesOfHandle } = SecretHandle;

let isKeyObject;
let handleOf;

class KeyObject {
  #type;
  #handle;

  static {
    isKeyObject = (value) => typeof value === 'object' && value !== null && #type in value;
    handleOf = (key) => key.#handle;
  }

  constructor(type, handle) {
    if (type !== 'secret' && type !== 'public' && type !== 'private') throw new ERR_INVALID_ARG_VALUE('type', type);
    if (typeof handle !== 'object' || handle === null) throw new ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    this.#type = type;
    this.#handle = handle;
  }

  get type() {
    return this.#type;
  }

  static from(key) {
    const { isCryptoKey, keyObjectOf } = require('internal/crypto/crypto_key');
    if (!isCryptoKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    return keyObjectOf(key);
  }

  equals(otherKeyObject) {
    if (!isKeyObject(otherKeyObject)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    if (otherKeyObject.type !== this.type) return false;
    if (this.type === 'secret') return native.equal(secretOf(this), secretOf(otherKeyObject));
    const same = native.keyEqual(handleOf(this), handleOf(otherKeyObject));
    if (same < 0) throw new ERR_CRYPTO_UNSUPPORTED_OPERATION();
    return same === 1;
  }

  [kClone]() {
    const { type } = this;
    const bytes = type === 'secret' ? secretOf(this) :
      checked(native.keyWrite(handleOf(this), type === 'private', false, type === 'private' ? PKCS8 : SPKI));
    return { data: { type, bytes: new Uint8Array(bytes) }, deserializeInfo: 'internal/crypto/keys:ClonedKeyObject' };
  }
}
defineProperties(KeyObject.prototype, {
  [Symbol.toStringTag]: { __proto__: null, value: 'KeyObject', configurable: true },
  [kClone]: { __proto__: null, enumerable: false },
});

// ---- forms in which keys are written ------------------------------------------------------------------------------------

const PKCS1 = 0;
const SPKI = 1;
const PKCS8 = 2;
const SEC1 = 3;

// Writes a key as `encoding` (see key_input) says: text for PEM, a Buffer for DER, an object for JWK.
function exportKey(handle, isPrivate, encoding) {
  if (encoding.format === 'jwk') return require('internal/crypto/jwk').exportJwk(handle, isPrivate);
  const pem = encoding.format === 'pem';
  const written = checked(native.keyWrite(handle, isPrivate, pem, encoding.type, encoding.cipher, encoding.passphrase));
  if (written === -2) throw new ERR_CRYPTO_UNKNOWN_CIPHER();
  const buffer = new FastBuffer(written.buffer, written.byteOffset, written.byteLength);
  return pem ? buffer.latin1Slice(0, buffer.length) : buffer;
}

// ---- secret keys --------------------------------------------------------------------------------------------------------

class SecretKeyObject extends KeyObject {
  constructor(handle) {
    super('secret', handle);
  }

  get symmetricKeySize() {
    return secretOf(this).length;
  }

  export(options) {
    const bytes = secretOf(this);
    if (options !== undefined) {
      validateObject(options, 'options');
      validateOneOf(options.format, 'options.format', [undefined, 'buffer', 'jwk']);
      if (options.format === 'jwk') return { kty: 'oct', k: bytes.toString('base64url') };
    }
    return new FastBuffer(bytes);
  }

  toCryptoKey(algorithm, extractable, usages) {
    return require('internal/crypto/to_crypto_key').toCryptoKey(this, algorithm, extractable, usages);
  }
}

// The bytes of a secret key; refuses keys of other types.
function secretOf(key) {
  const bytes = key.type === 'secret' ? bytesOfHandle(handleOf(key)) : undefined;
  if (bytes === undefined) throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, 'secret');
  return bytes;
}

// A key object that keeps `bytes`, which must be nobody else's.
function secretKeyOf(bytes) {
  return new SecretKeyObject(new SecretHandle(bytes));
}

function createSecretKey(key, encoding) {
  if (typeof key !== 'string' && !isBytes(key)) {
    throw new ERR_INVALID_ARG_TYPE('key', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], key);
  }
  return secretKeyOf(new FastBuffer(toBytes(key, 'key', encoding)));
}

// ---- public and private keys ----------------------------------------------------------------------------------------------

function bigintOf(bytes) {
  return bytes.length === 0 ? 0n : BigInt(`0x${new FastBuffer(bytes).toString('hex')}`);
}

function detailsOf(handle) {
  const { 0: name, 1: bits, 2: curve } = native.keyKind(handle);
  switch (name) {
    case 'rsa':
    case 'rsa-pss': {
      const details = { modulusLength: bits, publicExponent: bigintOf(native.keyNumber(handle, 'e')) };
      const pss = name === 'rsa-pss' ? native.keyPss(handle) : undefined;
      if (pss !== undefined) [details.hashAlgorithm, details.mgf1HashAlgorithm, details.saltLength] = pss;
      return details;
    }
    case 'dsa':
      return { modulusLength: bits, divisorLength: bitsOf(native.keyNumber(handle, 'q')) };
    case 'ec':
      return curve === undefined ? {} : { namedCurve: curve };
    default:
      return {};
  }
}

function bitsOf(bytes) {
  return bytes.length === 0 ? 0 : bytes.length * 8 - (Math.clz32(bytes[0]) - 24);
}

class AsymmetricKeyObject extends KeyObject {
  #kind;
  #details;

  get asymmetricKeyType() {
    return this.#kind ??= native.keyKind(handleOf(this))[0];
  }

  get asymmetricKeyDetails() {
    switch (this.asymmetricKeyType) {
      case 'rsa':
      case 'rsa-pss':
      case 'dsa':
      case 'ec':
        return { ...this.#details ??= detailsOf(handleOf(this)) };
      default:
        return {};
    }
  }

  toCryptoKey(algorithm, extractable, usages) {
    return require('internal/crypto/to_crypto_key').toCryptoKey(this, algorithm, extractable, usages);
  }
}

class PublicKeyObject extends AsymmetricKeyObject {
  constructor(handle) {
    super('public', handle);
  }

  export(options) {
    validateObject(options, 'options');
    if (options.format === 'jwk') return require('internal/crypto/jwk').exportJwk(handleOf(this), false);
    const { parsePublicKeyEncoding } = require('internal/crypto/key_input');
    return exportKey(handleOf(this), false, parsePublicKeyEncoding(options, this.asymmetricKeyType));
  }
}

class PrivateKeyObject extends AsymmetricKeyObject {
  constructor(handle) {
    super('private', handle);
  }

  export(options) {
    validateObject(options, 'options');
    if (options.format === 'jwk') {
      if (options.passphrase !== undefined) {
        throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS('jwk', 'does not support encryption');
      }
      return require('internal/crypto/jwk').exportJwk(handleOf(this), true);
    }
    const { parsePrivateKeyEncoding } = require('internal/crypto/key_input');
    return exportKey(handleOf(this), true, parsePrivateKeyEncoding(options, this.asymmetricKeyType));
  }
}

for (const Class of [SecretKeyObject, PublicKeyObject, PrivateKeyObject]) {
  for (const name of ['symmetricKeySize', 'export', 'toCryptoKey']) {
    if (Object.hasOwn(Class.prototype, name)) defineProperty(Class.prototype, name, { __proto__: null, enumerable: false });
  }
}

// ---- making them ----------------------------------------------------------------------------------------------------------

function createPublicKey(key) {
  return new PublicKeyObject(require('internal/crypto/key_input').publicHandle(key, true));
}

function createPrivateKey(key) {
  return new PrivateKeyObject(require('internal/crypto/key_input').privateHandle(key, true));
}

// What arrives on the other side of a structured clone.
function ClonedKeyObject() {}
ClonedKeyObject.prototype[kDeserialize] = function({ type, bytes }) {
  if (type === 'secret') return secretKeyOf(new FastBuffer(bytes.buffer));
  const isPublic = type === 'public';
  const handle = checked(native.keyRead(bytes, isPublic, 1, isPublic ? SPKI : PKCS8));
  return isPublic ? new PublicKeyObject(handle) : new PrivateKeyObject(handle);
};

function isCryptoKey(value) {
  const { isLoaded } = require('internal/builtins');
  return isLoaded('internal/crypto/crypto_key') && require('internal/crypto/crypto_key').isCryptoKey(value);
}

// Whether two CryptoKeys hold the same key for the same uses. Their algorithms are the caller's to compare.
function sameCryptoKeys(a, b) {
  const { slotsOf } = require('internal/crypto/crypto_key');
  const one = slotsOf(a);
  const two = slotsOf(b);
  return one.extractable === two.extractable && one.usages.size === two.usages.size && one.usages.isSubsetOf(two.usages) &&
    one.keyObject.equals(two.keyObject);
}

module.exports = {
  ClonedKeyObject, KeyObject, PKCS1, PKCS8, PrivateKeyObject, PublicKeyObject, SEC1, SPKI, SecretKeyObject, bigintOf, createPrivateKey,
  createPublicKey, createSecretKey, detailsOf, exportKey, handleOf, isCryptoKey, isKeyObject, sameCryptoKeys, secretKeyOf, secretOf,
};
