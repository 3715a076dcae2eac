// SPDX-License-Identifier: MIT
// Encryption with RSA keys in both directions, OAEP's hash and label, and secrets wrapped for a public key.
const assert = require('node:assert');
const {
  constants, decapsulate, encapsulate, generateKeyPairSync, privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt,
} = require('node:crypto');

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const data = Buffer.from('text');

assert.deepStrictEqual(privateDecrypt(privateKey, publicEncrypt(publicKey, data)), data);
assert.deepStrictEqual(publicDecrypt(publicKey, privateEncrypt(privateKey, data)), data);
const oaep = { oaepHash: 'sha256', oaepLabel: Buffer.from('label') };
const labelled = publicEncrypt({ key: publicKey, ...oaep }, data);
assert.deepStrictEqual(privateDecrypt({ key: privateKey, ...oaep }, labelled), data);
assert.throws(() => privateDecrypt({ key: privateKey, oaepHash: 'sha256' }, labelled), { code: 'ERR_OSSL_RSA_OAEP_DECODING_ERROR' });
assert.throws(() => publicEncrypt({ key: publicKey, oaepHash: 'none' }, data), { code: 'ERR_OSSL_EVP_INVALID_DIGEST' });
assert.throws(() => publicEncrypt(publicKey, Buffer.alloc(200)), { code: 'ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE' });
assert.throws(() => privateDecrypt(publicKey, data), { code: 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE' });

const raw = Buffer.alloc(128, 1);
const padding = constants.RSA_NO_PADDING;
assert.deepStrictEqual(privateDecrypt({ key: privateKey, padding }, publicEncrypt({ key: publicKey, padding }, raw)), raw);

const { ciphertext, sharedKey } = encapsulate(publicKey);
assert.deepStrictEqual(decapsulate(privateKey, ciphertext), sharedKey);
assert.throws(() => encapsulate(generateKeyPairSync('ed25519').publicKey), { code: 'ERR_CRYPTO_OPERATION_FAILED' });
let calls = 0;
encapsulate(publicKey, (error, made) => {
  assert.strictEqual(error, null);
  decapsulate(privateKey, made.ciphertext, (failed, secret) => {
    assert.strictEqual(failed, null);
    assert.deepStrictEqual(secret, made.sharedKey);
    calls++;
  });
});
process.on('exit', () => assert.strictEqual(calls, 1));
