// SPDX-License-Identifier: MIT
// Http2ServerRequest and Http2ServerResponse: requests and responses in HTTP/1's manner over a stream.

const { Readable } = require('stream');
const Stream = require('internal/streams/legacy').Stream;
const {
  codes: {
    ERR_HTTP2_HEADERS_SENT, ERR_HTTP2_INFO_STATUS_NOT_ALLOWED, ERR_HTTP2_INVALID_HEADER_VALUE, ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED, ERR_HTTP2_STATUS_INVALID, ERR_INVALID_ARG_VALUE, ERR_INVALID_HTTP_TOKEN, ERR_STREAM_WRITE_AFTER_END,
  },
  hideStackFrames,
} = require('internal/errors');
const { validateFunction, validateLinkHeaderValue, validateObject, validateString } = require('internal/validators');
const { kState } = require('internal/http2/symbols');
const { compatSocket } = require('internal/http2/socket_proxy');
const { isConnectionSpecific } = require('internal/http2/headers');
const { isToken } = require('internal/http/common');

const kRequest = Symbol('request');
const kResponse = Symbol('response');
const kStream = Symbol('stream');
const kAborted = Symbol('aborted');
const kBegin = Symbol('begin send');
const kProxySocket = Symbol('proxy socket');
const kSetHeader = Symbol('set header');
const kAppendHeader = Symbol('append header');

let warnedStatusMessage = false;
let warnedConnection = false;

function warnStatusMessage() {
  if (warnedStatusMessage) return;
  warnedStatusMessage = true;
  process.emitWarning('Status message is not supported by HTTP/2 (RFC7540 8.1.2.4)', 'UnsupportedWarning');
}

function warnConnectionHeader() {
  if (warnedConnection) return;
  warnedConnection = true;
  process.emitWarning('The provided connection header is not valid, the value will be dropped from the header and will never be in use.',
                      'UnsupportedWarning');
}

const isPseudo = (name) => name.charCodeAt(0) === 58;

const checkHeader = hideStackFrames((name, value) => {
  if (name === '' || typeof name !== 'string' || name.trim() === '' ) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
  if (isPseudo(name)) throw new ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED();
  if (value === undefined || value === null) throw new ERR_HTTP2_INVALID_HEADER_VALUE(value, name);
  if (!isConnectionSpecific(name, value) || name === 'te') return;
  warnConnectionHeader();
});

function proxyOf(owner, stream) {
  return owner[kProxySocket] ??= new Proxy(stream, compatSocket);
}

// ---- the request ----------------------------------------------------------------------------------------------------------------------

class Http2ServerRequest extends Readable {
  constructor(stream, headers, options, rawHeaders) {
    super({ autoDestroy: false, ...options });
    this[kState] = { closed: false, didRead: false };
    // Headers are made to be read and changed in the manner of HTTP/1.
    this.headers = headers;
    this.rawHeaders = rawHeaders;
    this.trailers = {};
    this.rawTrailers = [];
    this[kAborted] = false;
    this[kStream] = stream;
    stream[kProxySocket] = null;
    stream[kRequest] = this;
    this.on('pause', onRequestPause);
    this.on('resume', onRequestResume);
    stream.on('trailers', onTrailers);
    stream.on('end', onStreamEnd);
    stream.on('error', onStreamError);
    stream.on('aborted', onStreamAborted);
    stream.on('close', onRequestClose);
    stream.on('timeout', onTimeout(kRequest));
  }

  get aborted() { return this[kAborted]; }
  get complete() { return this[kAborted] || this.readableEnded || this[kState].closed || this[kStream].destroyed; }
  get stream() { return this[kStream]; }
  get socket() { return proxyOf(this, this[kStream]); }
  get connection() { return this.socket; }
  get httpVersion() { return '2.0'; }
  get httpVersionMajor() { return 2; }
  get httpVersionMinor() { return 0; }

  get method() { return this.headers[':method']; }
  set method(value) {
    validateString(value, 'method');
    if (value.trim() === '') throw new ERR_INVALID_ARG_VALUE('method', value);
    this.headers[':method'] = value;
  }
  get authority() { return this.headers[':authority'] ?? this.headers.host; }
  get scheme() { return this.headers[':scheme']; }
  get url() { return this.headers[':path']; }
  set url(value) { this.headers[':path'] = value; }

