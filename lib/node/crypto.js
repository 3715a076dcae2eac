// SPDX-License-Identifier: MIT
// crypto: each part is loaded with its first use, OpenSSL's library with it. What is not there throws and names itself.

const { deprecate, pendingDeprecate } = require('internal/util');
const { functions, classes } = require('internal/unimplemented');
const { native } = require('internal/crypto/native');

const { defineProperty, defineProperties } = Object;

const hashing = () => require('internal/crypto/hash');
const random = require('internal/crypto/random');

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
    hashNames = filterDuplicateStrings(native.digestNames().filter((name) => digestOf(name) !== undefined));
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

function scrypt(password, salt, keylen, options, callback) {
  return derive().scrypt(password, salt, keylen, options, callback);
}

function scryptSync(password, salt, keylen, options) {
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

// ---- small things ----------------------------------------------------------------------------------------------------

function timingSafeEqual(buf1, buf2) {
  const { codes: { ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  const { bytesOf, isBytes } = require('internal/crypto/util');
  const kinds = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
  if (!isBytes(buf1)) throw new ERR_INVALID_ARG_TYPE('buf1', kinds, buf1);
  if (!isBytes(buf2)) throw new ERR_INVALID_ARG_TYPE('buf2', kinds, buf2);
  if (buf1.byteLength !== buf2.byteLength) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  return native.equal(bytesOf(buf1), bytesOf(buf2));
}

// There is no FIPS mode here.
function getFips() {
  return 0;
}

function setFips(value) {
  const { codes: { ERR_CRYPTO_FIPS_UNAVAILABLE } } = require('internal/errors');
  if (value) throw new ERR_CRYPTO_FIPS_UNAVAILABLE();
}

const webcrypto = () => require('internal/crypto/webcrypto').crypto;

function getRandomValues(array) {
  return webcrypto().getRandomValues(array);
}

// ---- what programs see ------------------------------------------------------------------------------------------------

functions(exports, 'crypto', 'argon2 argon2Sync checkPrime checkPrimeSync');
exports.createCipheriv = createCipheriv;
exports.createDecipheriv = createDecipheriv;
functions(exports, 'crypto', 'createDiffieHellman createDiffieHellmanGroup createECDH');
exports.createHash = createHash;
exports.createHmac = createHmac;
exports.createPrivateKey = createPrivateKey;
exports.createPublicKey = createPublicKey;
exports.createSecretKey = createSecretKey;
functions(exports, 'crypto', 'createSign createVerify diffieHellman generatePrime generatePrimeSync');
exports.getCiphers = getCiphers;
exports.getCipherInfo = getCipherInfo;
functions(exports, 'crypto', 'getCurves getDiffieHellman');
exports.getHashes = getHashes;
exports.hkdf = hkdf;
exports.hkdfSync = hkdfSync;
exports.pbkdf2 = pbkdf2;
exports.pbkdf2Sync = pbkdf2Sync;
functions(exports, 'crypto', 'generateKeyPair generateKeyPairSync');
exports.generateKey = generateKey;
exports.generateKeySync = generateKeySync;
functions(exports, 'crypto', 'privateDecrypt privateEncrypt publicDecrypt publicEncrypt');
exports.randomBytes = random.randomBytes;
exports.randomFill = random.randomFill;
exports.randomFillSync = random.randomFillSync;
exports.randomInt = random.randomInt;
exports.randomUUID = random.randomUUID;
exports.scrypt = scrypt;
exports.scryptSync = scryptSync;
functions(exports, 'crypto', 'sign setEngine');
exports.timingSafeEqual = timingSafeEqual;
exports.getFips = getFips;
exports.setFips = setFips;
functions(exports, 'crypto', 'verify');
exports.hash = hash;
functions(exports, 'crypto', 'encapsulate decapsulate');
classes(exports, 'crypto', 'Certificate');

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
lazyClass('Cipheriv', () => ciphering().Cipheriv);
lazyClass('Decipheriv', () => ciphering().Decipheriv);
classes(exports, 'crypto', 'DiffieHellman DiffieHellmanGroup ECDH');
lazyClass('Hash', () => deprecate(hashing().Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'));
lazyClass('Hmac', () => deprecate(hashing().Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'));
lazyClass('KeyObject', () => keys().KeyObject);
classes(exports, 'crypto', 'Sign Verify');
lazyClass('X509Certificate', () => require('internal/crypto/x509').X509Certificate);
functions(exports, 'crypto', 'secureHeapUsed');

function hidden(get, set) {
  return { __proto__: null, get, set, enumerable: false, configurable: true };
}

// The old names of randomBytes.
function oldName(name, code) {
  let value = random.randomBytes;
  let wrapped = false;
  return hidden(
    () => {
      if (!wrapped && value === random.randomBytes && code !== undefined) {
        value = pendingDeprecate(random.randomBytes, `crypto.${name} is deprecated.`, code);
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
