// SPDX-License-Identifier: MIT
// Ciphers give the published results, both ways, in pieces and as streams; tampering and wrong lengths are refused.
const assert = require('node:assert');
const { createCipheriv, createDecipheriv, createSecretKey, getCipherInfo, getCiphers } = require('node:crypto');

const bytes = (hex) => Buffer.from(hex, 'hex');

function run(cipher, input) {
  return Buffer.concat([cipher.update(input.subarray(0, 5)), cipher.update(input.subarray(5)), cipher.final()]);
}

// NIST SP 800-38A: F.2.1 (CBC), F.5.5 (CTR)
const plain = bytes('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51');
const cases = [
  ['aes-128-cbc', '2b7e151628aed2a6abf7158809cf4f3c', '000102030405060708090a0b0c0d0e0f',
   '7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2'],
  ['aes-256-ctr', '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
   '601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5'],
];
for (const [name, key, iv, expected] of cases) {
  const cipher = createCipheriv(name, createSecretKey(key, 'hex'), bytes(iv)).setAutoPadding(false);
  assert.strictEqual(run(cipher, plain).toString('hex'), expected);
  const decipher = createDecipheriv(name, bytes(key), bytes(iv)).setAutoPadding(false);
  assert.deepStrictEqual(run(decipher, bytes(expected)), plain);
  assert.ok(getCiphers().includes(name));
}

// The test cases 4 of GCM's specification and of RFC 8439, 2.8.2
const gcm = {
  name: 'aes-128-gcm', key: 'feffe9928665731c6d6a8f9467308308', iv: 'cafebabefacedbaddecaf888',
  plain: 'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
  text: '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091',
  tag: '5bc94fbc3221a5db94fae95ae7121a47',
};
const chacha = {
  name: 'chacha20-poly1305', key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f', iv: '070000004041424344454647',
  plain: Buffer.from('Ladies and Gentlemen of the class of \'99: If I could offer you only one tip for the future, sunscreen would be it.')
    .toString('hex'),
  aad: '50515253c0c1c2c3c4c5c6c7',
  text: 'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36' +
    '92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116',
  tag: '1ae10b594f09e26a7e902ecbd0600691',
};
for (const { name, key, iv, plain, aad, text, tag } of [gcm, chacha]) {
  const cipher = createCipheriv(name, bytes(key), bytes(iv)).setAAD(bytes(aad));
  assert.throws(() => cipher.getAuthTag(), { code: 'ERR_CRYPTO_INVALID_STATE' });
  assert.strictEqual(run(cipher, bytes(plain)).toString('hex'), text);
  assert.strictEqual(cipher.getAuthTag().toString('hex'), tag);
  const make = () => createDecipheriv(name, bytes(key), bytes(iv)).setAAD(bytes(aad));
  assert.strictEqual(run(make().setAuthTag(bytes(tag)), bytes(text)).toString('hex'), plain);
  const wrong = bytes(tag);
  wrong[3] ^= 1;
  assert.throws(() => run(make().setAuthTag(wrong), bytes(text)), { message: 'Unsupported state or unable to authenticate data' });
  assert.throws(() => run(make(), bytes(text)), { message: 'Unsupported state or unable to authenticate data' });
  assert.throws(() => make().setAuthTag(Buffer.alloc(17)), { code: 'ERR_CRYPTO_INVALID_AUTH_TAG' });
}

const key = Buffer.alloc(16);
const iv = Buffer.alloc(16);
const stream = createCipheriv('aes-128-cbc', key, iv);
stream.end('text');
const back = createDecipheriv('aes-128-cbc', key, iv);
assert.strictEqual(back.update(stream.read(), null, 'utf8') + back.final('utf8'), 'text');
assert.throws(() => back.final(), { code: 'ERR_CRYPTO_INVALID_STATE' });
assert.throws(() => back.update('a'), /unsupported state/);
assert.throws(() => createDecipheriv('aes-128-cbc', key, iv).final(), { code: 'ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH' });
assert.throws(() => createCipheriv('none', key, iv), { code: 'ERR_CRYPTO_UNKNOWN_CIPHER' });
assert.throws(() => createCipheriv('aes-256-cbc', key, iv), { code: 'ERR_CRYPTO_INVALID_KEYLEN' });
assert.throws(() => createCipheriv('aes-128-cbc', key, null), { code: 'ERR_CRYPTO_INVALID_IV' });
assert.throws(() => createCipheriv('aes-128-cbc', key), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => createCipheriv('aes-128-ccm', key, Buffer.alloc(12)), { code: 'ERR_CRYPTO_INVALID_AUTH_TAG' });
assert.deepStrictEqual(getCipherInfo('aes-128-cbc'), { __proto__: null, mode: 'cbc', name: 'aes-128-cbc', nid: 419, blockSize: 16, ivLength: 16, keyLength: 16 });
assert.strictEqual(getCipherInfo('aes-128-cbc', { ivLength: 12 }), undefined);
