// SPDX-License-Identifier: MIT
// timingSafeEqual() compares bytes of any view and refuses different lengths.
const assert = require('node:assert');
const { timingSafeEqual } = require('node:crypto');

assert.strictEqual(timingSafeEqual(Buffer.from('same'), Buffer.from('same')), true);
assert.strictEqual(timingSafeEqual(Buffer.from('same'), Buffer.from('sane')), false);
assert.strictEqual(timingSafeEqual(new Uint16Array([1, 2]), new DataView(new Uint8Array([1, 0, 2, 0]).buffer)), true);
assert.strictEqual(timingSafeEqual(new ArrayBuffer(0), Buffer.alloc(0)), true);
assert.throws(() => timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)), { name: 'RangeError', code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH' });
assert.throws(() => timingSafeEqual('a', Buffer.alloc(1)), { code: 'ERR_INVALID_ARG_TYPE' });
