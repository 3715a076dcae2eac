// SPDX-License-Identifier: MIT
// pbkdf2, scrypt and hkdf give the published results, at once and with a callback.
const assert = require('node:assert');
const { createSecretKey, hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } = require('node:crypto');

const hex = (bytes) => Buffer.from(bytes).toString('hex');
let calls = 0;
const expecting = (expected) => (error, bytes) => {
  assert.strictEqual(error, null);
  assert.strictEqual(hex(bytes), expected);
  calls++;
};

// RFC 6070 and its companion for SHA-256
const sha1 = '4b007901b765489abead49d926f721d065a429c1';
assert.strictEqual(hex(pbkdf2Sync('password', 'salt', 4096, 20, 'sha1')), sha1);
pbkdf2('password', Buffer.from('salt'), 4096, 20, 'sha1', expecting(sha1));
assert.strictEqual(hex(pbkdf2Sync('password', 'salt', 1, 20, 'sha256')), '120fb6cffcf8b32c43e7225256c4f837a86548c9');
assert.throws(() => pbkdf2Sync('p', 's', 1, 0, 'sha256'), { message: 'Deriving bits failed' });
assert.throws(() => pbkdf2Sync('p', 's', 0, 1, 'sha1'), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => pbkdf2Sync('p', 's', 1, 1, 'none'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
assert.throws(() => pbkdf2('p', 's', 1, 1, 'sha1'), { code: 'ERR_INVALID_ARG_TYPE' });

// RFC 7914
const nacl = 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640';
assert.strictEqual(hex(scryptSync('password', 'NaCl', 64, { N: 1024, r: 8, p: 16 })), nacl);
scrypt('password', 'NaCl', 64, { cost: 1024, blockSize: 8, parallelization: 16 }, expecting(nacl));
assert.throws(() => scryptSync('p', 's', 1, { N: 3 }), { code: 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' });
assert.throws(() => scryptSync('p', 's', 1, { N: 2 ** 20 }), /memory limit exceeded/);
assert.throws(() => scryptSync('p', 's', 1, { N: 2, cost: 2 }), { code: 'ERR_INCOMPATIBLE_OPTION_PAIR' });

// RFC 5869, the first case
const ikm = Buffer.alloc(22, 0x0b);
const salt = Buffer.from('000102030405060708090a0b0c', 'hex');
const info = Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex');
const okm = '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865';
assert.ok(hkdfSync('sha256', ikm, salt, info, 42) instanceof ArrayBuffer);
assert.strictEqual(hex(hkdfSync('sha256', createSecretKey(ikm), salt, info, 42)), okm);
hkdf('sha256', ikm, salt, info, 42, expecting(okm));
assert.throws(() => hkdfSync('sha256', ikm, salt, info, 255 * 32 + 1), { code: 'ERR_CRYPTO_INVALID_KEYLEN' });
assert.throws(() => hkdfSync('sha256', ikm, salt, Buffer.alloc(1025), 1), { code: 'ERR_OUT_OF_RANGE' });

process.on('exit', () => assert.strictEqual(calls, 3));
