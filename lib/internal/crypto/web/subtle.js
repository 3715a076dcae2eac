// SPDX-License-Identifier: MIT
// The steps of SubtleCrypto's operations: arguments, which key may do what, and then the algorithm's own work.

const webidl = require('internal/crypto/web/webidl');
const { isCryptoKey, makeCryptoKey, slotsOf } = require('internal/crypto/crypto_key');
const { knows, normalize, notSupported } = require('internal/crypto/web/algorithms');
const { familyOf } = require('internal/crypto/web/families');
const { checkUsages, dataError, digestFor, failed, invalidAccess } = require('internal/crypto/web/shared');
const { native } = require('internal/crypto/native');

const { bufferSource, cryptoKey, jsonWebKey, keyFormat, keyUsages, requireArguments, unsignedLong } = webidl;

const prefixOf = (method) => `Failed to execute '${method}' on 'SubtleCrypto'`;
const ordinals = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th'];
const argument = (method, index) => `${prefixOf(method)}: ${ordinals[index]} argument`;

// What an algorithm that is no object and no text becomes: a text.
const normalizeArgument = (method, index, value, operation) => normalize(value, operation, argument(method, index));
const uniqueUsages = (method, index, value) => [...new Set(keyUsages(value, argument(method, index)))];

// The key's own algorithm must be the one asked for, and its usages allow it.
function checkKey(key, { name }, usage, message) {
  const { algorithm, usages } = slotsOf(key);
  if (algorithm.name !== name || !usages.has(usage)) {
    throw invalidAccess(message ?? 'The requested operation is not valid for the provided key');
  }
}

// ---- digest ---------------------------------------------------------------------------------------------------------------------------

let hashScratch;

async function digest(args) {
  requireArguments(args.length, 2, prefixOf('digest'));
  const data = bufferSource(args[1], argument('digest', 1));
  const algorithm = normalizeArgument('digest', 0, args[0], 'digest');
  const facts = digestFor(algorithm);
  if (facts === undefined) throw notSupported('Unrecognized algorithm name');
  const out = new Uint8Array(algorithm.length === undefined ? facts.length : algorithm.length / 8);
  if (out.length > 0 && native.hashOnce(hashScratch ??= native.hashScratch(), facts.id, data, 0, out) !== 0) throw failed();
  return out.buffer;
}

// ---- signatures -------------------------------------------------------------------------------------------------------------------------

async function sign(args) {
  requireArguments(args.length, 3, prefixOf('sign'));
  const key = cryptoKey(args[1], argument('sign', 1));
  const data = bufferSource(args[2], argument('sign', 2));
  const algorithm = normalizeArgument('sign', 0, args[0], 'sign');
  checkKey(key, algorithm, 'sign', 'Unable to use this key to sign');
  return familyOf(algorithm.name).sign(algorithm, key, data);
}

async function verify(args) {
  requireArguments(args.length, 4, prefixOf('verify'));
  const key = cryptoKey(args[1], argument('verify', 1));
  const signature = bufferSource(args[2], argument('verify', 2));
  const data = bufferSource(args[3], argument('verify', 3));
  const algorithm = normalizeArgument('verify', 0, args[0], 'verify');
  checkKey(key, algorithm, 'verify', 'Unable to use this key to verify');
  return familyOf(algorithm.name).verify(algorithm, key, signature, data);
}

// ---- encryption -------------------------------------------------------------------------------------------------------------------------

async function encrypt(args) {
  requireArguments(args.length, 3, prefixOf('encrypt'));
  const key = cryptoKey(args[1], argument('encrypt', 1));
  const data = bufferSource(args[2], argument('encrypt', 2));
  const algorithm = normalizeArgument('encrypt', 0, args[0], 'encrypt');
  checkKey(key, algorithm, 'encrypt');
  return familyOf(algorithm.name).encrypt(algorithm, key, data);
}

async function decrypt(args) {
  requireArguments(args.length, 3, prefixOf('decrypt'));
  const key = cryptoKey(args[1], argument('decrypt', 1));
  const data = bufferSource(args[2], argument('decrypt', 2));
  const algorithm = normalizeArgument('decrypt', 0, args[0], 'decrypt');
  checkKey(key, algorithm, 'decrypt');
  return familyOf(algorithm.name).decrypt(algorithm, key, data);
}

// ---- keys ---------------------------------------------------------------------------------------------------------------------------------

async function generateKey(args) {
  requireArguments(args.length, 3, prefixOf('generateKey'));
  const algorithm = normalizeArgument('generateKey', 0, args[0], 'generateKey');
  const usages = uniqueUsages('generateKey', 2, args[2]);
  return familyOf(algorithm.name).generateKey(algorithm, Boolean(args[1]), usages);
}

