// SPDX-License-Identifier: MIT
// Whole buffers are compressed by another library than streams: hardly larger, and within the levels not larger as they rise.
const assert = require('assert');
const zlib = require('zlib');

let seed = 7;
const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
let text = '';
for (let i = 0; text.length < 300000; i++) {
  text += JSON.stringify({ id: i, name: `user ${next(1000)}`, city: ['Oslo', 'Lima', 'Rome'][next(3)], active: next(2) === 1, balance: next(100000) / 100 });
}
const data = Buffer.from(text);

const streamed = (bytes, options) => {
  const stream = zlib.createGzip(options);
  return stream._processChunk(bytes, zlib.constants.Z_FINISH).length;
};

for (const size of [1024, 4096, 16384, 65536, data.length]) {
  const bytes = data.subarray(0, size);
  assert.deepStrictEqual(zlib.gunzipSync(zlib.gzipSync(bytes)), bytes);
  assert.ok(zlib.gzipSync(bytes).length <= streamed(bytes) * 1.1, `${size}: ${zlib.gzipSync(bytes).length}, zlib ${streamed(bytes)}`);
  let before = Infinity;
  for (const level of [1, 4, 6, 9]) {
    const packed = zlib.deflateRawSync(bytes, { level });
    assert.deepStrictEqual(zlib.inflateRawSync(packed), bytes);
    assert.ok(packed.length <= before * 1.01, `${size}, level ${level}: ${packed.length} after ${before}`);
    before = packed.length;
  }
  assert.ok(zlib.gzipSync(bytes, { level: 9 }).length <= streamed(bytes, { level: 9 }) * 1.02);
}
