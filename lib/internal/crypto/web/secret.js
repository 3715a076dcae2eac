// SPDX-License-Identifier: MIT
// Secret keys of SubtleCrypto: AES in its modes, ChaCha20-Poly1305, HMAC and KMAC.

const { native, opensslError } = require('internal/crypto/native');
const { FastBuffer } = require('internal/crypto/util');
const { secretKeyOf, secretOf } = require('internal/crypto/keys');
const { makeCryptoKey, slotsOf, usagesInOrder } = require('internal/crypto/crypto_key');
const { notSupported, operationError } = require('internal/crypto/web/algorithms');
const {
  arrayBufferOf, blockBits, checkAlg, checkJwk, checkUsages, dataError, digestFor, failed, randomBytes, syntaxError,
} = require('internal/crypto/web/shared');
const { Buffer } = require('buffer');

const secretFor = (key) => secretOf(slotsOf(key).keyObject);

// ---- what the kinds differ in -----------------------------------------------------------------------------------------------------------

const cipherUsages = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const hashBits = { '__proto__': null, 'SHA-1': '1', 'SHA-256': '256', 'SHA-384': '384', 'SHA-512': '512' };

function aesKind(mode, jwkName, rawAlias = true) {
  return {
    usages: mode === 'KW' ? ['wrapKey', 'unwrapKey'] : cipherUsages,
    use: 'enc',
    what: 'an AES',
    rawAlias,
    jwkAlg: ({ length }) => `A${length}${jwkName}`,
    newLength: ({ length }) => length,
    checkImport(bits) {
      if (bits !== 128 && bits !== 192 && bits !== 256) throw dataError('Invalid key length');
    },
    finish: ({ name }, bits) => ({ name, length: bits }),
  };
}

function checkMacLength({ length }, bits) {
  if (bits === 0) throw dataError('Zero-length key is not supported');
  if (length !== undefined && length !== bits) throw dataError('Invalid key length');
}

function kmacKind(standard, jwkAlg) {
  return {
    usages: ['sign', 'verify'], use: 'sig', what: 'KMAC', rawAlias: false,
    jwkAlg: () => jwkAlg,
    newLength: ({ length }) => length ?? standard,
    checkImport: (bits, algorithm) => checkMacLength(algorithm, bits),
    finish: ({ name }, bits) => ({ name, length: bits }),
  };
}

const kinds = {
  '__proto__': null,
  'AES-CBC': aesKind('CBC', 'CBC'),
  'AES-CTR': aesKind('CTR', 'CTR'),
  'AES-GCM': aesKind('GCM', 'GCM'),
  'AES-OCB': aesKind('OCB', 'OCB', false),
  'AES-KW': aesKind('KW', 'KW'),
  'ChaCha20-Poly1305': {
    usages: cipherUsages, use: 'enc', what: 'a ChaCha20-Poly1305', rawAlias: false,
    jwkAlg: () => 'C20P',
    newLength: () => 256,
    checkImport(bits) {
      if (bits !== 256) throw dataError('Invalid key length');
    },
    finish: ({ name }) => ({ name }),
  },
  'HMAC': {
    usages: ['sign', 'verify'], use: 'sig', what: 'HMAC', rawAlias: true,
    jwkAlg: ({ hash }) => (hashBits[hash.name] === undefined ? undefined : `HS${hashBits[hash.name]}`),
    newLength: ({ hash, length }) => length ?? blockBits[hash.name],
    checkImport: (bits, algorithm) => checkMacLength(algorithm, bits),
    finish: ({ name, hash }, bits) => ({ name, hash, length: bits }),
  },
  'KMAC128': kmacKind(128, 'K128'),
  'KMAC256': kmacKind(256, 'K256'),
};

// ---- keys -----------------------------------------------------------------------------------------------------------------------------------

