// SPDX-License-Identifier: MIT
// encrypt() and decrypt() with AES in its modes, ChaCha20-Poly1305 and RSA-OAEP; what is refused; wrapped keys.
const assert = require('node:assert');
const { subtle } = globalThis.crypto;
const nodeCrypto = require('node:crypto');

const data = new TextEncoder().encode('a message of some length');
const both = ['encrypt', 'decrypt'];
const iv = new Uint8Array(16).fill(7);

async function symmetric() {
  const cases = [
    ['AES-CBC', { iv }, 128], ['AES-CTR', { counter: iv, length: 64 }, 192], ['AES-GCM', { iv: iv.subarray(4), additionalData: data }, 256],
    ['AES-GCM', { iv: iv.subarray(4), tagLength: 96 }, 128], ['AES-OCB', { iv: iv.subarray(4) }, 256],
    ['ChaCha20-Poly1305', { iv: iv.subarray(4) }, undefined],
  ];
  for (const [name, params, length] of cases) {
    const key = await subtle.generateKey({ name, length }, true, both);
    const text = await subtle.encrypt({ name, ...params }, key, data);
    assert.ok(text instanceof ArrayBuffer);
    assert.deepStrictEqual(new Uint8Array(await subtle.decrypt({ name, ...params }, key, text)), data);
    if (name !== 'AES-CBC' && name !== 'AES-CTR') {
      const forged = new Uint8Array(text);
      forged[0] ^= 1;
      await assert.rejects(subtle.decrypt({ name, ...params }, key, forged), { name: 'OperationError' });
    }
    await assert.rejects(subtle.encrypt({ name: 'AES-CBC', iv: iv.subarray(1) }, key, data), { name: 'OperationError' });
  }
}

// The counter starts again at 0 after its last value.
async function counterWraps() {
  const raw = new Uint8Array(16).fill(1);
  const key = await subtle.importKey('raw', raw, 'AES-CTR', false, ['encrypt']);
  const counter = new Uint8Array(16).fill(0xff);
  const text = await subtle.encrypt({ name: 'AES-CTR', counter, length: 8 }, key, new Uint8Array(32));
  const block = (bytes) => nodeCrypto.createCipheriv('aes-128-ecb', raw, null).update(bytes);
  const again = new Uint8Array(counter);
  again[15] = 0;
  assert.strictEqual(Buffer.from(text).toString('hex'), Buffer.concat([block(counter), block(again)]).toString('hex'));
  await assert.rejects(subtle.encrypt({ name: 'AES-CTR', counter, length: 1 }, key, new Uint8Array(48)), { name: 'OperationError' });
}

async function rsa() {
  const { publicKey, privateKey } = await subtle.generateKey({
    name: 'RSA-OAEP', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256',
  }, true, [...both, 'wrapKey', 'unwrapKey']);
  const params = { name: 'RSA-OAEP', label: data };
  const text = await subtle.encrypt(params, publicKey, data);
  assert.deepStrictEqual(new Uint8Array(await subtle.decrypt(params, privateKey, text)), data);
  await assert.rejects(subtle.decrypt('RSA-OAEP', privateKey, text), { name: 'OperationError' });
  await assert.rejects(subtle.encrypt('RSA-OAEP', privateKey, data), { name: 'InvalidAccessError' });
  const aes = await subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, both);
  const wrapped = await subtle.wrapKey('raw', aes, publicKey, 'RSA-OAEP');
  const unwrapped = await subtle.unwrapKey('raw', wrapped, privateKey, 'RSA-OAEP', 'AES-GCM', true, both);
  assert.deepStrictEqual(await subtle.exportKey('raw', unwrapped), await subtle.exportKey('raw', aes));
}

async function keyWrap() {
  const wrapping = await subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  const { privateKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const wrapped = await subtle.wrapKey('jwk', privateKey, wrapping, 'AES-KW');
  const unwrapped = await subtle.unwrapKey('jwk', wrapped, wrapping, 'AES-KW', { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  assert.deepStrictEqual(await subtle.exportKey('jwk', unwrapped), await subtle.exportKey('jwk', privateKey));
  new Uint8Array(wrapped)[3] ^= 1;
  await assert.rejects(subtle.unwrapKey('jwk', wrapped, wrapping, 'AES-KW', { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']), {
    name: 'OperationError',
  });
}

let done = false;
symmetric().then(counterWraps).then(rsa).then(keyWrap).then(() => { done = true; });
process.on('exit', () => assert.ok(done));
