// SPDX-License-Identifier: MIT
// KeyObject, for secret keys.

const {
  codes: { ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OPERATION_FAILED },
} = require('internal/errors');
const { validateFunction, validateInteger, validateObject, validateOneOf, validateString } = require('internal/validators');
const { bindToContext } = require('internal/async_context');
const { notImplemented } = require('internal/unimplemented');
const { native } = require('internal/crypto/native');
const { FastBuffer, isBytes, toBytes } = require('internal/crypto/util');

const { defineProperty } = Object;

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
    if (!isCryptoKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    throw notImplemented('KeyObject.from()');
  }

  equals(otherKeyObject) {
    if (!isKeyObject(otherKeyObject)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    if (otherKeyObject.type !== this.type) return false;
    return native.equal(secretOf(this), secretOf(otherKeyObject));
  }
}
defineProperty(KeyObject.prototype, Symbol.toStringTag, { __proto__: null, value: 'KeyObject', configurable: true });

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

  toCryptoKey() {
    throw notImplemented('KeyObject.toCryptoKey()');
  }
}

// The bytes of a secret key; refuses keys of other types.
function secretOf(key) {
  const bytes = key.type === 'secret' ? bytesOfHandle(handleOf(key)) : undefined;
  if (bytes === undefined) throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, 'secret');
  return bytes;
}

// CryptoKeys cannot be made yet.
function isCryptoKey() {
  return false;
}

function createSecretKey(key, encoding) {
  if (typeof key !== 'string' && !isBytes(key)) {
    throw new ERR_INVALID_ARG_TYPE('key', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string'], key);
  }
  return new SecretKeyObject(new SecretHandle(new FastBuffer(toBytes(key, 'key', encoding))));
}

// ---- new keys -------------------------------------------------------------------------------------------------------

function checkGeneration(type, options) {
  validateString(type, 'type');
  validateObject(options, 'options');
  const { length } = options;
  if (type === 'hmac') {
    validateInteger(length, 'options.length', 8, 2 ** 31 - 1);
  } else if (type === 'aes') {
    validateOneOf(length, 'options.length', [128, 192, 256]);
  } else {
    throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  }
  return Math.floor(length / 8);
}

function generateKeySync(type, options) {
  const bytes = new FastBuffer(checkGeneration(type, options));
  if (native.randomFill(bytes, 0, bytes.length) < 0) throw new ERR_OPERATION_FAILED('random bytes');
  return new SecretKeyObject(new SecretHandle(bytes));
}

function generateKey(type, options, callback) {
  const size = checkGeneration(type, options);
  validateFunction(callback, 'callback');
  const bytes = new FastBuffer(size);
  native.randomFillAsync(bytes, 0, size, bindToContext((status) => {
    if (status < 0) callback(new ERR_OPERATION_FAILED('random bytes'));
    else callback(null, new SecretKeyObject(new SecretHandle(bytes)));
  }));
}

module.exports = { KeyObject, createSecretKey, generateKey, generateKeySync, isCryptoKey, isKeyObject, secretOf };
