// SPDX-License-Identifier: MIT
// Diffie-Hellman with numbers, groups, curves and key objects.
const assert = require('node:assert');
const {
  DiffieHellman, ECDH, createDiffieHellman, createECDH, diffieHellman, generateKeyPairSync, getCurves, getDiffieHellman,
} = require('node:crypto');

const a = getDiffieHellman('modp5');
const b = getDiffieHellman('MODP5');
a.generateKeys();
assert.strictEqual(b.generateKeys('hex').length > 300, true);
assert.deepStrictEqual(a.computeSecret(b.getPublicKey()), b.computeSecret(a.getPublicKey('hex'), 'hex'));
assert.strictEqual(a.verifyError, 0);
assert.strictEqual(a.setPublicKey, undefined);
assert.throws(() => getDiffieHellman('none'), { code: 'ERR_CRYPTO_UNKNOWN_DH_GROUP' });

const c = createDiffieHellman(a.getPrime(), a.getGenerator());
c.setPrivateKey(a.getPrivateKey());
assert.ok(c instanceof DiffieHellman);
assert.deepStrictEqual(c.computeSecret(b.getPublicKey()), a.computeSecret(b.getPublicKey()));
assert.throws(() => c.getPublicKey(), { code: 'ERR_CRYPTO_INVALID_STATE' });
assert.throws(() => c.computeSecret(''), /Supplied key is too small/);
assert.throws(() => createDiffieHellman(1), { code: 'ERR_OSSL_DH_MODULUS_TOO_SMALL' });
assert.throws(() => createDiffieHellman('abcdef', 1), { code: 'ERR_OSSL_DH_BAD_GENERATOR' });
assert.notStrictEqual(createDiffieHellman('abcdef', 'hex').verifyError, 0);

const e = createECDH('secp256k1');
const f = createECDH('secp256k1');
e.generateKeys();
f.generateKeys('hex', 'compressed');
assert.strictEqual(e.computeSecret(f.getPublicKey('hex', 'compressed'), 'hex', 'hex'), f.computeSecret(e.getPublicKey()).toString('hex'));
const g = createECDH('secp256k1');
assert.throws(() => g.getPublicKey(), /Failed to get ECDH public key/);
g.setPrivateKey(e.getPrivateKey());
assert.deepStrictEqual(g.getPublicKey(), e.getPublicKey());
assert.throws(() => g.setPrivateKey(Buffer.alloc(32)), /not valid for specified curve/);
assert.throws(() => e.computeSecret(createECDH('prime256v1').generateKeys()), { code: 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY' });
assert.throws(() => createECDH('none'), { code: 'ERR_CRYPTO_INVALID_CURVE' });
const compressed = ECDH.convertKey(e.getPublicKey(), 'secp256k1', null, null, 'compressed');
assert.strictEqual(compressed.length, 33);
assert.strictEqual(ECDH.convertKey(compressed, 'secp256k1', null, 'hex'), e.getPublicKey('hex'));
assert.ok(getCurves().includes('secp384r1'));

for (const [type, options] of [['x25519'], ['x448'], ['ec', { namedCurve: 'P-256' }], ['dh', { group: 'modp5' }]]) {
  const one = generateKeyPairSync(type, options);
  const two = generateKeyPairSync(type, options);
  const secret = diffieHellman({ privateKey: one.privateKey, publicKey: two.publicKey });
  assert.deepStrictEqual(diffieHellman({ privateKey: two.privateKey, publicKey: one.publicKey }), secret);
}
const x25519 = generateKeyPairSync('x25519');
assert.throws(() => diffieHellman({ privateKey: x25519.privateKey, publicKey: generateKeyPairSync('x448').publicKey }), {
  code: 'ERR_CRYPTO_INCOMPATIBLE_KEY',
});
let called = false;
diffieHellman(x25519, (error, secret) => {
  assert.strictEqual(error, null);
  assert.strictEqual(secret.length, 32);
  called = true;
});
process.on('exit', () => assert.ok(called));
