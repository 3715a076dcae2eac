// SPDX-License-Identifier: MIT
// Keys: every format in and out, key objects to CryptoKeys and back, clones, and what is refused.
const assert = require('node:assert');
const { inspect } = require('node:util');
const { KeyObject, createSecretKey, generateKeyPairSync } = require('node:crypto');
const { subtle } = globalThis.crypto;

const rsa = { modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1' };
const pairs = [
  ['RSA-PSS', rsa, ['sign', 'verify']], ['ECDH', { namedCurve: 'P-384' }, ['deriveBits']], ['ECDSA', { namedCurve: 'P-256' }, ['sign', 'verify']],
  ['Ed25519', {}, ['sign', 'verify']], ['X448', {}, ['deriveKey']],
];

async function roundTrips() {
  for (const [name, params, usages] of pairs) {
    const algorithm = { name, ...params };
    const { publicKey, privateKey } = await subtle.generateKey(algorithm, true, usages);
    assert.ok(publicKey instanceof CryptoKey);
    assert.strictEqual(publicKey.algorithm.name, name);
    for (const [key, formats] of [[publicKey, ['spki', 'jwk']], [privateKey, ['pkcs8', 'jwk']]]) {
      for (const format of formats) {
        const exported = await subtle.exportKey(format, key);
        const imported = await subtle.importKey(format, exported, algorithm, true, key.usages);
        assert.ok(KeyObject.from(imported).equals(KeyObject.from(key)));
        assert.deepStrictEqual(imported.algorithm, key.algorithm);
        assert.deepStrictEqual(await subtle.exportKey(format, imported), exported);
      }
    }
    if (name !== 'RSA-PSS') {
      const raw = await subtle.exportKey('raw', publicKey);
      const imported = await subtle.importKey('raw', raw, algorithm, true, publicKey.usages);
      assert.ok(KeyObject.from(imported).equals(KeyObject.from(publicKey)));
    }
    const clone = structuredClone(privateKey);
    assert.ok(clone instanceof CryptoKey && KeyObject.from(clone).equals(KeyObject.from(privateKey)));
    assert.deepStrictEqual(clone.algorithm, privateKey.algorithm);
    assert.deepStrictEqual(clone.usages, privateKey.usages);
    await assert.rejects(subtle.importKey('pkcs8', new Uint8Array(8), algorithm, true, privateKey.usages), { name: 'DataError' });
  }
}

async function secrets() {
  const raw = new Uint8Array(16).fill(9);
  const key = await subtle.importKey('raw', raw, { name: 'aes-gcm' }, true, ['decrypt', 'encrypt', 'encrypt']);
  assert.deepStrictEqual(key.algorithm, { name: 'AES-GCM', length: 128 });
  assert.deepStrictEqual(key.usages, ['encrypt', 'decrypt']);
  assert.deepStrictEqual(await subtle.exportKey('jwk', key), {
    key_ops: ['encrypt', 'decrypt'], ext: true, kty: 'oct', k: 'CQkJCQkJCQkJCQkJCQkJCQ', alg: 'A128GCM',
  });
  assert.match(inspect(key), /^CryptoKey \{\n {2}type: 'secret',\n {2}extractable: true,\n {2}algorithm: \{ name: 'AES-GCM', length: 128 \}/);
  const sealed = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  await assert.rejects(subtle.exportKey('raw', sealed), { name: 'InvalidAccessError', message: 'key is not extractable' });
  await assert.rejects(subtle.importKey('raw', raw.subarray(1), 'AES-GCM', true, ['encrypt']), { name: 'DataError' });
  await assert.rejects(subtle.importKey('raw', raw, 'AES-GCM', true, ['sign']), { name: 'SyntaxError' });
  await assert.rejects(subtle.importKey('spki', raw, 'AES-GCM', true, ['encrypt']), { name: 'NotSupportedError' });
  await assert.rejects(subtle.importKey('none', raw, 'AES-GCM', true, ['encrypt']), { code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(subtle.importKey('raw', 'text', 'AES-GCM', true, ['encrypt']), { code: 'ERR_INVALID_ARG_TYPE' });
  await assert.rejects(subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt']), { name: 'OperationError' });
}

function fromKeyObjects() {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = publicKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
  assert.ok(KeyObject.from(key).equals(publicKey));
  assert.throws(() => publicKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['verify']), { name: 'DataError' });
  assert.throws(() => createSecretKey('abc').toCryptoKey('PBKDF2', true, ['deriveBits']), { name: 'SyntaxError' });
  assert.throws(() => new CryptoKey(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
}

let done = false;
fromKeyObjects();
roundTrips().then(secrets).then(() => { done = true; });
process.on('exit', () => assert.ok(done));
