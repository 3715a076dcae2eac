// SPDX-License-Identifier: MIT
// zstd: parameters, dictionaries, the pledged size, frames one after another, and its errors.
const assert = require('node:assert');
const zlib = require('node:zlib');

const { ZSTD_c_compressionLevel, ZSTD_c_strategy, ZSTD_d_windowLogMax } = zlib.constants;
const [a, b] = [zlib.zstdCompressSync('abc'), zlib.zstdCompressSync('def', { params: { [ZSTD_c_compressionLevel]: -5 } })];
assert.strictEqual(zlib.zstdDecompressSync(Buffer.concat([a, b])).toString(), 'abcdef');
assert.strictEqual(zlib.zstdDecompressSync(Buffer.concat([a, Buffer.from('more')])).toString(), 'abc');
assert.throws(() => zlib.zstdDecompressSync(a.subarray(0, 8)), { code: 'Z_BUF_ERROR', message: 'unexpected end of file' });
assert.throws(() => zlib.zstdDecompressSync(''), { code: 'Z_BUF_ERROR' });
assert.throws(() => zlib.zstdDecompressSync('not of zstd'), { code: 'ZSTD_error_prefix_unknown', errno: 10 });
assert.throws(() => zlib.zstdCompressSync('abc', { pledgedSrcSize: 9 }), { code: 'ZSTD_error_srcSize_wrong' });
assert.strictEqual(zlib.zstdDecompressSync(zlib.zstdCompressSync('abc', { pledgedSrcSize: 3 })).toString(), 'abc');
assert.throws(() => zlib.zstdCompressSync('a', { params: { 10000: 0 } }), { code: 'ERR_ZSTD_INVALID_PARAM' });
assert.throws(() => zlib.zstdCompressSync('a', { params: { [ZSTD_c_strategy]: 130 } }), { message: 'Setting parameter failed' });
assert.throws(() => zlib.createZstdDecompress({ params: { [ZSTD_d_windowLogMax]: 1 } }), { code: 'ERR_ZLIB_INITIALIZATION_FAILED' });
assert.throws(() => zlib.zstdCompressSync('a', { flush: 3 }), { code: 'ERR_OUT_OF_RANGE' });

const dictionary = Buffer.from('a text that both sides know, and that is long enough to be of use');
const packed = zlib.zstdCompressSync(dictionary, { dictionary });
assert(packed.length < 30);
assert(zlib.zstdDecompressSync(packed, { dictionary }).equals(dictionary));

const unpacker = zlib.createZstdDecompress();
let text = '';
unpacker.setEncoding('latin1').on('data', (chunk) => text += chunk);
for (const byte of Buffer.concat([a, b])) unpacker.write(Buffer.from([byte]));
unpacker.end();
process.on('exit', () => assert.strictEqual(text, 'abcdef'));