function keyDataOf(format, value, what) {
  if (format === 'jwk') {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || ArrayBuffer.isView(value) ||
        value instanceof ArrayBuffer) {
      const { coded } = require('internal/crypto/native');
      throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `${what} cannot be converted to a dictionary.`);
    }
    return jsonWebKey(value, what);
  }
  return bufferSource(value, what);
}

function importWith(format, keyData, algorithm, extractable, usages) {
  return familyOf(algorithm.name).importKey(format, keyData, algorithm, extractable, usages);
}

async function importKey(args) {
  requireArguments(args.length, 4, prefixOf('importKey'));
  requireArguments(args.length, 5, prefixOf('importKey'));
  const format = keyFormat(args[0], argument('importKey', 0));
  const keyData = keyDataOf(format, args[1], argument('importKey', 1));
  const algorithm = normalizeArgument('importKey', 2, args[2], 'importKey');
  return importWith(format, keyData, algorithm, Boolean(args[3]), uniqueUsages('importKey', 4, args[4]));
}

function exportWith(format, key) {
  const { algorithm, extractable } = slotsOf(key);
  if (!knows(algorithm.name, 'exportKey')) throw notSupported(`${algorithm.name} key export is not supported`);
  if (!extractable) throw invalidAccess('key is not extractable');
  return familyOf(algorithm.name).exportKey(format, key);
}

async function exportKey(args) {
  requireArguments(args.length, 2, prefixOf('exportKey'));
  const format = keyFormat(args[0], argument('exportKey', 0));
  return exportWith(format, cryptoKey(args[1], argument('exportKey', 1)));
}

async function getPublicKey(args) {
  requireArguments(args.length, 2, prefixOf('getPublicKey'));
  const key = cryptoKey(args[0], argument('getPublicKey', 0));
  const usages = uniqueUsages('getPublicKey', 1, args[1]);
  const { keyObject, algorithm } = slotsOf(key);
  if (keyObject.type !== 'private') {
    throw keyObject.type === 'secret' ? notSupported('key must be a private key') : invalidAccess('key must be a private key');
  }
  checkUsages(usages, familyOf(algorithm.name).publicUsages(algorithm), `a ${algorithm.name}`);
  const { PublicKeyObject, handleOf } = require('internal/crypto/keys');
  return makeCryptoKey(new PublicKeyObject(handleOf(keyObject)), algorithm, usages, true);
}

// ---- derivation ---------------------------------------------------------------------------------------------------------------------------

function checkBase(key, { name }, usage) {
  const { algorithm, usages } = slotsOf(key);
  if (!usages.has(usage)) throw invalidAccess(`baseKey does not have ${usage} usage`);
  if (algorithm.name !== name) throw invalidAccess('Key algorithm mismatch');
}

async function deriveBits(args) {
  requireArguments(args.length, 2, prefixOf('deriveBits'));
  const key = cryptoKey(args[1], argument('deriveBits', 1));
  const length = args[2] === undefined || args[2] === null ? null : unsignedLong(args[2], argument('deriveBits', 2));
  const algorithm = normalizeArgument('deriveBits', 0, args[0], 'deriveBits');
  checkBase(key, algorithm, 'deriveBits');
  return familyOf(algorithm.name).deriveBits(algorithm, key, length);
}

const keyLengthOf = (algorithm) => familyOf(algorithm.name).getKeyLength(algorithm);

async function deriveKey(args) {
  requireArguments(args.length, 5, prefixOf('deriveKey'));
  const key = cryptoKey(args[1], argument('deriveKey', 1));
  const extractable = Boolean(args[3]);
  const usages = uniqueUsages('deriveKey', 4, args[4]);
  const algorithm = normalizeArgument('deriveKey', 0, args[0], 'deriveBits');
  const derived = normalizeArgument('deriveKey', 2, args[2], 'importKey');
  const lengthOf = normalizeArgument('deriveKey', 2, args[2], 'getKeyLength');
  checkBase(key, algorithm, 'deriveKey');
  const bits = await familyOf(algorithm.name).deriveBits(algorithm, key, keyLengthOf(lengthOf));
  return importWith('raw-secret', new Uint8Array(bits), derived, extractable, usages);
}

// ---- wrapped keys ---------------------------------------------------------------------------------------------------------------------------

// AES-KW wraps only; other ciphers do it as encryption. Undefined where neither is known.
function normalizeWrapping(method, index, value, own, other) {
  try {
    return normalizeArgument(method, index, value, own);
  } catch (error) {
    if (error?.name !== 'NotSupportedError') throw error;
    return normalizeArgument(method, index, value, other);
  }
}

