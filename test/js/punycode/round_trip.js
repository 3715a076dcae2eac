// SPDX-License-Identifier: MIT
// encode() and decode().
'use strict';
const assert = require('node:assert');
const punycode = require('node:punycode');

for (const text of ['b\u00fccher', '\u65e5\u672c\u8a9e', '\ud867\ude3d', 'plain']) {
  assert.strictEqual(punycode.decode(punycode.encode(text)), text);
}
assert.strictEqual(punycode.toASCII('ma\u00f1ana.com'), 'xn--maana-pta.com');
assert.throws(() => punycode.decode('\u0081-'), RangeError);
