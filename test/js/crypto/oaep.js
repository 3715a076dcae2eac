// SPDX-License-Identifier: MIT
// RSA with OAEP of every hash, with and without a label, up to the longest text that fits.
const assert = require('node:assert');
const crypto = require('node:crypto');

const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
for (const oaepHash of [undefined, 'sha1', 'sha256', 'md5']) {
  const size = crypto.createHash(oaepHash ?? 'sha1').digest().length;
  for (const oaepLabel of [undefined, Buffer.from('label'), Buffer.alloc(0)]) {
    const options = { oaepHash, oaepLabel };
    for (const length of [0, 1, 128 - 2 * size - 2]) {
      const text = Buffer.alloc(length, 'text');
      const sealed = crypto.publicEncrypt({ key: rsa.publicKey, ...options }, text);
      assert.strictEqual(sealed.length, 128);
      assert.deepStrictEqual(crypto.privateDecrypt({ key: rsa.privateKey, ...options }, sealed), text);
    }
    assert.throws(() => crypto.publicEncrypt({ key: rsa.publicKey, ...options }, Buffer.alloc(128 - 2 * size - 1)),
                  { code: 'ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE' });
  }
}
