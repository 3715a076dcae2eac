// SPDX-License-Identifier: MIT
// Http2Stream: one request and its response (or a pushed response) as a Duplex over its session.

const { Duplex } = require('stream');
const { Buffer } = require('buffer');
const context = require('internal/process/async_context');
const native = binding('http2');
const {
  AbortError,
  codes: {
    ERR_HTTP2_HEADERS_AFTER_RESPOND, ERR_HTTP2_HEADERS_SENT, ERR_HTTP2_INVALID_INFO_STATUS,
    ERR_HTTP2_INVALID_STREAM, ERR_HTTP2_NESTED_PUSH, ERR_HTTP2_OUT_OF_STREAMS, ERR_HTTP2_PUSH_DISABLED,
    ERR_HTTP2_STATUS_101, ERR_HTTP2_STATUS_INVALID, ERR_HTTP2_TRAILERS_ALREADY_SENT, ERR_HTTP2_TRAILERS_NOT_READY, ERR_INVALID_ARG_TYPE,
  },
} = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const {
  kAuthority, kClosed, kData, kEnd, kFrame, kHandle, kHeaders, kInit, kMaybeDestroy, kMeasure, kOptions, kPending, kProtocol, kSession, kState, kStreams,
  kTouch, kWantTrailers, kWrote,
} = require('internal/http2/symbols');
const { NghttpError, streamError } = require('internal/http2/errors');
const { setActivityTimeout, touch } = require('internal/http2/timeouts');
const {
  checkRequestPseudo, checkResponsePseudo, checkTrailerPseudo, headerText, listToObject, sensitiveHeaders, validateHeaderObject,
} = require('internal/http2/headers');
const channels = require('internal/http2/channels');

const NO_ERROR = 0;
const INTERNAL_ERROR = 2;
const CANCEL = 8;
const FLAG_END_STREAM = 1;
const ERR_INVALID_ARGUMENT = -501;
const ERR_NOMEM = -901;
const ERR_STREAM_ID_NOT_AVAILABLE = -509;

// When a reset is sent: at once, after what was written, never.
const [kForce, kWhenWritten, kNone] = [0, 1, 2];

// What a stream remembers beside what Duplex does.
class State {
  aborted = false;
  closed = false;
  didRead = false;
  endAfterHeaders = false;
  fromFile = false; // a file is being sent, which will end the stream
  headRequest = false;
  headersSent = false;
  isPush = false;
  hasTrailers = false;
  trailersReady = false;
  trailersSent = false;
  rstCode = NO_ERROR;
  resetSent = false;
  held = []; // what came before anybody read
  heldEnd = false;
  unread = 0; // bytes in the reader's buffer that the peer may not send again yet
  writeCallbacks = [];
}

const numbers = new Float64Array(6);

// Ends a stream as far as JavaScript is concerned; how the peer learns of it says `reset`.
function closeStream(stream, code, reset = kForce) {
  const state = stream[kState];
  state.closed = true;
  state.rstCode = code;
  channels.closed(stream);
  stream.setTimeout(0);
  const { ending } = stream._writableState;
  if (!ending) {
    if (!state.aborted || state.endAfterHeaders) {
      state.aborted = true;
      stream.emit('aborted');
    }
    stream.end();
  }
  if (reset === kNone) return;
  const finish = () => finishClose(stream, code);
  if (!ending || stream.writableFinished || code !== NO_ERROR || stream.destroyed || reset === kForce) finish();
  else stream.once('finish', finish);
}

function finishClose(stream, code) {
  const session = stream[kSession];
  const state = stream[kState];
  if (session === undefined || state.resetSent) return;
  if (stream.id === undefined) {
    stream.push(null);
    stream.once('ready', () => finishClose(stream, code));
    return;
  }
  state.resetSent = true;
  // What was written before must go out before the reset does.
  session.flushNow();
  if (session[kHandle] !== undefined) {
    native.reset(session[kHandle], stream.id, code);
    session.scheduleFlush();
  }
}

