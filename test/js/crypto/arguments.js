// SPDX-License-Identifier: MIT
// What crypto says of arguments that are none: the order in which they are looked at, names and messages.
const assert = require('node:assert');
const crypto = require('node:crypto');

const type = { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' };
const saying = (message) => ({ ...type, message });

assert.throws(() => crypto.hkdfSync('sha256', 1, '', '', 1), saying('The "ikm" argument must be of type string or an instance of SecretKeyObject, ' +
  'ArrayBuffer, TypedArray, DataView, or Buffer. Received type number (1)'));
assert.throws(() => crypto.hkdfSync('sha256', '', 1, '', 1), saying('The "salt" argument must be of type string or an instance of ArrayBuffer, ' +
  'TypedArray, DataView, or Buffer. Received type number (1)'));
assert.throws(() => crypto.createSecretKey(1), saying('The "key" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView. ' +
  'Received type number (1)'));
assert.throws(() => crypto.getDiffieHellman(1), saying('Group name must be a string'));
assert.throws(() => crypto.timingSafeEqual(1, 2), saying('The "buf1" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.'));
assert.throws(() => crypto.generateKey(), { ...type, message: /"callback"/ });
assert.throws(() => crypto.generateKeyPair(), { ...type, message: /"callback"/ });
assert.throws(() => crypto.generatePrime(), { ...type, message: /"size"/ });
assert.throws(() => crypto.createSign('abc'), { code: 'ERR_CRYPTO_INVALID_DIGEST', message: 'Invalid digest' });

const { publicKey } = crypto.generateKeyPairSync('ed25519');
assert.throws(() => crypto.verify(null, new ArrayBuffer(1), publicKey, Buffer.alloc(64)), { ...type, message: /"data"/ });
assert.throws(() => publicKey.export([]), { ...type, message: /"options"/ });

assert.strictEqual(crypto.getCipherInfo(1.5), undefined);
assert.strictEqual(crypto.getCipherInfo(2 ** 31), undefined);
assert.strictEqual(Object.getPrototypeOf(crypto.getCipherInfo('aes-128-cbc')), null);

const dh = crypto.createDiffieHellman(Buffer.from([23]));
assert.throws(() => dh.getPrime('abc'), { code: 'ERR_UNKNOWN_ENCODING' });
assert.throws(() => dh.generateKeys(), { code: 'ERR_CRYPTO_OPERATION_FAILED', message: 'Key generation failed' });
assert.throws(() => dh.computeSecret(Buffer.alloc(2, 97)), { code: 'ERR_CRYPTO_INVALID_KEYLEN', message: 'Supplied key is too large' });
assert.throws(() => dh.computeSecret(Buffer.alloc(0)), { code: 'ERR_CRYPTO_INVALID_KEYLEN', message: 'Supplied key is too small' });
for (const name of ['generateKeys', 'computeSecret', 'getPrime', 'setPrivateKey']) {
  assert.throws(() => crypto.DiffieHellman.prototype[name].call({}, 'a'), TypeError);
}

const ecdh = crypto.createECDH('prime256v1');
assert.throws(() => ecdh.getPublicKey(), { code: 'ERR_CRYPTO_OPERATION_FAILED' });
assert.strictEqual(ecdh.setPrivateKey(Buffer.alloc(32, 1)), ecdh);

const names = { sign: ['signOneShot', 4], verify: ['verifyOneShot', 5], publicEncrypt: ['', 2], timingSafeEqual: ['', 0], scrypt: ['scrypt', 4], scryptSync: ['scryptSync', 3] };
for (const [name, shape] of Object.entries(names)) assert.deepStrictEqual([crypto[name].name, crypto[name].length], shape);
