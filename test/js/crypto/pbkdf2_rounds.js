// SPDX-License-Identifier: MIT
// PBKDF2 is what RFC 8018 says: rounds of HMAC, whatever does them for a digest and a number of rounds.
const assert = require('node:assert');
const crypto = require('node:crypto');

const { promisify } = require('node:util');

function expected(password, salt, rounds, length, digest) {
  const blocks = [];
  for (let number = 1, have = 0; have < length; number++) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(number);
    let last = crypto.createHmac(digest, password).update(salt).update(bytes).digest();
    const sum = Buffer.from(last);
    for (let i = 1; i < rounds; i++) {
      last = crypto.createHmac(digest, password).update(last).digest();
      for (let j = 0; j < sum.length; j++) sum[j] ^= last[j];
    }
    blocks.push(sum);
    have += sum.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

(async () => {
  for (const digest of ['sha1', 'sha256', 'sha384', 'sha512', 'sha512-256']) {
    for (const [password, salt, rounds, length] of [
      ['', '', 100, 1], ['password', 'salt', 1, 64], ['password', Buffer.alloc(300, 'salt'), 101, 200],
      [Buffer.alloc(128, 'k'), 'salt', 120, 48], [Buffer.alloc(129, 'k'), 'salt', 120, 49], [Buffer.alloc(1000, 'k'), 'a', 99, 64]]) {
      const want = expected(password, salt, rounds, length, digest);
      assert.deepStrictEqual(crypto.pbkdf2Sync(password, salt, rounds, length, digest), want);
      assert.deepStrictEqual(await promisify(crypto.pbkdf2)(password, salt, rounds, length, digest), want);
    }
  }
})();
