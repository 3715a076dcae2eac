// SPDX-License-Identifier: MIT
// TextEncoderStream and TextDecoderStream keep characters whole over chunk borders.
'use strict';
const assert = require('node:assert');
(async () => {
  const bytes = [];
  for await (const chunk of ReadableStream.from(['\ud83d', '\ude00']).pipeThrough(new TextEncoderStream())) {
    bytes.push(...chunk);
  }
  assert.deepStrictEqual(bytes, [0xf0, 0x9f, 0x98, 0x80]);
  let text = '';
  const source = ReadableStream.from([Uint8Array.of(0xf0, 0x9f), Uint8Array.of(0x98, 0x80)]);
  for await (const chunk of source.pipeThrough(new TextDecoderStream())) text += chunk;
  assert.strictEqual(text, '\ud83d\ude00');
})();
