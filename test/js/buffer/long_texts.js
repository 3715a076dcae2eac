// SPDX-License-Identifier: MIT
// Texts of many lengths and kinds to bytes, against the bytes put together piece by piece.
const assert = require('node:assert');

const kinds = ['plain ascii text ', 'na\u00efve caf\u00e9 ', '\u20ac5 \u4e2d\u6587 text ', 'pair \ud83d\ude00 and lone \ud83d half ', '\u0430\u0431\u0432\u0433 '];
const encodings = ['utf8', 'utf16le', 'latin1', 'ascii'];

// In pieces that split no pair.
function expected(text, encoding) {
  const pieces = [];
  for (const character of text) pieces.push(Buffer.from(character, encoding));
  return Buffer.concat(pieces);
}

for (const kind of kinds) {
  for (const length of [100, 1023, 4096, 8191, 8192, 8193, 20000, 70001]) {
    const text = kind.repeat(Math.ceil(length / kind.length)).slice(0, length);
    for (const encoding of encodings) {
      const bytes = Buffer.from(text, encoding);
      assert.ok(Buffer.isBuffer(bytes));
      assert.strictEqual(bytes.length, Buffer.byteLength(text, encoding));
      if (length < 9000) assert.ok(bytes.equals(expected(text, encoding)), `${encoding} ${length} ${kind}`);
      const room = Buffer.alloc(bytes.length + 8, 0xaa);
      assert.strictEqual(room.write(text, 4, encoding), bytes.length);
      assert.ok(room.subarray(4, 4 + bytes.length).equals(bytes));
      assert.ok(room.subarray(0, 4).equals(room.subarray(4 + bytes.length)));
    }
    const encoded = new TextEncoder().encode(text);
    assert.strictEqual(Object.getPrototypeOf(encoded), Uint8Array.prototype);
    assert.ok(Buffer.from(text).equals(encoded));
    assert.strictEqual(Buffer.from(text).toString(), text.toWellFormed());
    assert.strictEqual(Buffer.from(text, 'utf16le').toString('utf16le'), text);
  }
}
const large = Buffer.from('x'.repeat(10000));
const moved = large.buffer.transfer();
assert.deepStrictEqual([moved.byteLength, large.length, new Uint8Array(moved)[9999]], [10000, 0, 0x78]);
