// SPDX-License-Identifier: MIT
//
// A connection to a server, HTTP/1.1, one exchange at a time: writes a request, reads its response into the exchange's body.
//
// A plain connection works on the socket's native handle: no stream machinery between the loop and here. One over TLS works on its stream.
'use strict';

const { Buffer } = require('buffer');
const { IncomingBody } = require('internal/fetch/incoming');
const { PlainLink, StreamLink } = require('internal/fetch/link');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const errors = require('internal/fetch/errors');
const { CHUNKED, LENGTH, NONE, UNTIL_CLOSE, idleTime, parseHead, readFraming } = require('internal/fetch/response_head');

const HEAD_MAX = 16 * 1024;
const HEAD_GUESS = 2048;
const IDLE_MS = 4000;
const HEADERS_TIMEOUT_MS = 300_000;
const BODY_TIMEOUT_MS = 300_000;

// What is read next.
const NOTHING = 0;
const HEAD = 1;
const BODY = 2; // of known length, or until the end
const CHUNK_SIZE = 3;
const CHUNK_DATA = 4;
const CHUNK_END = 5;
const TRAILERS = 6;

const CRLF = Buffer.from('\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const noCodings = [];

// ---- the connection -------------------------------------------------------------------------------------------------------------------

class Connection {
  #link;
  #pool;
  #exchange = null;
  #body = null;
  #state = NOTHING;
  #partial = null; // the start of a head, or of a line
  #left = 0; // bytes of a body or a chunk
  #keepAlive = false;
  #idleMs = IDLE_MS;
  #closed = false;
  #answered = false; // the exchange has had bytes
  reused = false;
  activeAt = Date.now();

  constructor(socket, pool, secure) {
    this.#pool = pool;
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.ended());
    this.#link = secure ? new StreamLink(socket, this) : new PlainLink(socket, this);
  }

  get closed() {
    return this.#closed;
  }

  get idleUntil() {
    return this.activeAt + this.#idleMs;
  }

  // ---- sending ------------------------------------------------------------------------------------------------------------------------

  start(exchange) {
    this.#exchange = exchange;
    this.#state = HEAD;
    this.#answered = false;
    this.activeAt = Date.now();
    exchange.connection = this;
    exchange.sent = false;
    if (this.reused) this.#link.ref();
    const head = Buffer.from(exchange.head, 'latin1');
    const { body } = exchange;
    if (body === null) this.#send([head], exchange);
    else if (body.simple) this.#send([head, body.ownBytes()], exchange);
    else this.#stream(head, body, exchange);
  }

  #send(parts, exchange) {
    exchange.sent = this.#link.write(parts, (error) => {
      if (error !== null) this.fail(error);
      else this.#sent(exchange);
    });
  }

  #sent(exchange) {
    exchange.sent = true;
    if (exchange === this.#exchange || this.#exchange !== null || this.#state !== NOTHING) return;
    this.#rest();
  }

  #write(parts) {
    this.activeAt = Date.now();
    return new Promise((resolve, reject) => {
      if (this.#closed) reject(errors.socketError('closed'));
      else if (this.#link.write(parts, (error) => (error ? reject(error) : resolve()))) resolve();
    });
  }

  // A body that comes bit by bit: with its length where that is known, else in chunks.
  async #stream(head, body, exchange) {
    const { chunked, length } = exchange;
    let count = 0;
    try {
      await this.#write([head]);
      const read = readerOf(body, (made) => { exchange.reader = made; });
      for (let piece; (piece = await read()) !== null;) {
        if (exchange.done || this.#closed) throw errors.socketError('closed');
        if (piece.length === 0) continue;
        count += piece.length;
        if (!chunked && count > length) throw errors.lengthMismatch();
        await this.#write(chunked ? [Buffer.from(`${piece.length.toString(16)}\r\n`, 'latin1'), piece, CRLF] : [piece]);
      }
      if (!chunked && count !== length) throw errors.lengthMismatch();
      if (chunked) await this.#write([LAST_CHUNK]);
      exchange.reader = null;
      this.#sent(exchange);
    } catch (error) {
      exchange.stopSending(error);
      if (this.#exchange === exchange) this.fail(error);
      else this.close();
    }
  }

  // ---- receiving ----------------------------------------------------------------------------------------------------------------------

  received(bytes) {
    this.activeAt = Date.now();
    try {
      for (let at = 0; at < bytes.length && !this.#closed;) at = this.#step(bytes, at);
    } catch (error) {
      this.fail(error);
    }
    this.#exchange?.flushed();
  }

  // Reads on from `at`; gives where it stopped.
  #step(bytes, at) {
    this.#answered = true;
    switch (this.#state) {
      case HEAD: return this.#readHead(bytes, at);
      case BODY: return this.#readBody(bytes, at);
      case CHUNK_SIZE: return this.#readChunkSize(bytes, at);
      case CHUNK_DATA: return this.#readChunkData(bytes, at);
      case CHUNK_END: return this.#readChunkEnd(bytes, at);
      case TRAILERS: return this.#readTrailers(bytes, at);
      default:
        this.close(); // nobody asked
        return bytes.length;
    }
  }

  #readHead(bytes, at) {
    if (this.#partial !== null) {
      bytes = Buffer.concat([this.#partial, at === 0 ? bytes : bytes.subarray(at)]);
      at = 0;
      this.#partial = null;
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) {
        this.#keepPartial(bytes);
        return Infinity;
      }
      this.#onHead(bytes.latin1Slice(0, end));
      // The rest is of other bytes than those that the caller goes through.
      for (let rest = end + 4; rest < bytes.length && !this.#closed;) rest = this.#step(bytes, rest);
      return Infinity;
    }
    const guess = bytes.length - at <= HEAD_GUESS;
    const text = guess ? bytes.latin1Slice(at, bytes.length) : '';
    const end = guess ? text.indexOf('\r\n\r\n') : bytes.indexOf('\r\n\r\n', at) - at;
    if (end < 0) {
      this.#keepPartial(bytes.subarray(at));
      return bytes.length;
    }
    this.#onHead(guess ? text.slice(0, end) : bytes.latin1Slice(at, at + end));
    return at + end + 4;
  }

  #keepPartial(bytes) {
    if (bytes.length > HEAD_MAX) throw errors.headersOverflow();
    this.#partial = bytes;
  }

  #onHead(text) {
    if (text.length > HEAD_MAX) throw errors.headersOverflow();
    const head = parseHead(text);
    if (head.status < 200) {
      if (head.status === 101) throw errors.socketError('bad upgrade');
      return; // informational: another head follows
    }
    const exchange = this.#exchange;
    const { framing, length, keepAlive } = readFraming(head, exchange.method);
    this.#keepAlive = keepAlive;
    if (keepAlive) this.#idleMs = idleTime(head.list, IDLE_MS);
    let codings = noCodings;
    if (framing !== NONE) {
      const coding = head.list.get('content-encoding');
      if (coding !== null && exchange.decodes(head)) codings = require('internal/fetch/coding').parseCodings(coding);
    }
    const body = new IncomingBody(this, codings);
    this.#body = body;
    this.#state = framing === CHUNKED ? CHUNK_SIZE : BODY;
    this.#left = framing === LENGTH ? length : framing === UNTIL_CLOSE ? Infinity : 0;
    exchange.onHead(head, body);
    if (framing === NONE) this.#finish();
  }

  #readBody(bytes, at) {
    const count = Math.min(bytes.length - at, this.#left);
    this.#left -= count;
    this.#body.push(at === 0 && count === bytes.length ? bytes : bytes.subarray(at, at + count));
    if (this.#left === 0) this.#finish();
    return at + count;
  }

  // A line without its end, or null while there is none: then what there is of it is kept.
  #line(bytes, at) {
    const end = bytes.indexOf(10, at);
    const text = bytes.latin1Slice(at, end === -1 ? bytes.length : end);
    const line = this.#partial === null ? text : this.#partial + text;
    if (line.length > HEAD_MAX) throw errors.headersOverflow();
    if (end === -1) {
      this.#partial = line;
      return null;
    }
    this.#partial = null;
    if (line.charCodeAt(line.length - 1) !== 13) throw errors.parseError('a line does not end with CRLF');
    this.#next = end + 1;
    return line.slice(0, -1);
  }

  #next = 0;

  #readChunkSize(bytes, at) {
    const line = this.#line(bytes, at);
    if (line === null) return bytes.length;
    const match = /^([0-9a-fA-F]{1,12})(?:[\t ]*;[^\r\n\0]*)?$/.exec(line);
    if (match === null) throw errors.parseError('a chunk has no valid size');
    this.#left = Number.parseInt(match[1], 16);
    this.#state = this.#left === 0 ? TRAILERS : CHUNK_DATA;
    return this.#next;
  }

  #readChunkData(bytes, at) {
    const count = Math.min(bytes.length - at, this.#left);
    this.#left -= count;
    this.#body.push(bytes.subarray(at, at + count));
    if (this.#left === 0) this.#state = CHUNK_END;
    return at + count;
  }

  #readChunkEnd(bytes, at) {
    const line = this.#line(bytes, at);
    if (line === null) return bytes.length;
    if (line !== '') throw errors.parseError('a chunk is longer than it says');
    this.#state = CHUNK_SIZE;
    return this.#next;
  }

  #readTrailers(bytes, at) {
    const line = this.#line(bytes, at);
    if (line === null) return bytes.length;
    if (line === '') this.#finish();
    else if (line.indexOf(':') < 1) throw errors.parseError('a trailer has no name');
    return this.#next;
  }

  // ---- ends ---------------------------------------------------------------------------------------------------------------------------

  // The response is complete.
  #finish() {
    const exchange = this.#exchange;
    const body = this.#body;
    this.#exchange = null;
    this.#body = null;
    this.#state = NOTHING;
    exchange.done = true;
    body.end();
    exchange.flushed();
    if (!exchange.sent && exchange.streams) { // the server has said enough
      exchange.stopSending(errors.socketError('closed'));
      this.close();
    } else if (!this.#keepAlive) {
      this.close();
    } else if (exchange.sent) {
      this.#rest();
    }
  }

  #rest() {
    if (this.#closed) return;
    if (this.#idleMs <= 0) {
      this.close();
      return;
    }
    this.reused = true;
    this.#link.unref();
    this.#pool.add(this);
  }

  ended() {
    if (this.#closed) return;
    if (this.#state === BODY && this.#left === Infinity) {
      this.#finish();
      return;
    }
    this.fail(errors.socketError('other side closed'));
  }

  fail(error) {
    if (this.#closed) return;
    const exchange = this.#exchange;
    const body = this.#body;
    const fresh = !this.#answered;
    this.close();
    if (exchange === null) return;
    this.#exchange = null;
    exchange.done = true;
    exchange.stopSending(error);
    if (body !== null) body.fail(new TypeError('terminated', { cause: error }));
    else exchange.onError(error, this.reused && fresh);
  }

  // Nobody wants the exchange any more.
  drop() {
    this.#exchange = null;
    this.#body = null;
    this.close();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#pool.remove(this);
    this.#link.close();
  }

  // Called now and then: what has waited too long ends.
  check(now) {
    if (this.#exchange === null) {
      if (this.#state === NOTHING && now >= this.idleUntil) this.close();
    } else if (this.#body === null) {
      if (now - this.activeAt > HEADERS_TIMEOUT_MS) this.fail(errors.headersTimeout());
    } else if (!this.#held && now - this.activeAt > BODY_TIMEOUT_MS) {
      this.fail(errors.bodyTimeout());
    }
  }

  // ---- for the body -------------------------------------------------------------------------------------------------------------------

  #held = false;

  pause() {
    this.#held = true;
    this.#link.pause();
  }

  resume() {
    this.#held = false;
    this.activeAt = Date.now();
    if (!this.#closed) this.#link.resume();
  }

  cancel() {
    this.drop();
  }
}

// What a stream gives to be sent: bytes; text and views of every kind, too, as Node's client takes them.
function toPiece(value) {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], value);
}

// A function that gives the next piece of a body, null at the end. `onReader` gets the reader of a stream.
function readerOf(body, onReader) {
  if (body.stream !== null) {
    const reader = body.stream.getReader();
    onReader(reader);
    return async () => {
      const { value, done } = await reader.read();
      if (done) return null;
      return toPiece(value);
    };
  }
  const iterator = body.pieces();
  return async () => {
    const { value, done } = await iterator.next();
    return done ? null : value;
  };
}

module.exports = { Connection };
