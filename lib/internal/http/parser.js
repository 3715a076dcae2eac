// SPDX-License-Identifier: MIT
//
// The HTTP/1 parser of binding('http_parser') as an object. What a message brings in one piece is one call of take(kinds, text, fields,
// bytes): `kinds` says what there is, numbers are in `info`, the fields of a head are one text, taken apart when somebody asks.
//
// server.js and client.js have parsers of their own. As it is, HTTPParser calls what is set at its numbered slots, as Node's does.
'use strict';

const native = binding('http_parser');
const { current, runInContext } = require('internal/async_context');
const { METHODS } = require('internal/http/common');

const info = new Int32Array(native.infoBuffer);

// As src/node/http_parser/http_parser.c numbers them.
const KIND_HEAD = 1;
const KIND_BODY = 2;
const KIND_TRAILERS = 4;
const KIND_COMPLETE = 8;
const KIND_UPGRADED = 16;
const KIND_FAILED = 32;

const INFO_METHOD = 0;
const INFO_STATUS = 1;
const INFO_MAJOR = 2;
const INFO_MINOR = 3;
const INFO_FLAGS = 4;
const INFO_AT = 5;
const INFO_NOW = 6;

// As src/http/parser.h numbers them.
const HAS_HOST = 1 << 0;
const HAS_EXPECT = 1 << 1;
const KEEP_ALIVE = 1 << 9;
const UPGRADE = 1 << 10;
const UNTIL_EOF = 1 << 11;

const LENIENT = {
  kLenientNone: 0,
  kLenientHeaders: 1 << 0,
  kLenientChunkedLength: 1 << 1,
  kLenientKeepAlive: 1 << 2,
  kLenientTransferEncoding: 1 << 3,
  kLenientVersion: 1 << 4,
  kLenientDataAfterClose: 1 << 5,
  kLenientOptionalLFAfterCR: 1 << 6,
  kLenientOptionalCRLFAfterChunk: 1 << 7,
  kLenientOptionalCRBeforeLF: 1 << 8,
  kLenientSpacesAfterChunkSize: 1 << 9,
  kLenientAll: (1 << 10) - 1,
};

const MAX_PAIRS = 1000;

function fieldsOf(text) {
  return text === undefined ? [] : text.split('\n');
}

function toBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function parseError(code, reason, packet) {
  const error = new Error(`Parse Error: ${reason}`);
  error.code = code;
  error.reason = reason;
  error.bytesParsed = info[INFO_AT];
  if (packet !== undefined) error.rawPacket = toBuffer(packet);
  return error;
}

class HTTPParser {
  static REQUEST = 1;
  static RESPONSE = 2;
  static kOnMessageBegin = 0;
  static kOnHeaders = 1;
  static kOnHeadersComplete = 2;
  static kOnBody = 3;
  static kOnMessageComplete = 4;
  static kOnExecute = 5;
  static kOnTimeout = 6;

  #native = native.create();
  #error = null;
  #frame;
  incoming = null;
  socket = null;
  maxHeaderPairs = 2 * MAX_PAIRS;

