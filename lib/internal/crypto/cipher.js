// SPDX-License-Identifier: MIT
// Cipheriv and Decipheriv, and what ciphers there are. SIV, which passes over a message twice, is not for streams.

const {
  codes: { ERR_CRYPTO_INVALID_AUTH_TAG, ERR_CRYPTO_INVALID_IV, ERR_CRYPTO_INVALID_KEYLEN, ERR_CRYPTO_INVALID_STATE,
    ERR_CRYPTO_UNKNOWN_CIPHER, ERR_INTERNAL_ASSERTION, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const { validateEncoding, validateInt32, validateObject, validateString } = require('internal/validators');
const { filterDuplicateStrings, getDeprecationWarningEmitter, normalizeEncoding } = require('internal/util');
const { native, coded, opensslError } = require('internal/crypto/native');
const { FastBuffer, bytesOf, limited, toBytes } = require('internal/crypto/util');
const { secretKeyBytes } = require('internal/crypto/secret');
const LazyTransform = require('internal/streams/lazy_transform');

const { isView } = ArrayBuffer;
const { setPrototypeOf } = Object;

const BLOCK_MAX = 32; // OpenSSL's EVP_MAX_BLOCK_LENGTH
const modes = {
  '__proto__': null, 0: 'stream', 1: 'ecb', 2: 'cbc', 3: 'cfb', 4: 'ofb', 5: 'ctr', 6: 'gcm', 7: 'ccm', 0x10001: 'xts', 0x10002: 'wrap',
  0x10003: 'ocb', 0x10004: 'siv',
};

// OpenSSL's own number for a tag that cannot be had.
const TAG_NOT_SET = 0x1c800077;

const none = new FastBuffer(0);
const lastBlock = new FastBuffer(BLOCK_MAX);

const kState = Symbol('kState');

const warnOfShortTag = getDeprecationWarningEmitter(
  'DEP0182', 'Using AES-GCM authentication tags of less than 128 bits without specifying the authTagLength option when ' +
  'initializing decryption is deprecated.');

// ---- what ciphers there are -----------------------------------------------------------------------------------------

const known = new Map();

// Facts of a cipher by its name or number: { nid, name, mode, aead, keyLength, ivLength, blockSize }; undefined where there is none.
function cipherOf(name) {
  let cipher = known.get(name);
  if (cipher === undefined) {
    const facts = native.cipher(name);
    if (facts === undefined) return undefined;
    const { 0: nid, 1: shortName, 2: mode, 3: aead, 4: keyLength, 5: ivLength, 6: blockSize, 7: id } = facts;
    cipher = { nid, name: shortName.toLowerCase(), mode: modes[mode], aead, keyLength, ivLength, blockSize, id };
    known.set(name, cipher);
  }
  return cipher;
}

function isSupported(cipher) {
  if (cipher.aead) return cipher.mode === 'gcm' || cipher.mode === 'ccm' || cipher.mode === 'ocb' || cipher.name === 'chacha20-poly1305';
  return cipher.mode !== undefined && cipher.mode !== 'siv';
}

let cipherNames;

function getCiphers() {
  cipherNames ??= filterDuplicateStrings(native.cipherNames().filter((name) => {
    const cipher = cipherOf(name);
    return cipher !== undefined && isSupported(cipher);
  }), true);
  return cipherNames.slice();
}

function ivLengthFits(cipher, length) {
  if (cipher.mode === 'ccm') return length >= 7 && length <= 13;
  if (cipher.mode === 'ocb') return length >= 1 && length <= 15;
  if (cipher.name === 'chacha20-poly1305') return length >= 1 && length <= 12;
  if (cipher.aead) return length >= 1;
  return length === cipher.ivLength;
}

function getCipherInfo(nameOrNid, options) {
  if (typeof nameOrNid !== 'string' && typeof nameOrNid !== 'number') {
    throw new ERR_INVALID_ARG_TYPE('nameOrNid', ['string', 'number'], nameOrNid);
  }
  let keyLength;
  let ivLength;
  if (options !== undefined) {
    validateObject(options, 'options');
    ({ keyLength, ivLength } = options);
    if (keyLength !== undefined) validateInt32(keyLength, 'options.keyLength');
    if (ivLength !== undefined) validateInt32(ivLength, 'options.ivLength');
  }
  const cipher = typeof nameOrNid === 'number' && nameOrNid !== nameOrNid >> 0 ? undefined : cipherOf(nameOrNid);
  if (cipher === undefined || (keyLength !== undefined && keyLength !== cipher.keyLength) ||
      (ivLength !== undefined && !ivLengthFits(cipher, ivLength))) return undefined;
  const info = { __proto__: null, mode: cipher.mode, name: cipher.name, nid: cipher.nid, keyLength: cipher.keyLength };
  if (cipher.mode !== 'stream') info.blockSize = cipher.blockSize;
  if (cipher.ivLength !== 0) info.ivLength = ivLength ?? cipher.ivLength;
  return info;
}

// ---- arguments ------------------------------------------------------------------------------------------------------

// An option that is an unsigned number where it is there.
function unsignedOption(options, name) {
  const value = options?.[name];
  if (value === undefined || value === null) return undefined;
  if (value >>> 0 !== value) throw new ERR_INVALID_ARG_VALUE(`options.${name}`, value);
  return value;
}

function isTagLength(cipher, length) {
  if (cipher.mode === 'ccm') return length >= 4 && length <= 16 && length % 2 === 0;
  if (cipher.mode === 'gcm') return length === 4 || length === 8 || (length >= 12 && length <= 16);
  return length >= 1 && length <= 16;
}

function checkIv(cipher, iv) {
  const length = iv === null ? 0 : iv.length;
  if (iv === null && cipher.ivLength === 0) return;
  if (!ivLengthFits(cipher, length)) throw new ERR_CRYPTO_INVALID_IV();
}

// The tag's length as it is to be; undefined for GCM where the program says nothing.
function checkTagLength(cipher, length, name) {
  if (length !== undefined) {
    if (!isTagLength(cipher, length)) throw new ERR_CRYPTO_INVALID_AUTH_TAG(length);
    return length;
  }
  if (cipher.mode === 'gcm') return undefined;
  if (cipher.name === 'chacha20-poly1305') return 16;
  throw coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `authTagLength required for ${name}`);
}

// CCM counts a message in what its IV leaves free.
function messageMax(cipher, iv) {
  if (cipher.mode !== 'ccm') return Infinity;
  return iv.length > 12 ? 0xffff : iv.length === 12 ? 0xffffff : 2 ** 31 - 1;
}

// What Cipheriv and Decipheriv start with.
function start(stream, encrypts, name, key, iv, options) {
  validateString(name, 'cipher');
  const secret = secretKeyBytes(key, 'key', options?.encoding);
  limited(secret, 'key is too big');
  if (iv !== null) iv = limited(toBytes(iv, 'iv'), 'iv is too big');
  let tagLength = unsignedOption(options, 'authTagLength');
  const cipher = cipherOf(name);
  if (cipher === undefined) throw new ERR_CRYPTO_UNKNOWN_CIPHER();
  if (!isSupported(cipher)) throw new ERR_CRYPTO_UNKNOWN_CIPHER();
  if (secret.length !== cipher.keyLength) throw new ERR_CRYPTO_INVALID_KEYLEN();
  checkIv(cipher, iv);
  if (cipher.aead) tagLength = checkTagLength(cipher, tagLength, name);
  const { mode } = cipher;
  const early = mode === 'ocb' || mode === 'ccm' ? tagLength : -1; // they work otherwise for a tag of another length
  const handle = native.cipherNew(cipher.id, secret, iv ?? none, cipher.aead, encrypts, early);
  if (typeof handle === 'number') {
    if (handle === -1) throw new ERR_CRYPTO_INVALID_IV();
    if (handle === -2) throw new ERR_CRYPTO_INVALID_AUTH_TAG(tagLength);
    throw opensslError(-handle);
  }
  stream[kState] = {
    handle, cipher, encrypts, tagLength, tag: undefined, finished: false, isForged: false, isFed: false, messageMax: messageMax(cipher, iv),
  };
  stream._decoder = null;
  LazyTransform.call(stream, options);
}

// ---- data -----------------------------------------------------------------------------------------------------------

function decoderFor(stream, encoding) {
  const normalized = normalizeEncoding(encoding);
  if (stream._decoder === null) {
    if (normalized === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    const { StringDecoder } = require('string_decoder');
    stream._decoder = new StringDecoder(encoding);
  } else if (stream._decoder.encoding !== normalized) {
    if (normalized === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    throw new ERR_INTERNAL_ASSERTION('Cannot change encoding');
  }
  return stream._decoder;
}

const isText = (encoding) => encoding !== undefined && encoding !== null && encoding !== '' && encoding !== 'buffer';

function updateBytes(state, bytes) {
  const unsupported = 'Trying to add data in unsupported state';
  if (state.finished) throw new Error(unsupported);
  if (bytes.length > state.messageMax) throw coded(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length');
  const isStream = state.cipher.blockSize === 1; // as much comes out as goes in
  const out = new FastBuffer(isStream ? bytes.length : bytes.length + BLOCK_MAX);
  state.isFed = true;
  const written = native.cipherUpdate(state.handle, bytes, out);
  if (written < 0) {
    if (state.cipher.mode !== 'ccm' || state.encrypts) throw opensslError(-written, unsupported);
    state.isForged = true; // CCM knows at once; programs are told by final()
    return out.subarray(0, 0);
  }
  return written === out.length ? out : new FastBuffer(out.buffer, 0, written);
}

function update(data, inputEncoding, outputEncoding) {
  if (typeof data === 'string') {
    validateEncoding(data, inputEncoding);
    if (normalizeEncoding(inputEncoding) === undefined) inputEncoding = 'utf8';
  } else if (!isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  const bytes = updateBytes(this[kState], limited(toBytes(data, 'data', inputEncoding), 'data is too long'));
  return isText(outputEncoding) ? decoderFor(this, outputEncoding).write(bytes) : bytes;
}

function finish(state) {
  if (state.finished) throw new ERR_CRYPTO_INVALID_STATE('final');
  const { handle, cipher, encrypts } = state;
  const unauthentic = 'Unsupported state or unable to authenticate data';
  state.finished = true;
  // Without a tag nothing has been authenticated, whatever OpenSSL says of it.
  if (cipher.aead && !encrypts && state.tag === undefined) throw new Error(unauthentic);
  if (state.isForged) throw new Error(unauthentic);
  if (cipher.mode === 'ccm' && !encrypts) return new FastBuffer(0);
  if (cipher.mode === 'ccm' && !state.isFed) throw opensslError(TAG_NOT_SET); // a tag of no message
  const tag = cipher.aead && encrypts ? new FastBuffer(state.tagLength ?? 16) : undefined;
  const written = native.cipherFinal(handle, lastBlock, tag);
  if (written < 0) throw opensslError(-written, cipher.aead ? unauthentic : 'Unsupported state');
  state.tag ??= tag;
  if (written === 0) return new FastBuffer(0);
  const last = new FastBuffer(lastBlock.subarray(0, written));
  lastBlock.fill(0);
  return last;
}

function final(outputEncoding) {
  const bytes = finish(this[kState]);
  return isText(outputEncoding) ? decoderFor(this, outputEncoding).end(bytes) : bytes;
}

function transform(chunk, encoding, callback) {
  let bytes;
  try {
    bytes = updateBytes(this[kState], limited(toBytes(chunk, 'chunk', encoding), 'data is too long'));
  } catch (error) {
    callback(error);
    return;
  }
  this.push(bytes);
  callback();
}

function flush(callback) {
  let bytes;
  try {
    bytes = finish(this[kState]);
  } catch (error) {
    callback(error);
    return;
  }
  this.push(bytes);
  callback();
}

function setAutoPadding(autoPadding) {
  const state = this[kState];
  const on = autoPadding === undefined || Boolean(autoPadding);
  if (state.finished || !native.cipherPadding(state.handle, on)) throw new ERR_CRYPTO_INVALID_STATE('setAutoPadding');
  return this;
}

function setAAD(aadbuf, options) {
  const bytes = limited(toBytes(aadbuf, 'aadbuf', options?.encoding), 'buffer is too big');
  const length = unsignedOption(options, 'plaintextLength');
  const state = this[kState];
  const { handle, cipher, finished } = state;
  if (cipher.mode === 'ccm' && !finished) expectMessage(state, length);
  if (finished || !cipher.aead || native.cipherUpdate(handle, bytes, null) < 0) throw new ERR_CRYPTO_INVALID_STATE('setAAD');
  return this;
}

function expectMessage({ handle, messageMax: max }, length) {
  if (length === undefined) {
    throw coded(TypeError, 'ERR_MISSING_ARGS', 'options.plaintextLength required for CCM mode with AAD');
  }
  if (length > max) throw coded(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length');
  if (!native.cipherExpect(handle, length)) throw new ERR_CRYPTO_INVALID_STATE('setAAD');
}

function getAuthTag() {
  const { encrypts, tag } = this[kState];
  if (!encrypts || tag === undefined) throw new ERR_CRYPTO_INVALID_STATE('getAuthTag');
  return new FastBuffer(tag);
}

function setAuthTag(tag, encoding) {
  const bytes = new FastBuffer(bytesOf(toBytes(tag, 'buffer', encoding)));
  const state = this[kState];
  const { cipher, tagLength } = state;
  if (!cipher.aead || state.finished || state.tag !== undefined) throw new ERR_CRYPTO_INVALID_STATE('setAuthTag');
  if (!isTagLength(cipher, bytes.length) || (tagLength !== undefined && tagLength !== bytes.length)) {
    throw new ERR_CRYPTO_INVALID_AUTH_TAG(bytes.length);
  }
  if (cipher.mode === 'gcm' && tagLength === undefined && bytes.length < 16) warnOfShortTag();
  if (native.cipherTag(state.handle, bytes, true) !== true) throw new ERR_CRYPTO_INVALID_STATE('setAuthTag');
  state.tag = bytes;
  return this;
}

// ---- the classes ----------------------------------------------------------------------------------------------------

function Cipheriv(cipher, key, iv, options) {
  if (!(this instanceof Cipheriv)) return new Cipheriv(cipher, key, iv, options);
  start(this, true, cipher, key, iv, options);
}

function Decipheriv(cipher, key, iv, options) {
  if (!(this instanceof Decipheriv)) return new Decipheriv(cipher, key, iv, options);
  start(this, false, cipher, key, iv, options);
}

for (const Class of [Cipheriv, Decipheriv]) {
  setPrototypeOf(Class.prototype, LazyTransform.prototype);
  setPrototypeOf(Class, LazyTransform);
  Class.prototype._transform = transform;
  Class.prototype._flush = flush;
  Class.prototype.update = update;
  Class.prototype.final = final;
  Class.prototype.setAutoPadding = setAutoPadding;
  if (Class === Cipheriv) Class.prototype.getAuthTag = getAuthTag;
  else Class.prototype.setAuthTag = setAuthTag;
  Class.prototype.setAAD = setAAD;
}

module.exports = { Cipheriv, Decipheriv, getCipherInfo, getCiphers };
