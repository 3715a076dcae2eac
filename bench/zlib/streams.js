// SPDX-License-Identifier: MIT
// Streams of zlib and CompressionStream: 1 MB in chunks of 16 KB, and a response of 4 KB with a stream of its own. Results are checked.
const zlib = require('zlib');
const { repeatAsync } = require('../_measure');
const inputs = require('./_inputs');

const large = inputs.json(1 << 20);
const small = inputs.html(4096);

function chunksOf(data, size = 16384) {
  const chunks = [];
  for (let at = 0; at < data.length; at += size) chunks.push(data.subarray(at, at + size));
  return chunks;
}

// Writes the chunks, waiting where the stream says so; gives the output's length.
function through(make, chunks, options, check) {
  return () => new Promise((resolve, reject) => {
    const stream = make(options);
    const parts = check ? [] : undefined;
    let total = 0;
    stream.on('data', (part) => {
      total += part.length;
      parts?.push(part);
    });
    stream.on('error', reject);
    stream.on('end', () => {
      if (parts && !Buffer.concat(parts).equals(check)) reject(new Error('not the same after all'));
      else resolve(total);
    });
    let at = 0;
    const write = () => {
      while (at < chunks.length) {
        if (!stream.write(chunks[at++])) {
          stream.once('drain', write);
          return;
        }
      }
      stream.end();
    };
    write();
  });
}

async function web(make, chunks) {
  const stream = make();
  const writer = stream.writable.getWriter();
  const written = (async () => {
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  })();
  let total = 0;
  for await (const part of stream.readable) total += part.byteLength;
  await written;
  return total;
}

const quality4 = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };
const pairs = [
  ['gzip', zlib.createGzip, zlib.createGunzip, zlib.gzipSync],
  ['deflate', zlib.createDeflate, zlib.createInflate, zlib.deflateSync],
  ['deflateRaw', zlib.createDeflateRaw, zlib.createInflateRaw, zlib.deflateRawSync],
  ['brotli quality 4', zlib.createBrotliCompress, zlib.createBrotliDecompress, zlib.brotliCompressSync, quality4],
];
if (zlib.createZstdCompress) pairs.push(['zstd', zlib.createZstdCompress, zlib.createZstdDecompress, zlib.zstdCompressSync]);

async function main() {
  for (const [name, compress, expand, whole, options] of pairs) {
    for (const [label, data] of [['1 MB', large], ['4 KB', small]]) {
      const packed = whole(data, options);
      await through(expand, chunksOf(packed), undefined, data)();
      await repeatAsync(`stream ${name} ${label}`, through(compress, chunksOf(data), options));
      await repeatAsync(`stream un-${name} ${label}`, through(expand, chunksOf(packed)));
    }
  }
  for (const [label, data] of [['1 MB', large], ['4 KB', small]]) {
    const packed = zlib.gzipSync(data);
    await repeatAsync(`CompressionStream ${label}`, () => web(() => new CompressionStream('gzip'), chunksOf(data)));
    await repeatAsync(`DecompressionStream ${label}`, () => web(() => new DecompressionStream('gzip'), chunksOf(packed)));
  }
  await repeatAsync('stream gzip, flushed 64 times', () => new Promise((resolve, reject) => {
    const stream = zlib.createGzip();
    let total = 0;
    stream.on('data', (part) => { total += part.length; });
    stream.on('error', reject);
    stream.on('end', () => resolve(total > 2000 ? 1 : 0));
    let left = 64;
    const write = () => {
      if (left-- === 0) {
        stream.end();
        return;
      }
      stream.write(small.subarray(0, 256));
      stream.flush(zlib.constants.Z_SYNC_FLUSH, write);
    };
    write();
  }));
}
main();