  // `resource` is whom the events belong to; nothing is done with it.
  initialize(kind, resource, maxHeaderSize, lenient, pairs) {
    this.#error = null;
    this.#frame = undefined;
    native.initialize(this.#native, kind, maxHeaderSize || defaultHeaderSize(), lenient || 0, pairs ?? MAX_PAIRS);
  }

  // Gives how many bytes it took, or an error.
  execute(bytes, offset, length) {
    if (offset !== undefined || length !== undefined) {
      offset ??= 0;
      bytes = bytes.subarray(offset, length === undefined ? undefined : offset + length);
    }
    const taken = native.execute(this.#native, this, bytes);
    return this.#error === null ? taken : this.#error;
  }

  // The other side sends no more. Gives an error where that cuts a message.
  finish() {
    if (this.#error !== null) return undefined;
    native.finish(this.#native, this);
    return this.#error === null ? undefined : this.#error;
  }

  // The handle's bytes come here without a detour.
  consume(handle) {
    this.#frame = current.frame;
    handle.attachReader(native.attach, this.#native, this);
  }

  unconsume() {
    native.detach(this.#native);
  }

  pause() {
    native.pause(this.#native);
  }

  resume() {
    const taken = native.resume(this.#native, this);
    return this.#error === null ? taken : this.#error;
  }

  // No event comes any more.
  close() {
    native.close(this.#native);
  }

  // As close(), where the owner does not need the parser any more.
  free() {
    this.close();
  }

  remove() {}

  // 0: messages are what they say; 1: they have no bodies; 2: take() decides at each head.
  setAnswers(how) {
    native.setAnswers(this.#native, how);
  }

  // 0: nothing of a message is there; 1: a part of its head; 2: its head; 3: no more messages come.
  get state() {
    return native.state(this.#native);
  }

  // For how many ms a message has been arriving; -1 where none is.
  get age() {
    return native.age(this.#native);
  }

  get isIdle() {
    return native.state(this.#native) === 0;
  }

  headersCompleted() {
    return native.state(this.#native) === 2;
  }

  getCurrentBuffer() {
    return undefined;
  }

  // In the async context that the connection belongs to.
  dispatch(kinds, text, fields, bytes) {
    if (kinds === KIND_FAILED) return this.#fail(text, fields, bytes);
    if (this.#frame === undefined) return this.take(kinds, text, fields, bytes);
    return runInContext(this.#frame, this.take, this, [kinds, text, fields, bytes]);
  }

  #fail(code, reason, packet) {
    this.#error = parseError(code, reason, packet);
    this.failed(this.#error);
    return 0;
  }

  failed() {}

  take(kinds, text, fields, bytes) {
    let answer = 0;
    if (kinds & KIND_HEAD) answer = this.#slotHead(text, fieldsOf(fields)) | 0;
    if (kinds & KIND_BODY) this[3]?.(toBuffer(bytes));
    if (kinds & KIND_TRAILERS) this[1]?.(fieldsOf(fields), '');
    if (kinds & KIND_COMPLETE) this[4]?.();
    return answer;
  }

  #slotHead(text, headers) {
    const flags = info[INFO_FLAGS];
    const isRequest = info[INFO_METHOD] >= 0;
    this[0]?.();
    return this[2]?.(
      info[INFO_MAJOR], info[INFO_MINOR], headers, isRequest ? info[INFO_METHOD] : undefined, isRequest ? text : undefined,
      isRequest ? undefined : info[INFO_STATUS], isRequest ? undefined : text, (flags & UPGRADE) !== 0, keepsAlive(flags));
  }
}
Object.assign(HTTPParser, LENIENT);

function keepsAlive(flags) {
  return (flags & (KEEP_ALIVE | UNTIL_EOF)) === KEEP_ALIVE;
}

let http;

function defaultHeaderSize() {
  http ??= require('http');
  return http.maxHeaderSize;
}

let insecureByDefault;

function lenientFlags(given) {
  const insecure = given ?? (insecureByDefault ??= Boolean(require('internal/options').getOptionValue('--insecure-http-parser')));
  return insecure ? LENIENT.kLenientAll : LENIENT.kLenientNone;
}

native.setDispatch((parser, kinds, text, fields, bytes) => parser.dispatch(kinds, text, fields, bytes));

module.exports = {
  HTTPParser, METHODS, fieldsOf, toBuffer, keepsAlive, lenientFlags, info, MAX_PAIRS,
  KIND_HEAD, KIND_BODY, KIND_TRAILERS, KIND_COMPLETE, KIND_UPGRADED, KIND_FAILED,
  INFO_METHOD, INFO_STATUS, INFO_MAJOR, INFO_MINOR, INFO_FLAGS, INFO_NOW, HAS_HOST, HAS_EXPECT, KEEP_ALIVE, UPGRADE,
};
