// SPDX-License-Identifier: MIT
// RSA keys of SubtleCrypto: RSASSA-PKCS1-v1_5, RSA-PSS and RSA-OAEP.

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { native } = require('internal/crypto/native');
const { PKCS8, PrivateKeyObject, PublicKeyObject, SPKI, handleOf } = require('internal/crypto/keys');
const { makeCryptoKey, slotsOf, usagesInOrder } = require('internal/crypto/crypto_key');
const { notSupported, operationError } = require('internal/crypto/web/algorithms');
const {
  arrayBufferOf, checkAlg, checkJwk, checkUsages, dataError, digestFor, failed, invalidAccess, onPool, only, syntaxError,
} = require('internal/crypto/web/shared');
const { PRIVATE_DECRYPT, PUBLIC_ENCRYPT, RSA_PKCS1_OAEP_PADDING } = require('internal/crypto/public_crypt');
const { RSA_PKCS1_PSS_PADDING, SIGN_MESSAGE, VERIFY_MESSAGE } = require('internal/crypto/sign');

const RSA_PKCS1_PADDING = 1;

const usagesOf = (name) => (name === 'RSA-OAEP' ?
  { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] } : { public: ['verify'], private: ['sign'] });

// The JSON Web Key's name of an algorithm with a hash; undefined where it has none.
function jwkAlg({ name, hash }) {
  if (!hash.name.startsWith('SHA-')) return undefined;
  const bits = hash.name.slice(4);
  if (name === 'RSA-OAEP') return bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}`;
  return `${name === 'RSA-PSS' ? 'PS' : 'RS'}${bits}`;
}

// ---- keys -----------------------------------------------------------------------------------------------------------------------------------

// Of the key itself: its size and exponent.
function describe({ name, hash }, handle) {
  return {
    name,
    modulusLength: native.keyKind(handle)[1],
    publicExponent: new Uint8Array(native.keyNumber(handle, 'e')),
    hash,
  };
}

async function generateKey(algorithm, extractable, usages) {
  const { name, modulusLength, publicExponent } = algorithm;
  const allowed = usagesOf(name);
  checkUsages(usages, [...allowed.public, ...allowed.private], 'an RSA');
  let exponent = 0n;
  for (const byte of publicExponent) exponent = exponent << 8n | BigInt(byte);
  if (exponent >= 1n << 32n) throw operationError('The publicExponent must be equivalent to an unsigned 32-bit value');
  const privateUsages = only(usages, allowed.private);
  if (privateUsages.length === 0) throw syntaxError('Usages cannot be empty when creating a key.');
  const handle = await onPool(native.keyGenerate, 'RSA', ['u:bits', modulusLength, 'n:e', publicExponent], null, false);
  const described = describe(algorithm, handle);
  return {
    publicKey: makeCryptoKey(new PublicKeyObject(handle), described, only(usages, allowed.public), true),
    privateKey: makeCryptoKey(new PrivateKeyObject(handle), described, privateUsages, extractable),
  };
}

function readDer(data, isPublic) {
  const handle = native.keyRead(data, isPublic, 1, isPublic ? SPKI : PKCS8);
  if (typeof handle !== 'object') throw dataError('Invalid keyData');
  return isPublic ? new PublicKeyObject(handle) : new PrivateKeyObject(handle);
}

function keyObjectFrom(format, keyData, algorithm, extractable, usages) {
  switch (format) {
    case 'KeyObject': return keyData;
    case 'spki': return readDer(keyData, true);
    case 'pkcs8': return readDer(keyData, false);
    case 'jwk': {
      const isPublic = keyData.d === undefined;
      const allowed = usagesOf(algorithm.name);
      checkUsages(usages, isPublic ? allowed.public : allowed.private, 'an RSA');
      checkJwk(keyData, 'RSA', algorithm.name === 'RSA-OAEP' ? 'enc' : 'sig', usages, extractable);
      checkAlg(keyData, jwkAlg(algorithm));
      return fromJwk(keyData, isPublic);
    }
    default: throw notSupported(`Unable to import ${algorithm.name} using ${format} format`);
  }
}

function fromJwk(jwk, isPublic) {
  let handle;
  try {
    handle = require('internal/crypto/jwk').importJwk(jwk, isPublic);
  } catch (cause) {
    throw dataError('Invalid keyData', cause);
  }
  return isPublic ? new PublicKeyObject(handle) : new PrivateKeyObject(handle);
}

function importKey(format, keyData, algorithm, extractable, usages) {
  const keyObject = keyObjectFrom(format, keyData, algorithm, extractable, usages);
  if (keyObject.asymmetricKeyType !== 'rsa') throw dataError('Invalid key type');
  checkUsages(usages, usagesOf(algorithm.name)[keyObject.type], 'an RSA');
  if (keyObject.type === 'private' && usages.length === 0) {
    throw syntaxError('Usages cannot be empty when importing a private key.');
  }
  return makeCryptoKey(keyObject, describe(algorithm, handleOf(keyObject)), usages, extractable);
}

function exportKey(format, key) {
  const { keyObject, algorithm, extractable } = slotsOf(key);
  const isPrivate = keyObject.type === 'private';
  if (format === 'jwk') {
    const jwk = keyObject.export({ format: 'jwk' });
    jwk.key_ops = usagesInOrder(slotsOf(key));
    jwk.ext = extractable;
    const alg = jwkAlg(algorithm);
    if (alg !== undefined) jwk.alg = alg;
    return jwk;
  }
  if (format === 'spki' || format === 'pkcs8') {
    if (isPrivate !== (format === 'pkcs8')) throw invalidAccess(`Unable to export a raw ${algorithm.name} ${keyObject.type} key`);
    return arrayBufferOf(keyObject.export({ format: 'der', type: format }));
  }
  throw notSupported(`Unable to export ${algorithm.name} ${keyObject.type} key using ${format} format`);
}

// ---- signatures and encryption ----------------------------------------------------------------------------------------------------------------

function signatureArguments(algorithm, key, data) {
  const { keyObject, algorithm: { hash, modulusLength } } = slotsOf(key);
  const digest = digestFor(hash);
  if (algorithm.name !== 'RSA-PSS') return [handleOf(keyObject), data, digest.id, RSA_PKCS1_PADDING, undefined, false];
  const most = Math.ceil((modulusLength - 1) / 8) - digest.length - 2;
  if (algorithm.saltLength > most) {
    throw failed(new ERR_OUT_OF_RANGE('algorithm.saltLength', `>= 0 && <= ${most}`, algorithm.saltLength));
  }
  return [handleOf(keyObject), data, digest.id, RSA_PKCS1_PSS_PADDING, algorithm.saltLength, false];
}

async function sign(algorithm, key, data) {
  if (key.type !== 'private') throw invalidAccess('Key must be a private key');
  return arrayBufferOf(await onPool(native.keySign, SIGN_MESSAGE, ...signatureArguments(algorithm, key, data), undefined));
}

async function verify(algorithm, key, signature, data) {
  if (key.type !== 'public') throw invalidAccess('Key must be a public key');
  return onPool(native.keySign, VERIFY_MESSAGE, ...signatureArguments(algorithm, key, data), signature);
}

async function crypt(kind, type, algorithm, key, data) {
  const { keyObject, algorithm: { hash } } = slotsOf(key);
  if (keyObject.type !== type) throw invalidAccess('The requested operation is not valid for the provided key');
  const result = await onPool(native.keyCrypt, kind, handleOf(keyObject), data, RSA_PKCS1_OAEP_PADDING, digestFor(hash).id, algorithm.label);
  if (typeof result !== 'object') throw failed();
  return arrayBufferOf(result.slice());
}

const encrypt = (algorithm, key, data) => crypt(PUBLIC_ENCRYPT, 'public', algorithm, key, data);
const decrypt = (algorithm, key, data) => crypt(PRIVATE_DECRYPT, 'private', algorithm, key, data);

const publicUsages = ({ name }) => usagesOf(name).public;

module.exports = { decrypt, encrypt, exportKey, generateKey, importKey, publicUsages, sign, verify };
