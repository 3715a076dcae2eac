// SPDX-License-Identifier: MIT
//
// OutgoingMessage: a request as the client, or a response as the server writes it. Header fields are kept until the first byte of
// the body; then the form of the body is decided (a length, chunks, or until the connection closes) and the head is written
// together with what follows.
'use strict';

const { Stream } = require('internal/streams/legacy');
const { getDefaultHighWaterMark } = require('stream');
const { Buffer } = require('buffer');
const {
  codes: {
    ERR_HTTP_BODY_NOT_ALLOWED, ERR_HTTP_CONTENT_LENGTH_MISMATCH, ERR_HTTP_HEADERS_SENT, ERR_HTTP_TRAILER_INVALID,
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_CHAR, ERR_METHOD_NOT_IMPLEMENTED, ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE, ERR_STREAM_DESTROYED, ERR_STREAM_NULL_VALUES, ERR_STREAM_WRITE_AFTER_END,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { byteLengthUtf8 } = require('internal/buffer_encodings');
const { kWriteMessage } = require('internal/net/socket');
const {
  chunked: chunkedExpression, hasBadCharacter, keyOf, kNeedDrain, kOutHeaders, utcDate, validateHeaderName,
  validateHeaderValue,
} = require('internal/http/common');
const { flushGathered, gather, gatheredLength, kChunkedLength, kGathered } = require('internal/http/gathering');

const { create } = Object;

const kCorked = Symbol('corked');
const kErrored = Symbol('errored');
const kUniqueHeaders = Symbol('kUniqueHeaders');
const kBytesWritten = Symbol('kBytesWritten');
const kHighWaterMark = Symbol('kHighWaterMark');
const kRejectNonStandardBodyWrites = Symbol('kRejectNonStandardBodyWrites');
const kSocket = Symbol('kSocket');
const kAfterFinish = Symbol('kAfterFinish');
const kCloseFinish = /^(?:.*[, ])?close(?:[, ].*)?$/i;

function nop() {}

// ServerResponse has the same fields, written out there: that an object is made in one place makes it cheap.
function OutgoingMessage(options) {
  Stream.call(this);
  this.outputData = [];
  this.outputSize = 0;
  this.writable = true;
  this.destroyed = false;
  this._last = false;
  this.chunkedEncoding = false;
  this.shouldKeepAlive = true;
  this.maxRequestsOnConnectionReached = false;
  this._defaultKeepAlive = true;
  this.useChunkedEncodingByDefault = true;
  this.sendDate = false;
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  this.strictContentLength = false;
  this[kBytesWritten] = 0;
  this._contentLength = null;
  this._hasBody = true;
  this._trailer = '';
  this[kNeedDrain] = false;
  this.finished = false;
  this._headerSent = false;
  this[kCorked] = 0;
  this[kChunkedLength] = 0;
  this[kGathered] = null;
  this._closed = false;
  this[kSocket] = null;
  this._header = null;
  this[kOutHeaders] = null;
  this._keepAliveTimeout = 0;
  this._onPendingData = nop;
  this[kErrored] = null;
  this[kHighWaterMark] = options?.highWaterMark ?? getDefaultHighWaterMark();
  this[kRejectNonStandardBodyWrites] = options?.rejectNonStandardBodyWrites ?? false;
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
Object.setPrototypeOf(OutgoingMessage, Stream);

function accessor(name, get, set) {
  Object.defineProperty(OutgoingMessage.prototype, name, { __proto__: null, configurable: true, enumerable: false, get, set });
}

accessor('errored', function() {
  return this[kErrored];
});
accessor('closed', function() {
  return this._closed;
});
accessor('writableFinished', function() {
  return this.finished && this.outputSize === 0 && (!this[kSocket] || this[kSocket].writableLength === 0);
});
accessor('writableObjectMode', () => false);
accessor('writableLength', function() {
  return this.outputSize + (this[kGathered] === null ? 0 : gatheredLength(this)) + (this[kSocket] ? this[kSocket].writableLength : 0);
});
accessor('writableHighWaterMark', function() {
  return this[kSocket] ? this[kSocket].writableHighWaterMark : this[kHighWaterMark];
});
accessor('writableCorked', function() {
  return this[kCorked];
});
accessor('writableEnded', function() {
  return this.finished;
});
accessor('writableNeedDrain', function() {
  return !this.destroyed && !this.finished && this[kNeedDrain];
});
accessor('headersSent', function() {
  return !!this._header;
});
for (const name of ['connection', 'socket']) {
  accessor(name, function() {
    return this[kSocket];
  }, function(value) {
    for (let i = 0; i < this[kCorked]; i++) {
      value?.cork();
      this[kSocket]?.uncork();
    }
    this[kSocket] = value;
  });
}
accessor('_headers', function() {
  return this.getHeaders();
}, function(value) {
  this[kOutHeaders] = null;
  if (value) for (const name of Object.keys(value)) this.setHeader(name, value[name]);
});

OutgoingMessage.prototype.cork = function() {
  this[kCorked]++;
  this[kSocket]?.cork();
};

OutgoingMessage.prototype.uncork = function() {
  this[kCorked]--;
  if (this[kCorked] === 0 && this[kGathered] !== null) flushGathered(this);
  this[kSocket]?.uncork();
};

OutgoingMessage.prototype.setTimeout = function(msecs, callback) {
  if (callback) this.on('timeout', callback);
  if (!this[kSocket]) this.once('socket', (socket) => socket.setTimeout(msecs));
  else this[kSocket].setTimeout(msecs);
  return this;
};

OutgoingMessage.prototype.destroy = function(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  this[kErrored] = error;
  if (this[kSocket]) this[kSocket].destroy(error);
  else this.once('socket', (socket) => socket.destroy(error));
  return this;
};

// ---- fields -------------------------------------------------------------------------------------------------------------------

function checkNotSent(message, action) {
  if (message._header) throw new ERR_HTTP_HEADERS_SENT(action);
}

function validateValue(name, value) {
  if (Array.isArray(value)) value.forEach((item) => validateHeaderValue(name, item));
  else validateHeaderValue(name, value);
}

OutgoingMessage.prototype.setHeader = function(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  const key = keyOf(name);
  validateHeaderValue(name, value);
  (this[kOutHeaders] ??= create(null))[key] = [name, value];
  return this;
};

OutgoingMessage.prototype.setHeaders = function(headers) {
  checkNotSent(this, 'set');
  if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  }
  const cookies = [];
  for (const [key, value] of headers) {
    if (key === 'set-cookie') {
      if (Array.isArray(value)) cookies.push(...value);
      else cookies.push(value);
    } else {
      this.setHeader(key, value);
    }
  }
  if (cookies.length > 0) this.setHeader('set-cookie', cookies);
  return this;
};

OutgoingMessage.prototype.appendHeader = function(name, value) {
  checkNotSent(this, 'append');
  const key = keyOf(name);
  validateHeaderValue(name, value);
  const headers = this[kOutHeaders] ??= create(null);
  if (headers[key] === undefined) {
    headers[key] = [name, value];
  } else {
    const before = Array.isArray(headers[key][1]) ? headers[key][1] : [headers[key][1]];
    headers[key] = [headers[key][0], [...before, ...(Array.isArray(value) ? value : [value])]];
  }
  return this;
};

OutgoingMessage.prototype.getHeader = function(name) {
  validateString(name, 'name');
  return this[kOutHeaders]?.[name.toLowerCase()]?.[1];
};

OutgoingMessage.prototype.getHeaderNames = function() {
  return this[kOutHeaders] ? Object.keys(this[kOutHeaders]) : [];
};

OutgoingMessage.prototype.getRawHeaderNames = function() {
  return this[kOutHeaders] ? Object.values(this[kOutHeaders]).map(([name]) => name) : [];
};

OutgoingMessage.prototype.getHeaders = function() {
  const result = { __proto__: null };
  for (const key of this.getHeaderNames()) result[key] = this[kOutHeaders][key][1];
  return result;
};

OutgoingMessage.prototype.hasHeader = function(name) {
  validateString(name, 'name');
  return this[kOutHeaders]?.[name.toLowerCase()] !== undefined;
};

OutgoingMessage.prototype.removeHeader = function(name) {
  validateString(name, 'name');
  checkNotSent(this, 'remove');
  const key = name.toLowerCase();
  if (key === 'connection') this._removedConnection = true;
  else if (key === 'content-length') this._removedContLen = true;
  else if (key === 'transfer-encoding') this._removedTE = true;
  else if (key === 'date') this.sendDate = false;
  if (this[kOutHeaders]) delete this[kOutHeaders][key];
};

OutgoingMessage.prototype._renderHeaders = function() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  const result = {};
  for (const [name, value] of Object.values(this[kOutHeaders] ?? {})) result[name] = value;
  return result;
};

OutgoingMessage.prototype._implicitHeader = function() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

OutgoingMessage.prototype.flushHeaders = function() {
  if (!this._header) this._implicitHeader();
  this._send('');
};

OutgoingMessage.prototype.addTrailers = function(headers) {
  this._trailer = '';
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  for (const [field, value] of pairs) {
    validateHeaderName(field, 'Trailer name');
    for (const item of Array.isArray(value) && value.length > 1 && !this[kUniqueHeaders]?.has(field.toLowerCase()) ? value : [value]) {
      const text = Array.isArray(item) ? item.join('; ') : item;
      if (hasBadCharacter(text)) throw new ERR_INVALID_CHAR('trailer content', field);
      this._trailer += `${field}: ${text}\r\n`;
    }
  }
};

// ---- the head -----------------------------------------------------------------------------------------------------------------

// What was seen among the fields.
const SEEN_CONNECTION = 1;
const SEEN_LENGTH = 2;
const SEEN_ENCODING = 4;
const SEEN_DATE = 8;
const SEEN_EXPECT = 16;
const SEEN_TRAILER = 32;

// Written by the functions below while a head is assembled, which nothing interrupts but an error.
let seen = 0;

OutgoingMessage.prototype._storeHeader = function(firstLine, headers) {
  let text = firstLine;
  seen = 0;
  if (headers) {
    if (headers === this[kOutHeaders]) {
      for (const key in headers) text += fieldText(this, headers[key][0], key, headers[key][1], false);
    } else if (Array.isArray(headers)) {
      text += listText(this, headers);
    } else {
      for (const name of Object.keys(headers)) text += fieldText(this, name, keyOf(name), headers[name], true);
    }
  }
  this._header = text + finishHead(this);
  this._headerSent = false;
  if (seen & SEEN_EXPECT) this._send('');
};

// Arrays of pairs, and flat arrays.
function listText(message, list) {
  let text = '';
  if (list.length > 0 && Array.isArray(list[0])) {
    for (const [name, value] of list) text += fieldText(message, name, keyOf(name), value, true);
    return text;
  }
  if (list.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', list);
  for (let i = 0; i < list.length; i += 2) text += fieldText(message, list[i], keyOf(list[i]), list[i + 1], true);
  return text;
}

function fieldText(message, name, key, value, validate) {
  if (Array.isArray(value)) {
    if ((value.length < 2 || key !== 'cookie') && !message[kUniqueHeaders]?.has(key)) {
      let text = '';
      for (const item of value) text += lineText(message, name, key, item, validate);
      return text;
    }
    value = value.join('; ');
  }
  return lineText(message, name, key, value, validate);
}

function lineText(message, name, key, value, validate) {
  if (validate) validateValue(name, value);
  note(message, key, value);
  return `${name}: ${value}\r\n`;
}

// What a field says about the connection and the body.
function note(message, key, value) {
  switch (key) {
    case 'connection':
      seen |= SEEN_CONNECTION;
      message._removedConnection = false;
      if (kCloseFinish.test(value)) message._last = true;
      else message.shouldKeepAlive = true;
      break;
    case 'transfer-encoding':
      seen |= SEEN_ENCODING;
      message._removedTE = false;
      if (chunkedExpression.test(value)) message.chunkedEncoding = true;
      break;
    case 'content-length':
      seen |= SEEN_LENGTH;
      message._contentLength = +value;
      message._removedContLen = false;
      break;
    case 'date':
      seen |= SEEN_DATE;
      break;
    case 'expect':
      seen |= SEEN_EXPECT;
      break;
    case 'trailer':
      seen |= SEEN_TRAILER;
      break;
    case 'keep-alive':
      message._defaultKeepAlive = false;
      break;
  }
}

// What most responses end with, made once a second.
let usualDate = '';
let usualTimeout = 0;
let usual = '';

function usualEnd(message) {
  const date = utcDate();
  if (date !== usualDate || message._keepAliveTimeout !== usualTimeout) {
    usualDate = date;
    usualTimeout = message._keepAliveTimeout;
    usual = `Date: ${date}\r\n${connectionField(message)}`;
  }
  return usual;
}

// The fields that the program left to us, and the empty line.
function finishHead(message) {
  let text = '';
  if (message.chunkedEncoding && (message.statusCode === 204 || message.statusCode === 304)) {
    // These have no body: chunks, even none, would be taken for the next message.
    message.chunkedEncoding = false;
    message.shouldKeepAlive = false;
  }
  if (message.sendDate && message.shouldKeepAlive && (seen & (SEEN_DATE | SEEN_CONNECTION)) === 0 && !message._removedConnection &&
      message.useChunkedEncodingByDefault && !message.maxRequestsOnConnectionReached && message._defaultKeepAlive &&
      ~~message._maxRequestsPerSocket === 0) {
    text = usualEnd(message);
  } else {
    if (message.sendDate && !(seen & SEEN_DATE)) text += `Date: ${utcDate()}\r\n`;
    if (message._removedConnection) message._last = !message.shouldKeepAlive;
    else if (!(seen & SEEN_CONNECTION)) text += connectionField(message);
  }
  if (!(seen & (SEEN_LENGTH | SEEN_ENCODING))) text += lengthField(message);
  if (message.chunkedEncoding !== true && (seen & SEEN_TRAILER)) throw new ERR_HTTP_TRAILER_INVALID();
  return `${text}\r\n`;
}

function connectionField(message) {
  const stays = message.shouldKeepAlive && ((seen & SEEN_LENGTH) || message.useChunkedEncodingByDefault || message.agent);
  if (!stays) {
    message._last = true;
    return 'Connection: close\r\n';
  }
  if (message.maxRequestsOnConnectionReached) return 'Connection: close\r\n';
  let text = 'Connection: keep-alive\r\n';
  if (message._keepAliveTimeout && message._defaultKeepAlive) {
    const seconds = Math.floor(message._keepAliveTimeout / 1000);
    const max = ~~message._maxRequestsPerSocket > 0 ? `, max=${message._maxRequestsPerSocket}` : '';
    text += `Keep-Alive: timeout=${seconds}${max}\r\n`;
  }
  return text;
}

function lengthField(message) {
  if (!message._hasBody) {
    message.chunkedEncoding = false;
    return '';
  }
  if (!message.useChunkedEncodingByDefault) {
    message._last = true;
    return '';
  }
  if (!(seen & SEEN_TRAILER) && !message._removedContLen && typeof message._contentLength === 'number') {
    return `Content-Length: ${message._contentLength}\r\n`;
  }
  if (!message._removedTE) {
    message.chunkedEncoding = true;
    return 'Transfer-Encoding: chunked\r\n';
  }
  message._last = true;
  return '';
}

// ---- the body -----------------------------------------------------------------------------------------------------------------

OutgoingMessage.prototype._send = function(data, encoding, callback, byteLength) {
  if (!this._headerSent && this._header !== null) {
    if (typeof data === 'string' && (encoding === 'utf8' || encoding === 'latin1' || !encoding)) {
      data = this._header + data;
    } else {
      this.outputData.unshift({ data: this._header, encoding: 'latin1', callback: null });
      this.outputSize += this._header.length;
      this._onPendingData(this._header.length);
    }
    this._headerSent = true;
  }
  return this._writeRaw(data, encoding, callback, byteLength);
};

OutgoingMessage.prototype._writeRaw = function(data, encoding, callback) {
  const socket = this[kSocket];
  if (socket?.destroyed) return false;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (socket && socket._httpMessage === this && socket.writable) {
    if (this.outputData.length > 0) this._flushOutput(socket);
    return socket.write(data, encoding, callback);
  }
  this.outputData.push({ data, encoding, callback });
  this.outputSize += data.length;
  this._onPendingData(data.length);
  return this.outputSize < this[kHighWaterMark];
};

function failLater(message, error, callback) {
  process.nextTick(() => {
    callback(error);
    if (typeof message.emit === 'function' && !message.destroyed) message.emit('error', error);
  });
}

function lengthOf(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
}

function writeBody(message, chunk, encoding, callback, fromEnd) {
  if (typeof callback !== 'function') callback = nop;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }
  let error;
  if (message.finished) error = new ERR_STREAM_WRITE_AFTER_END();
  else if (message.destroyed) error = new ERR_STREAM_DESTROYED('write');
  if (error) {
    if (!message.destroyed) failLater(message, error, callback);
    else process.nextTick(callback, error);
    return false;
  }
  const length = lengthOf(chunk, encoding);
  if (!message._header) {
    if (fromEnd) message._contentLength = length;
    message._implicitHeader();
  }
  if (!message._hasBody) {
    if (message[kRejectNonStandardBodyWrites]) throw new ERR_HTTP_BODY_NOT_ALLOWED();
    process.nextTick(callback);
    return true;
  }
  if (message.strictContentLength && typeof message._contentLength === 'number' && !message.hasHeader('transfer-encoding')) {
    const total = message[kBytesWritten] + length;
    if (fromEnd ? total !== message._contentLength : total > message._contentLength) {
      throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, message._contentLength);
    }
    message[kBytesWritten] = total;
  }
  const socket = message[kSocket];
  const inChunks = message.chunkedEncoding && (chunk.length !== 0 || message[kGathered] !== null);
  let ok;
  if (inChunks && (message[kGathered] !== null || (!fromEnd && socket !== null && socket._httpMessage === message))) {
    ok = writeGathered(message, chunk, encoding, length, callback);
  } else {
    if (!fromEnd && socket) corkForTick(socket);
    ok = inChunks ? sendChunk(message, chunk, encoding, callback, length) : message._send(chunk, encoding, callback, length);
  }
  if (!ok) message[kNeedDrain] = true;
  return ok;
}

