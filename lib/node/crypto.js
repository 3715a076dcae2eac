// SPDX-License-Identifier: MIT
// crypto: each part is loaded with its first use, OpenSSL's library with it. What is not there throws and names itself.

const { customPromisifyArgs, deprecate, pendingDeprecate } = require('internal/util');

const { defineProperty, defineProperties } = Object;
const { isView } = ArrayBuffer;

let hashingModule;
const hashing = () => hashingModule ??= require('internal/crypto/hash');

let nativeBinding;
const openssl = () => nativeBinding ??= require('internal/crypto/native').native;

// ---- digests --------------------------------------------------------------------------------------------------------

function createHash(algorithm, options) {
  return new (hashing().Hash)(algorithm, options);
}

function createHmac(hmac, key, options) {
  return new (hashing().Hmac)(hmac, key, options);
}

function hash(algorithm, input, options) {
  return hashing().hash(algorithm, input, options);
}

let hashNames;

function getHashes() {
  if (hashNames === undefined) {
    const { digestOf } = require('internal/crypto/util');
    const { filterDuplicateStrings } = require('internal/util');
    hashNames = filterDuplicateStrings(openssl().digestNames().filter((name) => digestOf(name) !== undefined));
  }
  return hashNames.slice();
}

// ---- ciphers --------------------------------------------------------------------------------------------------------

const ciphering = () => require('internal/crypto/cipher');

function createCipheriv(cipher, key, iv, options) {
  return new (ciphering().Cipheriv)(cipher, key, iv, options);
}

function createDecipheriv(cipher, key, iv, options) {
  return new (ciphering().Decipheriv)(cipher, key, iv, options);
}

function getCiphers() {
  return ciphering().getCiphers();
}

function getCipherInfo(nameOrNid, options) {
  return ciphering().getCipherInfo(nameOrNid, options);
}
defineProperty(getCipherInfo, 'length', { __proto__: null, value: 1, configurable: true });

// ---- keys -----------------------------------------------------------------------------------------------------------

const derive = () => require('internal/crypto/derive');
const keys = () => require('internal/crypto/keys');
const generation = () => require('internal/crypto/keygen');

function hkdf(digest, key, salt, info, length, callback) {
  return derive().hkdf(digest, key, salt, info, length, callback);
}

function hkdfSync(digest, key, salt, info, length) {
  return derive().hkdfSync(digest, key, salt, info, length);
}

function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  return derive().pbkdf2(password, salt, iterations, keylen, digest, callback);
}

function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  return derive().pbkdf2Sync(password, salt, iterations, keylen, digest);
}

function scrypt(password, salt, keylen, options, callback = undefined) {
  return derive().scrypt(password, salt, keylen, options, callback);
}

function scryptSync(password, salt, keylen, options = undefined) {
  return derive().scryptSync(password, salt, keylen, options);
}

function createPublicKey(key) {
  return keys().createPublicKey(key);
}

function createPrivateKey(key) {
  return keys().createPrivateKey(key);
}

function createSecretKey(key, encoding) {
  return keys().createSecretKey(key, encoding);
}

function generateKey(type, options, callback) {
  return generation().generateKey(type, options, callback);
}

function generateKeySync(type, options) {
  return generation().generateKeySync(type, options);
}

function generateKeyPair(type, options, callback) {
  return generation().generateKeyPair(type, options, callback);
}

function generateKeyPairSync(type, options) {
  return generation().generateKeyPairSync(type, options);
}
defineProperty(generateKeyPair, customPromisifyArgs, { __proto__: null, value: ['publicKey', 'privateKey'] });

function getCurves() {
  curveNames ??= openssl().curveNames().sort();
  return curveNames.slice();
}
let curveNames;

function argon2(algorithm, parameters, callback) {
  return derive().argon2(algorithm, parameters, callback);
}

function argon2Sync(algorithm, parameters) {
  return derive().argon2Sync(algorithm, parameters);
}

// ---- signatures, encryption and agreement with keys ----------------------------------------------------------------------

const signing = () => require('internal/crypto/sign');
const crypting = () => require('internal/crypto/public_crypt');
const agreement = () => require('internal/crypto/dh');
const primes = () => require('internal/crypto/prime');

// Some have other names, or none, than what they are called by.
function rename(fn, name, length = fn.length) {
  defineProperties(fn, {
    name: { __proto__: null, value: name, configurable: true },
    length: { __proto__: null, value: length, configurable: true },
  });
}

function createSign(algorithm, options) {
  return new (signing().Sign)(algorithm, options);
}

function createVerify(algorithm, options) {
  return new (signing().Verify)(algorithm, options);
}

function sign(algorithm, data, key, callback) {
  return signing().sign(algorithm, data, key, callback);
}

function verify(algorithm, data, key, signature, callback) {
  return signing().verify(algorithm, data, key, signature, callback);
}

