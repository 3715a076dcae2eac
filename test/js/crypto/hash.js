// SPDX-License-Identifier: MIT
// createHash() gives the published digests, in pieces, as a stream and as copies.
const assert = require('node:assert');
const { createHash, getHashes, hash } = require('node:crypto');

const abc = {
  md5: '900150983cd24fb0d6963f7d28e17f72',
  sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha384: 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  'RSA-SHA256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
};
for (const [name, expected] of Object.entries(abc)) {
  assert.strictEqual(createHash(name).update('abc').digest('hex'), expected);
  assert.strictEqual(createHash(name).update('a').update(Buffer.from('bc')).digest().toString('hex'), expected);
  assert.strictEqual(hash(name, 'abc'), expected);
  assert.strictEqual(createHash(name).update('616263', 'hex').digest('base64url'), Buffer.from(expected, 'hex').toString('base64url'));
  assert.ok(getHashes().includes(name));
}

const million = createHash('sha256');
const part = Buffer.alloc(10000, 'a');
for (let i = 0; i < 100; i++) million.update(part);
assert.strictEqual(million.digest('hex'), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');

const stream = createHash('sha1');
stream.write('a');
stream.end('bc');
assert.strictEqual(stream.read().toString('hex'), abc.sha1);

const first = createHash('sha1').update('ab');
const second = first.copy().update('c');
assert.strictEqual(second.digest('hex'), abc.sha1);
assert.strictEqual(first.update('c').digest('hex'), abc.sha1);
assert.throws(() => first.digest(), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
assert.throws(() => first.update('x'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
assert.throws(() => first.copy(), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
assert.throws(() => createHash('none such'), { message: 'Digest method not supported' });
assert.throws(() => createHash('sha1').update(1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => hash('sha1', 'a', 'none'), { code: 'ERR_INVALID_ARG_VALUE' });
