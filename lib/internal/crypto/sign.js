// SPDX-License-Identifier: MIT
// Signatures: Sign and Verify (streams that hash, then sign the digest), sign() and verify() at once or on the IO pool.

const {
  codes: { ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_SIGN_KEY_REQUIRED, ERR_CRYPTO_UNSUPPORTED_OPERATION, ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateEncoding, validateFunction, validateString } = require('internal/validators');
const { isAnyArrayBuffer } = require('internal/util/types');
const { bindToContext } = require('internal/async_context');
const { native, checked, coded, failure } = require('internal/crypto/native');
const { FastBuffer, digestOf, encodeStrictly, isBytes, limited, textEncoding, toBytes } = require('internal/crypto/util');
const { preparePrivate, preparePublic } = require('internal/crypto/key_input');
const { Writable } = require('stream');

const { isView } = ArrayBuffer;
const { setPrototypeOf } = Object;

// What keySign() does.
const SIGN_MESSAGE = 0;
const VERIFY_MESSAGE = 1;
const SIGN_DIGEST = 2;
const VERIFY_DIGEST = 3;

const kState = Symbol('kState');

// ---- options of a key -----------------------------------------------------------------------------------------------------------

function integerOption(options, name) {
  const value = options[name];
  if (value === undefined) return undefined;
  if (value === value >> 0) return value;
  throw new ERR_INVALID_ARG_VALUE(`options.${name}`, value);
}

// { padding, salt, sideBySide } as a program gave them along with a key.
function signatureOptions(key) {
  if (typeof key !== 'object' || key === null) return { padding: 0, salt: undefined, sideBySide: false };
  const padding = integerOption(key, 'padding') ?? 0;
  const salt = integerOption(key, 'saltLength');
  const { dsaEncoding } = key;
  if (dsaEncoding !== undefined && dsaEncoding !== 'der' && dsaEncoding !== 'ieee-p1363') {
    throw new ERR_INVALID_ARG_VALUE('options.dsaEncoding', dsaEncoding);
  }
  return { padding, salt, sideBySide: dsaEncoding === 'ieee-p1363' };
}

const RSA_PKCS1_PSS_PADDING = 6;

// Kinds of keys that sign messages, not digests.
const isOneShot = (kind) => kind === 'ed25519' || kind === 'ed448';

// A key that is restricted to PSS pads so where a program says nothing; any other RSA key as PKCS #1 has it.
function paddingFor(kind, padding) {
  if (padding !== 0) return padding;
  return kind === 'rsa-pss' ? RSA_PKCS1_PSS_PADDING : 0;
}

// ---- Sign and Verify --------------------------------------------------------------------------------------------------------------

const invalidDigest = () => coded(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', 'Invalid digest');

function start(stream, algorithm, options) {
  validateString(algorithm, 'algorithm');
  const digest = digestOf(algorithm === 'DSS1' || algorithm === 'dss1' ? 'sha1' : algorithm); // an old name of programs
  if (digest === undefined) throw invalidDigest();
  const handle = native.hashNew(digest.id);
  if (typeof handle === 'number') throw invalidDigest();
  stream[kState] = { handle, digest };
  Writable.call(stream, options);
}

function add(state, data, encoding) {
  if (typeof data === 'string') {
    validateEncoding(data, encoding);
  } else if (!isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  if (typeof data !== 'string') limited(data, 'data is too long');
  if (state.handle === undefined) throw new Error('Not initialised');
  native.digestUpdate(state.handle, data, textEncoding(encoding));
}

// The digest of all that came. A second one cannot be had.
function takeDigest(state) {
  const { handle, digest } = state;
  if (handle === undefined) throw new Error('Not initialised');
  const bytes = new FastBuffer(digest.length);
  state.handle = undefined;
  native.digestFinal(handle, bytes);
  return bytes;
}

function update(data, encoding) {
  add(this[kState], data, encoding);
  return this;
}

function write(chunk, encoding, callback) {
  add(this[kState], chunk, encoding);
  callback();
}

// Both end in the same step.
function withDigest(kind, state, handle, options, signature) {
  const { 0: keyKind } = native.keyKind(handle);
  const digest = takeDigest(state);
  if (isOneShot(keyKind)) throw new ERR_CRYPTO_UNSUPPORTED_OPERATION();
  return checked(native.keySign(kind, handle, digest, state.digest.id, paddingFor(keyKind, options.padding), options.salt,
    options.sideBySide, signature));
}

function Sign(algorithm, options) {
  if (!(this instanceof Sign)) return new Sign(algorithm, options);
  start(this, algorithm, options);
}
setPrototypeOf(Sign.prototype, Writable.prototype);
setPrototypeOf(Sign, Writable);

Sign.prototype._write = write;
Sign.prototype.update = update;

Sign.prototype.sign = function sign(options, encoding) {
  if (!options) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const read = preparePrivate(options);
  const keyOptions = signatureOptions(options);
  const signature = withDigest(SIGN_DIGEST, this[kState], read(), keyOptions);
  return encodeStrictly(new FastBuffer(signature.buffer, signature.byteOffset, signature.byteLength), encoding);
};

function Verify(algorithm, options) {
  if (!(this instanceof Verify)) return new Verify(algorithm, options);
  start(this, algorithm, options);
}
setPrototypeOf(Verify.prototype, Writable.prototype);
setPrototypeOf(Verify, Writable);

Verify.prototype._write = write;
Verify.prototype.update = update;

Verify.prototype.verify = function verify(options, signature, sigEncoding) {
  const read = preparePublic(options);
  const keyOptions = signatureOptions(options);
  const bytes = limited(toBytes(signature, 'signature', sigEncoding), 'signature is too big');
  return withDigest(VERIFY_DIGEST, this[kState], read(), keyOptions, bytes);
};

// ---- at once ------------------------------------------------------------------------------------------------------------------------

function digestNumber(algorithm) {
  if (algorithm === null || algorithm === undefined) return -1;
  const digest = digestOf(algorithm);
  if (digest === undefined) throw new ERR_CRYPTO_INVALID_DIGEST(algorithm);
  return digest.id;
}

// A context for signatures of keys that know one. OpenSSL 3.0 has none that does.
function checkContext(key) {
  const context = typeof key === 'object' && key !== null ? key.context : undefined;
  if (context === undefined) return;
  if (!isBytes(context)) {
    throw new ERR_INVALID_ARG_TYPE('context', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], context);
  }
  if (context.byteLength > 255) {
    const error = new ERR_OUT_OF_RANGE('context', '<= 255 bytes', context.byteLength);
    error.message = 'context string must be at most 255 bytes';
    throw error;
  }
  if (context.byteLength > 0) throw new Error('Context parameter is unsupported');
}

// Runs keySign(); with a callback on the IO pool.
function run(kind, algorithm, data, key, read, signature, shape, callback) {
  const options = signatureOptions(key);
  checkContext(key);
  const handle = read();
  const { 0: keyKind } = native.keyKind(handle);
  const args = [kind, handle, data, digestNumber(algorithm), paddingFor(keyKind, options.padding), options.salt, options.sideBySide, signature];
  if (callback === undefined) return shape(checked(native.keySign(...args)));
  native.keySign(...args, bindToContext((status, result) => {
    if (typeof result === 'string') callback(failure(result));
    else callback(null, shape(result));
  }));
}

const asBuffer = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const asIs = (value) => value;

function sign(algorithm, data, key, callback) {
  if (algorithm !== null && algorithm !== undefined) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
  data = limited(toBytes(data, 'data'), 'data is too big');
  if (!key) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  return run(SIGN_MESSAGE, algorithm, data, key, preparePrivate(key), undefined, asBuffer, callback);
}

function verify(algorithm, data, key, signature, callback) {
  if (algorithm !== null && algorithm !== undefined) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (isAnyArrayBuffer(data)) throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView'], data);
  data = limited(toBytes(data, 'data'), 'data is too big');
  const read = preparePublic(key);
  if (!isView(signature)) throw new ERR_INVALID_ARG_TYPE('signature', ['Buffer', 'TypedArray', 'DataView'], signature);
  return run(VERIFY_MESSAGE, algorithm, data, key, read, limited(toBytes(signature, 'signature'), 'signature is too big'), asIs, callback);
}

module.exports = { RSA_PKCS1_PSS_PADDING, SIGN_MESSAGE, Sign, VERIFY_MESSAGE, Verify, sign, verify };