function publicEncrypt(key, buffer) {
  return crypting().publicEncrypt(key, buffer);
}

function publicDecrypt(key, buffer) {
  return crypting().publicDecrypt(key, buffer);
}

function privateEncrypt(key, buffer) {
  return crypting().privateEncrypt(key, buffer);
}

function privateDecrypt(key, buffer) {
  return crypting().privateDecrypt(key, buffer);
}

function encapsulate(key, callback) {
  return crypting().encapsulate(key, callback);
}

function decapsulate(key, ciphertext, callback) {
  return crypting().decapsulate(key, ciphertext, callback);
}

rename(sign, 'signOneShot');
rename(verify, 'verifyOneShot');
for (const fn of [publicEncrypt, publicDecrypt, privateEncrypt, privateDecrypt]) rename(fn, '');

function createDiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding) {
  return new (agreement().DiffieHellman)(sizeOrKey, keyEncoding, generator, genEncoding);
}

function createDiffieHellmanGroup(name) {
  return new (agreement().DiffieHellmanGroup)(name);
}

function createECDH(curve) {
  return new (agreement().ECDH)(curve);
}

function diffieHellman(options, callback) {
  return agreement().diffieHellman(options, callback);
}

function checkPrime(candidate, options = {}, callback) {
  return primes().checkPrime(candidate, options, callback);
}

function checkPrimeSync(candidate, options = {}) {
  return primes().checkPrimeSync(candidate, options);
}

function generatePrime(size, options, callback) {
  return primes().generatePrime(size, options, callback);
}

function generatePrimeSync(size, options = {}) {
  return primes().generatePrimeSync(size, options);
}

// ---- small things ----------------------------------------------------------------------------------------------------

// Views and buffers of the same length go straight to the one call.
function timingSafeEqual(buf1, buf2) {
  if (!isView(buf1) || !isView(buf2)) return equalSlow(buf1, buf2);
  if (buf1.byteLength !== buf2.byteLength) throw differentLengths();
  return openssl().equal(buf1, buf2);
}

rename(timingSafeEqual, '', 0);

function differentLengths() {
  const { codes: { ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH } } = require('internal/errors');
  return new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
}

