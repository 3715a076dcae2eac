// SPDX-License-Identifier: MIT
// Whole buffers compressed and decompressed. Results are checked; what compression makes of each input is printed to stderr, for ratios.
const zlib = require('zlib');
const { repeat, repeatAsync } = require('../_measure');
const inputs = require('./_inputs');

const sizes = [];

function pair(kind, label, data, compress, expand, options) {
  const packed = compress(data, options);
  if (!expand(packed).equals(data)) throw new Error(`${kind}: not the same after all`);
  sizes.push(`${kind} ${label}: ${data.length} -> ${packed.length}`);
  repeat(`${kind} ${label}`, () => compress(data, options).length);
  repeat(`un-${kind} ${label}`, () => expand(packed).length);
}

for (const [label, size] of [['1 KB', 1024], ['16 KB', 16384], ['1 MB', 1 << 20]]) {
  for (const name of Object.keys(inputs)) {
    const data = inputs[name](size);
    pair('gzip', `${name} ${label}`, data, zlib.gzipSync, zlib.gunzipSync);
  }
  const data = inputs.json(size);
  pair('deflate', `json ${label}`, data, zlib.deflateSync, zlib.inflateSync);
  pair('deflateRaw', `json ${label}`, data, zlib.deflateRawSync, zlib.inflateRawSync);
  pair('gzip level 1', `json ${label}`, data, zlib.gzipSync, zlib.gunzipSync, { level: 1 });
  pair('gzip level 9', `json ${label}`, data, zlib.gzipSync, zlib.gunzipSync, { level: 9 });
  pair('brotli quality 4', `json ${label}`, data, zlib.brotliCompressSync, zlib.brotliDecompressSync,
       { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } });
  if (zlib.zstdCompressSync) pair('zstd', `json ${label}`, data, zlib.zstdCompressSync, zlib.zstdDecompressSync);
}
repeat('crc32 1 MB', (() => {
  const data = inputs.json(1 << 20);
  return () => zlib.crc32(data);
})());

const promised = (run, data) => () => new Promise((resolve, reject) => run(data, (error, bytes) => (error ? reject(error) : resolve(bytes.length))));

async function later() {
  for (const [label, size] of [['1 KB', 1024], ['64 KB', 65536]]) {
    const data = inputs.json(size);
    const packed = zlib.gzipSync(data);
    await repeatAsync(`gzip callback json ${label}, 4 at a time`, promised(zlib.gzip, data), 4);
    await repeatAsync(`gunzip callback json ${label}, 4 at a time`, promised(zlib.gunzip, packed), 4);
  }
  if (process.env.BENCH_SIZES) console.error(sizes.join('\n'));
}
later();
