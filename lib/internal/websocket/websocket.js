// SPDX-License-Identifier: MIT
//
// WebSocket (WebSockets Standard), a client. Frames are read and written in C (src/node/websocket).
'use strict';

const native = binding('websocket');
const { Buffer } = require('buffer');
const { Event, EventTarget, defineEventHandler, kTrustEvent } = require('internal/event_target');
const { DOMException } = require('internal/per_context/domexception');
const { CloseEvent, ErrorEvent } = require('internal/websocket/events');
const { MessageEvent } = require('internal/messaging/event');
const { kEnumerableProperty } = require('internal/util');
const { isAnyArrayBuffer } = require('internal/util/types');
const { token } = require('internal/fetch/headers');
const { defineProperties } = Object;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

// Opcodes, as in src/node/websocket/frames.h; COMPRESSED marks a message of permessage-deflate.
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const COMPRESSED = 0x40;

const MESSAGE_MAX = 128 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 3000;
const FLUSH_ABOVE = 64 * 1024;

// ---- arguments ------------------------------------------------------------------------------------------------------------------------

function parseUrl(input) {
  const { URL } = require('internal/url');
  let url;
  try {
    url = new URL(`${input}`.toWellFormed());
  } catch (error) {
    throw new DOMException(error.message, 'SyntaxError');
  }
  if (url.protocol === 'http:') url.protocol = 'ws:';
  else if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new DOMException(`Expected a ws: or wss: protocol, got ${url.protocol}`, 'SyntaxError');
  }
  if (url.hash !== '' || url.href.endsWith('#')) throw new DOMException('Got fragment', 'SyntaxError');
  return url;
}

// { protocols, list } of what stands second: a protocol, several, or options.
function parseOptions(given) {
  let protocols = given;
  let list;
  if (typeof given === 'object' && given !== null && typeof given[Symbol.iterator] !== 'function') {
    protocols = given.protocols ?? [];
    if (given.headers !== undefined) {
      const { Headers, listOf } = require('internal/fetch/headers');
      list = listOf(new Headers(given.headers));
    }
  }
  if (typeof protocols !== 'object' || protocols === null) protocols = [protocols];
  protocols = Array.from(protocols, (each) => `${each}`);
  if (new Set(protocols.map((each) => each.toLowerCase())).size !== protocols.length || !protocols.every((each) => token.test(each))) {
    throw new DOMException('Invalid Sec-WebSocket-Protocol value', 'SyntaxError');
  }
  return { protocols, list };
}

function toCode(code) {
  const number = Math.trunc(Math.min(Math.max(Number(code) || 0, 0), 65535));
  if (number !== 1000 && (number < 3000 || number > 4999)) throw new DOMException('invalid code', 'InvalidAccessError');
  return number;
}

// ---- the class --------------------------------------------------------------------------------------------------------------------------

let isWebSocket;

function check(socket) {
  if (!isWebSocket(socket)) throw new TypeError('Illegal invocation');
}

class WebSocket extends EventTarget {
  #url;
  #state = CONNECTING;
  #handshake;
  #link = null;
  #parser = null;
  #inflater = null;
  #deflater = null;
  #protocol = '';
  #extensions = '';
  #binaryType = 'blob';
  #buffered = 0;
  #outgoing = []; // frames of this turn
  #outgoingLength = 0; // as bufferedAmount counts
  #sending = null; // the end of the queue of blobs that are being read
  #closeSent = false;
  #closeReceived = false;
  #code = 1006;
  #reason = '';
  #closeTimer = null;

