// SPDX-License-Identifier: MIT
// PBKDF2 and HKDF make no key of no bytes, scrypt does.
const assert = require('node:assert');
const crypto = require('node:crypto');

const failure = { name: 'Error', message: 'Deriving bits failed' };
let calls = 0;
const failing = (error, made) => {
  calls++;
  assert.strictEqual(error.message, failure.message);
  assert.strictEqual(made, undefined);
};

assert.throws(() => crypto.pbkdf2Sync('p', 's', 1, 0, 'sha256'), failure);
assert.throws(() => crypto.hkdfSync('sha256', 'k', 's', 'i', 0), failure);
crypto.pbkdf2('p', 's', 1, 0, 'sha256', failing);
crypto.hkdf('sha256', 'k', 's', 'i', 0, failing);
assert.strictEqual(calls, 0);
assert.strictEqual(crypto.scryptSync('p', 's', 0).length, 0);
crypto.scrypt('p', 's', 0, (error, made) => {
  assert.strictEqual(error, null);
  assert.strictEqual(made.length, 0);
});
process.on('exit', () => assert.strictEqual(calls, 2));
