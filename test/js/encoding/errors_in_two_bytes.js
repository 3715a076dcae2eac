// SPDX-License-Identifier: MIT
// What an error swallows in the encodings of two bytes, and pairs that are easily wrong. In pieces as at once.
'use strict';
const assert = require('node:assert');

const rows = [
  ['shift_jis', '8041', '\x80A'], ['shift_jis', '8120', '\ufffd '], ['shift_jis', '81ff41', '\ufffdA'],
  ['shift_jis', 'f040', '\ue000'], ['shift_jis', 'a1fd', '\uff61\ufffd'], ['shift_jis', '5c7e', '\\~'],
  ['euc-jp', '8e41', '\ufffdA'], ['euc-jp', '8eb1', '\uff71'], ['euc-jp', '8fa1a1', '\ufffd'], ['euc-jp', '80', '\ufffd'],
  ['euc-jp', '8fb0a1', '\u4e02'], ['euc-kr', 'b0a1', '\uac00'], ['euc-kr', '8020', '\ufffd '], ['euc-kr', '8141', '\uac02'],
  ['gbk', '80', '\u20ac'], ['gbk', 'a2e3', '\u20ac'], ['gbk', 'ff41', '\ufffdA'], ['gb18030', '8130', '\ufffd'],
  ['gb18030', '81308130', '\x80'], ['gb18030', '90308130', '\ud800\udc00'], ['gb18030', '813041', '\ufffd0A'],
  ['gb18030', 'a6d9', '\ufe10'], ['big5', '8862', '\u00ca\u0304'], ['big5', '8141', '\ufffdA'],
  ['big5', '8c43', '\u9fa6'], ['iso-2022-jp', '1b2442', ''], ['iso-2022-jp', '1b24422421', '\u3041'],
  ['iso-2022-jp', '1b24', '\ufffd$'], ['iso-2022-jp', '1b284a5c7e', '\u00a5\u203e'], ['iso-2022-jp', '1b284931', '\uff71'],
  ['iso-2022-jp', '1b24421b2842', '\ufffd'], ['iso-2022-jp', '0e', '\ufffd'], ['iso-2022-jp', '1b244224', '\ufffd'],
];
for (const [encoding, hex, want] of rows) {
  const bytes = Buffer.from(hex, 'hex');
  assert.strictEqual(new TextDecoder(encoding).decode(bytes), want, `${encoding} ${hex}`);
  const decoder = new TextDecoder(encoding);
  let text = '';
  for (const byte of bytes) text += decoder.decode(Uint8Array.of(byte), { stream: true });
  assert.strictEqual(text + decoder.decode(), want, `${encoding} ${hex} in pieces`);
  const fatal = new TextDecoder(encoding, { fatal: true });
  if (want.includes('\ufffd')) assert.throws(() => fatal.decode(bytes), { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
  else assert.strictEqual(fatal.decode(bytes), want);
}
