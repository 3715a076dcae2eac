// SPDX-License-Identifier: MIT
// Callbacks run in the async context of their call.
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { generateKey, hkdf, pbkdf2, randomBytes, randomFill, randomInt, scrypt } = require('node:crypto');

const storage = new AsyncLocalStorage();
let calls = 0;
const check = () => {
  assert.strictEqual(storage.getStore(), 7);
  calls++;
};
storage.run(7, () => {
  randomBytes(4, check);
  randomBytes(10000, check);
  randomFill(Buffer.alloc(4), check);
  randomInt(4, check);
  pbkdf2('a', 'b', 1, 4, 'sha1', check);
  scrypt('a', 'b', 4, check);
  hkdf('sha1', 'a', 'b', 'c', 4, check);
  generateKey('aes', { length: 128 }, check);
});
process.on('exit', () => assert.strictEqual(calls, 8));
