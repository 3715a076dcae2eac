// SPDX-License-Identifier: MIT
// Encryption with RSA keys (publicEncrypt and its three fellows), and secrets wrapped for a public key (encapsulate, decapsulate).

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');
const { bindToContext } = require('internal/async_context');
const { native, checked, coded, opensslError } = require('internal/crypto/native');
const { FastBuffer, digestOf, limited, toBytes } = require('internal/crypto/util');
const { preparePrivate, preparePublic, privateHandle, publicHandle } = require('internal/crypto/key_input');

const RSA_PKCS1_PADDING = 1;
const RSA_PKCS1_OAEP_PADDING = 4;

const PUBLIC_ENCRYPT = 0;
const PRIVATE_DECRYPT = 1;
const PRIVATE_ENCRYPT = 2;
const PUBLIC_DECRYPT = 3;

// OpenSSL's own number for a digest that is none.
const INVALID_DIGEST = 0x03000098;

const asBuffer = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);

// ---- RSA ----------------------------------------------------------------------------------------------------------------------------

function crypt(kind, standard, prepare, key, buffer) {
  const read = prepare(key);
  const options = typeof key === 'object' && key !== null ? key : {};
  const { encoding, oaepHash } = options;
  const padding = options.padding || standard;
  let { oaepLabel } = options;
  if (oaepHash !== undefined) validateString(oaepHash, 'key.oaepHash');
  if (oaepLabel !== undefined) oaepLabel = limited(toBytes(oaepLabel, 'key.oaepLabel', encoding), 'oaepLabel is too big');
  buffer = limited(toBytes(buffer, 'buffer', encoding), 'buffer is too long');
  let digest = -1;
  if (oaepHash !== undefined || padding === RSA_PKCS1_OAEP_PADDING) {
    digest = digestOf(oaepHash ?? 'sha1')?.id;
    if (digest === undefined) throw opensslError(INVALID_DIGEST);
  }
  const result = native.keyCrypt(kind, read(), buffer, padding, digest, oaepLabel);
  if (result === -1) {
    throw new ERR_INVALID_ARG_VALUE('options.padding', padding, 'RSA_PKCS1_PADDING is no longer supported for private decryption');
  }
  return asBuffer(checked(result));
}

function publicEncrypt(key, buffer) {
  return crypt(PUBLIC_ENCRYPT, RSA_PKCS1_OAEP_PADDING, preparePublic, key, buffer);
}

function publicDecrypt(key, buffer) {
  return crypt(PUBLIC_DECRYPT, RSA_PKCS1_PADDING, preparePublic, key, buffer);
}

function privateEncrypt(key, buffer) {
  return crypt(PRIVATE_ENCRYPT, RSA_PKCS1_PADDING, preparePrivate, key, buffer);
}

function privateDecrypt(key, buffer) {
  return crypt(PRIVATE_DECRYPT, RSA_PKCS1_OAEP_PADDING, preparePrivate, key, buffer);
}

// ---- secrets wrapped for a key --------------------------------------------------------------------------------------------------------

function kem(handle, ciphertext, shape, what, callback) {
  if (callback === undefined) {
    const result = native.keyKem(handle, ciphertext);
    if (typeof result === 'string') throw coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', `Failed to perform ${what}`);
    return shape(result);
  }
  native.keyKem(handle, ciphertext, bindToContext((status, result) => {
    if (typeof result === 'string') callback(coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Deriving bits failed'));
    else callback(null, shape(result));
  }));
}

function encapsulate(key, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  return kem(publicHandle(key), null, ({ 0: ciphertext, 1: sharedKey }) =>
    ({ sharedKey: asBuffer(sharedKey), ciphertext: asBuffer(ciphertext) }), 'encapsulation', callback);
}

function decapsulate(key, ciphertext, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  const handle = privateHandle(key);
  return kem(handle, limited(toBytes(ciphertext, 'ciphertext'), 'ciphertext is too big'), asBuffer, 'decapsulation', callback);
}

module.exports = {
  PRIVATE_DECRYPT, PUBLIC_ENCRYPT, RSA_PKCS1_OAEP_PADDING, decapsulate, encapsulate, privateDecrypt, privateEncrypt, publicDecrypt,
  publicEncrypt,
};
