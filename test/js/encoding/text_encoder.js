// SPDX-License-Identifier: MIT
// TextEncoder: encode at every length, encodeInto without cutting a character.
'use strict';
const assert = require('node:assert');

const encoder = new TextEncoder();
assert.strictEqual(encoder.encoding, 'utf-8');
for (const piece of ['a', '\u00e9', '\u20ac', '\ud83d\ude00', '\ud83d']) {
  for (let count = 0; count < 120; count += 7) {
    const text = piece.repeat(count);
    const bytes = encoder.encode(text);
    assert.strictEqual(Object.getPrototypeOf(bytes), Uint8Array.prototype);
    assert.ok(Buffer.from(text).equals(bytes));
    const room = new Uint8Array(bytes.length + 3).fill(1);
    assert.deepStrictEqual(encoder.encodeInto(text, room), { read: text.length, written: bytes.length });
    assert.strictEqual(room[bytes.length], 1);
  }
}
assert.strictEqual(encoder.encode().length, 0);
assert.strictEqual(encoder.encode(null).length, 4);
const room = new Uint8Array(5);
assert.deepStrictEqual(encoder.encodeInto('a\u20ac\u20ac', room), { read: 2, written: 4 });
assert.strictEqual(room[4], 0);
assert.throws(() => encoder.encodeInto(1, room), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => encoder.encodeInto('a', []), { code: 'ERR_INVALID_ARG_TYPE' });