  setTimeout(msecs, callback) {
    if (!this[kState].closed) this[kStream].setTimeout(msecs, callback);
    return this;
  }

  _read() {
    const stream = this[kStream];
    const state = this[kState];
    if (!state.didRead) {
      state.didRead = true;
      stream.on('data', onData);
    } else {
      process.nextTick(resumeStream, stream);
    }
  }
}

function resumeStream(stream) { if (!stream.destroyed) stream.resume(); }
function onData(chunk) {
  const request = this[kRequest];
  if (request !== undefined && !request.push(chunk)) this.pause();
}
function onStreamEnd() {
  const request = this[kRequest];
  if (request !== undefined) request.push(null);
}
// Errors of the stream end it; requests and responses do not repeat them.
function onStreamError() {}
function onStreamAborted() {
  const request = this[kRequest];
  if (request !== undefined && !request[kState].closed) {
    request[kAborted] = true;
    request.emit('aborted');
  }
}
function onTrailers(trailers, flags, raw) {
  const request = this[kRequest];
  if (request === undefined) return;
  Object.assign(request.trailers, trailers);
  request.rawTrailers.push(...raw);
}
function onRequestPause() { this[kStream].pause(); }
function onRequestResume() { resumeStream(this[kStream]); }
function onRequestClose() {
  const request = this[kRequest];
  if (request === undefined) return;
  request[kState].closed = true;
  request.push(null);
  // Any other name would hold the stream.
  this[kRequest] = undefined;
  this.removeListener('data', onData);
  const closed = () => request.emit('close');
  if (!request[kState].didRead && request.readableFlowing === null && !request[kAborted] && request.listenerCount('end') > 0) {
    // Nobody reads what has no data left: it ends all the same.
    request.once('end', () => process.nextTick(closed)).resume();
  } else {
    process.nextTick(closed);
  }
}
const onTimeout = (which) => function() {
  const owner = this[which];
  if (owner !== undefined) owner.emit('timeout');
};

// ---- the response ---------------------------------------------------------------------------------------------------------------------

class Http2ServerResponse extends Stream {
  constructor(stream, options) {
    super(options);
    this[kState] = { closed: false, ending: false, destroyed: false, headRequest: false, sendDate: true, statusCode: 200 };
    this.headers = { __proto__: null };
    this.trailers = { __proto__: null };
    this[kStream] = stream;
    stream[kProxySocket] = null;
    stream[kResponse] = this;
    this.writable = true;
    this.req = stream[kRequest];
    stream.on('drain', onDrain);
    stream.on('close', onResponseClose);
    stream.on('wantTrailers', onWantTrailers);
    stream.on('timeout', onTimeout(kResponse));
  }

  // What streams say of themselves.
  get _header() { return this.headersSent; }
  get writableEnded() { return this[kState].ending; }
  get finished() { return this[kState].ending; }
  get socket() {
    if (this[kState].closed) return undefined;
    return proxyOf(this, this[kStream]);
  }
  get connection() { return this.socket; }
  get writableCorked() { return this[kStream].writableCorked; }
  get writableHighWaterMark() { return this[kStream].writableHighWaterMark; }
  get writableFinished() { return this[kStream].writableFinished; }
  get writableLength() { return this[kStream].writableLength; }
  get writableNeedDrain() { return this[kStream].writableNeedDrain; }
  get stream() { return this[kStream]; }
  get headersSent() { return this[kStream].headersSent; }
  get destroyed() { return this[kState].destroyed || this[kStream].destroyed; }

  get sendDate() { return this[kState].sendDate; }
  set sendDate(value) { this[kState].sendDate = Boolean(value); }
  get statusCode() { return this[kState].statusCode; }
  set statusCode(code) {
    code |= 0;
    if (code >= 100 && code < 200) throw new ERR_HTTP2_INFO_STATUS_NOT_ALLOWED();
    if (code < 100 || code > 599) throw new ERR_HTTP2_STATUS_INVALID(code);
    this[kState].statusCode = code;
  }
  get statusMessage() {
    warnStatusMessage();
    return '';
  }
  set statusMessage(_) { warnStatusMessage(); }

