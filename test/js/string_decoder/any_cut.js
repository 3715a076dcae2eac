// SPDX-License-Identifier: MIT
// However the bytes are cut into pieces, the text is the same, also where they are no text at all.
'use strict';
const assert = require('node:assert');
const { StringDecoder } = require('node:string_decoder');

const samples = [
  Buffer.from('a\u00e9\u20ac\ud83d\ude00z'),
  Buffer.from('e28241f09f98e2', 'hex'),
  Buffer.from('eda0b5edb08df4908080ff80', 'hex'),
  Buffer.from('x\ud83d\ude00y\ud83d', 'utf16le'),
  Buffer.from([1, 2, 3, 4, 5, 6, 7]),
];
for (const encoding of ['utf8', 'utf16le', 'base64', 'base64url', 'hex', 'latin1', 'ascii']) {
  for (const sample of samples) {
    if (encoding === 'utf16le' && sample.length % 2 === 1) continue;
    const whole = sample.toString(encoding);
    for (let cuts = 0; cuts < 1 << (sample.length - 1); cuts++) {
      const decoder = new StringDecoder(encoding);
      let text = '';
      let start = 0;
      for (let i = 1; i <= sample.length; i++) {
        if (i < sample.length && (cuts >> (i - 1) & 1) === 0) continue;
        text += decoder.write(sample.subarray(start, i));
        start = i;
      }
      text += decoder.end();
      assert.strictEqual(text, whole, `${encoding} ${sample.toString('hex')} ${cuts.toString(2)}`);
    }
  }
}

// end() begins anew.
const decoder = new StringDecoder('utf8');
assert.strictEqual(decoder.write(Buffer.from([0xe2, 0x82])), '');
assert.strictEqual(decoder.lastNeed, 1);
assert.strictEqual(decoder.lastTotal, 3);
assert.strictEqual(decoder.end(), '\ufffd');
assert.strictEqual(decoder.end(Buffer.from([0xac, 0x41])), '\ufffdA');
assert.throws(() => new StringDecoder('nope'), { code: 'ERR_UNKNOWN_ENCODING' });
