// SPDX-License-Identifier: MIT
// ECDSA of every usual curve with every usual digest: messages and digests, both forms of a signature, verified both ways; longer digests
// than the curve's order are cut; a public key does not sign.
const assert = require('node:assert');
const crypto = require('node:crypto');

const message = Buffer.from('a message');
for (const namedCurve of ['P-256', 'P-384', 'P-521', 'secp256k1', 'secp224r1']) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve });
  for (const digest of ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'md5']) {
    for (const dsaEncoding of ['der', 'ieee-p1363']) {
      const whole = crypto.sign(digest, message, { key: privateKey, dsaEncoding });
      const streamed = crypto.createSign(digest).update(message).sign({ key: privateKey, dsaEncoding });
      for (const signature of [whole, streamed]) {
        assert.ok(crypto.verify(digest, message, { key: publicKey, dsaEncoding }, signature));
        assert.ok(crypto.createVerify(digest).update(message).verify({ key: publicKey, dsaEncoding }, signature));
        assert.ok(!crypto.verify(digest, Buffer.from('another'), { key: publicKey, dsaEncoding }, signature));
        if (dsaEncoding === 'der') assert.strictEqual(signature[0], 0x30);
        else assert.strictEqual(signature.length % 2, 0);
      }
    }
  }
  assert.throws(() => crypto.sign('sha256', message, publicKey), { code: 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE' });
}
