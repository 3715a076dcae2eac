// SPDX-License-Identifier: MIT
// TextDecoder: labels, byte order marks, fatal errors, and streaming in every encoding of several bytes.
'use strict';
const assert = require('node:assert');

assert.strictEqual(new TextDecoder(' LATIN1\n').encoding, 'windows-1252');
assert.strictEqual(new TextDecoder('Shift-JIS').encoding, 'shift_jis');
assert.throws(() => new TextDecoder('\u00a0utf-8'), { code: 'ERR_ENCODING_NOT_SUPPORTED', name: 'RangeError' });
assert.throws(() => new TextDecoder('replacement'), { code: 'ERR_ENCODING_NOT_SUPPORTED' });

const marked = new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xef, 0xbb, 0xbf]);
assert.strictEqual(new TextDecoder().decode(marked), 'a\ufeff');
assert.strictEqual(new TextDecoder('utf-8', { ignoreBOM: true }).decode(marked), '\ufeffa\ufeff');
const decoder = new TextDecoder();
let text = '';
for (const byte of marked) text += decoder.decode(new Uint8Array([byte]), { stream: true });
assert.strictEqual(text + decoder.decode(), 'a\ufeff');
assert.strictEqual(decoder.decode(marked), 'a\ufeff');
assert.strictEqual(new TextDecoder('utf-16be').decode(new Uint8Array([0xfe, 0xff, 0, 0x61])), 'a');

const invalid = { code: 'ERR_ENCODING_INVALID_ENCODED_DATA', name: 'TypeError' };
const fatal = new TextDecoder('utf-8', { fatal: true });
assert.throws(() => fatal.decode(new Uint8Array([0x61, 0xff])), invalid);
assert.strictEqual(fatal.decode(new Uint8Array([0x61])), 'a');
assert.strictEqual(fatal.decode(new Uint8Array([0xe2, 0x82]), { stream: true }), '');
assert.throws(() => fatal.decode(), invalid);
assert.throws(() => new TextDecoder('utf-16le', { fatal: true }).decode(new Uint8Array([0, 0xd8])), invalid);
assert.strictEqual(new TextDecoder('utf-16le').decode(new Uint8Array([0, 0xd8, 0x61])), '\ufffd');
assert.throws(() => new TextDecoder('windows-1253', { fatal: true }).decode(new Uint8Array([0xaa])), invalid);
assert.throws(() => new TextDecoder('shift_jis', { fatal: true }).decode(new Uint8Array([0x82, 0x20])), invalid);

const hello = {
  'shift_jis': [0x93, 0xfa, 0x96, 0x7b], 'euc-jp': [0xc6, 0xfc, 0xcb, 0xdc], 'gbk': [0xc8, 0xd5, 0xb1, 0xbe],
  'iso-2022-jp': [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42],
  'big5': [0xa4, 0xe9, 0xa5, 0xbb], 'euc-kr': [0xec, 0xed, 0xdc, 0xe2], 'gb18030': [0xc8, 0xd5, 0xb1, 0xbe],
  'utf-16be': [0x65, 0xe5, 0x67, 0x2c], 'utf-16le': [0xe5, 0x65, 0x2c, 0x67],
};
for (const [encoding, bytes] of Object.entries(hello)) {
  assert.strictEqual(new TextDecoder(encoding).decode(new Uint8Array(bytes)), '\u65e5\u672c', encoding);
  const stream = new TextDecoder(encoding);
  let pieces = '';
  for (const byte of bytes) pieces += stream.decode(new Uint8Array([byte]), { stream: true });
  assert.strictEqual(pieces + stream.decode(), '\u65e5\u672c', encoding);
}
assert.strictEqual(new TextDecoder('koi8-u').decode(new Uint8Array([0xae, 0xc1])), '\u045e\u0430');
assert.strictEqual(new TextDecoder('iso-8859-16').decode(new Uint8Array([0xa4, 0xfe])), '\u20ac\u021b');
assert.strictEqual(new TextDecoder('x-user-defined').decode(new Uint8Array([0x80, 0xff])), '\uf780\uf7ff');

// Any view, and a view of a part.
const part = new DataView(new Uint8Array([0x61, 0x62, 0x63]).buffer, 1, 1);
assert.strictEqual(new TextDecoder().decode(part), 'b');
assert.throws(() => new TextDecoder().decode('text'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Object.getOwnPropertyDescriptor(TextDecoder.prototype, 'encoding').get.call({}), { code: 'ERR_INVALID_THIS' });
