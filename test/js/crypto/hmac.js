// SPDX-License-Identifier: MIT
// createHmac() gives the results of RFC 4231.
const assert = require('node:assert');
const { createHmac } = require('node:crypto');

const key = Buffer.alloc(20, 0x0b);
const expected = 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7';
assert.strictEqual(createHmac('sha256', key).update('Hi There').digest('hex'), expected);
assert.strictEqual(createHmac('sha256', new DataView(key.buffer, key.byteOffset, 20)).update('Hi ').update('There').digest('hex'), expected);
assert.strictEqual(createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex'),
                   '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
assert.strictEqual(createHmac('sha256', '').digest('hex'), 'b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad');

const stream = createHmac('sha256', key);
stream.end('Hi There');
assert.strictEqual(stream.read().toString('hex'), expected);

const once = createHmac('sha1', 'k');
assert.strictEqual(once.digest('hex').length, 40);
assert.strictEqual(once.digest('hex'), '');
assert.throws(() => once.update('x'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
assert.throws(() => createHmac('none such', 'k'), { code: 'ERR_CRYPTO_INVALID_DIGEST', message: 'Invalid digest: none such' });
assert.throws(() => createHmac('sha1', null), { code: 'ERR_INVALID_ARG_TYPE' });
