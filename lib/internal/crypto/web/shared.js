// SPDX-License-Identifier: MIT
// What the algorithms of SubtleCrypto share: usages, JSON Web Keys, digests by their Web names, and work on the IO pool as promises.

const { lazyDOMException } = require('internal/util');
const { native, failure } = require('internal/crypto/native');
const { FastBuffer, digestOf } = require('internal/crypto/util');

const dataError = (message, cause) => lazyDOMException(message, cause === undefined ? 'DataError' : { name: 'DataError', cause });
const syntaxError = (message) => lazyDOMException(message, 'SyntaxError');
const invalidAccess = (message) => lazyDOMException(message, 'InvalidAccessError');
const failed = (cause) => lazyDOMException('The operation failed for an operation-specific reason',
  cause === undefined ? 'OperationError' : { name: 'OperationError', cause });

// ---- digests ------------------------------------------------------------------------------------------------------------------------------

const digestNames = {
  '__proto__': null, 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512', 'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384', 'SHA3-512': 'sha3-512', 'cSHAKE128': 'shake128', 'cSHAKE256': 'shake256',
};
const blockBits = {
  '__proto__': null, 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024, 'SHA3-256': 1088, 'SHA3-384': 832, 'SHA3-512': 576,
};

const digestFor = (hash) => digestOf(digestNames[hash.name]);

// ---- usages -------------------------------------------------------------------------------------------------------------------------------

function checkUsages(usages, allowed, what) {
  for (const usage of usages) {
    if (!allowed.includes(usage)) throw syntaxError(`Unsupported key usage for ${what} key`);
  }
}

const only = (usages, allowed) => usages.filter((usage) => allowed.includes(usage));

// ---- JSON Web Keys --------------------------------------------------------------------------------------------------------------------------

const usageOfUse = {
  __proto__: null, enc: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'deriveKey', 'deriveBits'], sig: ['sign', 'verify'],
};

// What all kinds of keys ask of a JSON Web Key. `use` is 'sig' or 'enc'.
function checkJwk(jwk, kty, use, usages, extractable) {
  if (!jwk.kty) throw dataError('Invalid keyData');
  if (jwk.kty !== kty) throw dataError('Invalid JWK "kty" Parameter');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) throw dataError('Invalid JWK "use" Parameter');
  checkKeyOperations(jwk, usages);
  if (jwk.ext === false && extractable) throw dataError('JWK "ext" Parameter and extractable mismatch');
}

function checkKeyOperations({ key_ops: operations, use }, usages) {
  if (operations === undefined) return;
  if (new Set(operations).size !== operations.length) throw dataError('Duplicate key operation');
  for (const usage of usages) {
    if (!operations.includes(usage)) throw dataError('Key operations and usage mismatch');
  }
  if (use !== undefined && usageOfUse[use] !== undefined) {
    for (const operation of operations) {
      const isKnown = usageOfUse.enc.includes(operation) || usageOfUse.sig.includes(operation);
      if (isKnown && !usageOfUse[use].includes(operation)) throw dataError('Key operations and usage mismatch');
    }
  }
}

function checkAlg(jwk, expected) {
  if (jwk.alg !== undefined && expected !== undefined && jwk.alg !== expected) {
    throw dataError('JWK "alg" does not match the requested algorithm');
  }
}

// ---- work -----------------------------------------------------------------------------------------------------------------------------------

// A function of the binding that takes a callback last, as a promise. Any failure is an OperationError.
function onPool(fn, ...args) {
  return new Promise((resolve, reject) => {
    fn(...args, (status, result) => {
      if (typeof result === 'string') reject(failed(failure(result)));
      else resolve(result);
    });
  });
}

// The ArrayBuffer that holds exactly these bytes.
function arrayBufferOf(bytes) {
  const { buffer } = bytes;
  return bytes.byteLength === buffer.byteLength ? buffer : buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

function randomBytes(size) {
  const bytes = new FastBuffer(size);
  if (native.randomFill(bytes, 0, size) < 0) throw failed();
  return bytes;
}

module.exports = {
  arrayBufferOf, blockBits, checkAlg, checkJwk, checkUsages, dataError, digestFor, digestNames, failed, invalidAccess, onPool, only,
  randomBytes, syntaxError,
};
