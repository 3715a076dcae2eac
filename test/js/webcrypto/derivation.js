// SPDX-License-Identifier: MIT
// deriveBits() and deriveKey() with ECDH, X25519, HKDF and PBKDF2; digests; what is supported.
const assert = require('node:assert');
const { hkdfSync, pbkdf2Sync } = require('node:crypto');
const { subtle } = globalThis.crypto;

const salt = new Uint8Array([1, 2, 3]);
const hex = (buffer) => Buffer.from(buffer).toString('hex');

async function agreement() {
  for (const algorithm of [{ name: 'ECDH', namedCurve: 'P-256' }, { name: 'X25519' }]) {
    const one = await subtle.generateKey(algorithm, false, ['deriveBits', 'deriveKey']);
    const two = await subtle.generateKey(algorithm, false, ['deriveBits']);
    const params = { name: algorithm.name, public: two.publicKey };
    const bits = await subtle.deriveBits(params, one.privateKey, 256);
    assert.strictEqual(hex(await subtle.deriveBits({ ...params, public: one.publicKey }, two.privateKey)), hex(bits));
    const part = new Uint8Array(await subtle.deriveBits(params, one.privateKey, 12));
    assert.deepStrictEqual([...part], [new Uint8Array(bits)[0], new Uint8Array(bits)[1] & 0xf0]);
    await assert.rejects(subtle.deriveBits(params, one.privateKey, 264), { name: 'OperationError' });
    await assert.rejects(subtle.deriveBits({ ...params, public: two.privateKey }, one.privateKey, 8), { name: 'InvalidAccessError' });
    const key = await subtle.deriveKey(params, one.privateKey, { name: 'AES-CBC', length: 128 }, true, ['encrypt']);
    assert.strictEqual(hex(await subtle.exportKey('raw', key)), hex(bits.slice(0, 16)));
  }
}

async function passwords() {
  const secret = new TextEncoder().encode('secret');
  const hkdf = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const params = { name: 'HKDF', hash: 'SHA-256', salt, info: salt };
  assert.strictEqual(hex(await subtle.deriveBits(params, hkdf, 128)), hex(hkdfSync('sha256', secret, salt, salt, 16)));
  await assert.rejects(subtle.deriveBits(params, hkdf, 7), { name: 'OperationError' });
  await assert.rejects(subtle.deriveKey(params, hkdf, 'HKDF', false, ['deriveBits']), { name: 'InvalidAccessError' });
  const pbkdf2 = await subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits', 'deriveKey']);
  const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt, iterations: 3 }, pbkdf2, 64);
  assert.strictEqual(hex(bits), hex(pbkdf2Sync(secret, salt, 3, 8, 'sha512')));
  await assert.rejects(subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt, iterations: 0 }, pbkdf2, 64), { name: 'OperationError' });
  await assert.rejects(subtle.importKey('raw', secret, 'HKDF', true, ['deriveBits']), { name: 'SyntaxError' });
}

async function digests() {
  const data = new Uint8Array([97, 98, 99]);
  const pending = subtle.digest('SHA-1', data);
  data[0] = 0; // the bytes are taken at once
  assert.strictEqual(hex(await pending), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  assert.strictEqual((await subtle.digest({ name: 'cSHAKE128', length: 80 }, data)).byteLength, 10);
  await assert.rejects(subtle.digest('SHA-1'), { code: 'ERR_MISSING_ARGS' });
}

assert.strictEqual(SubtleCrypto.supports('digest', 'sha-256'), true);
assert.strictEqual(SubtleCrypto.supports('digest', 'MD5'), false);
assert.strictEqual(SubtleCrypto.supports('encrypt', { name: 'AES-CBC', iv: new Uint8Array(16) }), true);
assert.strictEqual(SubtleCrypto.supports('encrypt', 'AES-CBC'), false);
assert.strictEqual(SubtleCrypto.supports('nothing', 'AES-CBC'), false);

let done = false;
agreement().then(passwords).then(digests).then(() => { done = true; });
process.on('exit', () => assert.ok(done));
