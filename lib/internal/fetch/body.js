// SPDX-License-Identifier: MIT
//
// Bodies of requests and responses (Fetch Standard, 2.2.5 and 5.3). A body is a record over what it was made of; a ReadableStream exists
// only once a program asks for one.
'use strict';

const { Buffer } = require('buffer');
const { kIsDisturbed } = require('internal/streams/utils');
const { isAnyArrayBuffer } = require('internal/util/types');
const { defineProperty } = Object;
const { isView } = ArrayBuffer;

const STREAM_PIECE = 64 * 1024;

// ---- records --------------------------------------------------------------------------------------------------------------------------

class Body {
  text = null; // a string that will be UTF-8
  bytes = null; // a Uint8Array of our own
  parts = null; // [Uint8Array | Blob]: of a form, of a blob
  incoming = null; // an IncomingBody
  stream = null; // a ReadableStream, once there is one or where it was given
  fromStream = false; // given as a stream: can be read once, and not sent again
  length = null;
  used = false;

  get disturbed() {
    return this.used || (this.stream !== null && this.stream[kIsDisturbed]);
  }

  get unusable() {
    return this.used || (this.stream !== null && (this.stream[kIsDisturbed] || this.stream.locked));
  }

  // The pieces of a body that has no stream and does not come from a connection: Uint8Arrays, none of them empty.
  async* pieces() {
    if (this.parts !== null) {
      for (const part of this.parts) {
        if (part instanceof Uint8Array && part.length > 0) yield part;
        else for (let at = 0; at < part.size; at += STREAM_PIECE) yield await part.slice(at, at + STREAM_PIECE).bytes();
      }
    } else {
      const bytes = this.ownBytes();
      if (bytes.length > 0) yield bytes;
    }
  }

  // What is there without waiting.
  ownBytes() {
    if (this.bytes === null) {
      this.bytes = Buffer.from(this.text);
      this.text = null;
    }
    return this.bytes;
  }

  get simple() {
    return this.stream === null && (this.bytes !== null || this.text !== null);
  }

  getStream() {
    if (this.stream !== null) return this.stream;
    const { ReadableStream } = require('internal/webstreams/readablestream');
    if (this.used) {
      // What was taken is gone: a stream that was read to its end.
      this.stream = new ReadableStream({ start: (controller) => controller.close(), type: 'bytes' });
      return this.stream;
    }
    if (this.incoming !== null) {
      const { incoming } = this;
      this.stream = new ReadableStream({
        type: 'bytes',
        pull: async (controller) => give(controller, await incoming.read(), true),
        cancel: async (reason) => incoming.cancel(reason),
      }, { highWaterMark: 0 });
      return this.stream;
    }
    let iterator;
    this.stream = new ReadableStream({
      type: 'bytes',
      pull: async (controller) => {
        iterator ??= this.pieces();
        const { value, done } = await iterator.next();
        give(controller, done ? null : value, false);
      },
      cancel: async () => {
        await iterator?.return();
      },
    }, { highWaterMark: 0 });
    return this.stream;
  }

  // All bytes, for the one who takes them.
  take() {
    if (this.stream !== null) return collectStream(this.stream);
    this.used = true;
    if (this.incoming !== null) return this.incoming.collect();
    if (this.parts !== null) return collectParts(this.parts);
    return Promise.resolve(this.ownBytes());
  }

  // A second body with the same content.
  tee() {
    const copy = new Body();
    copy.length = this.length;
    if (this.stream === null && this.incoming === null) {
      copy.text = this.text;
      copy.bytes = this.bytes;
      copy.parts = this.parts;
      return copy;
    }
    const { 0: ours, 1: theirs } = this.getStream().tee();
    this.stream = ours;
    copy.stream = theirs;
    copy.fromStream = this.fromStream;
    return copy;
  }

  cancel(reason) {
    if (this.stream !== null) {
      if (!this.stream.locked) this.stream.cancel(reason).catch(() => {}); // it may have failed before
    } else {
      this.incoming?.cancel(reason);
    }
  }
}