function uncorkSocket(socket) {
  socket.uncork();
}

// What is written in this tick leaves in one system call.
function corkForTick(socket) {
  if (socket.writableCorked) return;
  socket.cork();
  process.nextTick(uncorkSocket, socket);
}

function sendChunk(message, chunk, encoding, callback, length) {
  if (isShortText(chunk, encoding)) return message._send(`${length.toString(16)}\r\n${chunk}\r\n`, encoding, callback);
  message._send(`${length.toString(16)}\r\n`, 'latin1', null);
  message._send(chunk, encoding, null, length);
  return message._send('\r\n', 'latin1', callback);
}

// With what else the same code writes. What comes in later microtasks (an asynchronous iterator's chunks) are chunks of their own, in the
// same system call.
function writeGathered(message, chunk, encoding, length, callback) {
  if (message[kGathered] === null) {
    corkForTick(message[kSocket]);
    queueMicrotask(() => flushLater(message));
  }
  const waiting = gather(message, chunk, encoding, length, callback === nop ? undefined : callback);
  return waiting < message.writableHighWaterMark ? !message[kSocket].writableNeedDrain : flushGathered(message);
}

function flushLater(message) {
  if (message[kGathered] !== null && message[kCorked] === 0) flushGathered(message);
}

OutgoingMessage.prototype.write = function(chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  return writeBody(this, chunk, encoding, callback, false);
};

