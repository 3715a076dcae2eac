// SPDX-License-Identifier: MIT
// CompressionStream and DecompressionStream over zlib; the latter takes nothing behind the end.
const assert = require('node:assert');
const zlib = require('node:zlib');

async function through(stream, bytes) {
  const writer = stream.writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close()).catch(() => {});
  const chunks = [];
  for await (const chunk of stream.readable) chunks.push(chunk);
  await written;
  return Buffer.concat(chunks);
}

async function main() {
  for (const format of ['gzip', 'deflate', 'deflate-raw', 'brotli']) {
    const packed = await through(new CompressionStream(format), Buffer.from('hello'));
    assert.strictEqual((await through(new DecompressionStream(format), packed)).toString(), 'hello');
  }
  await assert.rejects(through(new DecompressionStream('deflate'), Buffer.concat([zlib.deflateSync('a'), Buffer.alloc(3)])), TypeError);
  await assert.rejects(through(new DecompressionStream('gzip'), Buffer.from('not gzip')), (error) => {
    assert(error instanceof TypeError);
    assert.strictEqual(error.code, 'Z_DATA_ERROR');
    assert.strictEqual(error.cause.errno, -3);
    return true;
  });
}
let done = false;
process.on('exit', () => assert(done));
main().then(() => done = true);
