// SPDX-License-Identifier: MIT
// Keys on curves of SubtleCrypto: ECDSA and ECDH on the NIST curves, Ed25519, Ed448, X25519 and X448.

const { native } = require('internal/crypto/native');
const { PKCS8, PrivateKeyObject, PublicKeyObject, SPKI, handleOf } = require('internal/crypto/keys');
const { makeCryptoKey, slotsOf, usagesInOrder } = require('internal/crypto/crypto_key');
const { notSupported, operationError } = require('internal/crypto/web/algorithms');
const {
  arrayBufferOf, checkAlg, checkJwk, checkUsages, dataError, digestFor, invalidAccess, onPool, only, syntaxError,
} = require('internal/crypto/web/shared');
const { SIGN_MESSAGE, VERIFY_MESSAGE } = require('internal/crypto/sign');

// ---- what the kinds differ in -----------------------------------------------------------------------------------------------------------------

const groups = { '__proto__': null, 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };
const signatureAlg = { '__proto__': null, 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };
const signing = { public: ['verify'], private: ['sign'] };
const agreeing = { public: [], private: ['deriveKey', 'deriveBits'] };

const isNist = (name) => name === 'ECDSA' || name === 'ECDH';
const isSigning = (name) => name === 'ECDSA' || name.startsWith('Ed');
const usagesOf = (name) => (isSigning(name) ? signing : agreeing);

function articled(name) {
  return `${isNist(name) || name.startsWith('E') ? 'an' : 'a'} ${name}`;
}

// The members of a key's algorithm.
const shown = ({ name, namedCurve }) => (isNist(name) ? { name, namedCurve } : { name });

// ---- keys -----------------------------------------------------------------------------------------------------------------------------------------

async function generateKey(algorithm, extractable, usages) {
  const { name, namedCurve } = algorithm;
  const allowed = usagesOf(name);
  checkUsages(usages, [...allowed.public, ...allowed.private], articled(name));
  const privateUsages = only(usages, allowed.private);
  if (privateUsages.length === 0) throw syntaxError('Usages cannot be empty when creating a key.');
  const handle = isNist(name) ? await onPool(native.keyGenerate, 'EC', ['s:group', groups[namedCurve]], null, false) :
    await onPool(native.keyGenerate, name.toUpperCase(), null, null, false);
  return {
    publicKey: makeCryptoKey(new PublicKeyObject(handle), shown(algorithm), only(usages, allowed.public), true),
    privateKey: makeCryptoKey(new PrivateKeyObject(handle), shown(algorithm), privateUsages, extractable),
  };
}

function made(handle, isPublic) {
  if (typeof handle !== 'object') throw dataError('Invalid keyData');
  return isPublic ? new PublicKeyObject(handle) : new PrivateKeyObject(handle);
}

function fromJwk(jwk, algorithm, extractable, usages) {
  const { name, namedCurve } = algorithm;
  const isPublic = jwk.d === undefined;
  checkUsages(usages, isPublic ? usagesOf(name).public : usagesOf(name).private, articled(name));
  checkJwk(jwk, isNist(name) ? 'EC' : 'OKP', isSigning(name) ? 'sig' : 'enc', usages, extractable);
  if (isNist(name)) {
    if (jwk.crv !== namedCurve) throw dataError('JWK "crv" does not match the requested algorithm');
    if (name === 'ECDSA') checkAlg(jwk, signatureAlg[namedCurve]);
  } else {
    if (jwk.crv !== name) throw dataError('JWK "crv" Parameter and algorithm name mismatch');
    if (isSigning(name) && jwk.alg !== 'EdDSA') checkAlg(jwk, name);
  }
  if (!isPublic && usages.length === 0) throw syntaxError('Usages cannot be empty when importing a private key.');
  let handle;
  try {
    handle = require('internal/crypto/jwk').importJwk(jwk, isPublic);
  } catch (cause) {
    throw dataError('Invalid keyData', cause);
  }
  const keyObject = made(handle, isPublic);
  if (!isPublic && !matchesPublic(keyObject, jwk)) throw dataError('Invalid keyData');
  return keyObject;
}

// Handles that were found good: they do not change, and a key that comes again has the same.
const proven = new WeakSet();

function isSound(keyObject) {
  const handle = handleOf(keyObject);
  if (proven.has(handle)) return true;
  if (!native.keyCheck(handle, keyObject.type === 'private')) return false;
  proven.add(handle);
  return true;
}

// The public part that came with a private key must be its own.
function matchesPublic(keyObject, jwk) {
  if (jwk.kty === 'EC') return isSound(keyObject);
  return keyObject.export({ format: 'jwk' }).x === jwk.x;
}

function fromRaw(bytes, { name, namedCurve }) {
  if (isNist(name)) return made(native.keyBuild('EC', false, ['s:group', groups[namedCurve], 'o:pub', bytes]), true);
  return made(native.keyRaw(name.toUpperCase(), false, bytes), true);
}

function keyObjectFrom(format, keyData, algorithm, extractable, usages) {
  switch (format) {
    case 'KeyObject': return keyData;
    case 'jwk': return fromJwk(keyData, algorithm, extractable, usages);
    case 'spki': return made(native.keyRead(keyData, true, 1, SPKI), true);
    case 'pkcs8': return made(native.keyRead(keyData, false, 1, PKCS8), false);
    case 'raw':
    case 'raw-public':
      checkUsages(usages, usagesOf(algorithm.name).public, articled(algorithm.name));
      return fromRaw(keyData, algorithm);
    default: throw notSupported(`Unable to import ${algorithm.name} using ${format} format`);
  }
}