  // ---- headers ------------------------------------------------------------------------------------------------------------------

  setTrailer(name, value) {
    validateString(name, 'name');
    name = name.trim().toLowerCase();
    checkHeader(name, value);
    this.trailers[name] = value;
  }
  addTrailers(headers) {
    for (const name of Object.keys(headers)) this.setTrailer(name, headers[name]);
  }
  getHeader(name) {
    validateString(name, 'name');
    return this.headers[name.trim().toLowerCase()];
  }
  getHeaderNames() { return Object.keys(this.headers); }
  getHeaders() { return Object.assign({ __proto__: null }, this.headers); }
  hasHeader(name) {
    validateString(name, 'name');
    return Object.hasOwn(this.headers, name.trim().toLowerCase());
  }
  removeHeader(name) {
    validateString(name, 'name');
    if (this[kStream].headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    name = name.trim().toLowerCase();
    if (name === 'date') this[kState].sendDate = false;
    delete this.headers[name];
  }
  setHeader(name, value) {
    validateString(name, 'name');
    this[kSetHeader](name, value);
    return this;
  }
  [kSetHeader](name, value) {
    name = name.trim().toLowerCase();
    checkHeader(name, value);
    if (!isPseudo(name) && !isToken(name)) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
    if (isConnectionSpecific(name, value)) return;
    if (this[kStream].headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    if (name === 'date') this[kState].sendDate = true;
    this.headers[name] = value;
  }
  appendHeader(name, value) {
    validateString(name, 'name');
    this[kAppendHeader](name, value);
    return this;
  }
  [kAppendHeader](name, value) {
    name = name.trim().toLowerCase();
    checkHeader(name, value);
    if (!isToken(name)) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
    if (isConnectionSpecific(name, value)) return;
    if (this[kStream].headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    const existing = this.headers[name];
    if (existing === undefined) this.headers[name] = value;
    else this.headers[name] = [].concat(existing, value);
  }
  setHeaders(headers) {
    if (this.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    for (const { 0: name, 1: value } of headers) this.setHeader(name, value);
    return this;
  }
  flushHeaders() {
    if (!this[kState].closed && !this[kStream].headersSent) this.writeHead(this[kState].statusCode);
  }

  writeHead(statusCode, statusMessage, headers) {
    const state = this[kState];
    if (state.closed || this[kStream].destroyed) return this;
    if (this[kStream].headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    if (typeof statusMessage === 'string') warnStatusMessage();
    if (headers === undefined && typeof statusMessage === 'object') headers = statusMessage;
    if (Array.isArray(headers)) {
      if (headers.length > 0 && Array.isArray(headers[0])) {
        for (const { 0: name } of headers) delete this.headers[String(name).trim().toLowerCase()];
        for (const { 0: name, 1: value } of headers) this[kAppendHeader](name, value);
      } else {
        if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
        for (let i = 0; i < headers.length; i += 2) delete this.headers[String(headers[i]).trim().toLowerCase()];
        for (let i = 0; i < headers.length; i += 2) this[kAppendHeader](headers[i], headers[i + 1]);
      }
    } else if (headers !== null && typeof headers === 'object') {
      for (const name of Object.keys(headers)) this[kSetHeader](name, headers[name]);
    }
    state.statusCode = statusCode;
    this[kBegin]();
    return this;
  }

  cork() { this[kStream].cork(); }
  uncork() { this[kStream].uncork(); }

  // ---- body ---------------------------------------------------------------------------------------------------------------------

  write(chunk, encoding, callback) {
    const state = this[kState];
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    let error;
    if (state.ending) error = new ERR_STREAM_WRITE_AFTER_END();
    else if (state.closed) error = new ERR_HTTP2_INVALID_STREAM();
    else if (state.destroyed) return false;
    if (error !== undefined) {
      if (typeof callback === 'function') process.nextTick(callback, error);
      this.destroy(error);
      return false;
    }
    const stream = this[kStream];
    if (!stream.headersSent) this.writeHead(state.statusCode);
    return stream.write(chunk, encoding, callback);
  }

  end(chunk, encoding, callback) {
    const stream = this[kStream];
    const state = this[kState];
    if (typeof chunk === 'function') {
      callback = chunk;
      chunk = null;
    } else if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    if ((state.closed || state.ending) && state.headRequest === stream.headRequest) {
      if (typeof callback === 'function') process.nextTick(callback);
      return this;
    }
    if (chunk !== null && chunk !== undefined) this.write(chunk, encoding);
    state.headRequest = stream.headRequest;
    state.ending = true;
    if (typeof callback === 'function') {
      if (stream.writableEnded) this.once('finish', callback);
      else stream.once('finish', callback);
    }
    if (!stream.headersSent) this.writeHead(state.statusCode);
    if (this[kState].closed || stream.destroyed) onResponseClose.call(stream);
    else stream.end();
    return this;
  }

  destroy(error) {
    if (this[kState].destroyed) return;
    this[kState].destroyed = true;
    this[kStream].destroy(error);
  }

  setTimeout(msecs, callback) {
    if (!this[kState].closed) this[kStream].setTimeout(msecs, callback);
  }

  createPushResponse(headers, callback) {
    validateFunction(callback, 'callback');
    if (this[kState].closed) {
      const error = new ERR_HTTP2_INVALID_STREAM();
      process.nextTick(callback, error);
      this.destroy(error);
      return;
    }
    this[kStream].pushStream(headers, {}, (error, stream) => {
      if (error) callback(error);
      else callback(null, new Http2ServerResponse(stream));
    });
  }

  [kBegin]() {
    const state = this[kState];
    const headers = this.headers;
    headers[':status'] = state.statusCode;
    const stream = this[kStream];
    stream.sendDate = state.sendDate;
    const options = { endStream: state.ending, waitForTrailers: true };
    stream.respond(headers, options);
  }

  writeContinue() {
    const stream = this[kStream];
    if (stream.headersSent || this[kState].closed) return false;
    stream.additionalHeaders({ ':status': 100 });
    return true;
  }

  writeEarlyHints(hints) {
    validateObject(hints, 'hints');
    const headers = { __proto__: null };
    const link = validateLinkHeaderValue(hints.link);
    for (const key of Object.keys(hints)) if (key !== 'link') headers[key] = hints[key];
    if (link.length === 0) return false;
    const stream = this[kStream];
    if (stream.headersSent || this[kState].closed) return false;
    stream.additionalHeaders({ ...headers, ':status': 103, 'link': link });
    return true;
  }
}

function onDrain() {
  const response = this[kResponse];
  if (response !== undefined) response.emit('drain');
}
function onWantTrailers() {
  const response = this[kResponse];
  if (response !== undefined) this.sendTrailers(response.trailers);
}
function onResponseClose() {
  const response = this[kResponse];
  if (response === undefined) return;
  const state = response[kState];
  // The answer to a HEAD request is done when the program has said so, though its stream has ended.
  if (this.headRequest && !state.headRequest) return;
  state.closed = true;
  this[kProxySocket] = null;
  this.removeListener('wantTrailers', onWantTrailers);
  this[kResponse] = undefined;
  response.emit('finish');
  response.emit('close');
}

// ---- a stream of a server whose program listens for requests ---------------------------------------------------------------------------

function onServerStream(Request, Response, stream, headers, flags, rawHeaders) {
  const request = new Request(stream, headers, undefined, rawHeaders);
  const response = new Response(stream);
  response.req = request;
  if (headers[':method'] === 'CONNECT' && !headers[':protocol']) {
    if (!this.emit('connect', request, response)) {
      response.statusCode = 405;
      response.end();
    }
    return;
  }
  if (headers.expect !== undefined) {
    if (headers.expect === '100-continue') {
      if (this.listenerCount('checkContinue') > 0) {
        this.emit('checkContinue', request, response);
      } else {
        response.writeContinue();
        this.emit('request', request, response);
      }
    } else if (this.listenerCount('checkExpectation') > 0) {
      this.emit('checkExpectation', request, response);
    } else {
      response.statusCode = 417;
      response.end();
    }
    return;
  }
  this.emit('request', request, response);
}

module.exports = { Http2ServerRequest, Http2ServerResponse, onServerStream };
