// SPDX-License-Identifier: MIT
// Compression waits for its own room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'zlib', 'crc32 deflate deflateSync gzip gzipSync deflateRaw deflateRawSync unzip unzipSync inflate inflateSync gunzip ' +
  'gunzipSync inflateRaw inflateRawSync brotliCompress brotliCompressSync brotliDecompress brotliDecompressSync zstdCompress ' +
  'zstdCompressSync zstdDecompress zstdDecompressSync createDeflate createInflate createDeflateRaw createInflateRaw createGzip ' +
  'createGunzip createUnzip createBrotliCompress createBrotliDecompress createZstdCompress createZstdDecompress');
classes(exports, 'zlib', 'Deflate Inflate Gzip Gunzip DeflateRaw InflateRaw Unzip BrotliCompress BrotliDecompress ZstdCompress ZstdDecompress');