function importKey(format, keyData, algorithm, extractable, usages) {
  const { name, namedCurve } = algorithm;
  if (format === 'spki') checkUsages(usages, usagesOf(name).public, articled(name));
  if (format === 'pkcs8') {
    checkUsages(usages, usagesOf(name).private, articled(name));
    if (usages.length === 0) throw syntaxError('Usages cannot be empty when importing a private key.');
  }
  const keyObject = keyObjectFrom(format, keyData, algorithm, extractable, usages);
  const { type, asymmetricKeyType: kind } = keyObject;
  checkUsages(usages, usagesOf(name)[type], articled(name));
  if (type === 'private' && usages.length === 0) throw syntaxError('Usages cannot be empty when importing a private key.');
  if (kind !== (isNist(name) ? 'ec' : name.toLowerCase())) throw dataError('Invalid key type');
  if (isNist(name) && keyObject.asymmetricKeyDetails.namedCurve !== groups[namedCurve]) throw dataError('Named curve mismatch');
  if (isNist(name) && format !== 'KeyObject' && !isSound(keyObject)) throw dataError('Invalid keyData');
  return makeCryptoKey(keyObject, shown(algorithm), usages, extractable);
}

function exportKey(format, key) {
  const { keyObject, algorithm: { name, namedCurve }, extractable } = slotsOf(key);
  const { type } = keyObject;
  switch (format) {
    case 'jwk': {
      const jwk = keyObject.export({ format: 'jwk' });
      jwk.key_ops = usagesInOrder(slotsOf(key));
      jwk.ext = extractable;
      if (name.startsWith('Ed')) jwk.alg = name;
      return jwk;
    }
    case 'spki':
      if (type !== 'public') throw invalidAccess(`Unable to export a raw ${name} ${type} key`);
      return isNist(name) ? arrayBufferOf(native.keySpki(handleOf(keyObject))) :
        arrayBufferOf(keyObject.export({ format: 'der', type: 'spki' }));
    case 'pkcs8':
      if (type !== 'private') throw invalidAccess(`Unable to export a raw ${name} ${type} key`);
      return arrayBufferOf(keyObject.export({ format: 'der', type: 'pkcs8' }));
    case 'raw':
    case 'raw-public':
      if (type !== 'public') throw invalidAccess(`Unable to export a raw ${name} ${type} key`);
      return arrayBufferOf(isNist(name) ? native.keyCurve(handleOf(keyObject), false, coordinateBytes[namedCurve]) :
        native.keyOctets(handleOf(keyObject), false));
    default:
      throw notSupported(`Unable to export ${name} ${type} key using ${format} format`);
  }
}

const coordinateBytes = { '__proto__': null, 'P-256': 32, 'P-384': 48, 'P-521': 66 };

// ---- signatures -------------------------------------------------------------------------------------------------------------------------------------

// A signature of ECDSA is its two numbers side by side.
const signatureArguments = (algorithm, key, data) => [
  handleOf(slotsOf(key).keyObject), data, algorithm.name === 'ECDSA' ? digestFor(algorithm.hash).id : -1, 0, undefined,
  algorithm.name === 'ECDSA',
];

async function sign(algorithm, key, data) {
  if (key.type !== 'private') throw invalidAccess('Key must be a private key');
  return arrayBufferOf(await onPool(native.keySign, SIGN_MESSAGE, ...signatureArguments(algorithm, key, data), undefined));
}

async function verify(algorithm, key, signature, data) {
  if (key.type !== 'public') throw invalidAccess('Key must be a public key');
  return onPool(native.keySign, VERIFY_MESSAGE, ...signatureArguments(algorithm, key, data), signature);
}

// ---- agreement --------------------------------------------------------------------------------------------------------------------------------------

// `length` in bits, or null for all that there are.
async function deriveBits(algorithm, baseKey, length) {
  const { public: publicKey } = algorithm;
  const theirs = slotsOf(publicKey);
  const ours = slotsOf(baseKey);
  if (ours.keyObject.type !== 'private') throw invalidAccess('baseKey must be a private key');
  if (theirs.keyObject.type !== 'public') throw invalidAccess('algorithm.public must be a public key');
  if (theirs.algorithm.name !== ours.algorithm.name) throw invalidAccess('key algorithm mismatch');
  if (theirs.algorithm.namedCurve !== ours.algorithm.namedCurve) throw invalidAccess('Named curve mismatch');
  const secret = await onPool(native.keySecret, handleOf(ours.keyObject), handleOf(theirs.keyObject));
  if (length === null) return arrayBufferOf(secret);
  const size = Math.ceil(length / 8);
  if (size > secret.byteLength) throw operationError('derived bit length is too small');
  const bits = secret.slice(0, size);
  if (length % 8 !== 0) bits[size - 1] &= 0xff << (8 - length % 8);
  return bits.buffer;
}

const publicUsages = ({ name }) => usagesOf(name).public;

module.exports = { deriveBits, exportKey, generateKey, importKey, publicUsages, sign, verify };
