// SPDX-License-Identifier: MIT
// What the parts of crypto share: digests by name, bytes from arguments, results in an encoding.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_DIGEST } } = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const { encodingOf } = require('internal/buffer_encodings');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { native } = require('internal/crypto/native');

const { isView } = ArrayBuffer;

// What createHash() and the like need of a digest: { id, length, xof }. Names are remembered as programs write them.
const digests = new Map();

function digestOf(name) {
  let digest = digests.get(name);
  if (digest === undefined) {
    const facts = native.digest(name);
    if (facts === undefined) return undefined;
    digest = { id: facts[0], length: facts[1], xof: facts[2] };
    digests.set(name, digest);
  }
  return digest;
}

function requireDigest(name) {
  const digest = digestOf(name);
  if (digest === undefined) throw new ERR_CRYPTO_INVALID_DIGEST(name);
  return digest;
}

// The number of a text's encoding; what is no encoding counts as UTF-8.
function textEncoding(name) {
  if (name === undefined || name === null || typeof name === 'symbol') return 0;
  const number = encodingOf(name);
  return number < 0 ? 0 : number;
}

// Bytes as the program asked for them: a Buffer, or text where `encoding` names an encoding.
function encode(buffer, encoding) {
  if (encoding === undefined || encoding === null || encoding === 'buffer') return buffer;
  const name = `${encoding}`;
  return encodingOf(name) < 0 ? buffer : buffer.toString(name);
}

// The same where an encoding that is none is an error.
function encodeStrictly(buffer, encoding) {
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

// A Uint8Array over the bytes of a buffer or view.
function bytesOf(value) {
  if (isView(value)) {
    return value instanceof Uint8Array ? value : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return new Uint8Array(value);
}

function isBytes(value) {
  return isArrayBufferView(value) || isAnyArrayBuffer(value);
}

const kBytesNames = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

// An argument that may be text or bytes, as a Uint8Array.
function toBytes(value, name, encoding) {
  if (typeof value === 'string') return require('buffer').Buffer.from(value, encoding === 'buffer' ? 'utf8' : encoding);
  if (!isBytes(value)) throw new ERR_INVALID_ARG_TYPE(name, kBytesNames, value);
  return bytesOf(value);
}

const SIZE_MAX = 2 ** 31 - 1; // OpenSSL counts in ints

// Bytes that are not too many for OpenSSL; `what` says so.
function limited(bytes, what) {
  if (bytes.byteLength <= SIZE_MAX) return bytes;
  const { coded } = require('internal/crypto/native');
  throw coded(RangeError, 'ERR_OUT_OF_RANGE', what);
}

function validateBytes(value, name) {
  if (!isBytes(value)) throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
}

module.exports = {
  FastBuffer, bytesOf, digestOf, encode, encodeStrictly, isBytes, limited, requireDigest, textEncoding, toBytes, validateBytes,
};