// A piece for a stream, null at the end. The stream takes its buffer away: it gets one that is all the piece's and nobody else's.
function give(controller, piece, own) {
  if (piece === null) {
    controller.close();
    controller.byobRequest?.respond(0);
  } else {
    const whole = own && piece.byteLength === piece.buffer.byteLength;
    controller.enqueue(whole ? new Uint8Array(piece.buffer) : new Uint8Array(piece));
  }
}

async function collectParts(parts) {
  const all = [];
  for (const part of parts) all.push(part instanceof Uint8Array ? part : await part.bytes());
  return all.length === 1 ? all[0] : Buffer.concat(all);
}

async function collectStream(stream) {
  const reader = stream.getReader();
  const all = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    if (!(value instanceof Uint8Array)) throw new TypeError('Received non-Uint8Array chunk');
    all.push(value);
  }
  return all.length === 1 ? all[0] : Buffer.concat(all);
}

// ---- from what programs give ------------------------------------------------------------------------------------------------------------

function isReadableStream(object) {
  // Only who loaded streams can have one.
  const { isLoaded } = require('internal/builtins');
  return isLoaded('internal/webstreams/readablestream') && object instanceof require('internal/webstreams/readablestream').ReadableStream;
}

function streamBody(stream) {
  const body = new Body();
  body.stream = stream;
  body.fromStream = true;
  return body;
}

// { body, type }: `type` is what a Content-Type header would say, or null.
function extractBody(object) {
  const body = new Body();
  if (typeof object === 'string') {
    body.text = object.isWellFormed() ? object : object.toWellFormed();
    return { body, type: 'text/plain;charset=UTF-8' };
  }
  if (typeof object !== 'object' || object === null) {
    body.text = `${object}`.toWellFormed();
    return { body, type: 'text/plain;charset=UTF-8' };
  }
  if (isView(object)) {
    body.bytes = new Uint8Array(object.buffer, object.byteOffset, object.byteLength).slice();
  } else if (isAnyArrayBuffer(object)) {
    body.bytes = new Uint8Array(object).slice();
  } else {
    return extractObject(object, body);
  }
  body.length = body.bytes.length;
  return { body, type: null };
}

function extractObject(object, body) {
  const { isBlob } = require('internal/blob');
  if (isBlob(object)) {
    body.parts = [object];
    body.length = object.size;
    return { body, type: object.type || null };
  }
  const { URLSearchParams } = require('internal/url');
  if (object instanceof URLSearchParams) {
    body.text = object.toString();
    return { body, type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (isForm(object)) {
    const { entriesOf } = require('internal/fetch/formdata');
    const { boundary, parts, length } = require('internal/fetch/multipart').encodeForm(entriesOf(object));
    body.parts = parts;
    body.length = length;
    return { body, type: `multipart/form-data; boundary=${boundary}` };
  }
  if (isReadableStream(object)) {
    if (object[kIsDisturbed] || object.locked) throw new TypeError('Response body object should not be disturbed or locked');
    return { body: streamBody(object), type: null };
  }
  if (typeof object[Symbol.asyncIterator] === 'function') {
    return { body: streamBody(streamOf(object)), type: null };
  }
  body.text = `${object}`.toWellFormed();
  return { body, type: 'text/plain;charset=UTF-8' };
}

function isForm(object) {
  const { isLoaded } = require('internal/builtins');
  return isLoaded('internal/fetch/formdata') && require('internal/fetch/formdata').isFormData(object);
}

// Views by their bytes, all else by the rules of Buffer.from().
function bytesOf(value) {
  return isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : Buffer.from(value);
}

// A stream of what an asynchronous iterable gives, which may be text.
function streamOf(iterable) {
  const { ReadableStream } = require('internal/webstreams/readablestream');
  let iterator;
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      iterator ??= iterable[Symbol.asyncIterator]();
      const { value, done } = await iterator.next();
      if (done) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      const bytes = Buffer.isBuffer(value) ? value : bytesOf(value);
      if (bytes.length > 0) controller.enqueue(new Uint8Array(bytes));
    },
    async cancel(reason) {
      await iterator?.return?.(reason);
    },
  }, { highWaterMark: 0 });
}

