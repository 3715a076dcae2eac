// SPDX-License-Identifier: MIT
// outputLength: any for SHAKE, the own one for other digests.
const assert = require('node:assert');
const { createHash, hash } = require('node:crypto');

assert.strictEqual(createHash('shake128', { outputLength: 5 }).digest('hex'), '7f9c2ba4e8');
assert.strictEqual(createHash('shake128', { outputLength: 0 }).digest('hex'), '');
assert.strictEqual(createHash('shake128', { outputLength: 0 }).copy({ outputLength: 5 }).digest('hex'), '7f9c2ba4e8');
assert.strictEqual(hash('shake256', '', { outputLength: 16 }), '46b9dd2b0ba88d13233b3feb743eeb24');
assert.strictEqual(createHash('sha256', { outputLength: 32 }).digest().length, 32);
assert.throws(() => createHash('sha256', { outputLength: 28 }), {
  code: 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH', library: 'digital envelope routines', reason: 'not XOF or invalid length',
});
assert.throws(() => createHash('sha256', { outputLength: -1 }), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => hash('sha224', '', { outputLength: 0 }), /Output length 0 is invalid for sha224/);
