// SPDX-License-Identifier: MIT
// Which algorithms SubtleCrypto knows, what each operation of them takes, and their normalization as the standard has it.

const { lazyDOMException } = require('internal/util');
const webidl = require('internal/crypto/web/webidl');

const { bufferSource, cryptoKey, dictionary, octet, string, uint8Array, unsignedLong, unsignedShort } = webidl;

// ---- checks of single members ---------------------------------------------------------------------------------------------------------

function operationError(message) {
  return lazyDOMException(message, 'OperationError');
}

function notSupported(message) {
  return lazyDOMException(message, 'NotSupportedError');
}

const exactly = (name, size) => (bytes) => {
  if (bytes.byteLength !== size) throw operationError(`algorithm.${name} must contain exactly ${size} bytes`);
};

// A number of bits that is whole bytes.
const wholeBytes = (name, member = 'length') => (length) => {
  if (length % 8 !== 0) throw notSupported(`Unsupported ${name} ${member}`);
};

function macLength(name) {
  return (length) => {
    if (length === 0) throw operationError(`${name}.length cannot be 0`);
    if (length % 8 !== 0) throw notSupported(`Unsupported ${name}.length`);
  };
}

function importLength(name) {
  return (length) => {
    if (length === 0) throw lazyDOMException(`${name}.length cannot be 0`, 'DataError');
    if (length % 8 !== 0) throw notSupported(`Unsupported ${name}.length`);
  };
}

function aesLength(length) {
  if (length !== 128 && length !== 192 && length !== 256) throw operationError('Invalid key length');
}

const noneOf = (name) => (bytes) => {
  if (bytes.byteLength !== 0) throw notSupported(`Non zero-length ${name} is not supported`);
};

function knownCurve(curve) {
  if (curve !== 'P-256' && curve !== 'P-384' && curve !== 'P-521') throw notSupported('Unrecognized namedCurve');
}

// ---- dictionaries -----------------------------------------------------------------------------------------------------------------------

// A hash is an algorithm itself: a name, or an object with one.
function hashIdentifier(value, what) {
  if (typeof value === 'object' || typeof value === 'function') return normalize(value, 'digest', what);
  return normalize(string(value, what), 'digest', what);
}

const required = (key, of, check) => ({ key, of, check, required: true });
const optional = (key, of, check) => ({ key, of, check, required: false });
const name = required('name', string);
const params = (title, ...members) => dictionary(title, [name, ...members]);

const Algorithm = params('Algorithm');
const hash = required('hash', hashIdentifier);
const rsaKeyGen = params('RsaHashedKeyGenParams', hash, required('modulusLength', unsignedLong), required('publicExponent', uint8Array));
const rsaImport = params('RsaHashedImportParams', hash);
const ecKeyGen = params('EcKeyGenParams', required('namedCurve', string, knownCurve));
const ecImport = params('EcKeyImportParams', required('namedCurve', string, knownCurve));
const aesKeyGen = params('AesKeyGenParams', required('length', unsignedShort, aesLength));
const aesDerived = params('AesDerivedKeyParams', required('length', unsignedShort, aesLength));
const hmacKeyGen = params('HmacKeyGenParams', hash, optional('length', unsignedLong, macLength('HmacKeyGenParams')));
const hmacImport = params('HmacImportParams', hash, optional('length', unsignedLong, importLength('HmacImportParams')));
const kmacKeyGen = params('KmacKeyGenParams', optional('length', unsignedLong, macLength('KmacKeyGenParams')));
const kmacImport = params('KmacImportParams', optional('length', unsignedLong, importLength('KmacImportParams')));
const kmac = params('KmacParams', required('length', unsignedLong, wholeBytes('KmacParams')), optional('customization', bufferSource));
const cshake = params('CShakeParams', required('length', unsignedLong, wholeBytes('CShakeParams')),
  optional('functionName', bufferSource, noneOf('CShakeParams.functionName')),
  optional('customization', bufferSource, noneOf('CShakeParams.customization')));
const pss = params('RsaPssParams', required('saltLength', unsignedLong));
const oaep = params('RsaOaepParams', optional('label', bufferSource));
const ecdsa = params('EcdsaParams', hash);
const keyDerive = params('EcdhKeyDeriveParams', required('public', cryptoKey));
const hkdf = params('HkdfParams', hash, required('salt', bufferSource), required('info', bufferSource));
const pbkdf2 = params('Pbkdf2Params', hash, required('salt', bufferSource), required('iterations', unsignedLong, (count) => {
  if (count === 0) throw operationError('iterations cannot be zero');
}));
const context = params('ContextParams', optional('context', bufferSource, noneOf('context')));
const cbc = params('AesCbcParams', required('iv', bufferSource, exactly('iv', 16)));
const ctr = params('AesCtrParams', required('counter', bufferSource, exactly('counter', 16)), required('length', octet, (length) => {
  if (length === 0 || length > 128) throw operationError('AES-CTR algorithm.length must be between 1 and 128');
}));

