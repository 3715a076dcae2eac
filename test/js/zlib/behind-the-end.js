// SPDX-License-Identifier: MIT
// Gzip members follow one another; zeros end them; other bytes behind are an error. Elsewhere bytes behind the end are left alone.
const assert = require('node:assert');
const zlib = require('node:zlib');

const [a, b] = [zlib.gzipSync('abc'), zlib.gzipSync('def')];
for (const name of ['gunzipSync', 'unzipSync']) {
  assert.strictEqual(zlib[name](Buffer.concat([a, b, a])).toString(), 'abcdefabc');
  assert.strictEqual(zlib[name](Buffer.concat([a, Buffer.alloc(10)])).toString(), 'abc');
  assert.throws(() => zlib[name](Buffer.concat([a, Buffer.alloc(10, 9)])), { code: 'Z_DATA_ERROR', message: 'incorrect header check' });
}
const tail = Buffer.from('more');
assert.strictEqual(zlib.inflateSync(Buffer.concat([zlib.deflateSync('abc'), tail])).toString(), 'abc');
assert.strictEqual(zlib.brotliDecompressSync(Buffer.concat([zlib.brotliCompressSync('abc'), tail])).toString(), 'abc');
assert.throws(() => zlib.inflateSync(Buffer.concat([zlib.deflateSync('abc'), tail]), { rejectGarbageAfterEnd: true }),
  { code: 'ERR_TRAILING_JUNK_AFTER_STREAM_END' });