async function wrapKey(args) {
  requireArguments(args.length, 4, prefixOf('wrapKey'));
  const format = keyFormat(args[0], argument('wrapKey', 0));
  const key = cryptoKey(args[1], argument('wrapKey', 1));
  const wrapping = cryptoKey(args[2], argument('wrapKey', 2));
  const algorithm = normalizeWrapping('wrapKey', 3, args[3], 'wrapKey', 'encrypt');
  checkKey(wrapping, algorithm, 'wrapKey');
  let bytes = exportWith(format, key);
  if (format === 'jwk') {
    let text = JSON.stringify(bytes);
    // AES-KW wants blocks of 8 bytes: white space is harmless in JSON.
    if (algorithm.name === 'AES-KW' && text.length % 8 !== 0) text = text.padEnd(text.length + 8 - text.length % 8);
    bytes = require('buffer').Buffer.from(text, 'utf8');
  }
  return familyOf(algorithm.name).encrypt(algorithm, wrapping, new Uint8Array(bytes));
}

async function unwrapKey(args) {
  requireArguments(args.length, 7, prefixOf('unwrapKey'));
  const format = keyFormat(args[0], argument('unwrapKey', 0));
  const wrapped = bufferSource(args[1], argument('unwrapKey', 1));
  const key = cryptoKey(args[2], argument('unwrapKey', 2));
  const usages = uniqueUsages('unwrapKey', 6, args[6]);
  const algorithm = normalizeWrapping('unwrapKey', 3, args[3], 'unwrapKey', 'decrypt');
  const unwrapped = normalizeArgument('unwrapKey', 4, args[4], 'importKey');
  checkKey(key, algorithm, 'unwrapKey');
  const bytes = await familyOf(algorithm.name).decrypt(algorithm, key, wrapped);
  let keyData = new Uint8Array(bytes);
  if (format === 'jwk') {
    try {
      keyData = jsonWebKey(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'wrappedKey');
    } catch (cause) {
      throw dataError('Invalid wrapped JWK key', cause);
    }
  }
  return importWith(format, keyData, unwrapped, Boolean(args[5]), usages);
}

// ---- what is supported ------------------------------------------------------------------------------------------------------------------------

const kemOperations = new Set(['encapsulateKey', 'encapsulateBits', 'decapsulateKey', 'decapsulateBits']);

function can(operation, algorithm) {
  try {
    return normalize(algorithm, operation);
  } catch {
    return undefined; // the answer is no, whatever the reason
  }
}

// SubtleCrypto.supports(operation, algorithm, length or other algorithm)
function supports(operation, algorithm, extra) {
  if (kemOperations.has(operation)) return false; // OpenSSL has these since version 3.5
  if (operation === 'wrapKey' || operation === 'unwrapKey') return supportsWrapping(operation, algorithm, extra);
  if (operation === 'getPublicKey') {
    const found = can('exportKey', algorithm);
    return found !== undefined && familyOf(found.name).publicUsages !== undefined;
  }
  if (operation === 'deriveKey') {
    const derived = can('importKey', extra);
    const lengthOf = can('getKeyLength', extra);
    if (derived === undefined || lengthOf === undefined) return false;
    return supportsBits(algorithm, keyLengthOf(lengthOf));
  }
  if (operation === 'deriveBits') return supportsBits(algorithm, extra ?? null);
  return can(operation, algorithm) !== undefined;
}

function supportsWrapping(operation, algorithm, keyAlgorithm) {
  const other = operation === 'wrapKey' ? 'encrypt' : 'decrypt';
  if (can(operation, algorithm) === undefined && can(other, algorithm) === undefined) return false;
  return keyAlgorithm === undefined || can(operation === 'wrapKey' ? 'exportKey' : 'importKey', keyAlgorithm) !== undefined;
}

const secretBits = { '__proto__': null, 'X25519': 256, 'X448': 448, 'P-256': 256, 'P-384': 384, 'P-521': 528 };

function supportsBits(algorithm, length) {
  const found = can('deriveBits', algorithm);
  if (found === undefined) return false;
  if (found.public === undefined) {
    return length !== null && length % 8 === 0 && (found.name !== 'HKDF' || length <= 255 * 8 * digestFor(found.hash).length);
  }
  if (!isCryptoKey(found.public) || found.public.type !== 'public') return false;
  const { algorithm: theirs } = slotsOf(found.public);
  return theirs.name === found.name && (length === null || length <= secretBits[theirs.namedCurve ?? theirs.name]);
}

module.exports = {
  decrypt, deriveBits, deriveKey, digest, encrypt, exportKey, generateKey, getPublicKey, importKey, sign,
  supports, unwrapKey, verify, wrapKey,
};
