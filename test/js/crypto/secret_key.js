// SPDX-License-Identifier: MIT
// Secret key objects: made, generated, compared, exported, used for an HMAC.
const assert = require('node:assert');
const { KeyObject, createHmac, createSecretKey, generateKey, generateKeySync } = require('node:crypto');
const { isKeyObject } = require('node:util').types;

const bytes = Buffer.from('00ff10', 'hex');
const key = createSecretKey(bytes);
bytes[0] = 1; // the key keeps a copy
assert.ok(key instanceof KeyObject);
assert.ok(isKeyObject(key) && !isKeyObject({}));
assert.strictEqual(key.type, 'secret');
assert.strictEqual(key.symmetricKeySize, 3);
assert.strictEqual(String(key), '[object KeyObject]');
assert.strictEqual(key.export().toString('hex'), '00ff10');
assert.deepStrictEqual(key.export({ format: 'jwk' }), { kty: 'oct', k: 'AP8Q' });
assert.throws(() => key.export({ format: 'pem' }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.ok(key.equals(createSecretKey('00ff10', 'hex')));
assert.ok(!key.equals(createSecretKey('')));
assert.throws(() => key.equals(1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => createSecretKey(key), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => new KeyObject('other', {}), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => createHmac('sha1', new KeyObject('public', {})), { code: 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE' });
assert.strictEqual(createHmac('sha256', createSecretKey('k')).digest('hex'), createHmac('sha256', 'k').digest('hex'));

assert.strictEqual(generateKeySync('aes', { length: 192 }).symmetricKeySize, 24);
assert.throws(() => generateKeySync('aes', { length: 64 }), { code: 'ERR_INVALID_ARG_VALUE' });
let called = false;
generateKey('hmac', { length: 123 }, (error, made) => {
  assert.strictEqual(error, null);
  assert.strictEqual(made.symmetricKeySize, 15);
  called = true;
});
process.on('exit', () => assert.ok(called));