function aead(algorithm, tagLengths, checkIv) {
  return params('AeadParams', required('iv', bufferSource, checkIv), optional('tagLength', octet, (length) => {
    if (!tagLengths.includes(length)) throw operationError(`${length} is not a valid ${algorithm} tag length`);
  }), optional('additionalData', bufferSource));
}
const gcm = aead('AES-GCM', [32, 64, 96, 104, 112, 120, 128]);
const ocb = aead('AES-OCB', [64, 96, 128], (iv) => {
  if (iv.byteLength > 15) throw operationError('AES-OCB algorithm.iv must be no more than 15 bytes');
});
const chacha = aead('ChaCha20-Poly1305', [128], exactly('iv', 12));

// ---- what there is ----------------------------------------------------------------------------------------------------------------------

// operation -> lower-case name -> { name, convert }
const known = Object.create(null);

function add(algorithm, operations) {
  for (const operation of Object.keys(operations)) {
    known[operation] ??= new Map();
    known[operation].set(algorithm.toLowerCase(), { name: algorithm, convert: operations[operation] });
  }
}

const none = (value, what) => Algorithm(value, what);

for (const digest of ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512']) add(digest, { digest: none });
for (const digest of ['cSHAKE128', 'cSHAKE256']) add(digest, { digest: cshake });

const signing = { exportKey: none };
for (const algorithm of ['RSASSA-PKCS1-v1_5', 'RSA-PSS']) {
  const options = algorithm === 'RSA-PSS' ? pss : none;
  add(algorithm, { ...signing, generateKey: rsaKeyGen, importKey: rsaImport, sign: options, verify: options });
}
add('RSA-OAEP', { exportKey: none, generateKey: rsaKeyGen, importKey: rsaImport, encrypt: oaep, decrypt: oaep });
add('ECDSA', { ...signing, generateKey: ecKeyGen, importKey: ecImport, sign: ecdsa, verify: ecdsa });
add('ECDH', { exportKey: none, generateKey: ecKeyGen, importKey: ecImport, deriveBits: keyDerive });
add('Ed25519', { ...signing, generateKey: none, importKey: none, sign: none, verify: none });
add('Ed448', { ...signing, generateKey: none, importKey: none, sign: context, verify: context });
for (const algorithm of ['X25519', 'X448']) add(algorithm, { exportKey: none, generateKey: none, importKey: none, deriveBits: keyDerive });

const aes = { exportKey: none, importKey: none, generateKey: aesKeyGen, getKeyLength: aesDerived };
add('AES-CBC', { ...aes, encrypt: cbc, decrypt: cbc });
add('AES-CTR', { ...aes, encrypt: ctr, decrypt: ctr });
add('AES-GCM', { ...aes, encrypt: gcm, decrypt: gcm });
add('AES-OCB', { ...aes, encrypt: ocb, decrypt: ocb });
add('AES-KW', { ...aes, wrapKey: none, unwrapKey: none });
add('ChaCha20-Poly1305', {
  exportKey: none, importKey: none, generateKey: none, getKeyLength: none, encrypt: chacha, decrypt: chacha,
});
add('HMAC', {
  exportKey: none, importKey: hmacImport, generateKey: hmacKeyGen, getKeyLength: hmacImport, sign: none, verify: none,
});
for (const algorithm of ['KMAC128', 'KMAC256']) {
  add(algorithm, {
    exportKey: none, importKey: kmacImport, generateKey: kmacKeyGen, getKeyLength: kmacImport, sign: kmac, verify: kmac,
  });
}
add('HKDF', { importKey: none, deriveBits: hkdf, getKeyLength: none });
add('PBKDF2', { importKey: none, deriveBits: pbkdf2, getKeyLength: none });

// ---- normalization ------------------------------------------------------------------------------------------------------------------------

// The algorithm in its own spelling with converted parameters. Fails with NotSupportedError where the operation has no such algorithm.
function normalize(algorithm, operation, what = 'algorithm') {
  if ((typeof algorithm !== 'object' && typeof algorithm !== 'function') || algorithm === null) algorithm = { name: string(algorithm, what) };
  const { name: given } = Algorithm(algorithm, what);
  const found = known[operation]?.get(given.toLowerCase());
  if (found === undefined) throw notSupported('Unrecognized algorithm name');
  const normalized = found.convert(algorithm, what);
  normalized.name = found.name;
  return normalized;
}

const knows = (algorithm, operation) => known[operation]?.has(algorithm.toLowerCase()) === true;

module.exports = { knows, normalize, notSupported, operationError };