// ---- the whole message at once ------------------------------------------------------------------------------------------------

function afterEnd(message, error) {
  if (error || message[kSocket]?._hadError) return;
  message[kAfterFinish]?.(message);
  message.emit('finish');
}

function isShortText(chunk, encoding) {
  return typeof chunk === 'string' && (!encoding || encoding === 'utf8' || encoding === 'utf-8' || encoding === 'latin1');
}

// Head and body leave with one call where nothing of the message was sent, and the socket has nothing to send before. False: it is not
// so (the head may be made by then).
function endAtOnce(message, chunk, encoding, callback) {
  const socket = message[kSocket];
  if (socket === null || socket._httpMessage !== message || message.outputData.length !== 0 || message._headerSent ||
      message[kGathered] !== null || message.strictContentLength || typeof socket[kWriteMessage] !== 'function') {
    return false;
  }
  const isText = isShortText(chunk, encoding);
  if (chunk && !isText && !(chunk instanceof Uint8Array)) return false;
  const latin1 = encoding === 'latin1';
  if (!message._header) {
    message._contentLength = !chunk ? 0 : !isText ? chunk.byteLength : latin1 ? chunk.length : byteLengthUtf8(chunk);
    message._implicitHeader();
    if (message._headerSent || message.finished || message[kSocket] !== socket) return false;
  }
  let head = message._header;
  let body = chunk || undefined;
  if (!message._hasBody) {
    if (chunk && message[kRejectNonStandardBodyWrites]) return false;
    body = undefined;
  } else if (message.chunkedEncoding) {
    if (body !== undefined && !isText) return false;
    const end = `0\r\n${message._trailer}\r\n`;
    if (body === undefined) head += end;
    else body = `${(latin1 ? body.length : byteLengthUtf8(body)).toString(16)}\r\n${body}\r\n${end}`;
  }
  if (!socket[kWriteMessage](head, body, latin1, message, afterEnd)) return false;
  message._headerSent = true;
  if (callback !== undefined) message.once('finish', callback);
  message[kCorked] = 0;
  message.finished = true;
  message._finish();
  return true;
}

