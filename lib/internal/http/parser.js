// SPDX-License-Identifier: MIT
//
// An incremental HTTP/1 parser, strict by default (RFC 9112): line ends are CRLF, a message has one length, and what two parties
// could read differently is an error. It knows nothing of sockets: execute() is given bytes and calls onHeaders, onBody,
// onTrailers and onComplete.
//
// Errors carry Node's `HPE_` codes, which programs look at.
'use strict';

const { METHODS } = require('internal/http/common');

const methods = new Set(METHODS);
const CR = 13;
const LF = 10;
const MAX_CHUNK_EXTENSIONS = 16384;

// Where the parser stands.
const START = 0;
const HEADERS = 1;
const BODY_LENGTH = 2;
const BODY_EOF = 3;
const CHUNK_SIZE = 4;
const CHUNK_DATA = 5;
const CHUNK_END = 6;
const TRAILERS = 7;
const DONE = 8; // after an upgrade, or after a message that closes the connection

class ParseError extends Error {
  constructor(code, reason) {
    super(`Parse Error: ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}

function fail(code, reason) {
  throw new ParseError(code, reason);
}

// The offset is that of the first character that no method has there.
function failMethod(method) {
  const error = new ParseError('HPE_INVALID_METHOD', 'Invalid method encountered');
  let length = 0;
  while (length < method.length && METHODS.some((name) => name.startsWith(method.slice(0, length + 1)))) length++;
  error.offset = length;
  throw error;
}

class HTTPParser {
  static REQUEST = 1;
  static RESPONSE = 2;

  // Set by the owner.
  onHeaders = null; // (message) -> 0 body follows, 1 no body (answer to HEAD), 2 no body, the connection is something else now
  onBody = null;
  onTrailers = null;
  onComplete = null;
  maxHeaderSize = 16384;
  lenient = false;

  constructor(kind) {
    this.initialize(kind);
  }

  initialize(kind, maxHeaderSize = 16384, lenient = false) {
    this.kind = kind;
    this.maxHeaderSize = maxHeaderSize;
    this.lenient = lenient;
    this.#state = START;
    this.#line = null;
    this.#paused = false;
    this.#closing = false;
  }

  #state = START;
  #line = null; // the start of a line whose end has not come: latin1 text
  #size = 0; // bytes of the head so far
  #remaining = 0;
  #extensions = 0;
  #message = null;
  #headers = null;
  #paused = false;
  #closing = false;
  headersStarted = false;

  // Nothing of a message has come.
  get isIdle() {
    return this.#state === START && this.#line === null;
  }

  get headersComplete() {
    return this.#state > HEADERS;
  }

  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
  }

  // Gives how many bytes it took (fewer than all only after an upgrade or a pause), or an error with `bytesParsed`.
  execute(bytes) {
    let at = 0;
    try {
      while (at < bytes.length && this.#state !== DONE && !this.#paused) at = this.#step(bytes, at);
      if (this.#state === DONE && this.#closing && at < bytes.length) {
        fail('HPE_CLOSED_CONNECTION', 'Data after `Connection: close`');
      }
      return at;
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      error.bytesParsed = at + (error.offset ?? 0);
      this.#state = DONE;
      this.#closing = false;
      return error;
    }
  }

  // The other side will send no more. An error where that cuts a message.
  finish() {
    if (this.#state === BODY_EOF) {
      this.#complete();
      return undefined;
    }
    if (this.isIdle || this.#state === DONE) return undefined;
    const error = new ParseError('HPE_INVALID_EOF_STATE', 'Invalid EOF state');
    error.bytesParsed = 0;
    return error;
  }

  #step(bytes, at) {
    switch (this.#state) {
      case BODY_LENGTH:
      case CHUNK_DATA: {
        const end = Math.min(bytes.length, at + this.#remaining);
        this.#remaining -= end - at;
        this.onBody(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
        if (this.#remaining === 0) {
          if (this.#state === CHUNK_DATA) this.#state = CHUNK_END;
          else this.#complete();
        }
        return end;
      }
      case BODY_EOF:
        this.onBody(at === 0 ? bytes : bytes.subarray(at));
        return bytes.length;
      default:
        return this.#readLine(bytes, at);
    }
  }

  // ---- lines ----------------------------------------------------------------------------------------------------------------

  #readLine(bytes, at) {
    const end = bytes.indexOf(LF, at);
    if (end === -1) {
      const part = bytes.latin1Slice(at, bytes.length);
      this.#count(part.length);
      this.#line = this.#line === null ? part : this.#line + part;
      if (this.#state === START) this.#checkStart(this.#line);
      return bytes.length;
    }
    let text = bytes.latin1Slice(at, end);
    this.#count(end + 1 - at);
    if (this.#line !== null) {
      text = this.#line + text;
      this.#line = null;
    }
    if (text.charCodeAt(text.length - 1) === CR) text = text.slice(0, -1);
    else if (!this.lenient) this.#bareLineFeed();
    if (text.includes('\r')) fail('HPE_LF_EXPECTED', 'Missing expected LF after header value');
    this.#takeLine(text);
    return end + 1;
  }

  #bareLineFeed() {
    if (this.#state === START) fail('HPE_INVALID_CONSTANT', 'Expected HTTP/');
    if (this.#state === CHUNK_SIZE || this.#state === CHUNK_END) fail('HPE_STRICT', 'Expected LF after chunk data');
    fail('HPE_CR_EXPECTED', 'Missing expected CR after header value');
  }

  #count(bytes) {
    if (this.#state > HEADERS && this.#state !== TRAILERS) {
      this.#extensions += bytes;
      if (this.#extensions > MAX_CHUNK_EXTENSIONS) fail('HPE_CHUNK_EXTENSIONS_OVERFLOW', 'Chunk extensions overflow');
      return;
    }
    this.#size += bytes;
    if (this.#size > this.maxHeaderSize) fail('HPE_HEADER_OVERFLOW', 'Header overflow');
  }

  #takeLine(text) {
    switch (this.#state) {
      case START:
        if (text === '') {
          this.#size = 0;
          return; // empty lines before a message are overlooked
        }
        if (this.kind === HTTPParser.REQUEST) this.#requestLine(text);
        else this.#statusLine(text);
        this.#headers = [];
        this.#state = HEADERS;
        break;
      case HEADERS:
        if (text === '') this.#endHeaders();
        else this.#header(text);
        break;
      case CHUNK_SIZE:
        this.#chunkSize(text);
        break;
      case CHUNK_END:
        if (text !== '') fail('HPE_STRICT', 'Expected LF after chunk data');
        this.#extensions = 0;
        this.#state = CHUNK_SIZE;
        break;
      case TRAILERS:
        if (text === '') {
          if (this.#headers.length > 0) this.onTrailers(this.#headers);
          this.#complete();
        } else {
          this.#header(text);
        }
        break;
    }
  }

  // ---- first lines ----------------------------------------------------------------------------------------------------------

  // An unfinished first line that cannot become one is told of at once.
  #checkStart(text) {
    if (this.kind === HTTPParser.REQUEST) {
      const space = text.indexOf(' ');
      const method = space === -1 ? text : text.slice(0, space);
      if (space === -1 ? !METHODS.some((name) => name.startsWith(method)) && !/^\r?$/.test(text) : !methods.has(method)) {
        failMethod(method);
      }
    } else if (!'HTTP/'.startsWith(text.slice(0, 5)) && !/^\r?$/.test(text)) {
      fail('HPE_INVALID_CONSTANT', 'Expected HTTP/, RTSP/ or ICE/');
    }
  }

  #version(text) {
    const match = /^HTTP\/(\d)\.(\d)$/.exec(text);
    if (match === null) {
      if (!text.startsWith('HTTP/')) fail('HPE_INVALID_CONSTANT', 'Expected HTTP/');
      fail('HPE_INVALID_VERSION', 'Invalid HTTP version');
    }
    const major = +match[1];
    const minor = +match[2];
    const known = (major === 1 && minor <= 1) || (major === 0 && minor === 9) || (major === 2 && minor === 0);
    if (!known && !this.lenient) fail('HPE_INVALID_VERSION', 'Invalid HTTP version');
    this.#message.versionMajor = major;
    this.#message.versionMinor = minor;
  }

  #begin() {
    this.headersStarted = true;
    this.#message = {
      versionMajor: 1, versionMinor: 1, method: undefined, url: '', statusCode: undefined, statusMessage: '', headers: null,
      upgrade: false, shouldKeepAlive: true,
    };
  }

  #requestLine(text) {
    this.#begin();
    const first = text.indexOf(' ');
    const method = first === -1 ? text : text.slice(0, first);
    if (!methods.has(method)) failMethod(method);
    const last = text.lastIndexOf(' ');
    if (last === first) fail('HPE_INVALID_CONSTANT', 'Expected HTTP/');
    const url = text.slice(first + 1, last);
    // eslint-disable-next-line no-control-regex
    if (url === '' || /[\x00-\x20\x7f]/.test(url)) fail('HPE_INVALID_URL', 'Invalid characters in url');
    if (method !== 'CONNECT' && url[0] !== '/' && url[0] !== '*' && !/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(url)) {
      fail('HPE_INVALID_URL', 'Unexpected start char in url');
    }
    this.#version(text.slice(last + 1));
    this.#message.method = method;
    this.#message.url = url;
  }

  #statusLine(text) {
    this.#begin();
    const space = text.indexOf(' ');
    this.#version(space === -1 ? text : text.slice(0, space));
    const match = /^ (\d{3})(?: (.*))?$/.exec(space === -1 ? '' : text.slice(space));
    if (match === null) fail('HPE_INVALID_STATUS', 'Invalid status code');
    this.#message.statusCode = +match[1];
    this.#message.statusMessage = match[2] ?? '';
  }

  // ---- fields -----------------------------------------------------------------------------------------------------------------

  #header(text) {
    const first = text.charCodeAt(0);
    if (first === 32 || first === 9) {
      // A folded line belongs to the one before (obsolete, lenient only).
      if (!this.lenient || this.#headers.length === 0) {
        if (this.#headers.length === 0) fail('HPE_UNEXPECTED_SPACE', 'Unexpected space after start line');
        fail('HPE_INVALID_HEADER_TOKEN', 'Unexpected whitespace after header value');
      }
      this.#headers[this.#headers.length - 1] += ` ${text.trim()}`;
      return;
    }
    const colon = text.indexOf(':');
    if (colon <= 0) fail('HPE_INVALID_HEADER_TOKEN', 'Invalid header token');
    const name = text.slice(0, colon);
    if (!/^[!#$%&'*+\-.^_`|~0-9a-zA-Z]+$/.test(name)) fail('HPE_INVALID_HEADER_TOKEN', 'Invalid header token');
    const value = text.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    // eslint-disable-next-line no-control-regex
    if (!this.lenient && /[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
      fail('HPE_INVALID_HEADER_TOKEN', 'Invalid header value char');
    }
    this.#headers.push(name, value);
  }

