// SPDX-License-Identifier: MIT
// ECDH: secrets of both sides agree on each kind of curve, and a public key that was set by itself must belong to the private one.
const assert = require('node:assert');
const crypto = require('node:crypto');

process.noDeprecation = true;

for (const curve of ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1', 'brainpoolP256r1', 'sect283k1']) {
  const [one, other] = [crypto.createECDH(curve), crypto.createECDH(curve)];
  one.generateKeys();
  other.generateKeys();
  const secret = one.computeSecret(other.getPublicKey());
  assert.deepStrictEqual(other.computeSecret(one.getPublicKey()), secret);

  one.setPublicKey(other.getPublicKey());
  assert.throws(() => one.computeSecret(other.getPublicKey()), { code: 'ERR_CRYPTO_INVALID_KEYPAIR' });
  one.setPrivateKey(other.getPrivateKey());
  assert.deepStrictEqual(one.computeSecret(other.getPublicKey()), other.computeSecret(one.getPublicKey()));
  one.setPublicKey(other.getPublicKey());
  one.generateKeys();
  assert.deepStrictEqual(one.computeSecret(other.getPublicKey()), other.computeSecret(one.getPublicKey()));

  const keys = [1, 2].map(() => crypto.generateKeyPairSync('ec', { namedCurve: curve }));
  const agree = (a, b) => crypto.diffieHellman({ privateKey: a.privateKey, publicKey: b.publicKey });
  assert.deepStrictEqual(agree(keys[0], keys[1]), agree(keys[1], keys[0]));
}
const [short, long] = ['P-256', 'P-384'].map((namedCurve) => crypto.generateKeyPairSync('ec', { namedCurve }));
assert.throws(() => crypto.diffieHellman({ privateKey: short.privateKey, publicKey: long.publicKey }), {
  code: 'ERR_OSSL_MISMATCHING_DOMAIN_PARAMETERS',
});