OutgoingMessage.prototype.end = function(chunk, encoding, callback) {
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (!this.finished && !this.destroyed &&
      endAtOnce(this, chunk, encoding, typeof callback === 'function' ? callback : undefined)) {
    return this;
  }
  if (chunk) {
    if (this.finished) {
      failLater(this, new ERR_STREAM_WRITE_AFTER_END(), typeof callback === 'function' ? callback : nop);
      return this;
    }
    this[kSocket]?.cork();
    writeBody(this, chunk, encoding, null, true);
  } else if (this.finished) {
    if (typeof callback === 'function') {
      if (!this.writableFinished) this.on('finish', callback);
      else callback(new ERR_STREAM_ALREADY_FINISHED('end'));
    }
    return this;
  } else if (!this._header) {
    this[kSocket]?.cork();
    this._contentLength = 0;
    this._implicitHeader();
  }
  if (typeof callback === 'function') this.once('finish', callback);
  if (this.strictContentLength && typeof this._contentLength === 'number' && this[kBytesWritten] !== this._contentLength &&
      this._hasBody && !this.hasHeader('transfer-encoding')) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(this[kBytesWritten], this._contentLength);
  }
  const finish = (error) => afterEnd(this, error);
  if (this[kGathered] !== null) {
    this[kSocket]?.cork();
    flushGathered(this);
  }
  if (this._hasBody && this.chunkedEncoding) {
    this._send(`0\r\n${this._trailer}\r\n`, 'latin1', finish);
  } else if (!this._headerSent || this.writableLength || chunk) {
    this._send('', 'latin1', finish);
  } else {
    process.nextTick(finish);
  }
  const socket = this[kSocket];
  if (socket) {
    // All that the program corked, too: the message is over.
    socket._writableState.corked = 1;
    socket.uncork();
  }
  this[kCorked] = 0;
  this.finished = true;
  if (this.outputData.length === 0 && socket && socket._httpMessage === this) this._finish();
  return this;
};

