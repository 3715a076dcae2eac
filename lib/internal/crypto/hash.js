// SPDX-License-Identifier: MIT
// Hash and Hmac: streams that are mostly used through update() and digest(); and hash(), which needs no object.

const {
  codes: { ERR_CRYPTO_HASH_FINALIZED, ERR_CRYPTO_HASH_UPDATE_FAILED, ERR_CRYPTO_INVALID_DIGEST, ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateEncoding, validateObject, validateString, validateUint32 } = require('internal/validators');
const { getDeprecationWarningEmitter, normalizeEncoding } = require('internal/util');
const { native, opensslError } = require('internal/crypto/native');
const { FastBuffer, digestOf, encode, textEncoding } = require('internal/crypto/util');
const LazyTransform = require('internal/streams/lazy_transform');

const { isView } = ArrayBuffer;
const { setPrototypeOf } = Object;
const { digestUpdate, digestFinal, hashNew, hashCopy, hashOnce, hmacNew } = native;

const kHandle = Symbol('kHandle');
const kState = Symbol('kState');

// OpenSSL's own error for an output length that a digest does not have.
const NOT_XOF_OR_INVALID_LENGTH = 0x030000b2;

const warnOfShake = getDeprecationWarningEmitter(
  'DEP0198', 'Creating SHAKE128/256 digests without an explicit options.outputLength is deprecated.');

// The result's length: what `wanted` says, else the digest's own.
function lengthFor(digest, wanted) {
  if (wanted === undefined) {
    if (digest.xof) warnOfShake();
    return digest.length;
  }
  if (wanted !== digest.length && !digest.xof) throw opensslError(NOT_XOF_OR_INVALID_LENGTH);
  return wanted;
}

function handleOf(handle) {
  if (typeof handle === 'number') throw opensslError(handle);
  return handle;
}

function finish(handle, length) {
  const result = new FastBuffer(length);
  const error = digestFinal(handle, result);
  if (error !== 0) throw opensslError(error);
  return result;
}

function checkData(data, encoding) {
  if (typeof data === 'string') {
    validateEncoding(data, encoding);
  } else if (!isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
}

// Where both classes agree.
function transform(chunk, encoding, callback) {
  const ok = digestUpdate(this[kHandle], chunk, textEncoding(encoding));
  callback(ok ? null : new ERR_CRYPTO_HASH_UPDATE_FAILED());
}

function update(data, encoding) {
  if (this[kState].finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
  checkData(data, encoding);
  if (!digestUpdate(this[kHandle], data, textEncoding(encoding))) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  return this;
}

// ---- Hash -----------------------------------------------------------------------------------------------------------

function Hash(algorithm, options) {
  if (!(this instanceof Hash)) return new Hash(algorithm, options);
  const copied = algorithm instanceof Hash;
  if (!copied) validateString(algorithm, 'algorithm');
  const wanted = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (wanted !== undefined) validateUint32(wanted, 'options.outputLength');
  const digest = copied ? algorithm[kState].digest : digestOf(algorithm);
  if (digest === undefined) throw new Error('Digest method not supported');
  const length = lengthFor(digest, wanted);
  this[kHandle] = handleOf(copied ? hashCopy(algorithm[kHandle]) : hashNew(digest.id));
  this[kState] = { digest, length, result: undefined, finalized: false };
  LazyTransform.call(this, options);
}
setPrototypeOf(Hash.prototype, LazyTransform.prototype);
setPrototypeOf(Hash, LazyTransform);

Hash.prototype.copy = function copy(options) {
  if (this[kState].finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this, options);
};

Hash.prototype._transform = transform;

Hash.prototype._flush = function _flush(callback) {
  const state = this[kState];
  state.result ??= finish(this[kHandle], state.length);
  this.push(state.result);
  callback();
};

Hash.prototype.update = update;

Hash.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state.finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
  // An encoding that cannot be turned into text fails before anything has changed.
  const encoding = outputEncoding === undefined || outputEncoding === null ? undefined : `${outputEncoding}`;
  state.result ??= finish(this[kHandle], state.length);
  state.finalized = true;
  return encode(state.result, encoding);
};

// ---- Hmac -----------------------------------------------------------------------------------------------------------

function Hmac(hmac, key, options) {
  if (!(this instanceof Hmac)) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  const { secretKeyBytes } = require('internal/crypto/secret');
  const bytes = secretKeyBytes(key, 'key', options?.encoding);
  const digest = digestOf(hmac);
  if (digest === undefined || digest.xof) throw new ERR_CRYPTO_INVALID_DIGEST(hmac);
  this[kHandle] = handleOf(hmacNew(digest.id, bytes));
  this[kState] = { length: digest.length, finalized: false };
  LazyTransform.call(this, options);
}
setPrototypeOf(Hmac.prototype, LazyTransform.prototype);
setPrototypeOf(Hmac, LazyTransform);

Hmac.prototype.update = update;

// A second call gives nothing, as Node.js has it for Hmac only.
Hmac.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  const encoding = outputEncoding === undefined || outputEncoding === null ? undefined : `${outputEncoding}`;
  const result = state.finalized ? new FastBuffer(0) : finish(this[kHandle], state.length);
  state.finalized = true;
  return encode(result, encoding);
};

Hmac.prototype._flush = function _flush(callback) {
  this.push(this.digest());
  callback();
};

Hmac.prototype._transform = transform;

// ---- at once --------------------------------------------------------------------------------------------------------

function outputOptions(options) {
  if (options === undefined) return { outputEncoding: 'hex', outputLength: undefined };
  if (typeof options === 'string') return { outputEncoding: options, outputLength: undefined };
  validateObject(options, 'options');
  const { outputEncoding = 'hex', outputLength } = options;
  if (outputLength !== undefined) validateUint32(outputLength, 'options.outputLength');
  return { outputEncoding, outputLength };
}

function normalizeOutput(encoding) {
  validateString(encoding, 'outputEncoding');
  if (encoding === 'hex' || encoding === 'buffer') return encoding;
  const normalized = normalizeEncoding(encoding);
  if (normalized !== undefined) return normalized;
  if (encoding.toLowerCase() === 'buffer') return 'buffer';
  throw new ERR_INVALID_ARG_VALUE('outputEncoding', encoding);
}

function hash(algorithm, input, options) {
  validateString(algorithm, 'algorithm');
  if (typeof input !== 'string' && !isView(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  }
  const { outputEncoding, outputLength } = outputOptions(options);
  const encoding = normalizeOutput(outputEncoding);
  const digest = digestOf(algorithm);
  if (digest === undefined) throw new Error(`Digest method ${algorithm} is not supported`);
  if (outputLength !== undefined && outputLength !== digest.length && !digest.xof) {
    throw new Error(`Output length ${outputLength} is invalid for ${algorithm}, which does not support XOF`);
  }
  const result = new FastBuffer(lengthFor(digest, outputLength));
  if (result.length > 0) {
    const error = hashOnce(digest.id, input, 0, result);
    if (error !== 0) throw opensslError(error);
  }
  return encoding === 'buffer' ? result : result.toString(encoding);
}

module.exports = { Hash, Hmac, hash };