async function generateKey(algorithm, extractable, usages) {
  const kind = kinds[algorithm.name];
  checkUsages(usages, kind.usages, kind.what);
  if (usages.length === 0) throw syntaxError('Usages cannot be empty when creating a key.');
  const bits = kind.newLength(algorithm);
  return makeCryptoKey(secretKeyOf(randomBytes(bits / 8)), kind.finish(algorithm, bits), usages, extractable);
}

function bytesFromJwk(jwk, kind, usages, extractable) {
  checkJwk(jwk, 'oct', kind.use, usages, extractable);
  if (jwk.k === undefined) throw dataError('Invalid keyData');
  return Buffer.from(jwk.k, 'base64url');
}

function importKey(format, keyData, algorithm, extractable, usages) {
  const kind = kinds[algorithm.name];
  checkUsages(usages, kind.usages, kind.what);
  if (usages.length === 0) throw syntaxError('Usages cannot be empty when importing a secret key.');
  let bytes;
  if (format === 'KeyObject') {
    bytes = secretOf(keyData);
  } else if (format === 'raw-secret' || (format === 'raw' && kind.rawAlias)) {
    bytes = new FastBuffer(keyData);
  } else if (format === 'jwk') {
    bytes = bytesFromJwk(keyData, kind, usages, extractable);
  } else {
    throw notSupported(`Unable to import ${algorithm.name} using ${format} format`);
  }
  const bits = bytes.length * 8;
  kind.checkImport(bits, algorithm);
  const finished = kind.finish(algorithm, bits);
  if (format === 'jwk') checkAlg(keyData, kind.jwkAlg(finished));
  return makeCryptoKey(format === 'KeyObject' ? keyData : secretKeyOf(bytes), finished, usages, extractable);
}

function exportKey(format, key) {
  const { algorithm, extractable } = slotsOf(key);
  const kind = kinds[algorithm.name];
  if (format === 'raw-secret' || (format === 'raw' && kind.rawAlias)) return arrayBufferOf(new Uint8Array(secretFor(key)));
  if (format !== 'jwk') throw notSupported(`Unable to export ${algorithm.name} secret key using ${format} format`);
  const jwk = { key_ops: usagesInOrder(slotsOf(key)), ext: extractable, kty: 'oct', k: secretFor(key).toString('base64url') };
  const alg = kind.jwkAlg(algorithm);
  if (alg !== undefined) jwk.alg = alg;
  return jwk;
}

function getKeyLength(algorithm) {
  return kinds[algorithm.name].newLength(algorithm);
}

// ---- ciphers --------------------------------------------------------------------------------------------------------------------------------

const BLOCK_MAX = 32;
const none = new Uint8Array(0);
const WRAP_IV = new Uint8Array(8).fill(0xa6);

const cipherNames = {
  '__proto__': null, 'AES-CBC': 'cbc', 'AES-CTR': 'ctr', 'AES-GCM': 'gcm', 'AES-OCB': 'ocb', 'AES-KW': 'wrap',
};

function cipherName(key) {
  const { algorithm: { name, length } } = slotsOf(key);
  if (name === 'ChaCha20-Poly1305') return 'chacha20-poly1305';
  return name === 'AES-KW' ? `id-aes${length}-wrap` : `aes-${length}-${cipherNames[name]}`;
}

const numbers = new Map();

function cipherNumber(name) {
  let number = numbers.get(name);
  if (number === undefined) numbers.set(name, number = native.cipher(name)?.[7] ?? -1);
  return number;
}

function ok(number) {
  if (number < 0) throw failed(opensslError(-number));
  return number;
}

function startCipher(key, iv, isAead, encrypts, tagLength) {
  const handle = native.cipherNew(cipherNumber(cipherName(key)), secretFor(key), iv, isAead, encrypts, tagLength);
  if (typeof handle === 'number') throw failed();
  return handle;
}

// One message without authentication.
function crypt(key, iv, encrypts, data) {
  const handle = startCipher(key, iv, false, encrypts, -1);
  const out = new FastBuffer(data.length + 2 * BLOCK_MAX);
  const written = ok(native.cipherUpdate(handle, data, out));
  const last = ok(native.cipherFinal(handle, out.subarray(written)));
  return out.subarray(0, written + last);
}