OutgoingMessage.prototype._finish = function() {
  this.emit('prefinish');
};

// The socket has room, or has come.
OutgoingMessage.prototype._flush = function() {
  const socket = this[kSocket];
  if (!socket || !socket.writable) return;
  const ok = this._flushOutput(socket);
  if (this.finished) {
    this._finish();
  } else if (ok && this[kNeedDrain]) {
    this[kNeedDrain] = false;
    this.emit('drain');
  }
};

// A message that was ended before its socket came.
function flushOne(socket, { data, encoding, callback }) {
  if (typeof socket[kWriteMessage] !== 'function' || !isShortText(data, encoding) || socket.writableLength !== 0) return false;
  return socket[kWriteMessage]('', data, encoding === 'latin1', callback ?? nop, callWritten);
}

function callWritten(callback, error) {
  callback(error);
}

OutgoingMessage.prototype._flushOutput = function(socket) {
  const waiting = this.outputData;
  if (waiting.length === 0) return true;
  this.outputData = [];
  if (waiting.length === 1 && flushOne(socket, waiting[0])) {
    this._onPendingData(-this.outputSize);
    this.outputSize = 0;
    return true;
  }
  socket.cork();
  let ok = true;
  for (const { data, encoding, callback } of waiting) ok = socket.write(data, encoding, callback);
  socket.uncork();
  this._onPendingData(-this.outputSize);
  this.outputSize = 0;
  return ok;
};

OutgoingMessage.prototype.pipe = function() {
  this.emit('error', new ERR_STREAM_CANNOT_PIPE());
};

OutgoingMessage.prototype[Symbol.for('nodejs.rejection')] = function(error) {
  this.destroy(error);
};

function parseUniqueHeadersOption(headers) {
  if (!Array.isArray(headers)) return null;
  return new Set(headers.map((header) => header.toLowerCase()));
}

module.exports = {
  OutgoingMessage, kAfterFinish, kBytesWritten, kChunkedLength, kCorked, kErrored, kGathered, kHighWaterMark, kRejectNonStandardBodyWrites, kSocket,
  kUniqueHeaders, nop, parseUniqueHeadersOption,
};
