// SPDX-License-Identifier: MIT
// Hashes, HMACs, random values, ciphers, keys and signatures, as servers use them. Results are checked.
const crypto = require('crypto');
const { repeat, repeatAsync } = require('../_measure');

const small = 'hello, world';
const kilobyte = Buffer.alloc(1024, 'abc');
const large = Buffer.alloc(65536, 'abc');
const SMALL_SHA256 = '09ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5b';
const is = (text, want) => {
  if (text !== want) throw new Error(`wrong result ${text}`);
  return text.length;
};

repeat('hash sha256 small', () => is(crypto.hash('sha256', small), SMALL_SHA256));
repeat('createHash sha256 small hex', () => is(crypto.createHash('sha256').update(small).digest('hex'), SMALL_SHA256));
repeat('createHash sha1 small base64', () => crypto.createHash('sha1').update(small).digest('base64').length);
repeat('createHash md5 small buffer', () => crypto.createHash('md5').update(small).digest()[0]);
repeat('createHash sha256 1 KB', () => crypto.createHash('sha256').update(kilobyte).digest()[0]);
repeat('createHash sha256 64 KB', () => crypto.createHash('sha256').update(large).digest()[0]);
repeat('createHash sha3-256 1 KB', () => crypto.createHash('sha3-256').update(kilobyte).digest()[0]);
repeat('createHash sha512 10 updates', () => {
  const hash = crypto.createHash('sha512');
  for (let i = 0; i < 10; i++) hash.update(small);
  return hash.digest()[0];
});
repeat('createHmac sha256 small hex', () => crypto.createHmac('sha256', 'key').update(small).digest('hex').length);
repeat('createHmac sha256 1 KB', () => crypto.createHmac('sha256', 'key').update(kilobyte).digest()[0]);
const secret = crypto.createSecretKey('key', 'utf8');
repeat('createHmac sha256 key object', () => crypto.createHmac('sha256', secret).update(small).digest()[0]);

repeat('randomUUID', () => crypto.randomUUID().length);
repeat('randomBytes 16', () => crypto.randomBytes(16).length);
repeat('randomBytes 1024', () => crypto.randomBytes(1024).length);
repeat('randomBytes 64 KB', () => crypto.randomBytes(65536).length);
repeat('randomInt', () => (crypto.randomInt(100) < 100 ? 1 : 0), 1);
const values = new Uint8Array(16);
repeat('getRandomValues 16', () => crypto.getRandomValues(values).length);
const same = Buffer.from(kilobyte);
const [one32, other32] = [Buffer.alloc(32, "a"), Buffer.alloc(32, "a")];
repeat('timingSafeEqual 32 bytes', () => (crypto.timingSafeEqual(one32, other32) ? 1 : 0), 1);
repeat('timingSafeEqual 1 KB', () => (crypto.timingSafeEqual(kilobyte, same) ? 1 : 0), 1);

const key = Buffer.alloc(32, 1);
const iv = Buffer.alloc(16, 2);
repeat('aes-256-cbc 1 KB', () => {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
  return cipher.update(kilobyte).length + cipher.final().length;
});
repeat('aes-256-gcm small', () => {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv.subarray(4));
  return cipher.update(small, 'utf8', 'hex').length + cipher.final('hex').length + cipher.getAuthTag().length;
});
repeat('aes-256-gcm 64 KB', () => {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv.subarray(4));
  return cipher.update(large).length + cipher.final().length + cipher.getAuthTag().length;
});
repeat('aes-256-gcm decrypt 1 KB', (() => {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv.subarray(4));
  const text = Buffer.concat([cipher.update(kilobyte), cipher.final()]);
  const tag = cipher.getAuthTag();
  return () => {
    const decipher = crypto.createDecipheriv('aes-256-gcm', key, iv.subarray(4));
    decipher.setAuthTag(tag);
    return decipher.update(text).length + decipher.final().length;
  };
})());
repeat('chacha20-poly1305 1 KB', () => {
  const cipher = crypto.createCipheriv('chacha20-poly1305', key, iv.subarray(4), { authTagLength: 16 });
  return cipher.update(kilobyte).length + cipher.final().length + cipher.getAuthTag().length;
});

repeat('pbkdf2Sync 1', () => crypto.pbkdf2Sync('password', 'salt', 1, 32, 'sha256')[0]);
repeat('pbkdf2Sync 1000', () => crypto.pbkdf2Sync('password', 'salt', 1000, 32, 'sha256')[0]);
repeat('pbkdf2Sync 1000 sha512', () => crypto.pbkdf2Sync('password', 'salt', 1000, 64, 'sha512')[0]);
repeat('hkdfSync', () => new Uint8Array(crypto.hkdfSync('sha256', 'key', 'salt', 'info', 32))[0]);
repeat('scryptSync 1024', () => crypto.scryptSync('password', 'salt', 32, { N: 1024 })[0]);

