// SPDX-License-Identifier: MIT
// PBKDF2 and HKDF give what their definitions (RFC 8018, RFC 5869) give when written with createHmac(), at every length around a block.
const assert = require('assert');
const crypto = require('crypto');

const hmac = (digest, key, ...parts) => {
  const made = crypto.createHmac(digest, key);
  for (const part of parts) made.update(part);
  return made.digest();
};

function pbkdf2(password, salt, iterations, length, digest) {
  const blocks = [];
  for (let number = 1, made = 0; made < length; number++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(number);
    let each = hmac(digest, password, salt, counter);
    const sum = Buffer.from(each);
    for (let i = 1; i < iterations; i++) {
      each = hmac(digest, password, each);
      for (let j = 0; j < sum.length; j++) sum[j] ^= each[j];
    }
    blocks.push(sum);
    made += sum.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function hkdf(digest, key, salt, info, length) {
  const size = crypto.createHash(digest).digest().length;
  const extracted = hmac(digest, salt.length === 0 ? Buffer.alloc(size) : salt, key);
  let each = Buffer.alloc(0);
  const blocks = [];
  for (let number = 1; blocks.length * size < length; number++) {
    each = hmac(digest, extracted, each, info, Buffer.from([number]));
    blocks.push(each);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7 + 3) & 0xff));
const lengths = [0, 1, 20, 43, 44, 47, 48, 51, 52, 55, 56, 63, 64, 65, 107, 108, 111, 112, 123, 124, 127, 128, 129, 200];
for (const digest of ['sha1', 'sha256', 'sha384', 'sha512', 'sha224', 'sha3-256']) {
  for (const length of lengths) {
    const some = bytes.subarray(0, length);
    assert.deepStrictEqual(crypto.pbkdf2Sync(some, bytes.subarray(0, 8), 2, 20, digest), pbkdf2(some, bytes.subarray(0, 8), 2, 20, digest));
    assert.deepStrictEqual(crypto.pbkdf2Sync('secret', some, 3, 70, digest), pbkdf2('secret', some, 3, 70, digest));
    if (length === 0) continue;
    assert.deepStrictEqual(crypto.pbkdf2Sync('secret', 'salt', 1, length, digest), pbkdf2('secret', 'salt', 1, length, digest));
    assert.deepStrictEqual(Buffer.from(crypto.hkdfSync(digest, some, some, some, length)), hkdf(digest, some, some, some, length));
  }
}
// RFC 6070 and RFC 5869's first case.
assert.strictEqual(crypto.pbkdf2Sync('password', 'salt', 4096, 20, 'sha1').toString('hex'), '4b007901b765489abead49d926f721d065a429c1');
assert.strictEqual(Buffer.from(crypto.hkdfSync('sha256', Buffer.alloc(22, 0x0b), Buffer.from('000102030405060708090a0b0c', 'hex'),
                                               Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex'), 42)).toString('hex'),
                   '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
let calls = 0;
crypto.pbkdf2('p', 's', 5, 40, 'sha512', (error, made) => {
  assert.ifError(error);
  assert.deepStrictEqual(made, pbkdf2('p', 's', 5, 40, 'sha512'));
  calls++;
});
process.on('exit', () => assert.strictEqual(calls, 1));
