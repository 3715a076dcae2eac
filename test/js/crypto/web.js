// SPDX-License-Identifier: MIT
// globalThis.crypto: random values, UUIDs, digests; what is not there rejects by its name.
const assert = require('node:assert');

assert.strictEqual(require('node:crypto').webcrypto, crypto);
assert.ok(crypto instanceof Crypto);
assert.ok(crypto.subtle instanceof SubtleCrypto);
assert.throws(() => new Crypto(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
const values = new Uint32Array(4);
assert.strictEqual(crypto.getRandomValues(values), values);
assert.ok(values.some((value) => value !== 0));
assert.throws(() => crypto.getRandomValues(new Float32Array(1)), { name: 'TypeMismatchError' });
assert.throws(() => crypto.getRandomValues(new Uint8Array(65537)), { name: 'QuotaExceededError' });
assert.throws(() => crypto.getRandomValues.call({}, values), { code: 'ERR_INVALID_THIS' });
assert.match(crypto.randomUUID(), /^[0-9a-f-]{36}$/);

let calls = 0;
crypto.subtle.digest({ name: 'sha-256' }, new TextEncoder().encode('abc')).then((buffer) => {
  assert.ok(buffer instanceof ArrayBuffer);
  assert.strictEqual(Buffer.from(buffer).toString('hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  calls++;
});
crypto.subtle.digest('MD5', new Uint8Array()).catch((error) => {
  assert.strictEqual(error.name, 'NotSupportedError');
  calls++;
});
crypto.subtle.generateKey({}, true, []).catch((error) => {
  assert.strictEqual(error.code, 'ERR_MISSING_OPTION');
  calls++;
});
process.on('exit', () => assert.strictEqual(calls, 3));
