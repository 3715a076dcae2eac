// SPDX-License-Identifier: MIT
// Keys as programs pass them to createPublicKey(), sign() and all the others: key objects, text, bytes, or an object that says how to read
// them. The result is a handle of OpenSSL's key.

const {
  codes: { ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE,
    ERR_MISSING_PASSPHRASE },
} = require('internal/errors');
const { native, checked, failure } = require('internal/crypto/native');
const { isBytes, limited, toBytes } = require('internal/crypto/util');
const { PKCS1, PKCS8, SEC1, SPKI, handleOf, isCryptoKey, isKeyObject } = require('internal/crypto/keys');

const PEM = 0;
const DER = 1;

const bytesNames = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const keyNames = [...bytesNames, 'string', 'KeyObject', 'CryptoKey'];
const inputNames = [...bytesNames, 'string'];

const isInput = (value) => typeof value === 'string' || isBytes(value);

// ---- encodings --------------------------------------------------------------------------------------------------------------

const optionName = (object, name) => `${object === undefined ? 'options' : object}.${name}`;

function parseFormat(format, standard, name) {
  if (format === undefined && standard !== undefined) return standard;
  if (format === 'pem' || format === 'der' || format === 'jwk') return format;
  throw new ERR_INVALID_ARG_VALUE(name, format);
}

// `keyType` is the type of a key to be written; undefined for one that is read. `isPublic` may be undefined: either.
function parseType(type, required, keyType, isPublic, name) {
  if (type === undefined && !required) return isPublic === undefined || keyType === undefined ? -1 : isPublic ? SPKI : PKCS8;
  switch (type) {
    case 'pkcs1':
      if (keyType !== undefined && keyType !== 'rsa') {
        throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for RSA keys');
      }
      return PKCS1;
    case 'spki':
      if (isPublic !== false) return SPKI;
      break;
    case 'pkcs8':
      if (isPublic !== true) return PKCS8;
      break;
    case 'sec1':
      if (isPublic === true) break;
      if (keyType !== undefined && keyType !== 'ec') {
        throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for EC keys');
      }
      return SEC1;
  }
  throw new ERR_INVALID_ARG_VALUE(name, type);
}

// { format, type, cipher, passphrase } of an encoding that a program described.
function parseEncoding(encoding, keyType, isPublic, object) {
  if (encoding === null || typeof encoding !== 'object') throw new ERR_INVALID_ARG_TYPE('options', 'object', encoding);
  const isReading = keyType === undefined;
  const { format: formatName, type: typeName } = encoding;
  const format = parseFormat(formatName, isReading ? 'pem' : undefined, optionName(object, 'format'));
  const type = parseType(typeName, (!isReading || format === 'der') && format !== 'jwk', keyType, isPublic,
    optionName(object, 'type'));
  if (isPublic === true) return { format, type, cipher: undefined, passphrase: undefined };
  return { format, type, ...parseEncryption(encoding, isReading, format, type, object) };
}

function parseEncryption(encoding, isReading, format, type, object) {
  const { cipher, passphrase, encoding: textEncoding } = encoding;
  if (!isReading) {
    if (cipher !== undefined && cipher !== null) {
      if (typeof cipher !== 'string') throw new ERR_INVALID_ARG_VALUE(optionName(object, 'cipher'), cipher);
      if (format === 'der' && (type === PKCS1 || type === SEC1)) {
        throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(encoding.type, 'does not support encryption');
      }
    } else if (passphrase !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(optionName(object, 'cipher'), cipher);
    }
  }
  if ((isReading && passphrase !== undefined && passphrase !== null && !isInput(passphrase)) ||
      (!isReading && cipher !== undefined && cipher !== null && !isInput(passphrase))) {
    throw new ERR_INVALID_ARG_VALUE(optionName(object, 'passphrase'), passphrase);
  }
  return {
    cipher: isReading ? undefined : cipher ?? undefined,
    passphrase: passphrase === undefined || passphrase === null ? undefined : toBytes(passphrase, 'key.passphrase', textEncoding),
  };
}

const parsePublicKeyEncoding = (encoding, keyType, object) => parseEncoding(encoding, keyType, keyType ? true : undefined, object);
const parsePrivateKeyEncoding = (encoding, keyType, object) => parseEncoding(encoding, keyType, false, object);

// ---- reading ----------------------------------------------------------------------------------------------------------------

