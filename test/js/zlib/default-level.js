// SPDX-License-Identifier: MIT
// The default level has a compressor of its own: what it writes is read back whatever the sizes of chunks and the flushes between them, all of it
// after a flush; parameters change on the way; a stream used again gives the same bytes as a new one.
const assert = require('node:assert');
const zlib = require('node:zlib');

let seed = 3;
const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
const pieces = [];
for (let i = 0; i < 40000; i++) pieces.push(`${next(7) === 0 ? next(1e9) : 'item'} ${i % 90},`);
const text = Buffer.from(pieces.join(''));
const noise = Buffer.from(Array.from({ length: 70000 }, () => next(256)));
const inputs = [Buffer.alloc(0), Buffer.from('a'), text.subarray(0, 700), text.subarray(0, 20000), text.subarray(0, 140000), text,
  noise, Buffer.concat([noise, text.subarray(0, 1000), noise]), Buffer.alloc(1 << 20)];
const { Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_BLOCK, Z_FINISH } = zlib.constants;

const kinds = [['Gzip', zlib.gunzipSync], ['Deflate', zlib.inflateSync], ['DeflateRaw', zlib.inflateRawSync]];

// One after the other, as _processChunk gives them.
function packed(stream, input, size, flushes) {
  const parts = [];
  for (let at = 0, i = 0; at < input.length; at += size, i++) {
    parts.push(stream._processChunk(input.subarray(at, at + size), flushes[i % flushes.length]));
  }
  parts.push(stream._processChunk(Buffer.alloc(0), Z_FINISH));
  return Buffer.concat(parts);
}

for (const [name, expand] of kinds) {
  for (const input of inputs) {
    for (const [size, flushes] of [[1 << 21, [Z_NO_FLUSH]], [9999, [Z_NO_FLUSH, Z_SYNC_FLUSH]], [65536, [Z_BLOCK, Z_PARTIAL_FLUSH]], [30011, [Z_FULL_FLUSH]]]) {
      const stream = zlib[`create${name}`]();
      const first = packed(stream, input, size, flushes);
      assert.ok(expand(first).equals(input), `${name} ${input.length} ${size}`);
      stream.reset();
      assert.ok(packed(stream, input, size, flushes).equals(first));
      stream.close();
    }
    const whole = zlib[`${name[0].toLowerCase()}${name.slice(1)}Sync`](input);
    assert.ok(expand(whole).equals(input));
  }
}

// All that came before a flush can be read after it; what comes after a full one refers to nothing before.
{
  const stream = zlib.createDeflateRaw();
  const first = stream._processChunk(text.subarray(0, 5000), Z_FULL_FLUSH);
  assert.deepStrictEqual([...first.subarray(-4)], [0, 0, 255, 255]);
  assert.ok(zlib.inflateRawSync(first, { finishFlush: Z_SYNC_FLUSH }).equals(text.subarray(0, 5000)));
  const second = stream._processChunk(text.subarray(0, 5000), Z_FINISH);
  assert.ok(zlib.inflateRawSync(second).equals(text.subarray(0, 5000)));
  // Nothing new: the same flush gives nothing, a stronger one its mark.
  const idle = zlib.createDeflateRaw();
  assert.strictEqual(idle._processChunk(Buffer.alloc(0), Z_SYNC_FLUSH).toString('hex'), '000000ffff');
  assert.strictEqual(idle._processChunk(Buffer.alloc(0), Z_SYNC_FLUSH).length, 0);
  assert.strictEqual(idle._processChunk(Buffer.alloc(0), Z_FULL_FLUSH).toString('hex'), '000000ffff');
}

for (const [name, expand] of kinds) {
  const stream = zlib[`create${name}`]({ chunkSize: 1000 });
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  stream.write(text.subarray(0, 100000));
  stream.params(9, zlib.constants.Z_DEFAULT_STRATEGY, (error) => {
    assert.ifError(error);
    stream.write(text.subarray(100000, 200000));
    stream.params(0, zlib.constants.Z_FILTERED);
    stream.end(text.subarray(200000));
  });
  let isOver = false;
  stream.on('end', () => {
    assert.ok(expand(Buffer.concat(chunks)).equals(text), name);
    assert.strictEqual(stream.bytesWritten, text.length);
    isOver = true;
  });
  process.on('exit', () => assert.ok(isOver));
}
