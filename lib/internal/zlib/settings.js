// SPDX-License-Identifier: MIT
// Options of zlib: validated once into what a codec and a stream need.

const {
  codes: { ERR_BROTLI_INVALID_PARAM, ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED, ERR_OUT_OF_RANGE,
    ERR_ZSTD_INVALID_PARAM },
  genericNodeError,
} = require('internal/errors');
const { validateNumber } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView, isUint8Array } = require('internal/util/types');
const { constants, codes, decoderErrorName, zstdErrorName } = require('internal/zlib/constants');
const { kMaxLength } = require('buffer');

const {
  DEFLATERAW, INFLATE, GUNZIP, GZIP, UNZIP, BROTLI_DECODE, BROTLI_ENCODE, ZSTD_COMPRESS, ZSTD_DECOMPRESS,
  Z_NO_FLUSH, Z_BLOCK, Z_FINISH, Z_FULL_FLUSH,
  BROTLI_OPERATION_PROCESS, BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_FINISH, BROTLI_OPERATION_EMIT_METADATA,
} = constants;

const flushesOfZlib = { least: Z_NO_FLUSH, most: Z_BLOCK, full: Z_FULL_FLUSH, finish: Z_FINISH };
const flushesOfBrotli = {
  least: BROTLI_OPERATION_PROCESS,
  most: BROTLI_OPERATION_EMIT_METADATA,
  full: BROTLI_OPERATION_FLUSH,
  finish: BROTLI_OPERATION_FINISH,
};

const flushesOfZstd = {
  least: constants.ZSTD_e_continue,
  most: constants.ZSTD_e_end,
  full: constants.ZSTD_e_flush,
  finish: constants.ZSTD_e_end,
};

// An option of the Web streams: what the data is to blame for is a TypeError with zlib's error as its cause.
const kTypeErrors = Symbol('type errors');

// A number within bounds; `otherwise` for undefined and NaN.
function ranged(value, name, least, most, otherwise) {
  if (value === undefined || Number.isNaN(value)) return otherwise;
  validateNumber(value, name);
  if (!Number.isFinite(value)) throw new ERR_OUT_OF_RANGE(name, 'a finite number', value);
  if (value < least || value > most) {
    throw new ERR_OUT_OF_RANGE(name, most === Infinity ? `>= ${least}` : `>= ${least} and <= ${most}`, value);
  }
  return value;
}

function dictionaryOf(value) {
  if (value === undefined || isArrayBufferView(value)) return value;
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  throw new ERR_INVALID_ARG_TYPE('options.dictionary', ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], value);
}

function windowBitsOf(mode, options) {
  const { Z_MAX_WINDOWBITS, Z_MIN_WINDOWBITS, Z_DEFAULT_WINDOWBITS } = constants;
  const value = options.windowBits;
  // Zero means the size that the data names.
  if ((value == null || value === 0) && (mode === INFLATE || mode === GUNZIP || mode === UNZIP)) return 0;
  const bits = ranged(value, 'options.windowBits', mode === GZIP ? 9 : Z_MIN_WINDOWBITS, Z_MAX_WINDOWBITS, Z_DEFAULT_WINDOWBITS);
  // zlib has no raw deflate with a window of 256 bytes.
  return mode === DEFLATERAW && bits === 8 ? 9 : bits;
}

function zlibSettings(result, options) {
  const { Z_MIN_LEVEL, Z_MAX_LEVEL, Z_DEFAULT_LEVEL, Z_MIN_MEMLEVEL, Z_MAX_MEMLEVEL, Z_DEFAULT_MEMLEVEL, Z_FIXED } = constants;
  const windowBits = windowBitsOf(result.mode, options);
  result.level = ranged(options.level, 'options.level', Z_MIN_LEVEL, Z_MAX_LEVEL, Z_DEFAULT_LEVEL);
  const memLevel = ranged(options.memLevel, 'options.memLevel', Z_MIN_MEMLEVEL, Z_MAX_MEMLEVEL, Z_DEFAULT_MEMLEVEL);
  result.strategy = ranged(options.strategy, 'options.strategy', 0, Z_FIXED, 0);
  result.dictionary = dictionaryOf(options.dictionary);
  result.numbers = new Uint32Array([windowBits, result.level, memLevel, result.strategy, result.rejectsGarbage ? 1 : 0]);
}

function brotliSettings(result, options) {
  const encodes = result.mode === BROTLI_ENCODE;
  result.dictionary = dictionaryOf(options.dictionary);
  if (result.dictionary !== undefined && !binding('zlib').brotliHasDictionaries()) {
    throw new ERR_METHOD_NOT_IMPLEMENTED('zlib: the option dictionary of brotli before version 1.1');
  }
  const count = encodes ? constants.BROTLI_PARAM_NDIRECT + 1 : constants.BROTLI_DECODER_PARAM_LARGE_WINDOW + 1;
  const most = constants.BROTLI_PARAM_NDIRECT;
  const numbers = new Uint32Array(most + 1).fill(-1);
  const { params } = options;
  for (const name of params ? Object.keys(params) : []) {
    const key = Number(name);
    if (!(key >= 0 && key <= most) || numbers[key] !== 0xffffffff) throw new ERR_BROTLI_INVALID_PARAM(name);
    const value = params[name];
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
    }
    numbers[key] = value;
  }
  result.numbers = numbers.subarray(0, count).slice();
}

