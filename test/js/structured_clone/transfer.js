// SPDX-License-Identifier: MIT
// Transferred buffers leave their old owner.
'use strict';
const assert = require('node:assert');

const buffer = new ArrayBuffer(8);
const copy = structuredClone({ buffer }, { transfer: [buffer] });
assert.strictEqual(copy.buffer.byteLength, 8);
assert.strictEqual(buffer.byteLength, 0);
const other = new ArrayBuffer(4);
assert.throws(() => structuredClone(other, { transfer: [other, other] }), { name: 'DataCloneError' });
assert.strictEqual(other.byteLength, 4);
