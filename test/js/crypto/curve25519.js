// SPDX-License-Identifier: MIT
// Ed25519 and X25519 give the same, whichever library does the work: the first uses and the later ones, RFC 8032's and RFC 7748's numbers, signatures
// that are none, keys whose secret is nothing.
const assert = require('node:assert');
const crypto = require('node:crypto');

const hex = (text) => Buffer.from(text, 'hex');
const privateOf = (kind, bytes) => crypto.createPrivateKey({
  key: Buffer.concat([hex(kind === 'ed25519' ? '302e020100300506032b657004220420' : '302e020100300506032b656e04220420'), bytes]), format: 'der', type: 'pkcs8',
});
const publicOf = (kind, bytes) => crypto.createPublicKey({
  key: Buffer.concat([hex(kind === 'ed25519' ? '302a300506032b6570032100' : '302a300506032b656e032100'), bytes]), format: 'der', type: 'spki',
});

// RFC 8032, 7.1: tests 1 to 3.
const vectors = [
  ['9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
  ['4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
  ['c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
];

for (let round = 0; round < 12; round++) {
  for (const [seed, point, message, signature] of vectors) {
    const key = privateOf('ed25519', hex(seed));
    const publicKey = publicOf('ed25519', hex(point));
    assert.strictEqual(crypto.createPublicKey(key).export({ format: 'jwk' }).x, hex(point).toString('base64url'));
    assert.strictEqual(crypto.sign(null, hex(message), key).toString('hex'), signature);
    assert.strictEqual(crypto.verify(null, hex(message), publicKey, hex(signature)), true);
    assert.strictEqual(crypto.verify(null, hex(`${message}00`), publicKey, hex(signature)), false);
    const wrong = hex(signature);
    wrong[round * 5] ^= 1;
    assert.strictEqual(crypto.verify(null, hex(message), publicKey, wrong), false);
    assert.strictEqual(crypto.verify(null, hex(message), publicKey, hex(signature).subarray(0, 63)), false);
    // The order of the group added to the second half: the same signature to those who do not look.
    const large = hex(signature);
    let carry = 0;
    const order = hex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
    for (let i = 0; i < 32; i++) {
      carry += large[32 + i] + order[i];
      large[32 + i] = carry;
      carry >>= 8;
    }
    assert.strictEqual(crypto.verify(null, hex(message), publicKey, large), false);
  }
  // A key of small order, which libsodium refuses and OpenSSL takes: the signature of anything is (identity, 0).
  const one = Buffer.alloc(32);
  one[0] = 1;
  assert.strictEqual(crypto.verify(null, Buffer.from('x'), publicOf('ed25519', one), Buffer.concat([one, Buffer.alloc(32)])), true);

  // RFC 7748, 5.2.
  const alice = privateOf('x25519', hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4'));
  const bob = publicOf('x25519', hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c'));
  assert.strictEqual(crypto.diffieHellman({ privateKey: alice, publicKey: bob }).toString('hex'),
    'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552');
  const pair = [crypto.generateKeyPairSync('x25519'), crypto.generateKeyPairSync('x25519')];
  const secret = crypto.diffieHellman({ privateKey: pair[0].privateKey, publicKey: pair[1].publicKey });
  assert.deepStrictEqual(secret, crypto.diffieHellman({ privateKey: pair[1].privateKey, publicKey: pair[0].publicKey }));
  assert.strictEqual(secret.length, 32);
  const d = Buffer.from(pair[0].privateKey.export({ format: 'jwk' }).d, 'base64url');
  assert.strictEqual((d[0] & 7) | (d[31] & 128) | (~d[31] & 64), 0);
  assert.throws(() => crypto.diffieHellman({ privateKey: alice, publicKey: publicOf('x25519', Buffer.alloc(32)) }), { code: 'ERR_OSSL_FAILED_DURING_DERIVATION' });

  const made = crypto.generateKeyPairSync('ed25519');
  const signed = crypto.sign(null, Buffer.from('message'), made.privateKey);
  assert.ok(crypto.verify(null, Buffer.from('message'), made.publicKey, signed));
  const again = crypto.createPrivateKey({ key: made.privateKey.export({ format: 'jwk' }), format: 'jwk' });
  assert.ok(again.equals(made.privateKey));
  assert.deepStrictEqual(crypto.sign(null, Buffer.from('message'), again), signed);
  assert.ok(crypto.createPublicKey(again).equals(made.publicKey));
}
