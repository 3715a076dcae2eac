// SPDX-License-Identifier: MIT
// What zlib says of arguments that are none, and where its methods stand.
const assert = require('node:assert');
const zlib = require('node:zlib');

const noChunk = { code: 'ERR_INVALID_ARG_TYPE', message: /"chunk"/ };
for (const kind of [null, 'abc', -1, 6, 1.5, Infinity, {}]) assert.throws(() => zlib.createGzip().flush(kind), noChunk);
for (const kind of [0, 5, '2', zlib.constants.Z_FULL_FLUSH, () => {}, undefined]) zlib.createGzip().flush(kind);

assert.throws(() => zlib.ZstdCompress(), { name: 'TypeError', message: "Class constructor ZstdCompress cannot be invoked without 'new'" });
assert.throws(() => zlib.createZstdCompress({ pledgedSrcSize: -1 }), { code: 'ERR_INVALID_ARG_VALUE', message: 'pledgedSrcSize may not be negative' });
for (const pledgedSrcSize of [null, Infinity, NaN]) {
  assert.strictEqual(zlib.zstdDecompressSync(zlib.zstdCompressSync('abc', { pledgedSrcSize, dictionary: null })).toString(), 'abc');
}

// Brotli's streams have params(), which changes nothing of them; zstd's have not.
const brotli = zlib.createBrotliCompress();
assert.throws(() => brotli.params(10, 0), { code: 'ERR_OUT_OF_RANGE' });
brotli.params(1, 0, () => {
  const chunks = [];
  brotli.on('data', (chunk) => chunks.push(chunk));
  brotli.on('end', () => assert.strictEqual(zlib.brotliDecompressSync(Buffer.concat(chunks)).toString(), 'text'));
  brotli.end('text');
});
assert.strictEqual(zlib.createZstdCompress().params, undefined);
assert.strictEqual(zlib.createGzip.name, 'value');