  // ---- the body's form ----------------------------------------------------------------------------------------------------------

  #survey() {
    const headers = this.#headers;
    const seen = { length: -1, encoding: undefined, close: false, keepAlive: false, upgrade: false, connectionUpgrade: false };
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i];
      // Only names of these lengths matter: most are passed by at the cost of a comparison.
      switch (name.length) {
        case 7:
          if (name.toLowerCase() === 'upgrade') seen.upgrade = true;
          break;
        case 10:
        case 16:
          if (/^(?:proxy-)?connection$/i.test(name)) {
            for (const token of headers[i + 1].toLowerCase().split(',')) {
              const word = token.trim();
              if (word === 'close') seen.close = true;
              else if (word === 'keep-alive') seen.keepAlive = true;
              else if (word === 'upgrade') seen.connectionUpgrade = true;
            }
          }
          break;
        case 14:
          if (name.toLowerCase() === 'content-length') this.#contentLength(seen, headers[i + 1]);
          break;
        case 17:
          if (name.toLowerCase() === 'transfer-encoding') {
            if (seen.length >= 0 && !this.lenient) {
              fail('HPE_INVALID_TRANSFER_ENCODING', "Transfer-Encoding can't be present with Content-Length");
            }
            seen.encoding = seen.encoding === undefined ? headers[i + 1] : `${seen.encoding}, ${headers[i + 1]}`;
          }
          break;
      }
    }
    return seen;
  }

  #contentLength(seen, value) {
    if (!/^\d+$/.test(value)) fail('HPE_INVALID_CONTENT_LENGTH', 'Invalid character in Content-Length');
    const length = Number(value);
    if (!Number.isSafeInteger(length)) fail('HPE_INVALID_CONTENT_LENGTH', 'Content-Length overflow');
    if (seen.length >= 0) fail('HPE_UNEXPECTED_CONTENT_LENGTH', 'Content-Length already present');
    if (seen.encoding !== undefined && !this.lenient) {
      fail('HPE_UNEXPECTED_CONTENT_LENGTH', "Content-Length can't be present with Transfer-Encoding");
    }
    seen.length = length;
  }

  #isChunked(encoding) {
    const last = encoding.slice(encoding.lastIndexOf(',') + 1).trim().toLowerCase();
    return last === 'chunked';
  }

  #endHeaders() {
    const message = this.#message;
    message.headers = this.#headers;
    const seen = this.#survey();
    const isRequest = this.kind === HTTPParser.REQUEST;
    const chunked = seen.encoding !== undefined && this.#isChunked(seen.encoding);
    if (isRequest && seen.encoding !== undefined && !chunked && !this.lenient) {
      fail('HPE_INVALID_TRANSFER_ENCODING', 'Request has invalid `Transfer-Encoding`');
    }
    message.upgrade = isRequest ? message.method === 'CONNECT' || (seen.upgrade && seen.connectionUpgrade) :
      seen.upgrade && seen.connectionUpgrade && message.statusCode === 101;
    const { statusCode } = message;
    const noBody = !isRequest && (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode < 200));
    const untilEnd = !isRequest && !noBody && !chunked && (seen.encoding !== undefined || seen.length < 0);
    const newer = message.versionMajor > 1 || (message.versionMajor === 1 && message.versionMinor >= 1);
    message.shouldKeepAlive = newer ? !seen.close : seen.keepAlive && !seen.close;
    if (untilEnd) message.shouldKeepAlive = false;
    this.#size = 0;
    this.#extensions = 0;
    this.#state = BODY_EOF; // more than HEADERS, for those who look meanwhile
    const answer = this.onHeaders(message) | 0;
    if (answer === 1 && untilEnd) message.shouldKeepAlive = newer ? !seen.close : seen.keepAlive;
    this.#closing = isRequest && !message.shouldKeepAlive;
    if (answer === 2) {
      this.#closing = false;
      this.onComplete();
      this.#state = DONE;
    } else if (answer === 1 || noBody) {
      this.#complete();
    } else if (chunked) {
      this.#state = CHUNK_SIZE;
    } else if (seen.length > 0) {
      this.#remaining = seen.length;
      this.#state = BODY_LENGTH;
    } else if (seen.length === 0 || isRequest) {
      this.#complete();
    }
  }

  #chunkSize(text) {
    const match = /^([0-9a-fA-F]+)[ \t]*(;.*)?$/.exec(text);
    if (match === null) fail('HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size');
    const size = Number.parseInt(match[1], 16);
    if (!Number.isSafeInteger(size)) fail('HPE_INVALID_CHUNK_SIZE', 'Chunk size overflow');
    if (match[2] === undefined) this.#extensions = 0;
    if (size === 0) {
      this.#headers = [];
      this.#state = TRAILERS;
    } else {
      this.#remaining = size;
      this.#state = CHUNK_DATA;
    }
  }

  #complete() {
    this.#state = this.#closing ? DONE : START;
    this.#size = 0;
    this.#extensions = 0;
    this.headersStarted = false;
    this.onComplete();
  }
}

module.exports = { HTTPParser, ParseError };
