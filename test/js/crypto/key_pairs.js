// SPDX-License-Identifier: MIT
// New key pairs: every kind, as key objects and written, with and without a callback, as a promise, and what is refused.
const assert = require('node:assert');
const { promisify } = require('node:util');
const { createPrivateKey, createPublicKey, generateKeyPair, generateKeyPairSync } = require('node:crypto');

const kinds = [
  ['rsa', { modulusLength: 512, publicExponent: 3 }, { modulusLength: 512, publicExponent: 3n }],
  ['rsa-pss', { modulusLength: 512 }, { modulusLength: 512, publicExponent: 65537n }],
  ['rsa-pss', { modulusLength: 1024, hashAlgorithm: 'sha256', saltLength: 16 },
    { modulusLength: 1024, publicExponent: 65537n, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 16 }],
  ['dsa', { modulusLength: 1024, divisorLength: 160 }, { modulusLength: 1024, divisorLength: 160 }],
  ['ec', { namedCurve: 'secp256k1' }, { namedCurve: 'secp256k1' }],
  ['ec', { namedCurve: 'P-384', paramEncoding: 'explicit' }, { namedCurve: 'secp384r1' }],
  ['dh', { group: 'modp14' }, {}],
  ['dh', { primeLength: 512 }, {}],
  ['ed25519', undefined, {}], ['ed448', {}, {}], ['x25519', {}, {}], ['x448', {}, {}],
];
for (const [type, options, details] of kinds) {
  const { publicKey, privateKey } = generateKeyPairSync(type, options);
  assert.strictEqual(publicKey.asymmetricKeyType, type);
  if (options?.paramEncoding === undefined) assert.deepStrictEqual(privateKey.asymmetricKeyDetails, details);
  assert.ok(createPublicKey(privateKey).equals(publicKey));
}

const written = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' },
});
assert.ok(Buffer.isBuffer(written.publicKey));
const opened = createPrivateKey({ key: written.privateKey, passphrase: 'secret' });
assert.ok(createPublicKey(opened).equals(createPublicKey({ key: written.publicKey, type: 'spki', format: 'der' })));

assert.throws(() => generateKeyPairSync('rsa'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => generateKeyPairSync('ml-dsa-44'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => generateKeyPairSync('ec', { namedCurve: 'none' }), { code: 'ERR_CRYPTO_INVALID_CURVE' });
assert.throws(() => generateKeyPairSync('dh', { group: 'none' }), { code: 'ERR_CRYPTO_UNKNOWN_DH_GROUP' });
assert.throws(() => generateKeyPairSync('dh', { group: 'modp5', prime: Buffer.alloc(8) }), { code: 'ERR_INCOMPATIBLE_OPTION_PAIR' });
assert.throws(() => generateKeyPairSync('rsa-pss', { modulusLength: 512, hashAlgorithm: 'sha0' }), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
assert.throws(() => generateKeyPairSync('rsa', { modulusLength: 512, publicKeyEncoding: { type: 'spki' } }), {
  code: 'ERR_INVALID_ARG_VALUE',
});

let calls = 0;
generateKeyPair('ed25519', (error, publicKey, privateKey) => {
  assert.strictEqual(error, null);
  assert.strictEqual(publicKey.type + privateKey.type, 'publicprivate');
  calls++;
});
generateKeyPair('rsa', { modulusLength: 2 }, (error) => {
  assert.ok(error instanceof Error);
  calls++;
});
promisify(generateKeyPair)('x25519').then(({ publicKey, privateKey }) => {
  assert.ok(createPublicKey(privateKey).equals(publicKey));
  calls++;
});
process.on('exit', () => assert.strictEqual(calls, 3));