  constructor(url, protocols = []) {
    super();
    if (arguments.length === 0) throw new TypeError('WebSocket constructor: 1 argument required, but 0 found.');
    const { protocols: wanted, list } = parseOptions(protocols);
    this.#url = parseUrl(url);
    const { Handshake } = require('internal/websocket/handshake');
    this.#handshake = new Handshake(this.#url, wanted, list, {
      opened: (link, agreed) => this.#opened(link, agreed),
      failed: (error) => this.#failed(error),
      received: (bytes) => this.#received(bytes),
      ended: () => this.#ended(),
      fail: () => this.#ended(),
    });
  }

  static {
    isWebSocket = (value) => typeof value === 'object' && value !== null && #url in value;
  }

  // ---- for programs ---------------------------------------------------------------------------------------------------------------------

  get readyState() {
    check(this);
    return this.#state;
  }

  get bufferedAmount() {
    check(this);
    return this.#buffered;
  }

  get url() {
    check(this);
    return this.#url.href;
  }

  get extensions() {
    check(this);
    return this.#extensions;
  }

  get protocol() {
    check(this);
    return this.#protocol;
  }

  get binaryType() {
    check(this);
    return this.#binaryType;
  }

  set binaryType(type) {
    check(this);
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  send(data) {
    check(this);
    if (arguments.length === 0) throw new TypeError('WebSocket.send: 1 argument required, but 0 found.');
    const { isLoaded } = require('internal/builtins');
    const blob = typeof data === 'object' && data !== null && isLoaded('internal/blob') && require('internal/blob').isBlob(data);
    if (this.#state === CONNECTING) throw new DOMException('Sent before connected.', 'InvalidStateError');
    if (blob) {
      this.#sendBlob(data);
      return;
    }
    let opcode = BINARY;
    if (ArrayBuffer.isView(data)) {
      data = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    } else if (isAnyArrayBuffer(data)) {
      data = new Uint8Array(data);
    } else {
      opcode = TEXT;
      data = `${data}`;
    }
    const length = opcode === TEXT ? Buffer.byteLength(data) : data.length;
    if (this.#state !== OPEN) {
      this.#buffered += length;
      return;
    }
    this.#buffered += length;
    if (this.#sending === null) {
      this.#write(this.#frame(opcode, data, length), length);
    } else {
      // Behind blobs that are being read; what may change meanwhile is copied now.
      const kept = opcode === BINARY ? Buffer.from(data) : data;
      this.#queue(() => this.#write(this.#frame(opcode, kept, length), length));
    }
  }

  // Called in the order of sending.
  #frame(opcode, data, length) {
    if (this.#deflater === null || !this.#deflater.wants(length)) return native.frame(opcode, data);
    return native.frame(opcode, this.#deflater.deflate(opcode === TEXT ? Buffer.from(data) : data), true);
  }

  #sendBlob(blob) {
    this.#buffered += blob.size;
    if (this.#state !== OPEN) return;
    const reading = blob.bytes();
    this.#queue(async () => {
      const bytes = await reading;
      this.#write(this.#frame(BINARY, bytes, bytes.length), blob.size);
    });
  }

  #queue(action) {
    const last = (this.#sending ?? Promise.resolve()).then(action).catch((error) => this.#abort(1006, error.message)).then(() => {
      if (this.#sending === last) this.#sending = null;
    });
    this.#sending = last;
  }

  // What is sent in one turn goes out in one write.
  #write(frame, length) {
    if (this.#link === null || this.#state === CLOSED || this.#closeSent) return;
    this.#outgoing.push(frame);
    this.#outgoingLength += length;
    if (this.#outgoing.length === 1) queueMicrotask(() => this.#flush());
    else if (this.#outgoingLength > FLUSH_ABOVE) this.#flush();
  }

  #flush() {
    if (this.#outgoing.length === 0) return;
    const frames = this.#outgoing;
    const length = this.#outgoingLength;
    this.#outgoing = [];
    this.#outgoingLength = 0;
    const now = this.#link.write(frames, () => { this.#buffered -= length; });
    if (now) this.#buffered -= length;
  }

  close(code = undefined, reason = undefined) {
    check(this);
    if (code !== undefined) code = toCode(code);
    const text = reason === undefined ? undefined : Buffer.from(`${reason}`.toWellFormed());
    if (code === undefined && text?.length > 0) code = 1000;
    if (text?.length > 123) throw new DOMException(`Reason must be less than 123 bytes; received ${text.length}`, 'SyntaxError');
    if (this.#state >= CLOSING) return;
    if (this.#state === CONNECTING) {
      this.#handshake.cancel();
      this.#state = CLOSING;
      process.nextTick(() => this.#failed(new Error('WebSocket was closed before the connection was established')));
      return;
    }
    this.#state = CLOSING;
    const frame = () => this.#sendClose(code, text);
    if (this.#sending === null) frame();
    else this.#queue(frame);
  }

  // ---- opening --------------------------------------------------------------------------------------------------------------------------

  #opened(link, { protocol, extensions, deflate }) {
    this.#link = link;
    this.#parser = native.newParser(MESSAGE_MAX, deflate !== null);
    if (deflate !== null) {
      const { Deflater, Inflater } = require('internal/websocket/deflate');
      this.#inflater = new Inflater(deflate);
      this.#deflater = new Deflater(deflate);
    }
    this.#protocol = protocol;
    this.#extensions = extensions;
    this.#state = OPEN;
    this.#dispatch(new Event('open', trusted()));
  }

  #failed(error) {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#dispatch(new ErrorEvent('error', trusted({ error, message: error.message })));
    this.#dispatch(new CloseEvent('close', trusted({ wasClean: false, code: 1006, reason: '' })));
  }

  // ---- receiving ------------------------------------------------------------------------------------------------------------------------

  #received(bytes) {
    if (this.#closeReceived || this.#state === CLOSED) return;
    const list = native.feed(this.#parser, bytes);
    for (let i = 0; i < list.length && this.#state !== CLOSED && !this.#closeReceived; i += 2) this.#onFrame(list[i], list[i + 1]);
  }

  #onFrame(kind, value) {
    switch (kind) {
      case TEXT:
        this.#message(value);
        break;
      case BINARY:
        this.#binary(value);
        break;
      case TEXT | COMPRESSED:
      case BINARY | COMPRESSED:
        this.#compressed(kind, value);
        break;
      case PING:
        this.#write(native.frame(PONG, value), 0);
        break;
      case PONG:
        break;
      case CLOSE:
        this.#onClose(value);
        break;
      default:
        this.#abort(value > 0 ? value : 1006, value === 1007 ? 'Invalid UTF-8 sequence' : value === 1009 ? 'Message is too long' : 'Invalid frame');
    }
  }

  #compressed(kind, value) {
    const bytes = this.#inflater.inflate(value, MESSAGE_MAX);
    if (bytes === undefined) {
      this.#abort(1007, 'Invalid compressed message');
      return;
    }
    if (kind === (BINARY | COMPRESSED)) {
      this.#binary(new Uint8Array(bytes));
      return;
    }
    const text = native.text(bytes);
    if (text === undefined) this.#abort(1007, 'Invalid UTF-8 sequence');
    else this.#message(text);
  }

  #binary(bytes) {
    if (this.#binaryType === 'blob') {
      const { Blob } = require('internal/blob');
      this.#message(new Blob([bytes]));
    } else {
      this.#message(bytes.buffer);
    }
  }

  #message(data) {
    if (this.#state !== OPEN) return;
    this.#dispatch(new MessageEvent('message', trusted({ data, origin: this.#url.origin })));
  }

  // ---- closing --------------------------------------------------------------------------------------------------------------------------

  #sendClose(code, reason) {
    if (this.#closeSent || this.#state === CLOSED) return;
    const payload = code === undefined ? Buffer.alloc(0) : Buffer.concat([Buffer.from([code >> 8, code & 255]), reason ?? Buffer.alloc(0)]);
    this.#write(native.frame(CLOSE, payload), 0);
    this.#flush();
    this.#closeSent = true;
    this.#closeTimer ??= setTimeout(() => this.#ended(), CLOSE_TIMEOUT_MS);
  }

  #onClose(payload) {
    this.#closeReceived = true;
    this.#code = payload.length >= 2 ? payload[0] * 256 + payload[1] : 1005;
    this.#reason = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).utf8Slice(Math.min(2, payload.length), payload.length);
    this.#state = CLOSING;
    this.#sendClose(this.#code === 1005 ? undefined : this.#code);
  }

  // The connection broke the protocol, or cannot go on.
  #abort(code, message) {
    if (this.#state === CLOSED) return;
    if (code !== 1006) this.#sendClose(code, Buffer.from(message));
    this.#finish(new Error(message));
  }

  #ended() {
    if (this.#state !== CLOSED) this.#finish(null);
  }

  #finish(error) {
    const wasClean = this.#closeSent && this.#closeReceived && error === null;
    this.#state = CLOSED;
    clearTimeout(this.#closeTimer);
    this.#outgoing.length = 0;
    this.#link.close();
    this.#inflater?.close();
    this.#deflater?.close();
    this.#deflater = null;
    if (error === null && !this.#closeReceived) error = new TypeError('The connection ended without a closing handshake');
    if (error !== null) this.#dispatch(new ErrorEvent('error', trusted({ error, message: error.message })));
    const code = this.#closeReceived ? this.#code : 1006;
    this.#dispatch(new CloseEvent('close', trusted({ wasClean, code, reason: this.#reason })));
  }

  #dispatch(event) {
    this.dispatchEvent(event);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/util/inspect');
    const { url, readyState, protocol, extensions, binaryType, bufferedAmount } = this;
    return `WebSocket ${inspect({ url, readyState, protocol, extensions, binaryType, bufferedAmount }, options)}`;
  }
}

function trusted(init = {}) {
  init[kTrustEvent] = true;
  return init;
}

for (const name of ['open', 'error', 'close', 'message']) defineEventHandler(WebSocket.prototype, name);
const states = {
  CONNECTING: { value: CONNECTING, enumerable: true },
  OPEN: { value: OPEN, enumerable: true },
  CLOSING: { value: CLOSING, enumerable: true },
  CLOSED: { value: CLOSED, enumerable: true },
};
defineProperties(WebSocket, states);
defineProperties(WebSocket.prototype, {
  ...states,
  [Symbol.toStringTag]: { value: 'WebSocket', configurable: true },
  url: kEnumerableProperty,
  readyState: kEnumerableProperty,
  bufferedAmount: kEnumerableProperty,
  close: kEnumerableProperty,
  send: kEnumerableProperty,
  extensions: kEnumerableProperty,
  protocol: kEnumerableProperty,
  binaryType: kEnumerableProperty,
});

module.exports = { WebSocket };