class Http2Stream extends Duplex {
  #id;
  #sentHeaders;
  #sentInfo;
  #sentTrailers;
  #pendingWrites = 0;
  #endTold = false; // nghttp2 knows that nothing follows

  constructor(session, options) {
    super({ ...options, allowHalfOpen: true, decodeStrings: false, autoDestroy: false, emitClose: true });
    this[kSession] = session;
    this[kMeasure] = undefined;
    this[kState] = new State();
    this[kFrame] = context.frame;
    this.timeout = undefined;
    session[kPending].add(this);
    this.cork(); // what is written before there is a number goes out together
    this.once('end', onEnd);
    this.once('finish', onEnd);
  }

  // The stream has its number.
  [kInit](id) {
    const session = this[kSession];
    this.#id = id;
    session[kPending].delete(this);
    session[kStreams].set(id, this);
    if (session[kMeasure] !== null) this.#observe(session);
    this.uncork();
    this.emit('ready');
  }

  #observe(session) {
    const { StreamMeasure } = require('internal/http2/measures');
    session[kMeasure].opened(session[kStreams].size);
    this[kMeasure] = new StreamMeasure(session[kMeasure]);
    if (this.isServerSide) this[kMeasure].headers();
  }

  get id() { return this.#id; }
  get pending() { return this.#id === undefined; }
  get session() { return this[kSession]; }
  get sentHeaders() { return this.#sentHeaders; }
  get sentInfoHeaders() { return this.#sentInfo; }
  get sentTrailers() { return this.#sentTrailers; }
  get endAfterHeaders() { return this[kState].endAfterHeaders; }
  get aborted() { return this[kState].aborted; }
  get closed() { return this[kState].closed; }
  get rstCode() { return this[kState].rstCode; }
  get bufferSize() { return this.#pendingWrites + this.writableLength; }
  get _handle() { return this.#id === undefined ? undefined : this[kSession]?.[kHandle]; }

  noteSentHeaders(headers) { this.#sentHeaders = headers; }
  noteSentInfo(headers) { (this.#sentInfo ??= []).push(headers); }
  noteSentTrailers(headers) { this.#sentTrailers = headers; }

  get state() {
    const handle = this._handle;
    if (handle === undefined || this.destroyed) return {};
    native.streamState(handle, this.#id, numbers);
    return { state: numbers[0], weight: numbers[1], sumDependencyWeight: numbers[2], localClose: numbers[3], remoteClose: numbers[4],
             localWindowSize: numbers[5] };
  }

  setTimeout(msecs, callback) {
    return setActivityTimeout(this, msecs, callback, () => {
      if (this.destroyed) return;
      if (this.#pendingWrites > 0 && this[kSession] !== undefined && this[kSession].madeProgress()) {
        this[kTouch]();
        return;
      }
      this.emit('timeout');
    });
  }

  [kTouch]() {
    if (this.destroyed) return;
    touch(this);
    const session = this[kSession];
    if (session !== undefined) session[kTouch]();
  }

  // ---- writing ------------------------------------------------------------------------------------------------------------------

  #whenReady(run, callback) {
    if (this.#id !== undefined) return false;
    this.once('ready', () => (this.destroyed || this[kSession] === undefined ? callback() : run()));
    return true;
  }

  #send(chunks, callback) {
    const session = this[kSession];
    const handle = session?.[kHandle];
    if (handle === undefined || this.destroyed) {
      callback(this.destroyed ? undefined : new ERR_HTTP2_INVALID_STREAM());
      return;
    }
    this[kTouch]();
    if (!this.headersSent) this.proceed();
    let total = 0;
    let sent = 0;
    for (const bytes of chunks) {
      if (bytes.length === 0) continue;
      const rc = native.write(handle, this.#id, bytes);
      if (rc < 0 && rc !== ERR_INVALID_ARGUMENT) {
        callback(new NghttpError(rc));
        return;
      }
      // Where nghttp2 has closed the stream already, its end is about to be told.
      total += bytes.length;
      sent++;
    }
    session.scheduleFlush();
    if (sent === 0) {
      callback();
      return;
    }
    this[kMeasure]?.sent(total);
    this.#pendingWrites += total;
    this[kState].writeCallbacks.push({ left: sent, total, callback });
    this.#tellEnd();
  }

  _write(data, encoding, callback) {
    if (this.#whenReady(() => this._write(data, encoding, callback), callback)) return;
    channels.bodyChunk(this, false, data, encoding);
    this.#send([typeof data === 'string' ? Buffer.from(data, encoding) : data], callback);
  }

  _writev(data, callback) {
    if (this.#whenReady(() => this._writev(data, callback), callback)) return;
    channels.bodyChunk(this, true, data.every(({ encoding }) => encoding === 'buffer') ? data.map(({ chunk }) => chunk) : data, '');
    this.#send(data.map(({ chunk, encoding }) => (typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk)), callback);
  }

  // Where all data is with nghttp2 already, its last frame can carry the end.
  end(chunk, encoding, callback) {
    if (this[kState].fromFile && !this.destroyed && !this[kState].closed) return this;
    super.end(chunk, encoding, callback);
    if (this._handle !== undefined && this.#pendingWrites > 0 && !this.destroyed) this.#tellEnd();
    return this;
  }

  #tellEnd() {
    const { ending, length, writelen } = this._writableState;
    if (!ending || length !== writelen || this.#endTold || this[kState].endedWithHeaders) return;
    this.#endTold = true;
    native.end(this._handle, this.#id, this[kState].hasTrailers);
  }

  // So many chunks have gone out.
  [kWrote](count) {
    const { writeCallbacks } = this[kState];
    while (count > 0 && writeCallbacks.length > 0) {
      const first = writeCallbacks[0];
      const taken = Math.min(count, first.left);
      first.left -= taken;
      count -= taken;
      if (first.left > 0) return;
      writeCallbacks.shift();
      this.#pendingWrites -= first.total;
      this[kTouch]();
      first.callback();
    }
  }

  _final(callback) {
    if (this.#whenReady(() => this._final(callback), callback)) return;
    const session = this[kSession];
    const handle = session?.[kHandle];
    channels.bodySent(this);
    if (handle === undefined || this[kState].endedWithHeaders || this.#endTold) {
      callback();
      return;
    }
    if (!this.headersSent) {
      if (this.closed || this[kState].headRequest) {
        callback();
        return;
      }
      this.proceed();
    }
    native.end(handle, this.#id, this[kState].hasTrailers);
    session.scheduleFlush();
    callback();
  }

  // ---- reading ------------------------------------------------------------------------------------------------------------------

  _read() {
    if (this.destroyed) {
      this.push(null);
      return;
    }
    const state = this[kState];
    if (!state.didRead) {
      state.didRead = true;
      for (const chunk of state.held.splice(0)) this.push(chunk);
      if (state.heldEnd) this.push(null);
    }
    if (this.#whenReady(() => this._read(), () => {})) return;
    this.#consume();
  }

  #consume() {
    const state = this[kState];
    const handle = this._handle;
    if (state.unread === 0 || handle === undefined) return;
    native.consume(handle, this.#id, state.unread);
    state.unread = 0;
    this[kSession].scheduleFlush();
  }

  [kData](bytes) {
    const state = this[kState];
    if (this.destroyed || this.readableEnded || this._readableState.ended) return;
    this[kTouch]();
    this[kMeasure]?.received(bytes.length);
    state.unread += bytes.length;
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!state.didRead) state.held.push(chunk);
    else if (this.push(chunk)) this.#consume();
  }

  [kEnd]() {
    if (this.destroyed || this._readableState.ended) return;
    if (this[kState].held.length > 0) {
      this[kState].heldEnd = true;
      return;
    }
    this.push(null);
    if (this._readableState.length === 0 && this[kState].closed) this.read(0);
  }

  // ---- the end ------------------------------------------------------------------------------------------------------------------

  // nghttp2 has closed the stream.
  [kClosed](code) {
    if (this.destroyed) return;
    const state = this[kState];
    if (!state.closed) closeStream(this, code, kNone);
    state.resetSent = true;
    if (code !== NO_ERROR) {
      // Data that came before the reset is lost only where nobody waits for it.
      if (this.readableLength === 0 || code !== NO_ERROR) {
        this.push(null);
        this.read(0);
        this.destroy();
        return;
      }
    }
    if (state.held.length > 0) state.heldEnd = true;
    else this.push(null);
    if (this.isServerSide && !state.didRead && this.readableFlowing === null) this.resume();
    else this.read(0);
    this[kMaybeDestroy]();
  }

  [kMaybeDestroy](code = NO_ERROR) {
    if (code !== NO_ERROR) {
      this.destroy();
      return;
    }
    if (!this.writableFinished || this.destroyed) return;
    const state = this[kState];
    const readDone = this._readableState.endEmitted || !this.readable;
    if (state.closed && readDone) {
      this.destroy();
      return;
    }
    if (this.isServerSide && !state.closed && state.headersSent && !state.didRead && this.readableFlowing === null && !state.isPush) {
      // Nobody reads the request; streams may yet be pushed.
      setImmediate(() => {
        if (!this.destroyed && !state.didRead && this.readableFlowing === null) this.close();
      });
    } else if (readDone && state.writeCallbacks.length === 0 && state.closed) {
      this.destroy();
    }
  }

  close(code = NO_ERROR, callback) {
    validateNumber(code, 'code', 0, 2 ** 32 - 1);
    if (!Number.isInteger(code)) throw new (require('internal/errors').codes.ERR_OUT_OF_RANGE)('code', 'an integer', code);
    if (callback !== undefined) validateFunction(callback, 'callback');
    if (this.closed) return;
    if (callback !== undefined) this.once('close', callback);
    closeStream(this, code, kWhenWritten);
  }

  priority() {
    warnPriority('http2Stream.priority is longer supported after priority signalling was deprecated in RFC 9113');
    if (this.destroyed) throw new ERR_HTTP2_INVALID_STREAM();
  }

  _destroy(error, callback) {
    const session = this[kSession];
    const state = this[kState];
    const id = this.#id;
    const sessionCode = session === undefined ? NO_ERROR : session.endCode;
    let code = state.closed ? state.rstCode : sessionCode;
    if (error !== null && error !== undefined && !state.closed) {
      code = sessionCode || (error instanceof AbortError ? CANCEL : INTERNAL_ERROR);
    }
    if (!state.closed) closeStream(this, code, id !== undefined ? kForce : kNone);
    else if (error != null && !state.resetSent && id !== undefined) finishClose(this, code === NO_ERROR ? CANCEL : code);
    this.push(null);
    this.setTimeout(0);
    if (session !== undefined) {
      session[kPending].delete(this);
      if (id !== undefined) session[kStreams].delete(id);
    }
    // The peer may cancel; that is no error of this side.
    if (error == null && code !== NO_ERROR && code !== CANCEL) error = streamError(code);
    this[kSession] = undefined;
    const failed = state.writeCallbacks;
    state.writeCallbacks = [];
    if (session !== undefined) session[kMaybeDestroy]();
    for (const { callback: written } of failed) written(error);
    this[kMeasure]?.finish(id);
    channels.destroyed(this, error);
    callback(error);
  }

  // ---- trailers -----------------------------------------------------------------------------------------------------------------

  [kWantTrailers]() {
    this[kState].trailersReady = true;
    if (this.destroyed || this.closed) {
      native.endEmpty(this.session[kHandle], this.id);
      return;
    }
    if (!this.emit('wantTrailers')) this.sendTrailers({});
  }

  sendTrailers(headers) {
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    const state = this[kState];
    if (state.trailersSent) throw new ERR_HTTP2_TRAILERS_ALREADY_SENT();
    if (!state.trailersReady) throw new ERR_HTTP2_TRAILERS_NOT_READY();
    if (headers === null || typeof headers !== 'object') throw new ERR_INVALID_ARG_TYPE('headers', 'Object', headers);
    headers = Object.assign({ __proto__: null }, headers);
    const session = this[kSession];
    const text = headerText(headers, checkTrailerPseudo, session[kOptions].strictSingleValueFields !== false);
    state.trailersSent = true;
    this[kTouch]();
    this.noteSentTrailers(headers);
    const rc = text === '' ? native.endEmpty(session[kHandle], this.id) : native.trailers(session[kHandle], this.id, text);
    if (rc < 0) {
      this.destroy(new NghttpError(rc));
      return;
    }
    session.scheduleFlush();
  }
}

let warnedPriority = false;
function warnPriority(text) {
  if (warnedPriority) return;
  warnedPriority = true;
  process.emitWarning(text, 'DeprecationWarning', 'DEP0194');
}

function onEnd() { this[kMaybeDestroy](); }

// ---- the client's side ----------------------------------------------------------------------------------------------------------------

class ClientHttp2Stream extends Http2Stream {
  constructor(session, options) {
    super(session, options);
    this[kState].headersSent = true;
    this.on('headers', onHeaders);
  }
  get headersSent() { return true; }
  proceed() {}
  get authority() { return this[kAuthority]; }
  get protocol() { return this[kProtocol]; }
}

function onHeaders(headers) {
  if (headers[':status'] === 100) this.emit('continue');
}

// ---- the server's side ----------------------------------------------------------------------------------------------------------------

const noPayload = (status) => status === 204 || status === 205 || status === 304;

// Headers of a response with what they must have; also what respondWithFile() begins with.
function responseHeaders(stream, given, options) {
  validateHeaderObject(given);
  const state = stream[kState];
  let status;
  let headers;
  if (Array.isArray(given)) {
    headers = given.slice();
    const at = headers.findIndex((name, i) => i % 2 === 0 && String(name).toLowerCase() === ':status');
    if (at < 0) headers.unshift(':status', 200);
    status = at < 0 ? 200 : headers[at + 1] | 0;
    if (given[sensitiveHeaders] !== undefined) headers[sensitiveHeaders] = given[sensitiveHeaders];
    if (options.sendDate !== false && !headers.some((name, i) => i % 2 === 0 && String(name).toLowerCase() === 'date')) {
      headers.push('date', require('internal/http/common').utcDate());
    }
  } else {
    headers = Object.assign({ __proto__: null }, given);
    if (headers[':status'] == null) headers[':status'] = 200;
    else headers[':status'] |= 0;
    status = headers[':status'];
    if (options.sendDate !== false && headers.date == null) headers.date = require('internal/http/common').utcDate();
  }
  if (status < 200 || status > 599) throw new ERR_HTTP2_STATUS_INVALID(given?.[':status'] ?? status);
  return { headers, status, bodyless: noPayload(status) || state.headRequest };
}

class ServerHttp2Stream extends Http2Stream {
  constructor(session, id, options, headers) {
    super(session, options);
    this[kProtocol] = headers[':scheme'];
    this[kAuthority] = headers[':authority'] ?? headers.host;
    this[kHeaders] = headers;
    this[kInit](id);
  }

  get isServerSide() { return true; }
  get headersSent() { return this[kState].headersSent; }
  get headRequest() { return this[kState].headRequest; }
  get pushAllowed() {
    const session = this[kSession];
    return !this.destroyed && !this.closed && session !== undefined && !session.closed && !session.destroyed &&
      session.remoteSettings.enablePush === true && !this[kState].isPush;
  }

  proceed() { this.respond(); }

  pushStream(headers, options, callback) {
    if (!this.pushAllowed) {
      if (this[kState].isPush) throw new ERR_HTTP2_NESTED_PUSH();
      throw new ERR_HTTP2_PUSH_DISABLED();
    }
    if (typeof options === 'function') {
      callback = options;
      options = undefined;
    }
    validateFunction(callback, 'callback');
    if (options !== undefined) validateObject(options, 'options');
    options = { ...options, endStream: options?.endStream ?? false };
    validateBoolean(options.endStream, 'options.endStream');
    const session = this[kSession];
    this[kTouch]();
    validateHeaderObject(headers);
    headers = Object.assign({ __proto__: null }, headers);
    headers[':method'] ??= 'GET';
    headers[':authority'] ??= this[kAuthority];
    headers[':scheme'] ??= this[kProtocol];
    headers[':path'] ??= '/';
    const headRequest = headers[':method'] === 'HEAD';
    if (headRequest) options.endStream = true;
    const text = headerText(headers, checkRequestPseudo, session[kOptions].strictSingleValueFields !== false);
    const id = native.push(session[kHandle], this.id, text);
    if (id < 0) {
      const error = id === ERR_STREAM_ID_NOT_AVAILABLE ? new ERR_HTTP2_OUT_OF_STREAMS() : new NghttpError(id);
      process.nextTick(callback, error);
      return;
    }
    const stream = new ServerHttp2Stream(session, id, { readable: false }, headers);
    const state = stream[kState];
    state.isPush = true;
    state.headRequest = headRequest;
    stream.noteSentHeaders(headers);
    stream.push(null);
    if (options.endStream) stream.end();
    session.scheduleFlush();
    channels.serverCreated(stream, headers);
    channels.serverStarted(stream, headers);
    process.nextTick(callback, null, stream, headers, 0);
  }

  // Sends the head; `endStream` says that it is all.
  sendHead({ headers, status, bodyless }, endStream, hasTrailers) {
    const session = this[kSession];
    const state = this[kState];
    const text = headerText(headers, checkResponsePseudo, session[kOptions].strictSingleValueFields !== false);
    state.headersSent = true;
    this.noteSentHeaders(Array.isArray(headers) ? listToObject(headers) : headers);
    const ends = endStream || bodyless;
    if (ends) state.endedWithHeaders = true;
    else state.hasTrailers = hasTrailers;
    const rc = native.respond(session[kHandle], this.id, text, !ends);
    if (rc < 0) {
      if (rc === ERR_NOMEM) this[kSession].destroy(new NghttpError(rc));
      else this.destroy(new NghttpError(rc));
      return false;
    }
    this.lastStatus = status;
    session.scheduleFlush();
    channels.serverFinished(this, headers, ends ? FLAG_END_STREAM : 0);
    return true;
  }

  respond(headers, options = kEmptyObject) {
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    if (this.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    validateObject(options, 'options');
    const { endStream = false, waitForTrailers = false } = options;
    this[kTouch]();
    const head = responseHeaders(this, headers, { sendDate: this.sendDate });
    const ends = !!endStream || head.bodyless;
    if (!this.sendHead(head, ends, !!waitForTrailers)) return;
    if (ends) this.end();
  }

  additionalHeaders(given) {
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    if (this.headersSent) throw new ERR_HTTP2_HEADERS_AFTER_RESPOND();
    validateHeaderObject(given);
    const headers = Object.assign({ __proto__: null }, given);
    if (headers[':status'] != null) {
      const status = headers[':status'] |= 0;
      if (status === 101) throw new ERR_HTTP2_STATUS_101();
      if (status < 100 || status >= 200) throw new ERR_HTTP2_INVALID_INFO_STATUS(given[':status']);
    }
    this[kTouch]();
    const session = this[kSession];
    const text = headerText(headers, checkResponsePseudo, session[kOptions].strictSingleValueFields !== false);
    this.noteSentInfo(headers);
    const rc = native.info(session[kHandle], this.id, text);
    if (rc < 0) {
      this.destroy(new NghttpError(rc));
      return;
    }
    session.scheduleFlush();
  }

  respondWithFD(fd, headers, options) {
    require('internal/http2/respond_file').respondWithFD(this, fd, headers, options);
  }

  respondWithFile(path, headers, options) {
    require('internal/http2/respond_file').respondWithFile(this, path, headers, options);
  }
}

ServerHttp2Stream.prototype[Symbol.for('nodejs.rejection')] = function(error, event, ...args) {
  switch (event) {
    case 'request': {
      const [, res] = args;
      if (!res.headersSent && !res.finished) {
        res.statusCode = 500;
        res.end('Internal Server Error');
      } else {
        this.destroy(error);
      }
      break;
    }
    default:
      this.destroy(error);
  }
};

module.exports = {
  ClientHttp2Stream, ServerHttp2Stream, responseHeaders, warnPriority,
};
