// SPDX-License-Identifier: MIT
// Codecs are used again by the next of their kind: nothing of what one did shows in another.
const assert = require('assert');
const zlib = require('zlib');

const text = Buffer.from('one two three four five six seven eight nine ten '.repeat(40));
const short = Buffer.from('a short text, which zlib itself compresses');

function collect(stream, ...chunks) {
  return new Promise((resolve, reject) => {
    const parts = [];
    stream.on('data', (part) => parts.push(part)).on('error', reject).on('end', () => resolve(Buffer.concat(parts)));
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}

async function main() {
  // The same bytes each time, also after a stream that ended in the middle and one that changed its level.
  const first = await collect(zlib.createDeflate(), short);
  const wrecked = zlib.createDeflate();
  wrecked.write(text);
  wrecked.destroy();
  await new Promise((resolve) => wrecked.on('close', resolve));
  assert.deepStrictEqual(await collect(zlib.createDeflate(), short), first);
  const changed = zlib.createDeflate();
  await new Promise((resolve) => changed.params(0, zlib.constants.Z_DEFAULT_STRATEGY, resolve));
  await collect(changed, text);
  for (let i = 0; i < 6; i++) {
    assert.deepStrictEqual(await collect(zlib.createDeflate(), short), first);
    assert.deepStrictEqual(zlib.deflateSync(short), first);
  }

  // A decompressor takes the window's size from the data, whatever the data before said.
  const narrow = zlib.deflateSync(text, { windowBits: 9 });
  const wide = zlib.deflateSync(text, { windowBits: 15 });
  for (const packed of [narrow, wide, narrow, wide]) {
    assert.deepStrictEqual(await collect(zlib.createInflate(), packed), text);
    assert.deepStrictEqual(await collect(zlib.createUnzip(), packed), text);
  }

  // After an error, too.
  const broken = Buffer.from(wide);
  broken[broken.length >> 1] ^= 0xff;
  for (let i = 0; i < 3; i++) {
    await assert.rejects(collect(zlib.createInflate(), broken));
    assert.deepStrictEqual(await collect(zlib.createInflate(), wide), text);
  }

  // A dictionary belongs to one codec alone.
  const dictionary = Buffer.from('one two three');
  const learned = zlib.deflateSync(short, { dictionary });
  assert.deepStrictEqual(zlib.deflateSync(short), first);
  assert.throws(() => zlib.inflateSync(learned), { code: 'Z_NEED_DICT' });
  assert.deepStrictEqual(zlib.inflateSync(learned, { dictionary }), short);

  // zstd pledges its input's size again.
  for (const size of [10, 20, 20]) {
    const data = text.subarray(0, size);
    const packed = await collect(zlib.createZstdCompress({ pledgedSrcSize: size }), data);
    assert.deepStrictEqual(await collect(zlib.createZstdDecompress(), packed), data);
    await assert.rejects(collect(zlib.createZstdCompress({ pledgedSrcSize: size }), data, data), { code: 'ZSTD_error_srcSize_wrong' });
  }
  const stream = zlib.createZstdCompress({ pledgedSrcSize: 5 });
  stream.reset();
  assert.deepStrictEqual(zlib.zstdDecompressSync(await collect(stream, short.subarray(0, 5))), short.subarray(0, 5));
}
main();