const ed25519 = crypto.generateKeyPairSync('ed25519');
const x25519 = [crypto.generateKeyPairSync('x25519'), crypto.generateKeyPairSync('x25519')];
const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const named = [['ed25519', null, ed25519], ['ecdsa P-256', 'sha256', ec], ['rsa 2048', 'sha256', rsa]];
for (const [name, digest, pair] of named) {
  const signature = crypto.sign(digest, kilobyte, pair.privateKey);
  repeat(`sign ${name}`, () => (crypto.sign(digest, kilobyte, pair.privateKey).length > 60 ? 1 : 0), 1);
  repeat(`verify ${name}`, () => (crypto.verify(digest, kilobyte, pair.publicKey, signature) ? 1 : 0), 1);
}
for (const [name, digest, pair] of named) {
  const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' });
  const publicDer = pair.publicKey.export({ type: 'spki', format: 'der' });
  const privatePem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const signature = crypto.sign(digest, kilobyte, pair.privateKey);
  repeat(`verify ${name} PEM`, () => (crypto.verify(digest, kilobyte, publicPem, signature) ? 1 : 0), 1);
  repeat(`sign ${name} PEM`, () => (crypto.sign(digest, kilobyte, privatePem).length > 60 ? 1 : 0), 1);
  repeat(`createPublicKey ${name} PEM`, () => (crypto.createPublicKey(publicPem).type === 'public' ? 1 : 0), 1);
  repeat(`createPublicKey ${name} DER`, () => (crypto.createPublicKey({ key: publicDer, format: 'der', type: 'spki' }).type === 'public' ? 1 : 0), 1);
  repeat(`createPublicKey ${name} JWK`, () => (crypto.createPublicKey({ key: jwk, format: 'jwk' }).type === 'public' ? 1 : 0), 1);
  repeat(`createPrivateKey ${name} PEM`, () => (crypto.createPrivateKey(privatePem).type === 'private' ? 1 : 0), 1);
}
const rsaPem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
const rsaSignature = crypto.sign('sha256', kilobyte, rsa.privateKey);
repeat('createVerify rsa 2048 PEM', () => (crypto.createVerify('sha256').update(kilobyte).verify(rsaPem, rsaSignature) ? 1 : 0), 1);
repeat('createSign rsa 2048', () => crypto.createSign('sha256').update(kilobyte).sign(rsa.privateKey).length);
repeat('createSign ecdsa P-256', () => (crypto.createSign('sha256').update(kilobyte).sign(ec.privateKey).length > 60 ? 1 : 0), 1);
const sealed = crypto.publicEncrypt(rsa.publicKey, kilobyte.subarray(0, 32));
repeat('publicEncrypt rsa 2048', () => crypto.publicEncrypt(rsa.publicKey, kilobyte.subarray(0, 32)).length);
repeat('privateDecrypt rsa 2048', () => crypto.privateDecrypt(rsa.privateKey, sealed).length);
repeat('diffieHellman x25519', () => crypto.diffieHellman({ privateKey: x25519[0].privateKey, publicKey: x25519[1].publicKey }).length);
repeat('createECDH prime256v1', () => {
  const one = crypto.createECDH('prime256v1');
  return one.generateKeys().length;
});
repeat('generateKeyPairSync ed25519', () => (crypto.generateKeyPairSync('ed25519').publicKey.type === 'public' ? 1 : 0), 1);
repeat('generateKeyPairSync P-256', () => (crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.type === 'public' ? 1 : 0), 1);

async function later() {
  const { subtle } = crypto.webcrypto;
  await repeatAsync('subtle.digest SHA-256 small', async () => new Uint8Array(await subtle.digest('SHA-256', values))[0]);
  await repeatAsync('subtle.digest SHA-256 64 KB', async () => new Uint8Array(await subtle.digest('SHA-256', large))[0]);
  const hmac = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  await repeatAsync('subtle.sign HMAC', async () => (await subtle.sign('HMAC', hmac, kilobyte)).byteLength);
  const aes = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const gcm = { name: 'AES-GCM', iv: iv.subarray(4) };
  await repeatAsync('subtle.encrypt AES-GCM 1 KB', async () => (await subtle.encrypt(gcm, aes, kilobyte)).byteLength);
  await repeatAsync('pbkdf2 1000, 4 at a time', () => new Promise((resolve, reject) =>
    crypto.pbkdf2('password', 'salt', 1000, 32, 'sha256', (error, bytes) => (error ? reject(error) : resolve(bytes[0])))), 4);
  await repeatAsync('randomBytes 1 KB callback', () => new Promise((resolve, reject) =>
    crypto.randomBytes(1024, (error, bytes) => (error ? reject(error) : resolve(bytes.length)))));
}
later();
