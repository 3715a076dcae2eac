// SPDX-License-Identifier: MIT
// Text of every length goes through each encoding and comes back, by the loop for short text as by the call for long.
'use strict';
const assert = require('node:assert');

const texts = {
  ascii: 'The quick brown fox 0123456789 ',
  latin1: 'caf\u00e9 \u00ff\u0080 ',
  utf8: 'na\u00efve \u20ac \ud83d\ude00 \u4e2d ',
  utf16le: 'na\u00efve \u20ac \ud83d\ude00 \u4e2d ',
};
for (const [encoding, piece] of Object.entries(texts)) {
  const long = piece.repeat(1000);
  for (let length = 0; length < 200; length++) {
    let text = long.slice(0, length);
    if (!text.isWellFormed()) text = text.slice(0, -1);
    const buffer = Buffer.from(text, encoding);
    assert.strictEqual(buffer.length, Buffer.byteLength(text, encoding));
    assert.strictEqual(buffer.toString(encoding), text);
    const padded = Buffer.alloc(buffer.length + 20, 0x2e);
    assert.strictEqual(padded.write(text, 7, encoding), buffer.length);
    assert.strictEqual(padded.toString(encoding, 7, 7 + buffer.length), text);
    assert.strictEqual(padded[6], 0x2e);
    assert.strictEqual(padded[7 + buffer.length], 0x2e);
    for (const digits of ['hex', 'base64', 'base64url']) {
      assert.ok(Buffer.from(buffer.toString(digits), digits).equals(buffer));
    }
  }
  assert.strictEqual(Buffer.from(long, encoding).toString(encoding), long);
}