// ---- for who reads ----------------------------------------------------------------------------------------------------------------------

function decodeText(bytes) {
  const start = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.utf8Slice(start, buffer.length);
}

// Bytes whose buffer is theirs alone.
function exact(bytes) {
  if (bytes.byteLength === bytes.buffer.byteLength && !(bytes instanceof Buffer)) return bytes;
  if (bytes.byteLength === bytes.buffer.byteLength) return new Uint8Array(bytes.buffer);
  return new Uint8Array(bytes);
}

// The text of a body that was made of text: there is nothing to decode.
function takeText(body) {
  if (body.stream !== null || body.text === null) return body.take().then(decodeText);
  body.used = true;
  const { text } = body;
  return Promise.resolve(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
}

function mimeOf(header) {
  if (header === null) return null;
  const { MIMEType } = require('internal/mime');
  let found = null;
  let charset;
  // Several headers: the last that parses counts.
  for (const value of splitList(header)) {
    try {
      const type = new MIMEType(value);
      if (type.essence === '*/*') continue;
      if (found !== null && found.essence === type.essence && !type.params.has('charset') && charset) type.params.set('charset', charset);
      found = type;
      charset = type.params.get('charset');
    } catch (error) {
      if (error.code !== 'ERR_INVALID_MIME_SYNTAX') throw error;
    }
  }
  return found;
}

// At commas that do not stand in quotes.
function splitList(text) {
  if (!text.includes(',')) return [text];
  return text.match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) ?? [];
}

function toForm(bytes, header) {
  const type = mimeOf(header);
  const { FormData } = require('internal/fetch/formdata');
  const form = new FormData();
  if (type?.essence === 'multipart/form-data') {
    const boundary = type.params.get('boundary');
    if (boundary === null) throw new TypeError('Failed to parse body as FormData: the boundary is missing');
    require('internal/fetch/multipart').decodeForm(bytes, boundary, form);
    return form;
  }
  if (type?.essence === 'application/x-www-form-urlencoded') {
    const { URLSearchParams } = require('internal/url');
    for (const { 0: name, 1: value } of new URLSearchParams(decodeText(bytes))) form.append(name, value);
    return form;
  }
  throw new TypeError('Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
}

// Adds the methods of Body to a class. `bodyOf(object)` is its record or null, and throws for what is no object of the class;
// `typeOf(object)` is its Content-Type or null.
function mixBody(Class, bodyOf, typeOf) {
  const consume = (object, empty, whole) => {
    let body;
    try {
      body = bodyOf(object);
    } catch (error) {
      return Promise.reject(error);
    }
    if (body === null) return empty === undefined ? whole(null) : Promise.resolve(empty());
    if (body.unusable) return Promise.reject(new TypeError('Body is unusable: Body has already been read'));
    return whole(body);
  };
  const methods = {
    arrayBuffer() {
      return consume(this, () => new ArrayBuffer(0), (body) => body.take().then((bytes) => exact(bytes).buffer));
    },
    blob() {
      const blobOf = (bytes) => {
        const { Blob } = require('internal/blob');
        const type = mimeOf(typeOf(this));
        return new Blob([bytes], { type: type === null ? '' : type.toString() });
      };
      return consume(this, () => blobOf(new Uint8Array(0)), (body) => body.take().then(blobOf));
    },
    bytes() {
      return consume(this, () => new Uint8Array(0), (body) => body.take().then(exact));
    },
    formData() {
      const empty = new Uint8Array(0);
      return consume(this, undefined, (body) => (body === null ? Promise.resolve(empty) : body.take()).then((bytes) => toForm(bytes, typeOf(this))));
    },
    json() {
      return consume(this, undefined, (body) => (body === null ? Promise.resolve('') : takeText(body)).then(JSON.parse));
    },
    text() {
      return consume(this, () => '', takeText);
    },
  };
  for (const name of ['blob', 'arrayBuffer', 'text', 'json', 'formData', 'bytes']) {
    defineProperty(Class.prototype, name, { value: methods[name], writable: true, enumerable: true, configurable: true });
  }
}

module.exports = { Body, extractBody, isReadableStream, mixBody, streamBody };
