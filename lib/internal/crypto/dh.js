// SPDX-License-Identifier: MIT
// Diffie-Hellman: with numbers (DiffieHellman, DiffieHellmanGroup), on curves (ECDH), and of two key objects (diffieHellman()).

const {
  codes: { ERR_CRYPTO_ECDH_INVALID_FORMAT, ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY, ERR_CRYPTO_INCOMPATIBLE_KEY, ERR_CRYPTO_INVALID_CURVE,
    ERR_CRYPTO_INVALID_KEYPAIR, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE, ERR_CRYPTO_UNKNOWN_DH_GROUP, ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateFunction, validateInt32, validateObject, validateString } = require('internal/validators');
const { deprecate } = require('internal/util');
const { bindToContext } = require('internal/async_context');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { Buffer } = require('buffer');
const { native, checked, coded, failure, opensslError } = require('internal/crypto/native');
const { FastBuffer, encodeStrictly, limited, toBytes } = require('internal/crypto/util');

const kHandle = Symbol('kHandle');

const GENERATOR = 2;

// OpenSSL's numbers of parameters that cannot be.
const BAD_GENERATOR = 0x02800065;
const MODULUS_TOO_SMALL = 0x0280007e;
const BITS_TOO_SMALL = 0x01800076;

const PRIME = 0;
const GENERATOR_NUMBER = 1;
const PUBLIC = 2;
const PRIVATE = 3;

const result = (bytes, encoding) => encodeStrictly(new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding);
const inputNames = ['number', 'string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const isBytes = (value) => isArrayBufferView(value) || isAnyArrayBuffer(value);

// ---- DiffieHellman --------------------------------------------------------------------------------------------------------------------

function generatorOf(generator, encoding) {
  if (!generator && generator !== '') return GENERATOR;
  if (typeof generator === 'number') {
    validateInt32(generator, 'generator');
    return generator;
  }
  if (typeof generator === 'string') return generator === '' ? GENERATOR : toBytes(generator, 'generator', encoding);
  if (!isBytes(generator)) throw new ERR_INVALID_ARG_TYPE('generator', inputNames, generator);
  return toBytes(generator, 'generator');
}

// A generator of 0 or 1 makes every secret the same.
function checkGenerator(generator) {
  const isBad = typeof generator === 'number' ? generator < 2 : generator.every((byte, i) => byte === 0 || (byte === 1 && i === generator.length - 1));
  if (isBad) throw opensslError(BAD_GENERATOR);
}

function bigEndian(number) {
  const bytes = new FastBuffer(4);
  bytes.writeUInt32BE(number, 0);
  return bytes;
}

function newHandle(sizeOrKey, generator) {
  if (typeof sizeOrKey === 'number') {
    if (sizeOrKey < 2) throw opensslError(native.libraryVersion() >= 0x30000000 ? MODULUS_TOO_SMALL : BITS_TOO_SMALL);
    checkGenerator(generator);
    if (typeof generator !== 'number') throw opensslError(BAD_GENERATOR);
    return checked(native.dhNew(sizeOrKey, generator));
  }
  checkGenerator(generator);
  return checked(native.dhNew(sizeOrKey, typeof generator === 'number' ? bigEndian(generator) : generator));
}

function DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding) {
  if (!(this instanceof DiffieHellman)) return new DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding);
  if (typeof sizeOrKey !== 'number' && typeof sizeOrKey !== 'string' && !isBytes(sizeOrKey)) {
    throw new ERR_INVALID_ARG_TYPE('sizeOrKey', inputNames, sizeOrKey);
  }
  if (typeof sizeOrKey === 'number') validateInt32(sizeOrKey, 'sizeOrKey');
  if (keyEncoding && !Buffer.isEncoding(keyEncoding) && keyEncoding !== 'buffer') {
    genEncoding = generator;
    generator = keyEncoding;
    keyEncoding = undefined;
  }
  if (typeof sizeOrKey !== 'number') sizeOrKey = limited(toBytes(sizeOrKey, 'sizeOrKey', keyEncoding || undefined), 'prime is too big');
  this[kHandle] = newHandle(sizeOrKey, generatorOf(generator, genEncoding));
  describeVerifyError(this);
}

// Checked when a program asks for it: of a large prime it takes a while.
function describeVerifyError(object) {
  let code;
  Object.defineProperty(object, 'verifyError', {
    __proto__: null,
    enumerable: true,
    configurable: false,
    get: () => code ??= native.dhVerifyError(object[kHandle]),
    set: undefined,
  });
}

