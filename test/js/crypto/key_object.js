// SPDX-License-Identifier: MIT
// Key objects of public and private keys: read from PEM, DER and JWK, written, compared, cloned.
const assert = require('node:assert');
const { KeyObject, createPrivateKey, createPublicKey, createSecretKey } = require('node:crypto');
const { certificate, key } = require('./fixtures/certificates.js');

const privateKey = createPrivateKey(key);
const publicKey = createPublicKey(certificate);
assert.ok(privateKey instanceof KeyObject && publicKey instanceof KeyObject);
assert.strictEqual(privateKey.type, 'private');
assert.strictEqual(publicKey.type, 'public');
assert.strictEqual(publicKey.asymmetricKeyType, 'ec');
assert.deepStrictEqual(publicKey.asymmetricKeyDetails, { namedCurve: 'prime256v1' });
assert.strictEqual(publicKey.symmetricKeySize, undefined);
for (const made of [createPublicKey(key), createPublicKey(privateKey), createPublicKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' })]) {
  assert.ok(made.equals(publicKey));
}
assert.ok(!publicKey.equals(privateKey));
assert.throws(() => createPublicKey(publicKey), { code: 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE' });
assert.throws(() => createPrivateKey(privateKey), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => createPublicKey(createSecretKey('a')), { code: 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE' });

for (const type of ['pkcs8', 'sec1']) {
  for (const format of ['pem', 'der']) {
    const written = privateKey.export({ type, format });
    assert.ok(createPrivateKey({ key: written, type, format }).equals(privateKey));
  }
}
const passphrase = 'correct horse';
const locked = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
assert.ok(locked.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----\n'));
assert.ok(createPrivateKey({ key: locked, passphrase }).equals(privateKey));
assert.throws(() => createPrivateKey(locked), { code: 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED' });
assert.throws(() => createPrivateKey({ key: locked, passphrase: 'wrong' }), { code: 'ERR_OSSL_BAD_DECRYPT' });
assert.throws(() => createPrivateKey({ key: privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-128-cbc', passphrase }),
  type: 'pkcs8', format: 'der' }), { code: 'ERR_MISSING_PASSPHRASE' });
const lockedDer = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-128-cbc', passphrase });
assert.ok(createPrivateKey({ key: lockedDer, type: 'pkcs8', format: 'der', passphrase }).equals(privateKey));

assert.ok(createPublicKey({ key: publicKey.export({ type: 'spki', format: 'der' }), type: 'spki', format: 'der' }).equals(publicKey));
assert.throws(() => publicKey.export({ type: 'pkcs1', format: 'pem' }), { code: 'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS' });
assert.throws(() => publicKey.export(), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => privateKey.export({ type: 'spki', format: 'pem' }), { code: 'ERR_INVALID_ARG_VALUE' });

const jwk = publicKey.export({ format: 'jwk' });
assert.deepStrictEqual(Object.keys(jwk).sort(), ['crv', 'kty', 'x', 'y']);
assert.throws(() => createPublicKey({ key: { ...jwk, y: jwk.x }, format: 'jwk' }), { code: 'ERR_CRYPTO_INVALID_JWK' });
assert.throws(() => createPublicKey({ key: { ...jwk, kty: 'oct' }, format: 'jwk' }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => createPrivateKey('nothing'), { code: 'ERR_OSSL_UNSUPPORTED' });

assert.ok(structuredClone(privateKey).equals(privateKey));
assert.ok(structuredClone(createSecretKey('abc')).equals(createSecretKey('abc')));