// zstd's parameters are pairs of key and value, after the pledged size in two words.
function zstdSettings(result, options) {
  const { params, pledgedSrcSize } = options;
  const encodes = result.mode === ZSTD_COMPRESS;
  const most = encodes ? constants.ZSTD_c_overlapLog : constants.ZSTD_d_windowLogMax;
  const numbers = [-1, -1];
  const seen = new Set();
  for (const name of params ? Object.keys(params) : []) {
    const key = Number(name);
    if (!(key >= 0 && key <= most) || seen.has(key)) throw new ERR_ZSTD_INVALID_PARAM(name);
    const value = params[name];
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
    }
    seen.add(key);
    numbers.push(key, Number(value));
  }
  if (pledgedSrcSize < 0) {
    const error = new TypeError('pledgedSrcSize may not be negative');
    error.code = 'ERR_INVALID_ARG_VALUE';
    throw error;
  }
  if (encodes && Number.isSafeInteger(pledgedSrcSize)) {
    numbers[0] = pledgedSrcSize % 2 ** 32;
    numbers[1] = Math.floor(pledgedSrcSize / 2 ** 32);
  }
  result.dictionary = dictionaryOf(options.dictionary ?? undefined);
  result.numbers = new Uint32Array(numbers);
}

function flushesOf(mode) {
  if (mode === BROTLI_DECODE || mode === BROTLI_ENCODE) return flushesOfBrotli;
  return mode === ZSTD_COMPRESS || mode === ZSTD_DECOMPRESS ? flushesOfZstd : flushesOfZlib;
}

function flushBounds(settings) {
  return flushesOf(settings.mode);
}

// What the options say to a codec of `mode`.
function settingsOf(mode, options) {
  options ||= { __proto__: null };
  const flushes = flushesOf(mode);
  const { least, most, finish } = flushes;
  const result = {
    mode,
    numbers: undefined,
    dictionary: undefined,
    chunkSize: ranged(options.chunkSize, 'options.chunkSize', constants.Z_MIN_CHUNK, Infinity, constants.Z_DEFAULT_CHUNK),
    flush: ranged(options.flush, 'options.flush', least, most, least),
    finishFlush: ranged(options.finishFlush, 'options.finishFlush', least, most, finish),
    fullFlush: flushes.full,
    maxOutputLength: ranged(options.maxOutputLength, 'options.maxOutputLength', 1, kMaxLength, kMaxLength),
    rejectsGarbage: !!options.rejectGarbageAfterEnd,
    throwsTypeErrors: options[kTypeErrors] === true,
    info: !!options.info,
    level: undefined,
    strategy: undefined,
  };
  if (flushes === flushesOfZlib) zlibSettings(result, options);
  else if (flushes === flushesOfBrotli) brotliSettings(result, options);
  else zstdSettings(result, options);
  return result;
}

// The bytes of what a caller wants compressed.
function bytesOf(value) {
  if (typeof value === 'string') return Buffer.from(value);
  if (isArrayBufferView(value)) {
    return isUint8Array(value) ? value : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (isAnyArrayBuffer(value)) return Buffer.from(value);
  throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], value);
}

// The error that a run tells of: undefined where it went well.
function errorOf(settings, outcome) {
  if (outcome.length === 2) return undefined;
  const { 2: errno, 3: message, 4: origin } = outcome;
  let code = origin ?? codes[errno];
  if (origin === 'BROTLI_DECODER') code = `ERR_${(decoderErrorName(errno) ?? origin).slice(origin.length)}`;
  if (origin === 'ZSTD') code = zstdErrorName(errno) ?? origin;
  const error = genericNodeError(message, { errno, code });
  if (!settings.throwsTypeErrors) return error;
  return Object.assign(new TypeError(message, { cause: error }), { code });
}

// The error of input that goes on behind the end of the compressed data, where the options forbid that.
function garbageError(settings, outcome) {
  if (!settings.rejectsGarbage || outcome[0] === 0) return undefined;
  const error = new TypeError('Trailing junk found after the end of the compressed stream');
  error.code = 'ERR_TRAILING_JUNK_AFTER_STREAM_END';
  return error;
}

function tooLarge(settings) {
  return new ERR_BUFFER_TOO_LARGE(settings.maxOutputLength);
}

module.exports = { kTypeErrors, settingsOf, bytesOf, errorOf, garbageError, tooLarge, ranged, flushBounds };
