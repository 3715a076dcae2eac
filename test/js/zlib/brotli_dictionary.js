// SPDX-License-Identifier: MIT
// brotli's dictionaries work where the system's library is version 1.1 or later, and say so where it is not.
const assert = require('node:assert');
const zlib = require('node:zlib');

const dictionary = Buffer.from('the quick brown fox jumps over the lazy dog, '.repeat(8));
const data = Buffer.from('the quick brown fox jumps over the lazy dog, twice');

for (const wrong of ['text', 1, {}, null]) {
  assert.throws(() => zlib.brotliCompressSync(data, { dictionary: wrong }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => zlib.createBrotliDecompress({ dictionary: wrong }), { code: 'ERR_INVALID_ARG_TYPE' });
}

let packed;
try {
  packed = zlib.brotliCompressSync(data, { dictionary });
} catch (error) {
  assert.strictEqual(error.code, 'ERR_METHOD_NOT_IMPLEMENTED');
  assert.match(error.message, /1\.1/);
}
if (packed !== undefined) {
  assert.ok(packed.length < zlib.brotliCompressSync(data).length);
  assert.deepStrictEqual(zlib.brotliDecompressSync(packed, { dictionary }), data);
  assert.throws(() => zlib.brotliDecompressSync(packed), { code: /^ERR_/ });
  const { buffer, byteOffset, byteLength } = dictionary;
  const whole = buffer.slice(byteOffset, byteOffset + byteLength);
  assert.deepStrictEqual(zlib.brotliDecompressSync(packed, { dictionary: whole }), data);

  const encoder = zlib.createBrotliCompress({ dictionary });
  encoder.reset();
  const chunks = [];
  encoder.on('data', (chunk) => chunks.push(chunk));
  encoder.on('end', () => assert.deepStrictEqual(zlib.brotliDecompressSync(Buffer.concat(chunks), { dictionary }), data));
  encoder.end(data);
}