function equalSlow(buf1, buf2) {
  const { bytesOf, isBytes } = require('internal/crypto/util');
  const { coded } = require('internal/crypto/native');
  const wrong = (name) => coded(TypeError, 'ERR_INVALID_ARG_TYPE',
    `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
  if (!isBytes(buf1)) throw wrong('buf1');
  if (!isBytes(buf2)) throw wrong('buf2');
  if (buf1.byteLength !== buf2.byteLength) throw differentLengths();
  return openssl().equal(bytesOf(buf1), bytesOf(buf2));
}

function getFips() {
  return openssl().fips() ? 1 : 0;
}

function setFips(value) {
  openssl().fips(Boolean(value));
}

function secureHeapUsed() {
  const used = openssl().secureHeapUsed();
  if (used === undefined) return { total: 0, used: 0, utilization: 0, min: 2 };
  const { getOptionValue } = require('internal/options');
  const total = Number(getOptionValue('--secure-heap'));
  return { total, used, utilization: used / total, min: Number(getOptionValue('--secure-heap-min')) };
}

const ENGINE_METHOD_ALL = 0xffff;

function setEngine(id, flags) {
  const { codes: { ERR_CRYPTO_ENGINE_UNKNOWN } } = require('internal/errors');
  const { validateNumber, validateString } = require('internal/validators');
  validateString(id, 'id');
  if (flags) validateNumber(flags, 'flags');
  flags >>>= 0;
  const { checked } = require('internal/crypto/native');
  if (checked(openssl().setEngine(id, flags === 0 ? ENGINE_METHOD_ALL : flags)) === 0) throw new ERR_CRYPTO_ENGINE_UNKNOWN(id);
}

const webcrypto = () => require('internal/crypto/webcrypto').crypto;

// ---- randomness -----------------------------------------------------------------------------------------------------

let randomModule;
const random = () => randomModule ??= require('internal/crypto/random');

function getRandomValues(array) {
  return random().getRandomValues(array);
}

function randomBytes(size, callback) {
  return random().randomBytes(size, callback);
}

function randomFill(buffer, offset, size, callback) {
  return random().randomFill(buffer, offset, size, callback);
}

function randomFillSync(buffer, offset = 0, size) {
  return random().randomFillSync(buffer, offset, size);
}

function randomInt(min, max, callback) {
  return random().randomInt(min, max, callback);
}

function randomUUID(options) {
  return random().randomUUID(options);
}

// ---- what programs see ------------------------------------------------------------------------------------------------

exports.argon2 = argon2;
exports.argon2Sync = argon2Sync;
exports.checkPrime = checkPrime;
exports.checkPrimeSync = checkPrimeSync;
exports.createCipheriv = createCipheriv;
exports.createDecipheriv = createDecipheriv;
exports.createDiffieHellman = createDiffieHellman;
exports.createDiffieHellmanGroup = createDiffieHellmanGroup;
exports.createECDH = createECDH;
exports.createHash = createHash;
exports.createHmac = createHmac;
exports.createPrivateKey = createPrivateKey;
exports.createPublicKey = createPublicKey;
exports.createSecretKey = createSecretKey;
exports.createSign = createSign;
exports.createVerify = createVerify;
exports.diffieHellman = diffieHellman;
exports.generatePrime = generatePrime;
exports.generatePrimeSync = generatePrimeSync;
exports.getCiphers = getCiphers;
exports.getCipherInfo = getCipherInfo;
exports.getCurves = getCurves;
exports.getDiffieHellman = createDiffieHellmanGroup;
exports.getHashes = getHashes;
exports.hkdf = hkdf;
exports.hkdfSync = hkdfSync;
exports.pbkdf2 = pbkdf2;
exports.pbkdf2Sync = pbkdf2Sync;
exports.generateKeyPair = generateKeyPair;
exports.generateKeyPairSync = generateKeyPairSync;
exports.generateKey = generateKey;
exports.generateKeySync = generateKeySync;
exports.privateDecrypt = privateDecrypt;
exports.privateEncrypt = privateEncrypt;
exports.publicDecrypt = publicDecrypt;
exports.publicEncrypt = publicEncrypt;
exports.randomBytes = randomBytes;
exports.randomFill = randomFill;
exports.randomFillSync = randomFillSync;
exports.randomInt = randomInt;
exports.randomUUID = randomUUID;
exports.scrypt = scrypt;
exports.scryptSync = scryptSync;
exports.sign = sign;
exports.setEngine = setEngine;
exports.timingSafeEqual = timingSafeEqual;
exports.getFips = getFips;
exports.setFips = setFips;
exports.verify = verify;
exports.hash = hash;
exports.encapsulate = encapsulate;
exports.decapsulate = decapsulate;

// A class that is loaded when a program looks at it.
function lazyClass(name, load) {
  defineProperty(exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = load();
      defineProperty(exports, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      return value;
    },
    set(value) {
      defineProperty(exports, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
  });
}
lazyClass('Certificate', () => require('internal/crypto/certificate').Certificate);
lazyClass('Cipheriv', () => ciphering().Cipheriv);
lazyClass('Decipheriv', () => ciphering().Decipheriv);
lazyClass('DiffieHellman', () => agreement().DiffieHellman);
lazyClass('DiffieHellmanGroup', () => agreement().DiffieHellmanGroup);
lazyClass('ECDH', () => agreement().ECDH);
lazyClass('Hash', () => deprecate(hashing().Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'));
lazyClass('Hmac', () => deprecate(hashing().Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'));
lazyClass('KeyObject', () => keys().KeyObject);
lazyClass('Sign', () => signing().Sign);
lazyClass('Verify', () => signing().Verify);
lazyClass('X509Certificate', () => require('internal/crypto/x509').X509Certificate);
exports.secureHeapUsed = secureHeapUsed;

function hidden(get, set) {
  return { __proto__: null, get, set, enumerable: false, configurable: true };
}

// The old names of randomBytes.
function oldName(name, code) {
  let value = randomBytes;
  let wrapped = false;
  return hidden(
    () => {
      if (!wrapped && value === randomBytes && code !== undefined) {
        value = pendingDeprecate(randomBytes, `crypto.${name} is deprecated.`, code);
      }
      wrapped = true;
      return value;
    },
    (replacement) => {
      wrapped = true;
      value = replacement;
    });
}

defineProperties(exports, {
  constants: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const { constants: value } = require('internal/crypto/constants');
      defineProperty(exports, 'constants', { __proto__: null, value, writable: false, enumerable: true, configurable: false });
      return value;
    },
  },
  webcrypto: { __proto__: null, get: webcrypto, set: undefined, enumerable: true, configurable: false },
  subtle: { __proto__: null, get: () => webcrypto().subtle, set: undefined, enumerable: true, configurable: false },
  getRandomValues: { __proto__: null, value: getRandomValues, writable: true, enumerable: true, configurable: true },
  fips: {
    __proto__: null,
    get: deprecate(getFips, 'The crypto.fips is deprecated. Please use crypto.getFips()', 'DEP0093'),
    set: deprecate(setFips, 'The crypto.fips is deprecated. Please use crypto.setFips()', 'DEP0093'),
    enumerable: false,
    configurable: false,
  },
  prng: oldName('prng', 'DEP0115'),
  pseudoRandomBytes: oldName('pseudoRandomBytes', 'DEP0115'),
  rng: oldName('rng', 'DEP0115'),
});
