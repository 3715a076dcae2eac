// SPDX-License-Identifier: MIT
// Whole buffers give what streams give: every format and level, several members, what follows, limits, damaged data.
const assert = require('node:assert');
const zlib = require('node:zlib');

const texts = [Buffer.alloc(0), Buffer.from('a'), Buffer.alloc(100000, 'abc'), Buffer.from(Array.from({ length: 70000 }, (_, i) => i * i % 251))];
const formats = [['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip'], ['deflate', 'unzip']];
for (const text of texts) {
  for (const [compress, expand] of formats) {
    for (const level of [-1, 0, 1, 5, 9]) {
      const packed = zlib[`${compress}Sync`](text, { level });
      assert.ok(zlib[`${expand}Sync`](packed).equals(text));
      assert.ok(zlib[`${expand}Sync`](packed, { maxOutputLength: text.length + 1 }).equals(text));
    }
  }
}
const text = texts[2];
const packed = zlib.gzipSync(text);
assert.deepStrictEqual([...packed.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
assert.strictEqual(zlib.gzipSync(text, { level: 9 })[8], 2);
assert.strictEqual(zlib.deflateSync(text)[0], 0x78);
assert.strictEqual(zlib.gunzipSync(Buffer.concat([packed, packed])).length, 2 * text.length);
assert.ok(zlib.gunzipSync(Buffer.concat([packed, Buffer.alloc(10)])).equals(text));
assert.throws(() => zlib.gunzipSync(packed.subarray(0, -5)), { code: 'Z_BUF_ERROR', message: 'unexpected end of file' });
const damaged = Buffer.from(packed);
damaged[damaged.length - 6] ^= 1;
assert.throws(() => zlib.gunzipSync(damaged), { code: 'Z_DATA_ERROR', message: 'incorrect data check' });
assert.throws(() => zlib.gunzipSync(text), { code: 'Z_DATA_ERROR', message: 'incorrect header check' });
assert.throws(() => zlib.gunzipSync(packed, { maxOutputLength: 1000 }), { code: 'ERR_BUFFER_TOO_LARGE' });
assert.throws(() => zlib.gzipSync(texts[3], { maxOutputLength: 10 }), { code: 'ERR_BUFFER_TOO_LARGE' });
assert.throws(() => zlib.inflateRawSync(Buffer.from([7, 1, 2])), { code: 'Z_DATA_ERROR' });
// The size that gzip tells of may be a lie.
const liar = Buffer.from(packed);
liar.writeUInt32LE(50, liar.length - 4);
assert.throws(() => zlib.gunzipSync(liar), { code: 'Z_DATA_ERROR', message: 'incorrect length check' });
const partial = zlib.gunzipSync(packed.subarray(0, packed.length >> 1), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
assert.ok(text.subarray(0, partial.length).equals(partial));

let calls = 0;
zlib.gzip(text, (error, made) => {
  assert.strictEqual(error, null);
  zlib.gunzip(made, (failed, expanded) => {
    assert.strictEqual(failed, null);
    assert.ok(expanded.equals(text));
    calls++;
  });
});
process.on('exit', () => assert.strictEqual(calls, 1));
