// SPDX-License-Identifier: MIT
// zlib: compression of whole buffers and of streams.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { notImplemented, functions, classes } = require('internal/unimplemented');
const { constants, expose } = require('internal/zlib/constants');
const { syncFunction, asyncFunction } = require('internal/zlib/whole');

const native = binding('zlib');

exports.crc32 = function crc32(data, value = 0) {
  if (typeof data !== 'string' && !isArrayBufferView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
  }
  validateUint32(value, 'value');
  return native.crc32(data, value);
};

classes(exports, 'zlib', 'Deflate Inflate Gzip Gunzip DeflateRaw InflateRaw Unzip BrotliCompress BrotliDecompress ZstdCompress ZstdDecompress');

const wholes = {
  deflate: 'DEFLATE',
  gzip: 'GZIP',
  deflateRaw: 'DEFLATERAW',
  unzip: 'UNZIP',
  inflate: 'INFLATE',
  gunzip: 'GUNZIP',
  inflateRaw: 'INFLATERAW',
  brotliCompress: 'BROTLI_ENCODE',
  brotliDecompress: 'BROTLI_DECODE',
};
for (const name of Object.keys(wholes)) {
  const noEngine = () => { throw notImplemented(`zlib.${name}() with the option info`); };
  exports[name] = asyncFunction(constants[wholes[name]], noEngine);
  exports[`${name}Sync`] = syncFunction(constants[wholes[name]], noEngine);
}

functions(exports, 'zlib', 'zstdCompress zstdCompressSync zstdDecompress zstdDecompressSync createDeflate createInflate createDeflateRaw ' +
  'createInflateRaw createGzip createGunzip createUnzip createBrotliCompress createBrotliDecompress createZstdCompress createZstdDecompress');
expose(exports);
