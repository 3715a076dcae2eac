// SPDX-License-Identifier: MIT
// Hashes, HMACs, random values, ciphers and signatures, as servers use them. Results are checked.
const crypto = require('crypto');

// As many calls as fill 20 ms, four times; the best counts. What the calls return is summed, so that none is left out, and checked.
function repeat(name, each, want = each()) {
  let calls = 16;
  let best = 0;
  for (let round = 0; round < 4;) {
    const started = process.hrtime.bigint();
    let sum = 0;
    for (let i = 0; i < calls; i++) sum += each();
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    if (sum !== want * calls) throw new Error(`${name}: wrong result`);
    if (ms < 20) {
      calls *= 2;
      continue;
    }
    best = Math.max(best, calls / ms * 1000);
    round++;
  }
  console.log(JSON.stringify({ name, ops: Math.round(best) }));
}

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
repeat('createHash sha512 10 updates', () => {
  const hash = crypto.createHash('sha512');
  for (let i = 0; i < 10; i++) hash.update(small);
  return hash.digest()[0];
});
repeat('createHmac sha256 small hex', () => crypto.createHmac('sha256', 'key').update(small).digest('hex').length);
const secret = crypto.createSecretKey('key', 'utf8');
repeat('createHmac sha256 key object', () => crypto.createHmac('sha256', secret).update(small).digest()[0]);

repeat('randomUUID', () => crypto.randomUUID().length);
repeat('randomBytes 16', () => crypto.randomBytes(16).length);
repeat('randomBytes 1024', () => crypto.randomBytes(1024).length);
repeat('randomInt', () => (crypto.randomInt(100) < 100 ? 1 : 0), 1);
const values = new Uint8Array(16);
repeat('getRandomValues 16', () => crypto.getRandomValues(values).length);
const same = Buffer.from(kilobyte);
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
repeat('pbkdf2Sync 1000', () => crypto.pbkdf2Sync('password', 'salt', 1000, 32, 'sha256')[0]);

const ed25519 = crypto.generateKeyPairSync('ed25519');
const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
for (const [name, digest, pair] of [['ed25519', null, ed25519], ['ecdsa P-256', 'sha256', ec], ['rsa 2048', 'sha256', rsa]]) {
  const signature = crypto.sign(digest, kilobyte, pair.privateKey);
  repeat(`sign ${name}`, () => (crypto.sign(digest, kilobyte, pair.privateKey).length > 60 ? 1 : 0), 1);
  repeat(`verify ${name}`, () => (crypto.verify(digest, kilobyte, pair.publicKey, signature) ? 1 : 0), 1);
}
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
const rsaSignature = crypto.sign('sha256', kilobyte, rsa.privateKey);
repeat('createVerify rsa 2048 PEM', () => (crypto.createVerify('sha256').update(kilobyte).verify(pem, rsaSignature) ? 1 : 0), 1);
repeat('createSign rsa 2048', () => crypto.createSign('sha256').update(kilobyte).sign(rsa.privateKey).length);
repeat('createPublicKey PEM', () => (crypto.createPublicKey(pem).type === 'public' ? 1 : 0), 1);