function aeadCrypt(key, { iv, additionalData, tagLength = 128 }, encrypts, data) {
  const size = tagLength / 8;
  const { algorithm: { name } } = slotsOf(key);
  let tag;
  if (!encrypts) {
    if (data.length < size) throw operationError('The provided data is too small.');
    tag = data.subarray(data.length - size);
    data = data.subarray(0, data.length - size);
  }
  const handle = startCipher(key, iv, true, encrypts, name === 'AES-OCB' ? size : -1);
  if (tag !== undefined && native.cipherTag(handle, tag, true) !== true) throw failed();
  if (additionalData !== undefined && additionalData.length > 0) ok(native.cipherUpdate(handle, additionalData, null));
  const out = new FastBuffer(data.length + 2 * BLOCK_MAX);
  let written = ok(native.cipherUpdate(handle, data, out));
  written += ok(native.cipherFinal(handle, out.subarray(written)));
  if (!encrypts) return out.subarray(0, written);
  const made = out.subarray(written, written + size);
  if (native.cipherTag(handle, made, false) !== true) throw failed();
  return out.subarray(0, written + size);
}

// Only the last `length` bits of the counter count, and start again at 0; OpenSSL counts with all of them.
function ctrCrypt(key, { counter, length }, data) {
  const blocks = BigInt(Math.ceil(data.length / 16));
  const all = BigInt(`0x${new FastBuffer(counter).toString('hex')}`);
  const span = 1n << BigInt(length);
  const low = all & (span - 1n);
  if (blocks > span) throw operationError('The operation failed for an operation-specific reason');
  const before = span - low; // blocks until it starts again
  if (blocks <= before) return crypt(key, counter, true, data);
  const split = Number(before) * 16;
  const restart = Buffer.from((all - low).toString(16).padStart(32, '0'), 'hex');
  return Buffer.concat([crypt(key, counter, true, data.subarray(0, split)), crypt(key, restart, true, data.subarray(split))]);
}

function cipher(encrypts, algorithm, key, data) {
  switch (algorithm.name) {
    case 'AES-CBC': return crypt(key, algorithm.iv, encrypts, data);
    case 'AES-CTR': return ctrCrypt(key, algorithm, data);
    case 'AES-KW': return crypt(key, WRAP_IV, encrypts, data);
    default: return aeadCrypt(key, algorithm, encrypts, data);
  }
}

async function encrypt(algorithm, key, data) {
  return arrayBufferOf(new Uint8Array(cipher(true, algorithm, key, data)));
}

async function decrypt(algorithm, key, data) {
  return arrayBufferOf(new Uint8Array(cipher(false, algorithm, key, data)));
}

// ---- message authentication -------------------------------------------------------------------------------------------------------------------

function mac(algorithm, key, data) {
  const secret = secretFor(key);
  if (algorithm.name !== 'HMAC') {
    const out = new Uint8Array(algorithm.length / 8);
    if (!native.kmac(algorithm.name === 'KMAC128' ? 'KMAC-128' : 'KMAC-256', secret, algorithm.customization ?? none, data, out)) {
      throw failed();
    }
    return out;
  }
  const digest = digestFor(slotsOf(key).algorithm.hash);
  const handle = native.hmacNew(digest.id, secret, 0);
  if (typeof handle === 'number') throw failed(opensslError(handle));
  native.digestUpdate(handle, data, 0);
  const out = new Uint8Array(digest.length);
  const error = native.digestFinal(handle, out);
  if (error !== 0) throw failed(opensslError(error));
  return out;
}

async function sign(algorithm, key, data) {
  return mac(algorithm, key, data).buffer;
}

async function verify(algorithm, key, signature, data) {
  return native.equal(mac(algorithm, key, data), signature);
}

module.exports = { decrypt, encrypt, exportKey, generateKey, getKeyLength, importKey, sign, verify };
