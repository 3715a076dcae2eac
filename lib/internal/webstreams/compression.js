// SPDX-License-Identifier: MIT
// CompressionStream and DecompressionStream (Compression Standard) over zlib's codecs.

const { uvException, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_STREAM_NULL_VALUES } } = require('internal/errors');
const { finishClass } = require('internal/webstreams/util');
const { ReadableStream } = require('internal/webstreams/readablestream');
const { WritableStream } = require('internal/webstreams/writablestream');
const { isAnyArrayBuffer, isUint8Array } = require('internal/util/types');
const { Buffer } = require('buffer');

// zlib's parts come when the first stream is made: this file is read with the globals.
let Codec;
let errorOf;
let garbageError;
let settingsOf;
let modes;

function loadZlib() {
  if (modes !== undefined) return;
  ({ Codec } = require('internal/zlib/codec'));
  ({ errorOf, garbageError, settingsOf } = require('internal/zlib/settings'));
  ({ constants: modes } = require('internal/zlib/constants'));
}

// Formats and zlib's names of what does the work.
const compressors = { '__proto__': null, 'deflate': 'DEFLATE', 'deflate-raw': 'DEFLATERAW', 'gzip': 'GZIP', 'brotli': 'BROTLI_ENCODE' };
const decompressors = { '__proto__': null, 'deflate': 'INFLATE', 'deflate-raw': 'INFLATERAW', 'gzip': 'GUNZIP', 'brotli': 'BROTLI_DECODE' };

const MARK = 65536; // what either side buffers
const STEP = 32768; // the most that one step gives
const nothing = new Uint8Array(0);

// Both sides around a codec. A chunk is a row of steps, every one giving at most STEP bytes; the next begins when the reader wants more. Short
// steps are made at once, the others are jobs on the IO pool.
class Pair {
  #settings;
  #codec;
  #source; // the controllers of the two sides
  #sink;
  #pulled = undefined; // resolves what waits for the reader

  constructor(settings) {
    this.#settings = settings;
    this.#codec = new Codec(settings);
    this.readable = new ReadableStream({
      start: (controller) => { this.#source = controller; },
      pull: () => {
        this.#pulled?.();
        this.#pulled = undefined;
      },
      cancel: (reason) => {
        this.#sink.error(reason);
        this.#end();
      },
    }, { highWaterMark: MARK, size: (chunk) => chunk.byteLength });
    this.writable = new WritableStream({
      start: (controller) => { this.#sink = controller; },
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
      abort: (reason) => {
        this.#source.error(reason);
        this.#end();
      },
    }, { highWaterMark: MARK });
  }

  // Lets go of the codec, and of a chunk that waits for a reader who will not come.
  #end() {
    this.#codec?.close();
    this.#codec = undefined;
    this.#pulled?.();
    this.#pulled = undefined;
  }

  #fail(error) {
    this.#source.error(error);
    this.#end();
    throw error;
  }

  #write(chunk) {
    const { flush } = this.#settings;
    if (this.#codec === undefined) return undefined;
    let bytes;
    try {
      bytes = bytesOf(chunk);
    } catch (error) {
      this.#fail(error);
    }
    // The common case is over without a promise: a short chunk whose output fits.
    if (this.#source.desiredSize > 0) {
      const outcome = this.#codec.runIfShort(bytes, 0, flush, STEP);
      if (outcome === undefined) return this.#steps(bytes, 0, flush);
      return this.#take(outcome) ? this.#steps(bytes, bytes.byteLength - outcome[0], flush) : undefined;
    }
    return this.#steps(bytes, 0, flush);
  }

  async #close() {
    if (this.#codec === undefined) return;
    await this.#steps(nothing, 0, this.#settings.finishFlush);
    if (this.#codec === undefined) return;
    this.#source.close();
    this.#end();
  }

  async #steps(bytes, offset, flush) {
    for (;;) {
      while (this.#codec !== undefined && this.#source.desiredSize <= 0) await new Promise((resolve) => { this.#pulled = resolve; });
      if (this.#codec === undefined) return;
      const outcome = this.#codec.runIfShort(bytes, offset, flush, STEP) ?? await this.#job(bytes, offset, flush);
      if (this.#codec === undefined || !this.#take(outcome)) return;
      offset = bytes.byteLength - outcome[0];
    }
  }

  #job(bytes, offset, flush) {
    return new Promise((resolve, reject) => {
      this.#codec.run(bytes, offset, flush, STEP, (status, outcome) => {
        if (status === 0) {
          resolve(outcome);
          return;
        }
        const error = uvException({ errno: status, syscall: 'zlib' });
        this.#source.error(error);
        reject(error);
      });
    });
  }

  // Gives on what a step gave; whether there is more to come of the same bytes.
  #take(outcome) {
    const { 0: left, 1: output } = outcome;
    const failure = errorOf(this.#settings, outcome);
    if (failure !== undefined) this.#fail(failure);
    const length = output === undefined ? 0 : output.byteLength;
    if (length > 0) this.#source.enqueue(output);
    if (length >= STEP) return true;
    if (left > 0) this.#fail(garbageError(this.#settings, outcome)); // compressed data ended before the input
    return false;
  }
}

function pairFor(format, table, options) {
  const mode = table[`${format}`];
  if (mode === undefined) {
    throw new ERR_INVALID_ARG_VALUE('format', format, `must be one of: ${Object.keys(table).join(', ')}`);
  }
  loadZlib();
  return new Pair(settingsOf(modes[mode], options));
}

// Texts are taken too, though the standard knows bytes only: programs of Node write them.
function bytesOf(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  checkChunk(chunk);
  if (isAnyArrayBuffer(chunk)) return new Uint8Array(chunk);
  return isUint8Array(chunk) ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function checkChunk(chunk) {
  const isShared = (buffer) => require('internal/util/types').isSharedArrayBuffer(buffer);
  const ok = ArrayBuffer.isView(chunk) ? !isShared(chunk.buffer) :
    isAnyArrayBuffer(chunk) && !isShared(chunk);
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (!ok) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
  }
}

// As Node has it, where these classes read a private field.
const noMember = () => new TypeError('Cannot read private member #handle from an object whose class did not declare it');

class CompressionStream {
  #pair;

  constructor(format) {
    this.#pair = pairFor(format, compressors);
  }

  get readable() {
    if (!(#pair in this)) throw noMember();
    return this.#pair.readable;
  }

  get writable() {
    if (!(#pair in this)) throw noMember();
    return this.#pair.writable;
  }
}

class DecompressionStream {
  #pair;

  constructor(format) {
    this.#pair = pairFor(format, decompressors, { rejectGarbageAfterEnd: true, [require('internal/zlib/settings').kTypeErrors]: true });
  }

  get readable() {
    if (!(#pair in this)) throw noMember();
    return this.#pair.readable;
  }

  get writable() {
    if (!(#pair in this)) throw noMember();
    return this.#pair.writable;
  }
}

const fields = (stream) => ({ readable: stream.readable, writable: stream.writable });
finishClass(CompressionStream, 'CompressionStream', ['readable', 'writable'], fields);
finishClass(DecompressionStream, 'DecompressionStream', ['readable', 'writable'], fields);

module.exports = { CompressionStream, DecompressionStream };