function read(bytes, isPublic, encoding) {
  const handle = native.keyRead(bytes, isPublic, encoding.format === 'der' ? DER : PEM, encoding.type, encoding.passphrase);
  if (handle === -1) throw new ERR_MISSING_PASSPHRASE('Passphrase required for encrypted key');
  if (typeof handle === 'string' && isPublic && encoding.format === 'der' && (encoding.type === SPKI || encoding.type === PKCS1)) {
    throw unreadable(handle);
  }
  return checked(handle, 'Failed to read asymmetric key');
}

// Of a public key that is no DER Node tells all that OpenSSL said, and picks nothing out.
function unreadable(text) {
  const error = new Error('Failed to read asymmetric key');
  const { message, opensslErrorStack = [] } = failure(text);
  if (text !== '') error.opensslErrorStack = [...opensslErrorStack, message];
  return error;
}

// The keys that were read last from text: programs pass the same PEM with every signature they make or verify, and reading it takes longer than
// verifying. Handles do not change, so that all may share one. A private key stays in memory with its text, until others take its place.
const RECENT = 8;
const RECENT_TEXT_MAX = 8192;
const recent = { __proto__: null, public: new Map(), private: new Map() };

function readText(text, isPublic) {
  const known = isPublic ? recent.public : recent.private;
  const found = known.get(text);
  if (found !== undefined) return found;
  const handle = read(toBytes(text, 'key'), isPublic, { format: 'pem', type: -1, passphrase: undefined });
  if (text.length <= RECENT_TEXT_MAX) {
    if (known.size === RECENT) known.delete(known.keys().next().value);
    known.set(text, handle);
  }
  return handle;
}

// A key object's handle for a use. A public key may be taken from a private one, but createPublicKey() and createPrivateKey() ask for
// something to make it of.
function handleForUse(key, isPublic, creates) {
  const { type } = key;
  if (creates && !isPublic) throw new ERR_INVALID_ARG_TYPE('key', inputNames, key);
  if (isPublic && !creates) {
    if (type !== 'private' && type !== 'public') throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(type, 'private or public');
  } else if (type !== 'private') {
    throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(type, 'private');
  }
  return handleOf(key);
}

function handleOfKey(key, isPublic, creates) {
  if (isKeyObject(key)) return handleForUse(key, isPublic, creates);
  if (isCryptoKey(key)) return handleForUse(require('internal/crypto/crypto_key').keyObjectOf(key), isPublic, creates);
  return undefined;
}

// What a program passed, checked: a function that reads the key. Other arguments are checked before that.
function prepare(key, isPublic, creates) {
  const ready = handleOfKey(key, isPublic, creates);
  if (ready !== undefined) return () => ready;
  if (typeof key === 'string') return () => readText(key, isPublic);
  if (isInput(key)) {
    const bytes = limited(toBytes(key, 'key'), 'keyData is too big');
    return () => read(bytes, isPublic, { format: 'pem', type: -1, passphrase: undefined });
  }
  if (typeof key !== 'object' || key === null) throw new ERR_INVALID_ARG_TYPE('key', creates && !isPublic ? inputNames : keyNames, key);
  const { key: data, encoding, format } = key;
  const inner = handleOfKey(data, isPublic, creates);
  if (inner !== undefined) return () => inner;
  if (format === 'jwk') {
    const { validateObject } = require('internal/validators');
    validateObject(data, 'key.key');
    return () => require('internal/crypto/jwk').importJwk(data, isPublic);
  }
  if (!isInput(data)) throw new ERR_INVALID_ARG_TYPE('key.key', creates && !isPublic ? inputNames : keyNames, data);
  const how = isPublic ? parseEncoding(key, undefined, undefined) : parsePrivateKeyEncoding(key, undefined);
  const bytes = limited(toBytes(data, 'key', encoding), 'keyData is too big');
  return () => read(bytes, isPublic, how);
}

const preparePublic = (key) => prepare(key, true, false);
const preparePrivate = (key) => prepare(key, false, false);
const publicHandle = (key, creates = false) => prepare(key, true, creates)();
const privateHandle = (key, creates = false) => prepare(key, false, creates)();

module.exports = { keyNames, parsePrivateKeyEncoding, parsePublicKeyEncoding, preparePrivate, preparePublic, privateHandle, publicHandle };
