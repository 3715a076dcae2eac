// SPDX-License-Identifier: MIT
// Hash and Hmac: streams that are mostly used through update() and digest(); and hash(), which needs no object.

const {
  codes: { ERR_CRYPTO_HASH_FINALIZED, ERR_CRYPTO_HASH_UPDATE_FAILED, ERR_CRYPTO_INVALID_DIGEST, ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateEncoding, validateObject, validateString, validateUint32 } = require('internal/validators');
const { blank } = require('internal/blank_string');
const { getDeprecationWarningEmitter, normalizeEncoding } = require('internal/util');
const { native, opensslError } = require('internal/crypto/native');
const { FastBuffer, bytesOf, digestOf, encode, textEncoding } = require('internal/crypto/util');
const LazyTransform = require('internal/streams/lazy_transform');

const { isView } = ArrayBuffer;
const { setPrototypeOf } = Object;
const { digestUpdate, digestFinal, hashNew, hashCopy, hashOnce, hmacNew, hmacOnce } = native;
const scratch = native.hashScratch();

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
  } else if (data.byteLength > SIZE_MAX) {
    throw require('internal/crypto/native').coded(RangeError, 'ERR_OUT_OF_RANGE', 'data is too long');
  }
}

const SIZE_MAX = 2 ** 31 - 1;

// ---- data -----------------------------------------------------------------------------------------------------------

// Most programs hash one short message: it waits here for digest(), which does all in one step. Only for more is there a handle.
const WAITING_MAX = 4096;

function endsInHalf(text) {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last < 0xdc00;
}

// Whether the data could be kept for later.
function keep(state, data, encoding) {
  if (state.waiting === undefined) {
    if (typeof data === 'string') {
      if (data.length > WAITING_MAX) return false;
      state.waiting = data;
      state.encoding = encoding;
    } else {
      if (data.byteLength > WAITING_MAX) return false;
      state.waiting = new FastBuffer(bytesOf(data)); // the program may change its own
    }
    return true;
  }
  const { waiting } = state;
  if (encoding !== 0 || state.encoding !== 0 || typeof data !== 'string' || typeof waiting !== 'string' ||
      waiting.length + data.length > WAITING_MAX || endsInHalf(waiting)) return false;
  state.waiting = waiting + data;
  return true;
}

function start(stream) {
  const state = stream[kState];
  const handle = handleOf(state.key === undefined ? hashNew(state.digest.id) : hmacNew(state.digest.id, state.key, state.keyEncoding));
  stream[kHandle] = handle;
  if (state.waiting !== undefined) {
    if (!digestUpdate(handle, state.waiting, state.encoding)) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
    state.waiting = undefined;
  }
  return handle;
}

function feed(stream, data, encoding) {
  let handle = stream[kHandle];
  if (handle === undefined) {
    if (keep(stream[kState], data, encoding)) return true;
    handle = start(stream);
  }
  return digestUpdate(handle, data, encoding);
}

// The result of what waits, as a Buffer or (where `length` is undefined) as hexadecimal text.
function atOnce(state, length) {
  const { digest, key, waiting = '', encoding } = state;
  const out = length === undefined ? blank() : new FastBuffer(length);
  const result = key === undefined ? hashOnce(scratch, digest.id, waiting, encoding, out) :
    hmacOnce(scratch, digest.id, key, state.keyEncoding, waiting, encoding, out);
  if (result === 0) return out;
  if (typeof result === 'number') throw opensslError(result);
  return result;
}

const resultOf = (stream, state) => (stream[kHandle] === undefined ? atOnce(state, state.length) : finish(stream[kHandle], state.length));

// Where both classes agree.
function transform(chunk, encoding, callback) {
  const ok = feed(this, chunk, textEncoding(encoding));
  callback(ok ? null : new ERR_CRYPTO_HASH_UPDATE_FAILED());
}

function update(data, encoding) {
  if (this[kState].finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
  checkData(data, encoding);
  if (!feed(this, data, textEncoding(encoding))) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
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
  this[kHandle] = copied ? handleOf(hashCopy(algorithm[kHandle] ?? start(algorithm))) : undefined;
  this[kState] = {
    digest, length, result: undefined, finalized: false, waiting: undefined, encoding: 0, key: undefined, keyEncoding: 0,
  };
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
  state.result ??= resultOf(this, state);
  this.push(state.result);
  callback();
};

Hash.prototype.update = update;

Hash.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state.finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
  // An encoding that cannot be turned into text fails before anything has changed.
  const encoding = outputEncoding === undefined || outputEncoding === null ? undefined : `${outputEncoding}`;
  if (encoding === 'hex' && this[kHandle] === undefined && state.result === undefined && !state.digest.xof) {
    const text = atOnce(state);
    state.finalized = true;
    return text;
  }
  state.result ??= resultOf(this, state);
  state.finalized = true;
  return encode(state.result, encoding);
};

// ---- Hmac -----------------------------------------------------------------------------------------------------------

let secretKeyBytes;

function Hmac(hmac, key, options) {
  if (!(this instanceof Hmac)) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  const encoding = options?.encoding;
  let keyEncoding = 0;
  if (typeof key === 'string' && encoding !== 'buffer') {
    keyEncoding = textEncoding(encoding);
  } else {
    secretKeyBytes ??= require('internal/crypto/secret').secretKeyBytes;
    key = new FastBuffer(secretKeyBytes(key, 'key', encoding));
  }
  const digest = digestOf(hmac);
  if (digest === undefined || digest.xof) throw new ERR_CRYPTO_INVALID_DIGEST(hmac);
  this[kHandle] = undefined;
  this[kState] = {
    digest, length: digest.length, result: undefined, finalized: false, waiting: undefined, encoding: 0, key, keyEncoding,
  };
  LazyTransform.call(this, options);
}
setPrototypeOf(Hmac.prototype, LazyTransform.prototype);
setPrototypeOf(Hmac, LazyTransform);

Hmac.prototype.update = update;

// A second call gives nothing, as Node.js has it for Hmac only.
Hmac.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  const encoding = outputEncoding === undefined || outputEncoding === null ? undefined : `${outputEncoding}`;
  if (state.finalized) return encode(new FastBuffer(0), encoding);
  const isText = encoding === 'hex' && this[kHandle] === undefined;
  const result = isText ? atOnce(state) : resultOf(this, state);
  state.finalized = true;
  return isText ? result : encode(result, encoding);
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
  if (options === undefined && typeof input === 'string' && typeof algorithm === 'string') {
    const digest = digestOf(algorithm);
    if (digest !== undefined && !digest.xof) {
      const text = hashOnce(scratch, digest.id, input, 0, blank());
      if (typeof text === 'string') return text;
    }
  }
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
  if (encoding === 'hex' && !digest.xof) {
    const text = hashOnce(scratch, digest.id, input, 0, blank());
    if (typeof text === 'number') throw opensslError(text);
    return text;
  }
  const result = new FastBuffer(lengthFor(digest, outputLength));
  if (result.length > 0) {
    const error = hashOnce(scratch, digest.id, input, 0, result);
    if (error !== 0) throw opensslError(error);
  }
  return encoding === 'buffer' ? result : result.toString(encoding);
}

module.exports = { Hash, Hmac, hash };
