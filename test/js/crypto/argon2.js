// SPDX-License-Identifier: MIT
// Argon2's answers are those of RFC 9106, at once and later; its numbers are checked before anything is done.
const assert = require('node:assert');
const { argon2, argon2Sync } = require('node:crypto');

const given = {
  message: Buffer.alloc(32, 1), nonce: Buffer.alloc(16, 2), secret: Buffer.alloc(8, 3), associatedData: Buffer.alloc(12, 4),
  parallelism: 4, tagLength: 32, memory: 32, passes: 3,
};
const known = {
  argon2d: '512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb',
  argon2i: 'c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8',
  argon2id: '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659',
};

let installed = true;
try {
  argon2Sync('argon2id', given);
} catch (error) {
  assert.strictEqual(error.code, 'ERR_CRYPTO_ARGON2_NOT_SUPPORTED');
  installed = false;
}
if (installed) {
  for (const [kind, want] of Object.entries(known)) {
    assert.strictEqual(argon2Sync(kind, given).toString('hex'), want);
    argon2(kind, given, (error, tag) => {
      assert.strictEqual(error, null);
      assert.strictEqual(tag.toString('hex'), want);
    });
  }
  const { secret, associatedData, ...bare } = given;
  assert.notDeepStrictEqual(argon2Sync('argon2id', bare), argon2Sync('argon2id', given));
  assert.deepStrictEqual(argon2Sync('argon2id', { ...bare, message: '', nonce: 'saltsalt' }).length, 32);

  const wrong = [
    [{ nonce: 'short' }, 'parameters.nonce.byteLength'], [{ tagLength: 3 }, 'parameters.tagLength'], [{ passes: 0 }, 'parameters.passes'],
    [{ parallelism: 2 ** 24 }, 'parameters.parallelism'], [{ memory: 31 }, 'parameters.memory'],
  ];
  for (const [change, name] of wrong) {
    const bad = { ...given, ...change };
    const expected = { code: 'ERR_OUT_OF_RANGE', message: new RegExp(`"${name.replaceAll('.', '\\.')}" is out of range`) };
    assert.throws(() => argon2Sync('argon2id', bad), expected);
    assert.throws(() => argon2('argon2id', bad, () => {}), expected);
  }
  for (const name of ['message', 'nonce', 'parallelism', 'tagLength', 'memory', 'passes']) {
    assert.throws(() => argon2Sync('argon2id', { ...given, [name]: undefined }), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  for (const name of ['secret', 'associatedData']) {
    assert.throws(() => argon2Sync('argon2id', { ...given, [name]: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  assert.throws(() => argon2Sync('argon2'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => argon2('argon2id', given), { code: 'ERR_INVALID_ARG_TYPE' });
}
