// SPDX-License-Identifier: MIT
// Keys from passwords and secrets: pbkdf2, scrypt, hkdf. The forms with a callback work on the IO pool.

const {
  codes: { ERR_CRYPTO_ARGON2_NOT_SUPPORTED, ERR_CRYPTO_INVALID_KEYLEN, ERR_CRYPTO_INVALID_SCRYPT_PARAMS, ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  validateFunction, validateInt32, validateInteger, validateObject, validateOneOf, validateString, validateUint32,
} = require('internal/validators');
const { bindToContext } = require('internal/async_context');
const { kMaxLength } = require('buffer');
const { native, opensslError } = require('internal/crypto/native');
const { FastBuffer, isBytes, limited, requireDigest, toBytes } = require('internal/crypto/util');
const { secretKeyBytes } = require('internal/crypto/secret');

const PBKDF2 = 0;
const SCRYPT = 1;
const HKDF = 2;
const ARGON2 = 3;

const empty = new Uint8Array(0);
const failed = () => new Error('Deriving bits failed');

// OpenSSL's PBKDF2 and HKDF make no key of no bytes; scrypt does.
const isNothing = (job) => job.length === 0 && job.kind !== SCRYPT;

// Runs a job: { kind, secret, salt, info, digest, numbers, length, more }. `shape` makes the result of the bytes.
function run(job, shape) {
  const bytes = new FastBuffer(job.length);
  if (isNothing(job)) throw failed();
  if (job.length > 0 &&
      native.derive(job.kind, job.secret, job.salt, job.info, job.digest, new Float64Array(job.numbers), bytes, undefined,
        job.more) < 0) throw failed();
  return shape(bytes);
}

function start(job, shape, callback) {
  const bytes = new FastBuffer(job.length);
  if (isNothing(job)) {
    process.nextTick(callback, failed());
    return;
  }
  if (job.length === 0) {
    process.nextTick(callback, null, shape(bytes));
    return;
  }
  const done = bindToContext((status) => {
    if (status < 0) callback(failed());
    else callback(null, shape(bytes));
  });
  if (native.derive(job.kind, job.secret, job.salt, job.info, job.digest, new Float64Array(job.numbers), bytes, done, job.more) < 0) {
    throw failed();
  }
}

const asBuffer = (bytes) => bytes;
const asArrayBuffer = (bytes) => bytes.buffer;

// ---- PBKDF2 ---------------------------------------------------------------------------------------------------------

function pbkdf2Job(password, salt, iterations, keylen, digest) {
  validateString(digest, 'digest');
  const secret = limited(toBytes(password, 'password'), 'pass is too large');
  salt = limited(toBytes(salt, 'salt'), 'salt is too large');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  return { kind: PBKDF2, secret, salt, info: empty, digest: requireDigest(digest).id, numbers: [iterations], length: keylen };
}

function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  const job = pbkdf2Job(password, salt, iterations, keylen, digest);
  validateFunction(callback, 'callback');
  start(job, asBuffer, callback);
}

function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  return run(pbkdf2Job(password, salt, iterations, keylen, digest), asBuffer);
}

// ---- scrypt ---------------------------------------------------------------------------------------------------------

