// SPDX-License-Identifier: MIT
// The streams: every pair round trips through small chunks and small outputs, and counts the bytes it consumed.
const assert = require('node:assert');
const zlib = require('node:zlib');
const { Readable, pipeline } = require('node:stream');

const input = Buffer.alloc(300_000);
for (let i = 0; i < input.length; i++) input[i] = (i * i) >> 6;
function* pieces() {
  for (let at = 0; at < input.length; at += 7001) yield input.subarray(at, at + 7001);
}

let open = 0;
process.on('exit', () => assert.strictEqual(open, 0));
for (const [pack, unpack] of [['Gzip', 'Gunzip'], ['Deflate', 'Inflate'], ['DeflateRaw', 'InflateRaw'], ['Gzip', 'Unzip'], ['Deflate', 'Unzip'],
  ['BrotliCompress', 'BrotliDecompress'], ['ZstdCompress', 'ZstdDecompress']]) {
  open++;
  const packer = zlib[`create${pack}`]({ chunkSize: 1000, params: pack[0] === 'Z' ? {} : { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } });
  const unpacker = zlib[`create${unpack}`]({ chunkSize: 64 });
  assert(packer instanceof zlib[pack]);
  const chunks = [];
  unpacker.on('data', (chunk) => {
    assert(chunk.length <= 64);
    chunks.push(chunk);
  });
  pipeline(Readable.from(pieces()), packer, unpacker, (error) => {
    assert.strictEqual(error, undefined);
    assert(Buffer.concat(chunks).equals(input), pack);
    assert.strictEqual(packer.bytesWritten, input.length);
    open--;
  });
}

const { buffer, engine } = zlib.gzipSync('hello', { info: true });
assert.strictEqual(zlib.gunzipSync(buffer).toString(), 'hello');
assert(engine instanceof zlib.Gzip);
assert.strictEqual(engine.bytesWritten, 5);
assert.strictEqual(zlib.createDeflate()._processChunk(Buffer.from('a'), zlib.constants.Z_FINISH).toString('hex'), '789c4b040000620062');
