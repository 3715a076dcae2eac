// SPDX-License-Identifier: MIT
// sign() and verify() with every algorithm that has them.
const assert = require('node:assert');
const { subtle } = globalThis.crypto;

const data = new TextEncoder().encode('message');
const rsa = { modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
const cases = [
  ['RSASSA-PKCS1-v1_5', rsa, {}, 128], ['RSA-PSS', rsa, { saltLength: 20 }, 128],
  ['ECDSA', { namedCurve: 'P-256' }, { hash: 'SHA-256' }, 64], ['ECDSA', { namedCurve: 'P-521' }, { hash: 'SHA3-512' }, 132],
  ['Ed25519', {}, {}, 64], ['Ed448', {}, {}, 114], ['HMAC', { hash: 'SHA-384' }, {}, 48], ['KMAC128', {}, { length: 256 }, 32],
];

async function run() {
  for (const [name, generation, params, size] of cases) {
    const made = await subtle.generateKey({ name, ...generation }, false, ['sign', 'verify']);
    const { publicKey = made, privateKey = made } = made;
    const algorithm = { name: name.toLowerCase(), ...params };
    const signature = await subtle.sign(algorithm, privateKey, data);
    assert.strictEqual(signature.byteLength, size);
    assert.strictEqual(await subtle.verify(algorithm, publicKey, signature, data), true);
    assert.strictEqual(await subtle.verify(algorithm, publicKey, signature, data.subarray(1)), false);
    assert.strictEqual(await subtle.verify(algorithm, publicKey, new Uint8Array(3), data), false);
    if (publicKey !== privateKey) await assert.rejects(subtle.sign(algorithm, publicKey, data), { name: 'InvalidAccessError' });
  }
  const hmac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  assert.strictEqual(hmac.algorithm.length, 512);
  await assert.rejects(subtle.sign('Ed25519', hmac, data), { name: 'InvalidAccessError', message: 'Unable to use this key to sign' });
}

let done = false;
run().then(() => { done = true; });
process.on('exit', () => assert.ok(done));
