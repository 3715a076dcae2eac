// SPDX-License-Identifier: MIT
// Bad data and bad options are told with zlib's codes.
const assert = require('node:assert');
const zlib = require('node:zlib');

const cut = zlib.gzipSync('hello hello hello').subarray(0, 15);
const ending = { code: 'Z_BUF_ERROR', errno: -5, message: 'unexpected end of file' };
assert.throws(() => zlib.gunzipSync(cut), ending);
assert.throws(() => zlib.unzipSync(''), ending);
assert.throws(() => zlib.brotliDecompressSync(zlib.brotliCompressSync('hello hello').subarray(0, 5)), ending);
assert.throws(() => zlib.inflateSync('hello'), { code: 'Z_DATA_ERROR', errno: -3, message: 'incorrect header check' });
assert.throws(() => zlib.brotliDecompressSync(Buffer.alloc(20, 0xff)), { code: /^ERR__ERROR_/, message: 'Decompression failed' });
assert.strictEqual(zlib.gunzipSync(cut, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString().slice(0, 3), 'hel');

const packed = zlib.deflateSync(Buffer.alloc(1000));
const tooLarge = { code: 'ERR_BUFFER_TOO_LARGE', name: 'RangeError', message: 'Cannot create a Buffer larger than 999 bytes' };
assert.throws(() => zlib.inflateSync(packed, { maxOutputLength: 999 }), tooLarge);
assert.strictEqual(zlib.inflateSync(packed, { maxOutputLength: 1000 }).length, 1000);
zlib.inflate(packed, { maxOutputLength: 999 }, (error) => {
  assert.strictEqual(error.code, 'ERR_BUFFER_TOO_LARGE');
  zlib.gunzip(cut, (error, result) => {
    assert.strictEqual(error.code, 'Z_BUF_ERROR');
    assert.strictEqual(result, undefined);
    called = true;
  });
});
let called = false;
process.on('exit', () => assert(called));

const dictionary = Buffer.from('abc');
const asking = zlib.deflateSync('abcabc', { dictionary });
assert.throws(() => zlib.inflateSync(asking), { code: 'Z_NEED_DICT', errno: 2, message: 'Missing dictionary' });
assert.throws(() => zlib.inflateSync(asking, { dictionary: Buffer.from('x') }), { code: 'Z_NEED_DICT', message: 'Bad dictionary' });

for (const options of [{ level: 10 }, { chunkSize: 1 }, { windowBits: 16 }, { memLevel: 0 }, { strategy: 5 }, { flush: 6 }, { level: Infinity },
  { finishFlush: -1 }, { maxOutputLength: 0 }]) {
  assert.throws(() => zlib.deflateSync('a', options), { code: 'ERR_OUT_OF_RANGE' });
}
assert.throws(() => zlib.deflateSync('a', { level: '5' }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => zlib.deflateSync('a', { dictionary: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => zlib.deflateSync(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => zlib.deflate('a'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => zlib.crc32(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => zlib.brotliCompressSync('a', { params: { 99: 1 } }), { code: 'ERR_BROTLI_INVALID_PARAM' });
assert.throws(() => zlib.brotliCompressSync('a', { params: { 4: 42 } }), { code: 'ERR_ZLIB_INITIALIZATION_FAILED' });
