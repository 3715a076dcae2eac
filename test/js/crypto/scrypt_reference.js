// SPDX-License-Identifier: MIT
// scrypt's answers are those of RFC 7914, whichever library gives them, at once and later.
const assert = require('node:assert');
const { scrypt, scryptSync } = require('node:crypto');

const known = [
  ['', '', { N: 16, r: 1, p: 1 },
    '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906'],
  ['password', 'NaCl', { N: 1024, r: 8, p: 16 },
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640'],
  ['pleaseletmein', 'SodiumChloride', { N: 16384, r: 8, p: 1 },
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887'],
];
for (const [password, salt, options, want] of known) {
  assert.strictEqual(scryptSync(password, salt, 64, options).toString('hex'), want);
  assert.strictEqual(scryptSync(password, salt, 7, options).toString('hex'), want.slice(0, 14));
  scrypt(password, salt, 64, options, (error, made) => {
    assert.strictEqual(error, null);
    assert.strictEqual(made.toString('hex'), want);
  });
}
for (const [N, r, p] of [[1, 8, 1], [3, 8, 1], [1024, 8, 1 << 27], [1 << 20, 8, 1]]) {
  assert.throws(() => scryptSync('p', 's', 8, { N, r, p }), { code: 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' });
}
