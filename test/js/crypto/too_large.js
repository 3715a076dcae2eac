// SPDX-License-Identifier: MIT
// More bytes than OpenSSL can count are refused before anything is done with them.
const assert = require('node:assert');
const c = require('node:crypto');

let large;
try {
  large = new Uint8Array(2 ** 31);
} catch {
  process.exit(0); // there is no such memory here
}
const rsa = c.generateKeyPairSync('rsa', { modulusLength: 1024 });
const { privateKey, publicKey } = c.generateKeyPairSync('ed25519');
const [key, iv] = [Buffer.alloc(16), Buffer.alloc(12)];
const gcm = () => c.createCipheriv('aes-128-gcm', key, iv);

const refused = {
  'data is too long': [() => c.createHash('sha1').update(large), () => c.createHmac('sha1', 'k').update(large), () => gcm().update(large),
    () => c.createSign('sha256').update(large), () => c.createVerify('sha256').update(large)],
  'buffer is too big': [() => gcm().setAAD(large), () => new c.X509Certificate(large)],
  'key is too big': [() => c.createCipheriv('aes-128-gcm', large, iv), () => c.createECDH('prime256v1').setPrivateKey(large)],
  'iv is too big': [() => c.createCipheriv('aes-128-gcm', key, large)],
  'pass is too large': [() => c.pbkdf2Sync(large, 's', 1, 8, 'sha1'), () => c.scryptSync(large, 's', 8)],
  'salt is too large': [() => c.pbkdf2Sync('p', large, 1, 8, 'sha1'), () => c.scryptSync('p', large, 8)],
  'salt is too big': [() => c.hkdfSync('sha1', 'k', large, 'i', 8)],
  'data is too big': [() => c.sign(null, large, privateKey), () => c.verify(null, large, publicKey, Buffer.alloc(64))],
  'signature is too big': [() => c.verify(null, 'a', publicKey, large)],
  'buffer is too long': [() => c.publicEncrypt(rsa.publicKey, large), () => c.privateDecrypt(rsa.privateKey, large)],
  'keyData is too big': [() => c.createPublicKey({ key: large, format: 'der', type: 'spki' }), () => c.createPrivateKey(large)],
  'prime is too big': [() => c.createDiffieHellman(large)],
};
for (const [message, calls] of Object.entries(refused)) {
  for (const call of calls) assert.throws(call, { name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message }, `${call}`);
}
assert.throws(() => c.randomBytes(2 ** 31), { code: 'ERR_OUT_OF_RANGE' });