function DiffieHellmanGroup(name) {
  if (!(this instanceof DiffieHellmanGroup)) return new DiffieHellmanGroup(name);
  if (typeof name !== 'string') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'Group name must be a string');
  const { primeOf } = require('internal/crypto/dh_groups');
  const prime = primeOf(name);
  if (prime === undefined) throw new ERR_CRYPTO_UNKNOWN_DH_GROUP();
  this[kHandle] = checked(native.dhNew(prime, bigEndian(GENERATOR)));
  describeVerifyError(this);
}

// Of an object that is one of these.
function handleIn(object) {
  const handle = object[kHandle];
  if (handle === undefined) throw new TypeError('Illegal invocation');
  return handle;
}

function generateKeys(encoding) {
  if (native.dhGenerate(handleIn(this)) !== true) throw coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Key generation failed');
  return result(native.dhNumber(handleIn(this), PUBLIC), encoding);
}

const refusals = [undefined, 'Supplied key is too small', 'Supplied key is too large', 'Invalid key'];

function computeSecret(otherPublicKey, inputEncoding, outputEncoding) {
  const theirs = limited(toBytes(otherPublicKey, 'key', inputEncoding), 'secret is too big');
  const secret = native.dhSecret(handleIn(this), theirs);
  if (typeof secret === 'number') {
    if (refusals[secret] === 'Invalid key') throw new ERR_CRYPTO_INVALID_KEYPAIR();
    throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', refusals[secret]);
  }
  return result(secret, outputEncoding);
}

function numberGetter(which, name, missing) {
  return {
    [name](encoding) {
      const bytes = native.dhNumber(handleIn(this), which);
      if (bytes === undefined) throw coded(Error, 'ERR_CRYPTO_INVALID_STATE', missing);
      return result(bytes, encoding);
    },
  }[name];
}

const shared = {
  generateKeys,
  computeSecret,
  getPrime: numberGetter(PRIME, 'getPrime', 'p is null'),
  getGenerator: numberGetter(GENERATOR_NUMBER, 'getGenerator', 'g is null'),
  getPublicKey: numberGetter(PUBLIC, 'getPublicKey', 'No public key - did you forget to generate one?'),
  getPrivateKey: numberGetter(PRIVATE, 'getPrivateKey', 'No private key - did you forget to generate one?'),
};
for (const name of Object.keys(shared)) {
  const shown = `dh${name[0].toUpperCase()}${name.slice(1)}`;
  Object.defineProperty(shared[name], 'name', { __proto__: null, value: shown, configurable: true });
}
Object.assign(DiffieHellman.prototype, shared);
Object.assign(DiffieHellmanGroup.prototype, shared);

DiffieHellman.prototype.setPublicKey = function setPublicKey(key, encoding) {
  native.dhSet(handleIn(this), limited(toBytes(key, 'key', encoding), 'key is too big'), false);
  return this;
};

DiffieHellman.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  native.dhSet(handleIn(this), limited(toBytes(key, 'key', encoding), 'key is too big'), true);
  return this;
};

// ---- ECDH -----------------------------------------------------------------------------------------------------------------------------

const formats = { __proto__: null, compressed: 2, uncompressed: 4, hybrid: 6 };

function formOf(format) {
  if (!format) return formats.uncompressed;
  const form = typeof format === 'string' ? formats[format] : undefined;
  if (form === undefined) throw new ERR_CRYPTO_ECDH_INVALID_FORMAT(format);
  return form;
}

function ECDH(curve) {
  if (!(this instanceof ECDH)) return new ECDH(curve);
  validateString(curve, 'curve');
  const handle = native.ecdhNew(curve);
  if (handle === undefined) throw new ERR_CRYPTO_INVALID_CURVE();
  this[kHandle] = handle;
}

// Handles whose public key was set by itself: their two parts may not belong together.
const unproven = new WeakSet();

function isPair(handle) {
  if (native.ecdhPrivate(handle) === undefined) return false;
  return !unproven.has(handle) || native.ecdhCheck(handle);
}

