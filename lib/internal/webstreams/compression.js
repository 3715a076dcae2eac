// SPDX-License-Identifier: MIT
// CompressionStream and DecompressionStream (Compression Standard) over zlib's transforms.

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { finishClass } = require('internal/webstreams/util');
const { isAnyArrayBuffer } = require('internal/util/types');

const compressors = {
  '__proto__': null,
  'deflate': 'createDeflate',
  'deflate-raw': 'createDeflateRaw',
  'gzip': 'createGzip',
  'brotli': 'createBrotliCompress',
};
const decompressors = {
  '__proto__': null,
  'deflate': 'createInflate',
  'deflate-raw': 'createInflateRaw',
  'gzip': 'createGunzip',
  'brotli': 'createBrotliDecompress',
};

function pairFor(format, table, options) {
  const create = table[`${format}`];
  if (create === undefined) {
    throw new ERR_INVALID_ARG_VALUE('format', format, `must be one of: ${Object.keys(table).join(', ')}`);
  }
  const { newReadableWritablePairFromDuplex } = require('internal/webstreams/adapters');
  return newReadableWritablePairFromDuplex(require('zlib')[create](options), {
    validateChunk: checkChunk,
    toChunk: (chunk) => (isAnyArrayBuffer(chunk) ? new Uint8Array(chunk) : chunk),
  });
}

function checkChunk(chunk) {
  const isShared = (buffer) => typeof SharedArrayBuffer === 'function' &&
    buffer instanceof SharedArrayBuffer;
  const ok = ArrayBuffer.isView(chunk) ? !isShared(chunk.buffer) :
    isAnyArrayBuffer(chunk) && !isShared(chunk);
  if (!ok) {
    const { ERR_INVALID_ARG_TYPE } = require('internal/errors').codes;
    throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
  }
}

class CompressionStream {
  #pair;

  constructor(format) {
    this.#pair = pairFor(format, compressors);
  }

  get readable() {
    if (!(#pair in this)) throw new ERR_INVALID_THIS('CompressionStream');
    return this.#pair.readable;
  }

  get writable() {
    if (!(#pair in this)) throw new ERR_INVALID_THIS('CompressionStream');
    return this.#pair.writable;
  }
}

class DecompressionStream {
  #pair;

  constructor(format) {
    this.#pair = pairFor(format, decompressors, { rejectGarbageAfterEnd: true, [require('internal/zlib/settings').kTypeErrors]: true });
  }

  get readable() {
    if (!(#pair in this)) throw new ERR_INVALID_THIS('DecompressionStream');
    return this.#pair.readable;
  }

  get writable() {
    if (!(#pair in this)) throw new ERR_INVALID_THIS('DecompressionStream');
    return this.#pair.writable;
  }
}

const fields = (stream) => ({ readable: stream.readable, writable: stream.writable });
finishClass(CompressionStream, 'CompressionStream', ['readable', 'writable'], fields);
finishClass(DecompressionStream, 'DecompressionStream', ['readable', 'writable'], fields);

module.exports = { CompressionStream, DecompressionStream };
