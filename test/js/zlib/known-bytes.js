// SPDX-License-Identifier: MIT
// Options reach the library, and the formats are those of their specifications.
const assert = require('node:assert');
const zlib = require('node:zlib');

assert.strictEqual(zlib.deflateSync('a').toString('hex'), '789c4b040000620062');
assert.strictEqual(zlib.gzipSync('a').toString('hex'), '1f8b08000000000000034b040043beb7e801000000');
assert.strictEqual(zlib.deflateRawSync('a').toString('hex'), '4b0400');
assert.strictEqual(zlib.deflateSync('a', { level: 0 }).toString('hex'), '7801010100feff6100620062');
assert.strictEqual(zlib.deflateSync('a', { level: 9 })[1], 0xda);
assert.strictEqual(zlib.brotliDecompressSync(Buffer.from('0b028061626364650 3'.replace(' ', ''), 'hex')).toString(), 'abcde');

assert.strictEqual(zlib.crc32('hello'), 0x3610a686);
assert.strictEqual(zlib.crc32(Buffer.from('lo'), zlib.crc32('hel')), 0x3610a686);
assert.strictEqual(zlib.crc32(''), 0);
assert.strictEqual(zlib.crc32(new Uint8Array(0), 7), 7);

const dictionary = Buffer.from('a text that both sides know');
for (const [compress, decompress] of [['deflateSync', 'inflateSync'], ['deflateRawSync', 'inflateRawSync']]) {
  const packed = zlib[compress]('a text that both sides know', { dictionary });
  assert(packed.length < 20);
  assert.strictEqual(zlib[decompress](packed, { dictionary }).toString(), 'a text that both sides know');
}
const quick = zlib.brotliCompressSync('x'.repeat(1000) + 'y', { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 0 } });
assert.strictEqual(zlib.brotliDecompressSync(quick).length, 1001);
assert.strictEqual(zlib.codes.Z_DATA_ERROR, -3);
assert.strictEqual(zlib.codes['-3'], 'Z_DATA_ERROR');
assert(Object.isFrozen(zlib.codes));
assert.strictEqual(zlib.constants.Z_MAX_CHUNK, Infinity);
