// SPDX-License-Identifier: MIT
// Buffer.concat: plain lists, lists of other kinds, lengths that cut and lengths that are filled up.
'use strict';
const assert = require('node:assert');

const parts = [Buffer.from('abc'), new Uint8Array([1, 2]), Buffer.alloc(0)];
assert.deepStrictEqual(Buffer.concat(parts), Buffer.from([97, 98, 99, 1, 2]));
assert.deepStrictEqual(Buffer.concat(parts, 4), Buffer.from([97, 98, 99, 1]));
assert.deepStrictEqual(Buffer.concat(parts, 7), Buffer.from([97, 98, 99, 1, 2, 0, 0]));
const resizable = new Uint8Array(new ArrayBuffer(2, { maxByteLength: 4 })).fill(9);
assert.deepStrictEqual(Buffer.concat([parts[0], resizable]), Buffer.from([97, 98, 99, 9, 9]));
for (const wrong of [1, undefined, null, 'text', new Int8Array(2), new DataView(new ArrayBuffer(2))]) {
  assert.throws(() => Buffer.concat([parts[0], wrong]), { code: 'ERR_INVALID_ARG_TYPE' });
}
// eslint-disable-next-line no-sparse-arrays
assert.throws(() => Buffer.concat([parts[0], , parts[1]]), { code: 'ERR_INVALID_ARG_TYPE' });
assert.ok(Buffer.concat(parts) instanceof Buffer);
assert.strictEqual(Object.getPrototypeOf(Buffer.alloc(3)), Buffer.prototype);
