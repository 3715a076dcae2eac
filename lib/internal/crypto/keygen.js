// SPDX-License-Identifier: MIT
// New keys: secret ones of random bytes, and pairs. The forms with a callback work on the IO pool.

const {
  codes: { ERR_CRYPTO_INVALID_CURVE, ERR_CRYPTO_UNKNOWN_DH_GROUP, ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_INVALID_ARG_VALUE, ERR_MISSING_OPTION, ERR_OPERATION_FAILED },
} = require('internal/errors');
const {
  validateBuffer, validateFunction, validateInt32, validateInteger, validateObject, validateOneOf, validateString, validateUint32,
} = require('internal/validators');
const { getDeprecationWarningEmitter } = require('internal/util');
const { bindToContext } = require('internal/async_context');
const { native, checked, coded, failure } = require('internal/crypto/native');
const { FastBuffer, digestOf } = require('internal/crypto/util');
const { PrivateKeyObject, PublicKeyObject, exportKey, secretKeyOf } = require('internal/crypto/keys');
const { parsePrivateKeyEncoding, parsePublicKeyEncoding } = require('internal/crypto/key_input');

// ---- secret keys --------------------------------------------------------------------------------------------------------------

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
  return secretKeyOf(bytes);
}

function generateKey(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  const size = checkGeneration(type, options);
  const bytes = new FastBuffer(size);
  native.randomFillAsync(bytes, 0, size, bindToContext((status) => {
    if (status < 0) callback(new ERR_OPERATION_FAILED('random bytes'));
    else callback(null, secretKeyOf(bytes));
  }));
}

// ---- what kinds of pairs there are ----------------------------------------------------------------------------------------------

function bigEndian(number) {
  const bytes = new FastBuffer(4);
  bytes.writeUInt32BE(number, 0);
  return bytes;
}

function rsaJob(options) {
  validateObject(options, 'options');
  const { modulusLength } = options;
  validateUint32(modulusLength, 'options.modulusLength');
  let { publicExponent } = options;
  if (publicExponent === undefined || publicExponent === null) publicExponent = 0x10001;
  else validateUint32(publicExponent, 'options.publicExponent');
  return ['u:bits', modulusLength, 'n:e', bigEndian(publicExponent)];
}

const warnOfHash = getDeprecationWarningEmitter('DEP0154', '"options.hash" is deprecated, use "options.hashAlgorithm" instead.');
const warnOfMaskHash = getDeprecationWarningEmitter(
  'DEP0154', '"options.mgf1Hash" is deprecated, use "options.mgf1HashAlgorithm" instead.');

