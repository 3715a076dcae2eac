// SPDX-License-Identifier: MIT
// What a compressor makes, its decompressor gives back: now and on the IO pool, for text, bytes, and nothing.
const assert = require('node:assert');
const zlib = require('node:zlib');

const pairs = [['deflate', 'inflate'], ['gzip', 'gunzip'], ['deflateRaw', 'inflateRaw'], ['deflate', 'unzip'], ['gzip', 'unzip'],
  ['brotliCompress', 'brotliDecompress'], ['zstdCompress', 'zstdDecompress']];
const large = Buffer.alloc(3_000_000);
for (let i = 0; i < large.length; i++) large[i] = (i * i) >> 5;
const inputs = ['', 'text \u2713', Buffer.from([0, 1, 2, 255]), large.subarray(0, 100_000), Buffer.alloc(1_000_000, 'ab')];

let open = 0;
process.on('exit', () => assert.strictEqual(open, 0));
for (const [compress, decompress] of pairs) {
  for (const input of inputs) {
    const expected = Buffer.from(input);
    const packed = zlib[`${compress}Sync`](input);
    assert(Buffer.isBuffer(packed));
    assert(zlib[`${decompress}Sync`](packed).equals(expected), `${compress}Sync`);
    open++;
    zlib[compress](input, (error, bytes) => {
      assert.strictEqual(error, null);
      assert(bytes.equals(packed), compress);
      zlib[decompress](bytes, {}, (error, bytes) => {
        assert.strictEqual(error, null);
        assert(bytes.equals(expected), decompress);
        open--;
      });
    });
  }
}
assert(zlib.inflateSync(zlib.deflateSync(large)).equals(large));

// Any view and any ArrayBuffer are bytes.
const bytes = new Uint8Array([104, 105]);
for (const input of [bytes, bytes.buffer, new DataView(bytes.buffer), new Uint16Array(bytes.buffer),
  ...(typeof Float16Array === 'function' ? [new Float16Array(bytes.buffer)] : [])]) {
  assert.strictEqual(zlib.inflateSync(zlib.deflateSync(input)).toString(), 'hi');
  open++;
  zlib.deflate(input, (error, packed) => {
    assert.strictEqual(zlib.inflateSync(packed).toString(), 'hi');
    open--;
  });
}