// An option of two names, read once each.
function option(options, short, long, standard) {
  const value = options[short];
  if (value !== undefined) validateUint32(value, short);
  const other = options[long];
  if (other === undefined) return value ?? standard;
  if (value !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
  validateUint32(other, long);
  return other;
}

function scryptJob(password, salt, keylen, options) {
  const secret = limited(toBytes(password, 'password'), 'pass is too large');
  salt = limited(toBytes(salt, 'salt'), 'salt is too large');
  validateInt32(keylen, 'keylen', 0);
  options ??= {};
  const cost = option(options, 'N', 'cost', 16384);
  const blockSize = option(options, 'r', 'blockSize', 8);
  const parallelization = option(options, 'p', 'parallelization', 1);
  const { maxmem = 32 * 1024 * 1024 } = options;
  validateInteger(maxmem, 'maxmem', 0);
  const numbers = [cost, blockSize, parallelization, maxmem];
  const error = native.scryptCheck(...numbers);
  if (error !== 0) throw new ERR_CRYPTO_INVALID_SCRYPT_PARAMS(opensslError(error, 'refused').message);
  return { kind: SCRYPT, secret, salt, info: empty, digest: -1, numbers, length: keylen };
}

function scrypt(password, salt, keylen, options, callback) {
  if (callback === undefined) {
    callback = options;
    options = undefined;
  }
  const job = scryptJob(password, salt, keylen, options);
  validateFunction(callback, 'callback');
  start(job, asBuffer, callback);
}

function scryptSync(password, salt, keylen, options) {
  return run(scryptJob(password, salt, keylen, options), asBuffer);
}

// ---- HKDF -----------------------------------------------------------------------------------------------------------

const isSecretKey = (key) => typeof key === 'object' && key !== null && require('internal/crypto/keys').isKeyObject(key);

// What HKDF says it takes it says in an order of its own.
function hkdfBytes(value, name) {
  if (typeof value !== 'string' && !isBytes(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'], value);
  }
  return limited(toBytes(value, name), `${name} is too big`);
}

function materialOf(key) {
  if (typeof key !== 'string' && !isBytes(key) && !isSecretKey(key)) {
    throw new ERR_INVALID_ARG_TYPE('ikm', ['string', 'SecretKeyObject', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'], key);
  }
  return secretKeyBytes(key, 'ikm');
}

function hkdfJob(hash, key, salt, info, length) {
  validateString(hash, 'digest');
  const secret = materialOf(key);
  salt = hkdfBytes(salt, 'salt');
  info = hkdfBytes(info, 'info');
  validateInteger(length, 'length', 0, kMaxLength);
  if (info.byteLength > 1024) throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', info.byteLength);
  const digest = requireDigest(hash);
  if (length > 255 * digest.length) throw new ERR_CRYPTO_INVALID_KEYLEN();
  return { kind: HKDF, secret, salt, info, digest: digest.id, numbers: [], length };
}

function hkdf(hash, key, salt, info, length, callback) {
  const job = hkdfJob(hash, key, salt, info, length);
  validateFunction(callback, 'callback');
  start(job, asArrayBuffer, callback);
}

function hkdfSync(hash, key, salt, info, length) {
  return run(hkdfJob(hash, key, salt, info, length), asArrayBuffer);
}

// ---- Argon2 ---------------------------------------------------------------------------------------------------------

const argon2Kinds = ['argon2d', 'argon2i', 'argon2id'];
const UINT32_MAX = 2 ** 32 - 1;

const optionalBytes = (value, name) => (value === undefined ? empty : toBytes(value, name));

function argon2Job(algorithm, parameters) {
  if (!native.hasArgon2()) throw new ERR_CRYPTO_ARGON2_NOT_SUPPORTED();
  validateString(algorithm, 'algorithm');
  validateOneOf(algorithm, 'algorithm', argon2Kinds);
  validateObject(parameters, 'parameters');
  const { parallelism, tagLength, memory, passes } = parameters;
  const secret = toBytes(parameters.message, 'parameters.message');
  const salt = toBytes(parameters.nonce, 'parameters.nonce');
  validateInteger(salt.byteLength, 'parameters.nonce.byteLength', 8, UINT32_MAX);
  validateInteger(parallelism, 'parameters.parallelism', 1, 2 ** 24 - 1);
  validateInteger(tagLength, 'parameters.tagLength', 4, UINT32_MAX);
  validateInteger(memory, 'parameters.memory', 8 * parallelism, UINT32_MAX);
  validateInteger(passes, 'parameters.passes', 1, UINT32_MAX);
  return {
    kind: ARGON2,
    secret,
    salt,
    info: optionalBytes(parameters.associatedData, 'parameters.associatedData'),
    more: optionalBytes(parameters.secret, 'parameters.secret'),
    digest: -1,
    numbers: [argon2Kinds.indexOf(algorithm), passes, memory, parallelism],
    length: tagLength,
  };
}

function argon2(algorithm, parameters, callback) {
  const job = argon2Job(algorithm, parameters);
  validateFunction(callback, 'callback');
  start(job, asBuffer, callback);
}

function argon2Sync(algorithm, parameters) {
  return run(argon2Job(algorithm, parameters), asBuffer);
}

module.exports = { argon2, argon2Sync, hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
