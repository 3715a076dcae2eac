// SPDX-License-Identifier: MIT
//
// Content codings undone: gzip, deflate (with or without its zlib frame), br and zstd.
'use strict';

const zlib = require('zlib');

// Bodies that end early are decoded as far as they go, as browsers do.
const GENTLE = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const GENTLE_BROTLI = { flush: zlib.constants.BROTLI_OPERATION_FLUSH, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

const known = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);
const MAX_CODINGS = 5;

// The codings of a Content-Encoding header, in the order in which to undo them; none where one is unknown.
function parseCodings(header) {
  const codings = header.toLowerCase().split(',').map((coding) => coding.trim()).filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) throw new Error(`too many content-encodings in response: ${codings.length}, maximum allowed is ${MAX_CODINGS}`);
  return codings.every((coding) => known.has(coding)) ? codings.reverse() : [];
}

function isZlibFrame(first) {
  return (first & 0x0f) === 0x08;
}

function decodeOnce(coding, bytes) {
  if (bytes.length === 0) return bytes;
  switch (coding) {
    case 'br': return zlib.brotliDecompressSync(bytes, GENTLE_BROTLI);
    case 'zstd': return zlib.zstdDecompressSync(bytes);
    case 'deflate': return isZlibFrame(bytes[0]) ? zlib.inflateSync(bytes, GENTLE) : zlib.inflateRawSync(bytes, GENTLE);
    default: return zlib.gunzipSync(bytes, GENTLE);
  }
}

function terminated(cause) {
  return new TypeError('terminated', { cause });
}

function decodeWhole(codings, bytes) {
  try {
    for (const coding of codings) bytes = decodeOnce(coding, bytes);
    return bytes;
  } catch (error) {
    throw terminated(error);
  }
}

function decoderOf(coding, first) {
  switch (coding) {
    case 'br': return zlib.createBrotliDecompress(GENTLE_BROTLI);
    case 'zstd': return zlib.createZstdDecompress();
    case 'deflate': return isZlibFrame(first) ? zlib.createInflate(GENTLE) : zlib.createInflateRaw(GENTLE);
    default: return zlib.createGunzip(GENTLE);
  }
}

// Reads pieces with `readRaw` and gives decoded ones with read(), null at the end.
function decodePieces(codings, readRaw) {
  let read = readRaw;
  const streams = [];
  for (const coding of codings) {
    const source = read;
    let iterator;
    const start = async () => {
      const first = await source();
      if (first === null) return null;
      const stream = decoderOf(coding, first[0]);
      streams.push(stream);
      feed(stream, first, source);
      return stream[Symbol.asyncIterator]();
    };
    read = async () => {
      if (iterator === undefined) iterator = await start();
      if (iterator === null) return null;
      try {
        const { value, done } = await iterator.next();
        return done ? null : value;
      } catch (error) {
        throw error?.code?.startsWith?.('Z_') || error?.code?.startsWith?.('ERR_') ? terminated(error) : error;
      }
    };
  }
  return {
    read,
    destroy(error) {
      for (const stream of streams) stream.destroy(error);
    },
  };
}

async function feed(stream, first, source) {
  try {
    for (let piece = first; piece !== null; piece = await source()) {
      if (stream.destroyed) return;
      if (!stream.write(piece)) await new Promise((resolve) => stream.once('drain', resolve).once('close', resolve));
    }
    stream.end();
  } catch (error) {
    stream.destroy(error);
  }
}

module.exports = { decodePieces, decodeWhole, parseCodings };