ECDH.prototype.computeSecret = function computeSecret(otherPublicKey, inputEncoding, outputEncoding) {
  const theirs = limited(toBytes(otherPublicKey, 'key', inputEncoding), 'secret is too big');
  const handle = handleIn(this);
  if (!isPair(handle)) throw new ERR_CRYPTO_INVALID_KEYPAIR();
  const secret = native.ecdhSecret(handle, theirs);
  if (secret === undefined) throw new ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY();
  return result(checked(secret, 'Failed to compute ECDH key'), outputEncoding);
};

ECDH.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  const handle = native.ecdhSetPrivate(handleIn(this), limited(toBytes(key, 'key', encoding), 'key is too big'));
  if (handle === undefined) {
    throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYTYPE', 'Private key is not valid for specified curve.');
  }
  this[kHandle] = checked(handle, 'Failed to convert BN to a private key');
  return this;
};

ECDH.prototype.setPublicKey = deprecate(function setPublicKey(key, encoding) {
  if (!native.ecdhSetPublic(handleIn(this), limited(toBytes(key, 'key', encoding), 'key is too big'))) {
    throw coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to convert Buffer to EC_POINT');
  }
  unproven.add(handleIn(this));
  return this;
}, 'ecdh.setPublicKey() is deprecated.', 'DEP0031');

ECDH.prototype.getPrivateKey = function getPrivateKey(encoding) {
  const number = native.ecdhPrivate(handleIn(this));
  if (number === undefined) throw coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to get ECDH private key');
  return result(number, encoding);
};

ECDH.prototype.generateKeys = function generateKeys(encoding, format) {
  const handle = handleIn(this);
  checked(native.ecdhGenerate(handle), 'Failed to generate key');
  unproven.delete(handle);
  return this.getPublicKey(encoding, format);
};

ECDH.prototype.getPublicKey = function getPublicKey(encoding, format) {
  const form = formOf(format);
  const point = native.ecdhPublic(handleIn(this), form);
  if (point === undefined) throw coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to get ECDH public key');
  return result(checked(point, 'Failed to get ECDH public key'), encoding);
};

for (const name of ['computeSecret', 'getPrivateKey']) {
  Object.defineProperty(ECDH.prototype[name], 'name', { __proto__: null, value: shared[name].name, configurable: true });
}

ECDH.convertKey = function convertKey(key, curve, inputEncoding, outputEncoding, format) {
  if (typeof key !== 'string' && !isBytes(key)) {
    throw new ERR_INVALID_ARG_TYPE('key', inputNames.slice(1), key);
  }
  validateString(curve, 'curve');
  const bytes = limited(toBytes(key, 'key', inputEncoding), 'key is too big');
  const form = formOf(format);
  if (native.curveName(curve) === undefined) throw new ERR_CRYPTO_INVALID_CURVE();
  const point = native.ecdhConvert(curve, bytes, form);
  if (point === undefined) throw coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to convert Buffer to EC_POINT');
  return result(checked(point), outputEncoding);
};

// ---- of two keys ------------------------------------------------------------------------------------------------------------------------

const exchangeKinds = new Set(['dh', 'ec', 'x25519', 'x448']);

function checkKey(key, name, type) {
  const { isKeyObject } = require('internal/crypto/keys');
  if (!isKeyObject(key)) throw new ERR_INVALID_ARG_VALUE(`options.${name}`, key);
  if (type === 'private' ? key.type !== 'private' : key.type !== 'public' && key.type !== 'private') {
    throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, type === 'private' ? 'private' : 'private or public');
  }
}

function diffieHellman(options, callback) {
  validateObject(options, 'options');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const { privateKey, publicKey } = options;
  checkKey(privateKey, 'privateKey', 'private');
  checkKey(publicKey, 'publicKey', 'public');
  const kind = privateKey.asymmetricKeyType;
  if (kind !== publicKey.asymmetricKeyType || !exchangeKinds.has(kind)) {
    throw new ERR_CRYPTO_INCOMPATIBLE_KEY('key types for Diffie-Hellman', `${kind} and ${publicKey.asymmetricKeyType}`);
  }
  const { handleOf } = require('internal/crypto/keys');
  if (callback === undefined) return result(checked(native.keySecret(handleOf(privateKey), handleOf(publicKey)), 'diffieHellman failed'));
  native.keySecret(handleOf(privateKey), handleOf(publicKey), bindToContext((status, secret) => {
    if (typeof secret === 'string') callback(failure(secret, 'diffieHellman failed'));
    else callback(null, result(secret));
  }));
}

module.exports = { DiffieHellman, DiffieHellmanGroup, ECDH, diffieHellman };
