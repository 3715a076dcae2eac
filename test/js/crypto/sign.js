// SPDX-License-Identifier: MIT
// Signatures: streams and at once, every kind of key, both forms of an EC signature, PSS, callbacks, and what is refused.
const assert = require('node:assert');
const {
  Sign, Verify, constants, createSign, createVerify, generateKeyPairSync, getFips, sign, verify,
} = require('node:crypto');

const data = Buffer.from('message');
const kinds = [
  ['rsa', { modulusLength: 1024 }, 'sha256'],
  ['ec', { namedCurve: 'P-256' }, 'sha384'],
  ['dsa', { modulusLength: 1024, divisorLength: 160 }, 'sha1'],
  ['ed25519', undefined, null],
  ['ed448', undefined, undefined],
];
for (const [type, options, digest] of kinds) {
  const { privateKey, publicKey } = generateKeyPairSync(type, options);
  const signature = sign(digest, data, privateKey);
  assert.ok(Buffer.isBuffer(signature));
  assert.strictEqual(verify(digest, data, publicKey, signature), true);
  assert.strictEqual(verify(digest, data, privateKey, signature), true);
  assert.strictEqual(verify(digest, Buffer.from('other'), publicKey, signature), false);
  assert.strictEqual(verify(digest, data, publicKey, Buffer.alloc(0)), false);
  if (digest) {
    const streamed = createSign(digest).update('mess').update('age', 'latin1').sign(privateKey, 'base64');
    assert.strictEqual(createVerify(digest).update(data).verify(publicKey, streamed, 'base64'), true);
    assert.strictEqual(verify(digest, data, publicKey, Buffer.from(streamed, 'base64')), true);
  } else {
    assert.throws(() => createSign('sha256').update('a').sign(privateKey), { code: 'ERR_CRYPTO_UNSUPPORTED_OPERATION' });
  }
}

const ec = generateKeyPairSync('ec', { namedCurve: 'secp521r1' });
const sideBySide = sign('sha512', data, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' });
assert.strictEqual(sideBySide.length, 132);
assert.ok(verify('sha512', data, { key: ec.publicKey, dsaEncoding: 'ieee-p1363' }, sideBySide));
assert.ok(!verify('sha512', data, ec.publicKey, sideBySide));
assert.ok(!verify('sha512', data, { key: ec.publicKey, dsaEncoding: 'ieee-p1363' }, sideBySide.subarray(1)));
assert.throws(() => sign('sha512', data, { key: ec.privateKey, dsaEncoding: 'other' }), { code: 'ERR_INVALID_ARG_VALUE' });

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const padding = constants.RSA_PKCS1_PSS_PADDING;
const salted = sign('sha256', data, { key: rsa.privateKey, padding, saltLength: 20 });
assert.ok(verify('sha256', data, { key: rsa.publicKey, padding, saltLength: 20 }, salted));
assert.ok(verify('sha256', data, { key: rsa.publicKey, padding }, salted));
assert.ok(!verify('sha256', data, { key: rsa.publicKey, padding, saltLength: 21 }, salted));
assert.ok(!verify('sha256', data, rsa.publicKey, salted));

assert.throws(() => createSign('sha0'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
assert.throws(() => sign('sha0', data, rsa.privateKey), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
assert.throws(() => sign('sha256', data), { code: 'ERR_CRYPTO_SIGN_KEY_REQUIRED' });
assert.throws(() => sign('sha256', data, rsa.publicKey), { code: 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE' });
assert.throws(() => sign('sha256', data, { key: rsa.privateKey, padding: null }), { code: 'ERR_INVALID_ARG_VALUE' });
const once = createSign('sha256').update('a');
once.sign(rsa.privateKey);
assert.throws(() => once.sign(rsa.privateKey), /Not initialised/);
assert.ok(createSign('sha1') instanceof Sign && Verify('sha1') instanceof Verify);
assert.strictEqual(getFips(), 0);

let calls = 0;
sign('sha256', data, rsa.privateKey, (error, signature) => {
  assert.strictEqual(error, null);
  verify('sha256', data, rsa.publicKey, signature, (failed, result) => {
    assert.strictEqual(failed, null);
    assert.strictEqual(result, true);
    calls++;
  });
});
sign('sha512', data, generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey, (error) => {
  assert.strictEqual(error.code, 'ERR_OSSL_RSA_DIGEST_TOO_BIG_FOR_RSA_KEY');
  calls++;
});
process.on('exit', () => assert.strictEqual(calls, 2));
