// SPDX-License-Identifier: MIT
// The same PEM read again is the same key, for either use of it, also after many others; and what is no key fails each time.
const assert = require('assert');
const crypto = require('crypto');

const pairs = Array.from({ length: 20 }, () => crypto.generateKeyPairSync('ec', {
  namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}));
const data = Buffer.from('data');
for (let round = 0; round < 2; round++) {
  for (const { publicKey, privateKey } of pairs) {
    const signature = crypto.sign('sha256', data, privateKey);
    assert.ok(crypto.verify('sha256', data, publicKey, signature));
    assert.ok(crypto.verify('sha256', data, privateKey, signature)); // its public half
    assert.ok(!crypto.verify('sha256', data, pairs[publicKey === pairs[0].publicKey ? 1 : 0].publicKey, signature));
    assert.strictEqual(crypto.createPublicKey(privateKey).type, 'public');
    assert.strictEqual(crypto.createPrivateKey(privateKey).type, 'private');
    assert.strictEqual(crypto.createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }), publicKey);
    assert.ok(crypto.createPublicKey(publicKey).equals(crypto.createPublicKey(publicKey)));
    assert.notStrictEqual(crypto.createPublicKey(publicKey), crypto.createPublicKey(publicKey));
    assert.throws(() => crypto.createPrivateKey(publicKey), { code: /^ERR_OSSL/ });
  }
}
for (let i = 0; i < 3; i++) assert.throws(() => crypto.createPublicKey('no key'), { code: /^ERR_OSSL/ });

// A curve's point must lie on it, in every form of a key.
const der = crypto.createPublicKey(pairs[0].publicKey).export({ type: 'spki', format: 'der' });
const jwk = crypto.createPublicKey(pairs[0].publicKey).export({ format: 'jwk' });
assert.ok(crypto.createPublicKey({ key: der, format: 'der', type: 'spki' }).equals(crypto.createPublicKey({ key: jwk, format: 'jwk' })));
der[der.length - 1] ^= 1;
assert.throws(() => crypto.createPublicKey({ key: der, format: 'der', type: 'spki' }));
assert.throws(() => crypto.createPublicKey({ key: { ...jwk, y: jwk.x }, format: 'jwk' }), { code: 'ERR_CRYPTO_INVALID_JWK' });
for (const namedCurve of ['P-256', 'secp256k1', 'P-384', 'P-521', 'secp224r1']) {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve });
  const again = crypto.createPublicKey({ key: publicKey.export({ type: 'spki', format: 'der' }), format: 'der', type: 'spki' });
  assert.ok(again.equals(publicKey));
  assert.ok(crypto.verify('sha256', data, again, crypto.sign('sha256', data, privateKey)));
  assert.strictEqual(again.export({ type: 'spki', format: 'pem' }), publicKey.export({ type: 'spki', format: 'pem' }));
}
