// SPDX-License-Identifier: MIT
// Keys are compared by what they hold and are for, also by assert.
const assert = require('node:assert');
const { createSecretKey, generateKeyPairSync } = require('node:crypto');
const { subtle } = globalThis.crypto;

const { publicKey } = generateKeyPairSync('ed25519');
assert.deepStrictEqual(publicKey, structuredClone(publicKey));
assert.notDeepStrictEqual(publicKey, generateKeyPairSync('ed25519').publicKey);
assert.notDeepStrictEqual(createSecretKey('a'), createSecretKey('b'));

const importKey = (byte, usages, extractable = true) =>
  subtle.importKey('raw', Buffer.alloc(16, byte), { name: 'HMAC', hash: 'SHA-256' }, extractable, usages);

async function run() {
  const key = await importKey(1, ['sign', 'verify']);
  assert.deepStrictEqual(key, await importKey(1, ['verify', 'sign']));
  assert.notDeepStrictEqual(key, await importKey(2, ['sign', 'verify']));
  assert.notDeepStrictEqual(key, await importKey(1, ['sign']));
  assert.notDeepStrictEqual(key, await importKey(1, ['sign', 'verify'], false));
}

let done = false;
run().then(() => { done = true; });
process.on('exit', () => assert.ok(done));
