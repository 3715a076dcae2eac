// SPDX-License-Identifier: MIT
//
// Blob: immutable bytes as a list of parts, each a Uint8Array of this module's own or a piece of a file. Slicing and joining share parts. A
// file's part remembers its file's size and time: once they differ, reading fails, as the File API says.

const { kMaxLength } = require('buffer');
const { encodeUtf8, TextDecoder } = require('internal/encoding');
const { codes: {
  ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS,
} } = require('internal/errors');
const {
  validateObject, kValidateObjectAllowArray, kValidateObjectAllowFunction, kValidateObjectAllowNullable,
} = require('internal/validators');
const { customInspectSymbol: inspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

const { defineProperties } = Object;
const { min, max, trunc } = Math;

const CHUNK = 64 * 1024;
const notPrintable = /[^\x20-\x7e]/;
const optionsAllowed = kValidateObjectAllowArray | kValidateObjectAllowFunction | kValidateObjectAllowNullable;

// ---- parts ----------------------------------------------------------------------------------------------------------

// A piece of a file: bytes [start, end), and what the file looked like when the blob was made.
class FilePart {
  constructor(path, start, end, stamp) {
    this.path = path;
    this.start = start;
    this.end = end;
    this.stamp = stamp;
  }

  get length() { return this.end - this.start; }
  slice(start, end) { return new FilePart(this.path, this.start + start, this.start + end, this.stamp); }
}

function notReadable() {
  const { DOMException } = require('internal/per_context/domexception');
  return new DOMException('The blob could not be read', 'NotReadableError');
}

// Up to `length` bytes of the file's part from `offset` on.
async function readFilePart(part, offset, length) {
  const { open } = require('fs/promises');
  let handle;
  try {
    handle = await open(part.path, 'r');
    const stats = await handle.stat({ bigint: true });
    if (stats.size !== part.stamp.size || stats.mtimeNs !== part.stamp.mtimeNs) throw notReadable();
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(bytes, done, length - done, part.start + offset + done);
      if (bytesRead === 0) throw notReadable();
      done += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw error.name === 'NotReadableError' ? error : notReadable();
  } finally {
    await handle?.close();
  }
}

// A copy of bytes [offset, offset + length) of any part.
function readPart(part, offset, length) {
  return part instanceof FilePart ? readFilePart(part, offset, length) : part.slice(offset, offset + length);
}

function partsOf(source, endings) {
  if (isBlob(source)) return source[kParts]();
  if (isAnyArrayBuffer(source)) return [new Uint8Array(source).slice()];
  if (isArrayBufferView(source)) return [new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()];
  let text = `${source}`;
  if (endings === 'native') text = text.replace(/\r\n?|\n/g, '\n');
  return [encodeUtf8(text)];
}

function sliceParts(parts, start, end) {
  const sliced = [];
  let position = 0;
  for (const part of parts) {
    const from = max(start - position, 0);
    const to = min(end - position, part.length);
    if (from < to) {
      if (part instanceof FilePart) sliced.push(part.slice(from, to));
      else sliced.push(from === 0 && to === part.length ? part : part.subarray(from, to));
    }
    position += part.length;
  }
  return sliced;
}

function sizeOf(parts) {
  let size = 0;
  for (const part of parts) size += part.length;
  return size;
}

// All bytes, in a Uint8Array that nobody else has.
async function readAll(parts, size) {
  const all = new Uint8Array(size);
  let position = 0;
  for (const part of parts) {
    all.set(part instanceof FilePart ? await readFilePart(part, 0, part.length) : part, position);
    position += part.length;
  }
  return all;
}

// ---- the class ------------------------------------------------------------------------------------------------------

const kParts = Symbol('kParts');
let makeBlob; // (parts, type) -> Blob
let isBlob;

function typeOf(type) {
  type = `${type}`;
  return notPrintable.test(type) ? '' : type.toLowerCase();
}

class Blob {
  #parts = [];
  #size = 0;
  #type = '';

  constructor(sources = [], options = kEmptyObject) {
    if (sources === null || typeof sources === 'string' || typeof sources[Symbol.iterator] !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('sources', 'a sequence', sources);
    }
    validateObject(options, 'options', optionsAllowed);
    const { type = '', endings = 'transparent' } = options ?? kEmptyObject;
    const ending = `${endings}`;
    if (ending !== 'transparent' && ending !== 'native') throw new ERR_INVALID_ARG_VALUE('options.endings', endings);
    for (const source of sources) {
      for (const part of partsOf(source, ending)) {
        if (part.length > 0 || part instanceof FilePart) this.#parts.push(part);
      }
    }
    this.#size = sizeOf(this.#parts);
    if (this.#size > kMaxLength) throw new ERR_BUFFER_TOO_LARGE(kMaxLength);
    this.#type = typeOf(type);
  }

  static {
    makeBlob = (parts, type) => {
      const blob = new Blob();
      blob.#set(parts, type);
      return blob;
    };
    isBlob = (value) => typeof value === 'object' && value !== null && #parts in value;
  }

  #set(parts, type) {
    this.#parts = parts;
    this.#size = sizeOf(parts);
    this.#type = type;
  }

  get type() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return this.#type;
  }

  get size() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return this.#size;
  }

  slice(start = 0, end = this.size, contentType = '') {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    const size = this.#size;
    const place = (n) => {
      n = trunc(Number(n)) || 0;
      return n < 0 ? max(size + n, 0) : min(n, size);
    };
    const from = place(start);
    const to = max(place(end), from);
    return makeBlob(sliceParts(this.#parts, from, to), typeOf(contentType));
  }

  async arrayBuffer() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return (await readAll(this.#parts, this.#size)).buffer;
  }

  async text() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    const [only] = this.#parts;
    const simple = this.#parts.length === 1 && !(only instanceof FilePart);
    return new TextDecoder().decode(simple ? only : await readAll(this.#parts, this.#size));
  }

  async bytes() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return readAll(this.#parts, this.#size);
  }

  stream() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return streamOf(this.#parts);
  }

  [inspectSymbol](depth, options) {
    if (depth < 0) return '[Blob]';
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Blob ${inspect({ size: this.size, type: this.type }, inner)}`;
  }

  [kParts]() {
    return this.#parts;
  }

  [kClone]() {
    for (const part of this.#parts) {
      if (part instanceof FilePart) throw new ERR_INVALID_STATE('File-backed Blobs are not cloneable');
    }
    return { data: { parts: this.#parts, type: this.#type }, deserializeInfo: 'internal/blob:Blob' };
  }

  [kDeserialize]({ parts, type }) {
    this.#set(parts, type);
  }
}

defineProperties(Blob.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Blob' },
  [kParts]: { __proto__: null, enumerable: false },
  size: kEnumerableProperty,
  type: kEnumerableProperty,
  slice: kEnumerableProperty,
  stream: kEnumerableProperty,
  text: kEnumerableProperty,
  arrayBuffer: kEnumerableProperty,
  bytes: kEnumerableProperty,
});

// A byte stream that reads when it is asked, a part or a chunk of one at a time.
function streamOf(parts) {
  const { ReadableStream } = require('internal/webstreams/readablestream');
  let index = 0;
  let offset = 0;
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      let bytes;
      while (index < parts.length) {
        const part = parts[index];
        const length = min(part.length - offset, CHUNK);
        bytes = await readPart(part, offset, length);
        offset += length;
        if (offset >= part.length) {
          index++;
          offset = 0;
        }
        if (length > 0) break;
        bytes = undefined;
      }
      if (bytes !== undefined) {
        controller.enqueue(bytes);
        return;
      }
      controller.close();
      controller.byobRequest?.respond(0);
    },
  }, { highWaterMark: 0 });
}

// A blob over a whole file; rejects where there is no such file.
async function createBlobFromFilePath(path, { type = '' } = kEmptyObject) {
  const { stat } = require('fs/promises');
  let stats;
  try {
    stats = await stat(path, { bigint: true });
  } catch {
    throw new ERR_INVALID_ARG_VALUE('path', path, 'Unable to open file as blob');
  }
  const stamp = { size: stats.size, mtimeNs: stats.mtimeNs };
  return makeBlob([new FilePart(path, 0, Number(stats.size), stamp)], typeOf(type));
}

// The bytes of a Blob, at once; undefined where some of them lie in a file.
function bytesInMemory(blob) {
  const bytes = new Uint8Array(blob.size);
  let at = 0;
  for (const part of blob[kParts]()) {
    if (part instanceof FilePart) return undefined;
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

module.exports = {
  Blob,
  bytesInMemory,
  createBlobFromFilePath,
  isBlob,
  get resolveObjectURL() { return require('internal/url/object_url').resolveObjectURL; },
  get createObjectURL() { return require('internal/url/object_url').createObjectURL; },
};
