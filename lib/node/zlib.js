// SPDX-License-Identifier: MIT
// zlib: compression of whole buffers and of streams.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
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

const streams = require('internal/zlib/streams');
Object.assign(exports, streams);

const wholes = {
  deflate: ['Deflate', 'DEFLATE'],
  gzip: ['Gzip', 'GZIP'],
  deflateRaw: ['DeflateRaw', 'DEFLATERAW'],
  unzip: ['Unzip', 'UNZIP'],
  inflate: ['Inflate', 'INFLATE'],
  gunzip: ['Gunzip', 'GUNZIP'],
  inflateRaw: ['InflateRaw', 'INFLATERAW'],
  brotliCompress: ['BrotliCompress', 'BROTLI_ENCODE'],
  brotliDecompress: ['BrotliDecompress', 'BROTLI_DECODE'],
  zstdCompress: ['ZstdCompress', 'ZSTD_COMPRESS'],
  zstdDecompress: ['ZstdDecompress', 'ZSTD_DECOMPRESS'],
};
for (const name of Object.keys(wholes)) {
  const [className, mode] = wholes[name];
  const classOf = () => streams[className];
  exports[name] = asyncFunction(constants[mode], classOf);
  exports[`${name}Sync`] = syncFunction(constants[mode], classOf);
}

const { Deflate, Inflate, DeflateRaw, InflateRaw, Gzip, Gunzip, Unzip, ...others } = streams;
for (const [className, Class] of Object.entries({ Deflate, Inflate, DeflateRaw, InflateRaw, Gzip, Gunzip, Unzip, ...others })) {
  Object.defineProperty(exports, `create${className}`, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    value(options) { return new Class(options); },
  });
}
expose(exports);
