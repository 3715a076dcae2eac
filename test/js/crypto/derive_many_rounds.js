// SPDX-License-Identifier: MIT
// PBKDF2 of many rounds is its definition written with createHmac(): all digests, passwords and salts around a block, all forms.
const assert = require('assert');
const crypto = require('crypto');

function pbkdf2(password, salt, iterations, length, digest) {
  const hmac = (data) => crypto.createHmac(digest, password).update(data).digest();
  const blocks = [];
  for (let number = 1, made = 0; made < length; number++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(number);
    let each = hmac(Buffer.concat([salt, counter]));
    const sum = Buffer.from(each);
    for (let i = 1; i < iterations; i++) {
      each = hmac(each);
      for (let j = 0; j < sum.length; j++) sum[j] ^= each[j];
    }
    blocks.push(sum);
    made += sum.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7 + 3) & 0xff));
const digests = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'md5', 'ripemd160', 'sha3-256'];
for (const digest of digests) {
  for (const length of [0, 1, 63, 64, 65, 127, 128, 129, 200]) {
    const some = bytes.subarray(0, length);
    for (const [secret, salt, wanted] of [[some, bytes.subarray(0, 8), 20], [bytes.subarray(9, 20), some, 70]]) {
      assert.deepStrictEqual(crypto.pbkdf2Sync(secret, salt, 101, wanted, digest), pbkdf2(secret, salt, 101, wanted, digest));
    }
  }
}
let calls = 0;
for (const digest of digests) {
  crypto.pbkdf2('password', 'salt', 300, 100, digest, (error, made) => {
    assert.ifError(error);
    assert.deepStrictEqual(made, pbkdf2('password', Buffer.from('salt'), 300, 100, digest));
    calls++;
  });
}
// RFC 7914, section 11.
assert.strictEqual(crypto.pbkdf2Sync('Password', 'NaCl', 80000, 64, 'sha256').toString('hex'),
                   '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d');
process.on('exit', () => assert.strictEqual(calls, digests.length));