function checkDigest(name, what = 'digest') {
  if (digestOf(name) === undefined) throw coded(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid ${what}: ${name}`);
  return name;
}

// An option with an old name, which may be there too where both say the same.
function renamed(options, name, oldName, warn) {
  const value = options[name];
  const old = options[oldName];
  if (value !== undefined) validateString(value, `options.${name}`);
  if (old !== undefined) {
    warn();
    validateString(old, `options.${oldName}`);
    if (value && old !== value) throw new ERR_INVALID_ARG_VALUE(`options.${oldName}`, old);
  }
  return value ?? old;
}

function pssJob(options) {
  const pairs = rsaJob(options);
  const { saltLength } = options;
  if (saltLength !== undefined) validateInt32(saltLength, 'options.saltLength', 0);
  const hash = renamed(options, 'hashAlgorithm', 'hash', warnOfHash);
  const maskHash = renamed(options, 'mgf1HashAlgorithm', 'mgf1Hash', warnOfMaskHash);
  if (hash !== undefined) pairs.push('s:digest', checkDigest(hash));
  if (maskHash !== undefined || hash !== undefined) pairs.push('s:mgf1-digest', checkDigest(maskHash ?? hash, 'MGF1 digest'));
  if (saltLength !== undefined || hash !== undefined) {
    pairs.push('i:saltlen', saltLength ?? digestOf(hash).length);
  }
  return { name: 'RSA-PSS', pairs };
}

function dsaJob(options) {
  validateObject(options, 'options');
  const { modulusLength } = options;
  validateUint32(modulusLength, 'options.modulusLength');
  let { divisorLength } = options;
  if (divisorLength === undefined || divisorLength === null) divisorLength = -1;
  else validateInt32(divisorLength, 'options.divisorLength', 0);
  const setup = ['u:pbits', modulusLength];
  if (divisorLength >= 0) setup.push('u:qbits', divisorLength);
  return { name: 'DSA', setup };
}

function curveJob(options) {
  validateObject(options, 'options');
  const { namedCurve } = options;
  validateString(namedCurve, 'options.namedCurve');
  let { paramEncoding } = options;
  if (paramEncoding === undefined || paramEncoding === null) paramEncoding = 'named';
  else if (paramEncoding !== 'named' && paramEncoding !== 'explicit') {
    throw new ERR_INVALID_ARG_VALUE('options.paramEncoding', paramEncoding);
  }
  const group = native.curveName(namedCurve);
  if (group === undefined) throw new ERR_CRYPTO_INVALID_CURVE();
  return { name: 'EC', pairs: ['s:group', group, 's:encoding', paramEncoding === 'named' ? 'named_curve' : 'explicit'] };
}

function groupJob(options) {
  validateObject(options, 'options');
  const { group, primeLength, prime, generator } = options;
  if (group !== undefined) {
    for (const [name, value] of [['prime', prime], ['primeLength', primeLength], ['generator', generator]]) {
      if (value !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR('group', name);
    }
    validateString(group, 'options.group');
    const { primeOf } = require('internal/crypto/dh_groups');
    const known = primeOf(group);
    if (known === undefined) throw new ERR_CRYPTO_UNKNOWN_DH_GROUP();
    return { name: 'DH', setup: ['n:p', known, 'n:g', bigEndian(2)], isFixed: true };
  }
  if (prime !== undefined && primeLength !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR('prime', 'primeLength');
  if (prime !== undefined) validateBuffer(prime, 'options.prime');
  else if (primeLength !== undefined) validateInt32(primeLength, 'options.primeLength', 0);
  else throw new ERR_MISSING_OPTION('At least one of the group, prime, or primeLength options');
  if (generator !== undefined && generator !== null) validateInt32(generator, 'options.generator', 0);
  if (prime !== undefined) return { name: 'DH', setup: ['n:p', prime, 'n:g', bigEndian(generator ?? 2)], isFixed: true };
  return { name: 'DH', setup: ['u:pbits', primeLength, 'i:safeprime-generator', generator ?? 2] };
}

const kinds = {
  '__proto__': null,
  'rsa': (options) => ({ name: 'RSA', pairs: rsaJob(options) }),
  'rsa-pss': pssJob,
  'dsa': dsaJob,
  'ec': curveJob,
  'dh': groupJob,
  'ed25519': () => ({ name: 'ED25519' }),
  'ed448': () => ({ name: 'ED448' }),
  'x25519': () => ({ name: 'X25519' }),
  'x448': () => ({ name: 'X448' }),
};

// ---- pairs ------------------------------------------------------------------------------------------------------------------------

// How the two keys of a pair are to be written; undefined for key objects.
function pairEncodings(type, options) {
  const { publicKeyEncoding, privateKeyEncoding } = options;
  const encodings = { public: undefined, private: undefined };
  if (publicKeyEncoding !== undefined && publicKeyEncoding !== null) {
    if (typeof publicKeyEncoding !== 'object') throw new ERR_INVALID_ARG_VALUE('options.publicKeyEncoding', publicKeyEncoding);
    encodings.public = parsePublicKeyEncoding(publicKeyEncoding, type, 'options.publicKeyEncoding');
  }
  if (privateKeyEncoding !== undefined && privateKeyEncoding !== null) {
    if (typeof privateKeyEncoding !== 'object') throw new ERR_INVALID_ARG_VALUE('options.privateKeyEncoding', privateKeyEncoding);
    encodings.private = parsePrivateKeyEncoding(privateKeyEncoding, type, 'options.privateKeyEncoding');
  }
  return encodings;
}

function pairJob(type, options) {
  validateString(type, 'type');
  if (options !== undefined) validateObject(options, 'options');
  const encodings = pairEncodings(type, options ?? {});
  const kind = kinds[type];
  if (kind === undefined) throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  return { pairs: null, setup: null, isFixed: false, ...kind(options), encodings };
}

function written({ encodings }, handle) {
  const publicKey = encodings.public === undefined ? new PublicKeyObject(handle) : exportKey(handle, false, encodings.public);
  const privateKey = encodings.private === undefined ? new PrivateKeyObject(handle) : exportKey(handle, true, encodings.private);
  return { publicKey, privateKey };
}

const generateHandle = (job, callback) => native.keyGenerate(job.name, job.pairs, job.setup, job.isFixed, callback);
const failed = 'Key generation job failed';

function generateKeyPairSync(type, options) {
  const job = pairJob(type, options);
  return written(job, checked(generateHandle(job), failed));
}

function generateKeyPair(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  const job = pairJob(type, options);
  generateHandle(job, bindToContext((status, handle) => {
    if (typeof handle === 'string') {
      callback(failure(handle, failed));
      return;
    }
    let pair;
    try {
      pair = written(job, handle);
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, pair.publicKey, pair.privateKey);
  }));
}

module.exports = { generateHandle, generateKey, generateKeyPair, generateKeyPairSync, generateKeySync };
