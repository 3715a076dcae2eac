// SPDX-License-Identifier: MIT
// Keys from passwords and secrets: pbkdf2, scrypt, hkdf. The forms with a callback work on the IO pool.

const {
  codes: { ERR_CRYPTO_INVALID_KEYLEN, ERR_CRYPTO_INVALID_SCRYPT_PARAMS, ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateFunction, validateInt32, validateInteger, validateString, validateUint32 } = require('internal/validators');
const { bindToContext } = require('internal/async_context');
const { kMaxLength } = require('buffer');
const { native, opensslError } = require('internal/crypto/native');
const { FastBuffer, requireDigest, toBytes } = require('internal/crypto/util');
const { secretKeyBytes } = require('internal/crypto/secret');

const PBKDF2 = 0;
const SCRYPT = 1;
const HKDF = 2;

const empty = new Uint8Array(0);
const failed = () => new Error('Deriving bits failed');

// OpenSSL's PBKDF2 and HKDF make no key of no bytes; scrypt does.
const isNothing = (job) => job.length === 0 && job.kind !== SCRYPT;

// Runs a job: { kind, secret, salt, info, digest, numbers, length }. `shape` makes the result of the bytes.
function run(job, shape) {
  const bytes = new FastBuffer(job.length);
  if (isNothing(job)) throw failed();
  if (job.length > 0 &&
      native.derive(job.kind, job.secret, job.salt, job.info, job.digest, new Float64Array(job.numbers), bytes) < 0) throw failed();
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
  if (native.derive(job.kind, job.secret, job.salt, job.info, job.digest, new Float64Array(job.numbers), bytes, done) < 0) {
    throw failed();
  }
}

const asBuffer = (bytes) => bytes;
const asArrayBuffer = (bytes) => bytes.buffer;

// ---- PBKDF2 ---------------------------------------------------------------------------------------------------------

function pbkdf2Job(password, salt, iterations, keylen, digest) {
  validateString(digest, 'digest');
  const secret = toBytes(password, 'password');
  salt = toBytes(salt, 'salt');
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
  const secret = toBytes(password, 'password');
  salt = toBytes(salt, 'salt');
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

function hkdfJob(hash, key, salt, info, length) {
  validateString(hash, 'digest');
  const secret = secretKeyBytes(key, 'ikm');
  salt = toBytes(salt, 'salt');
  info = toBytes(info, 'info');
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

module.exports = { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
