// SPDX-License-Identifier: MIT
//
// ClientRequest: one request and its response over a connection that an agent, or the program, supplies.
'use strict';

const net = require('net');
const {
  codes: {
    ERR_HTTP_HEADERS_SENT, ERR_INVALID_ARG_TYPE, ERR_INVALID_HTTP_TOKEN, ERR_INVALID_PROTOCOL, ERR_UNESCAPED_CHARACTERS,
  },
} = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const {
  OutgoingMessage, kBytesWritten, kChunkedLength, kCorked, kErrored, kGathered, kHighWaterMark, kRejectNonStandardBodyWrites, kSocket,
  kUniqueHeaders, nop, parseUniqueHeadersOption,
} = require('internal/http/outgoing');
const { getDefaultHighWaterMark } = require('internal/streams/state');
const { IncomingMessage, connectionReset, kFields } = require('internal/http/incoming');
const {
  HTTPParser, MAX_PAIRS, fieldsOf, info, keepsAlive, lenientFlags, toBuffer,
  KIND_HEAD, KIND_BODY, KIND_TRAILERS, KIND_COMPLETE, KIND_UPGRADED, KEEP_ALIVE,
  INFO_STATUS, INFO_MAJOR, INFO_MINOR, INFO_FLAGS, UPGRADE,
} = require('internal/http/parser');
const { isToken, kAbandon, kNeedDrain, kOutHeaders, kProxy } = require('internal/http/common');
const agents = require('internal/http/agent');
const { getTimerDuration } = require('internal/timers');

// eslint-disable-next-line no-control-regex
const BAD_PATH = /[^\x21-\xff]/;
const kError = Symbol('kError');
const kPath = Symbol('kPath');
const kPerf = Symbol('kPerf');
const kRequest = Symbol('kRequest');
const observers = require('internal/perf/counts');

const channels = { created: undefined, start: undefined, finish: undefined, error: undefined };

function channelOf(name) {
  return require('diagnostics_channel').channel(`http.client.${name}`);
}

function emitError(request, error) {
  const channel = channels.error ??= channelOf('request.error');
  if (channel.hasSubscribers) channel.publish({ request, error });
  request.emit('error', error);
}

function validateHost(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

function urlOptions(url) {
  return require('internal/url').urlToHttpOptions(url);
}

// (input, options, callback) in all its forms: [options, callback].
function readArguments(input, options, callback) {
  if (typeof input === 'string') {
    input = urlOptions(new URL(input));
  } else if (input instanceof URL || (input?.href !== undefined && input?.searchParams !== undefined && input?.protocol)) {
    input = urlOptions(input);
  } else {
    callback = options;
    options = input;
    input = null;
  }
  if (typeof options === 'function') {
    callback = options;
    options = input || {};
  } else {
    options = Object.assign(input || {}, options);
  }
  return [options, callback];
}

function chooseAgent(request, options) {
  let { agent } = options;
  const fallback = options._defaultAgent || agents.globalAgent;
  if (agent === false) {
    agent = new fallback.constructor();
  } else if (agent === null || agent === undefined) {
    if (typeof options.createConnection !== 'function') agent = fallback;
  } else if (typeof agent.addRequest !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  request.agent = agent;
  return [agent, fallback];
}

// The fields are OutgoingMessage's, and more of its own.
function ClientRequest(input, options, callback) {
  this._events = undefined;
  this._eventsCount = 0;
  this._maxListeners = undefined;
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
  this[kHighWaterMark] = getDefaultHighWaterMark(false);
  this[kRejectNonStandardBodyWrites] = false;
  this._listening = false;
  this[kPerf] = undefined;
  [options, callback] = readArguments(input, options, callback);
  const [agent, defaultAgent] = chooseAgent(this, options);
  const protocol = options.protocol || defaultAgent.protocol;
  let expected = defaultAgent.protocol;
  if (agent?.protocol) expected = agent.protocol;
  if (options.path) {
    const path = String(options.path);
    if (BAD_PATH.test(path)) throw new ERR_UNESCAPED_CHARACTERS('Request path');
  }
  if (protocol !== expected) throw new ERR_INVALID_PROTOCOL(protocol, expected);
  const defaultPort = options.defaultPort || agent?.defaultPort;
  const port = options.port = options.port || defaultPort || 80;
  const host = options.host = validateHost(options.hostname, 'hostname') || validateHost(options.host, 'host') || 'localhost';
  const setHost = options.setHost !== undefined ? Boolean(options.setHost) : options.setDefaultHeaders !== false;
  this._removedConnection = options.setDefaultHeaders === false;
  this._removedContLen = options.setDefaultHeaders === false;
  this._removedTE = options.setDefaultHeaders === false;
  this.socketPath = options.socketPath;
  if (options.timeout !== undefined) this.timeout = getTimerDuration(options.timeout, 'timeout');
  if (options.signal) require('stream').addAbortSignal(options.signal, this);
  readMethod(this, options);
  readParserOptions(this, options);
  this.path = options.path || '/';
  if (callback) this.once('response', callback);
  if (this.method === 'GET' || this.method === 'HEAD' || this.method === 'DELETE' || this.method === 'OPTIONS' ||
      this.method === 'TRACE' || this.method === 'CONNECT') {
    this.useChunkedEncodingByDefault = false;
  } else {
    this.useChunkedEncodingByDefault = true;
  }
  this._ended = false;
  this.res = null;
  this.aborted = false;
  this.timeoutCb = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.host = host;
  this.protocol = protocol;
  if (this.agent) {
    // A connection that is kept serves others later.
    if (!this.agent.keepAlive && !Number.isFinite(this.agent.maxSockets)) {
      this._last = true;
      this.shouldKeepAlive = false;
    } else {
      this._last = false;
      this.shouldKeepAlive = true;
    }
  }
  readHeaders(this, options, host, port, defaultPort, setHost);
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
  // A copy of ours since readArguments().
  if (options.signal) {
    options = { ...options };
    delete options.signal;
  }
  start(this, options);
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ClientRequest, OutgoingMessage);

function readMethod(request, options) {
  const { method } = options;
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.method', 'string', method);
  }
  if (method) {
    if (!isToken(method)) throw new ERR_INVALID_HTTP_TOKEN('Method', method);
    request.method = method.toUpperCase();
  } else {
    request.method = 'GET';
  }
}

function readParserOptions(request, options) {
  const { maxHeaderSize, insecureHTTPParser, joinDuplicateHeaders } = options;
  if (maxHeaderSize !== undefined) validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
  request.maxHeaderSize = maxHeaderSize;
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
  request.insecureHTTPParser = insecureHTTPParser;
  if (joinDuplicateHeaders !== undefined) validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  request.joinDuplicateHeaders = joinDuplicateHeaders;
}

function hostHeader(host, port, defaultPort) {
  let text = host;
  // An IPv6 address goes in brackets.
  if (text.includes(':') && text.indexOf(':') !== text.lastIndexOf(':') && text[0] !== '[') text = `[${text}]`;
  return port && +port !== defaultPort ? `${text}:${port}` : text;
}

function readHeaders(request, options, host, port, defaultPort, setHost) {
  let { headers } = options;
  const proxy = request.agent?.[kProxy];
  if (Array.isArray(headers)) {
    if (request.useChunkedEncodingByDefault === undefined) request.useChunkedEncodingByDefault = true;
    if (proxy !== undefined) headers = require('internal/http/proxy').prepareList(proxy, request, options, headers);
    request._storeHeader(`${request.method} ${request.path} HTTP/1.1\r\n`, headers);
    return;
  }
  if (Array.isArray(headers?.host)) throw new ERR_INVALID_ARG_TYPE('options.headers.host', 'string', headers.host);
  if (headers) for (const key of Object.keys(headers)) request.setHeader(key, headers[key]);
  if (host && !request.getHeader('host') && setHost) request.setHeader('Host', hostHeader(host, port, defaultPort));
  if (options.auth && !request.getHeader('Authorization')) {
    request.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
  }
  if (proxy !== undefined) require('internal/http/proxy').prepare(proxy, request, options);
  if (request.getHeader('expect')) {
    if (request._header) throw new ERR_HTTP_HEADERS_SENT('render');
    request._storeHeader(`${request.method} ${request.path} HTTP/1.1\r\n`, request[kOutHeaders]);
  }
}

function start(request, options) {
  const done = (error, socket) => {
    if (error) {
      process.nextTick(() => emitError(request, error));
      return;
    }
    request.onSocket(socket);
  };
  const channel = channels.created ??= channelOf('request.created');
  if (channel.hasSubscribers) channel.publish({ request });
  if (request.agent) {
    request.agent.addRequest(request, options);
    return;
  }
  request._last = true;
  request.shouldKeepAlive = false;
  options.path = options.socketPath || undefined;
  if (typeof options.createConnection === 'function') {
    let settled = false;
    const once = (error, socket) => {
      if (settled) return;
      settled = true;
      done(error, socket);
    };
    try {
      const socket = options.createConnection(options, once);
      if (socket) once(null, socket);
    } catch (error) {
      once(error);
    }
  } else {
    request.onSocket(net.createConnection(options));
  }
}

Object.defineProperty(ClientRequest.prototype, 'path', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return this[kPath];
  },
  set(value) {
    const path = String(value);
    if (BAD_PATH.test(path)) throw new ERR_UNESCAPED_CHARACTERS('Request path');
    this[kPath] = path;
  },
});

ClientRequest.prototype._finish = function() {
  OutgoingMessage.prototype._finish.call(this);
  if (observers.get('http') > 0) {
    const { method, protocol, host, path } = this;
    const detail = { req: { method, url: `${protocol}//${host}${path}`, headers: this.getHeaders() } };
    require('internal/perf/observe').startPerf(this, kPerf, { type: 'http', name: 'HttpClient', detail });
  }
  const channel = channels.start ??= channelOf('request.start');
  if (channel.hasSubscribers) channel.publish({ request: this });
};

ClientRequest.prototype._implicitHeader = function() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`, this[kOutHeaders]);
};

ClientRequest.prototype.abort = function() {
  if (this.aborted) return;
  this.aborted = true;
  process.nextTick(() => this.emit('abort'));
  this.destroy();
};

ClientRequest.prototype.destroy = function(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  if (this.res) this.res._dump();
  this[kError] = error;
  this.socket?.destroy(error);
  this[kAbandon]?.(); // a tunnel that is not there yet
  return this;
};

function emitClose(request) {
  request._closed = true;
  request.emit('close');
}

// ---- the parser -----------------------------------------------------------------------------------------------------------------

class ResponseParser extends HTTPParser {
  outgoing = null; // the request that is answered

  take(kinds, text, fields, bytes) {
    const request = this.outgoing;
    let answer = 0;
    if (request === null) return 0;
    if (kinds & KIND_HEAD) answer = onHead(request, text, fields);
    if (kinds & KIND_BODY) onBody(request, toBuffer(bytes));
    if (kinds & KIND_TRAILERS && request.res) request.res.rawTrailers = fieldsOf(fields);
    if (kinds & KIND_COMPLETE) onComplete(request);
    if (kinds & KIND_UPGRADED) request._upgradeHead = toBuffer(bytes);
    return answer;
  }
}

// Parsers that wait for their next request.
const parsers = {
  name: 'parsers',
  max: 1000,
  list: [],
  take() {
    return this.list.pop() ?? new ResponseParser();
  },
  give(parser) {
    parser.close();
    parser.outgoing = parser.socket = parser.incoming = null;
    if (this.list.length < this.max) this.list.push(parser);
  },
};

function freeParser(request) {
  const { parser } = request;
  if (!parser) return;
  if (parser.outgoing === request) parsers.give(parser);
  if (request.socket?.parser === parser) request.socket.parser = null;
  request.parser = null;
}

// ---- the socket -----------------------------------------------------------------------------------------------------------------

ClientRequest.prototype.onSocket = function(socket, error) {
  process.nextTick(takeSocket, this, socket, error);
};

// What the socket ends with is what the request ends with.
function destroyUnused(request, socket, error) {
  require('stream').finished(socket.destroy(error), (late) => {
    if (late?.code === 'ERR_STREAM_PREMATURE_CLOSE') late = null;
    giveUp(request, late ?? error ?? unusedReason(request));
  });
}

function unusedReason(request) {
  return request[kError] ?? (request.aborted ? null : connectionReset('socket hang up'));
}

function giveUp(request, reason) {
  request.destroyed = true;
  if (reason) emitError(request, reason);
  emitClose(request);
}

// On a socket, for the request that has it.
const listeners = {
  data(bytes) {
    onData(this[kRequest], bytes);
  },
  end() {
    onEnd(this[kRequest]);
  },
  close() {
    onClose(this[kRequest]);
  },
  error(error) {
    onError(this[kRequest], error);
  },
  drain() {
    onDrain(this[kRequest]);
  },
};

function takeSocket(request, socket, error) {
  if (request.destroyed || error) {
    if (request.destroyed && socket) {
      // Given up before it came: others may have it.
      if (!error && request.agent && !socket.destroyed) {
        socket.emit('free');
      } else {
        destroyUnused(request, socket, error ?? request[kError]);
        return;
      }
    }
    giveUp(request, error ?? unusedReason(request));
    return;
  }
  request.socket = socket;
  socket._httpMessage = request;
  const parser = parsers.take();
  const pairs = typeof request.maxHeadersCount === 'number' ? request.maxHeadersCount : MAX_PAIRS;
  parser.initialize(HTTPParser.RESPONSE, null, request.maxHeaderSize, lenientFlags(request.insecureHTTPParser), pairs);
  // What a response's head means depends on what was asked.
  parser.setAnswers(2);
  parser.socket = socket;
  parser.outgoing = request;
  request.parser = parser;
  socket.parser = parser;
  socket[kRequest] = request;
  request._listening = true;
  socket.on('data', listeners.data);
  socket.on('end', listeners.end);
  socket.on('close', listeners.close);
  socket.on('error', listeners.error);
  socket.on('drain', listeners.drain);
  if (request.timeout !== undefined || request.agent?.options?.timeout) listenForTimeout(request);
  request.emit('socket', socket);
  request._flush();
}

function detach(request) {
  if (!request._listening) return;
  letGo(request);
  process.nextTick(freeParser, request); // it may be at work
}

function letGo(request) {
  const { socket } = request;
  request._listening = false;
  socket.removeListener('data', listeners.data);
  socket.removeListener('end', listeners.end);
  socket.removeListener('close', listeners.close);
  socket.removeListener('error', listeners.error);
  socket.removeListener('drain', listeners.drain);
  if (request.timeoutCb) {
    socket.removeListener('timeout', request.timeoutCb);
    request.timeoutCb = null;
  }
  if (socket.parser === request.parser) socket.parser = null;
}

function onDrain(request) {
  if (!request.finished && request[kNeedDrain]) {
    request[kNeedDrain] = false;
    request.emit('drain');
  }
}

function onError(request, error) {
  if (request.socket._hadError !== undefined) request.socket._hadError = true;
  request[kError] ??= error;
  request._errorEmitted = true;
  emitError(request, error);
  request.parser?.finish();
  request.socket.destroy();
}

function onEnd(request) {
  const { socket, parser } = request;
  if (!request.res && !request._errorEmitted) {
    request._errorEmitted = true;
    if (socket._hadError !== undefined) socket._hadError = true;
    emitError(request, connectionReset('socket hang up'));
  }
  if (parser) parser.finish();
  socket.end();
}

function onClose(request) {
  const { res, parser } = request;
  request.destroyed = true;
  if (request.timeoutCb) {
    request.socket.removeListener('timeout', request.timeoutCb);
    request.timeoutCb = null;
  }
  if (res) {
    // What came by the end counts; a message that was cut does not.
    if (!res.complete) {
      parser?.finish();
      if (!res.complete) res.destroy(connectionReset('aborted'));
    }
    emitClose(request);
    if (!res.aborted && res.readable) res.push(null);
  } else {
    if (!request._errorEmitted) {
      request._errorEmitted = true;
      emitError(request, request[kError] ?? connectionReset('socket hang up'));
    }
    emitClose(request);
  }
  if (request.outputData) request.outputData.length = 0;
}

function onData(request, bytes) {
  const { parser, socket } = request;
  const result = parser.execute(bytes);
  if (result instanceof Error) {
    result.rawPacket = bytes;
    detachForError(request, result);
    return;
  }
  if (request._upgraded && request._upgradeHead) {
    upgraded(request, request._upgradeHead);
    return;
  }
  // A connection must be silent between two messages.
  if (request._responseOver && result < bytes.length) socket.destroy();
}

function upgraded(request, head) {
  const { res, socket } = request;
  detach(request);
  socket.readableFlowing = null;
  const event = request.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (request.listenerCount(event) > 0) {
    request.upgradeOrConnect = true;
    socket._httpMessage = null;
    socket.emit('agentRemove');
    request.emit(event, res, socket, head);
    request.destroyed = true;
    emitClose(request);
  } else {
    socket.destroy();
    onClose(request);
  }
}

function detachForError(request, error) {
  const { socket } = request;
  socket.removeListener('data', listeners.data);
  socket.removeListener('end', listeners.end);
  socket.destroy();
  request._errorEmitted = true;
  if (socket._hadError !== undefined) socket._hadError = true;
  emitError(request, error);
}

// ---- the response -----------------------------------------------------------------------------------------------------------------

function onHead(request, reason, fields) {
  const { socket } = request;
  if (request.res && !request._informational) {
    // More than was asked for.
    request._overrun = true;
    socket.destroy();
    return 0;
  }
  const flags = info[INFO_FLAGS];
  const statusCode = info[INFO_STATUS];
  const response = new IncomingMessage(socket);
  response.httpVersionMajor = info[INFO_MAJOR];
  response.httpVersionMinor = info[INFO_MINOR];
  response.httpVersion = `${info[INFO_MAJOR]}.${info[INFO_MINOR]}`;
  response.joinDuplicateHeaders = !!request.joinDuplicateHeaders;
  response.statusCode = statusCode;
  response.statusMessage = reason;
  response[kFields] = fields;
  response.upgrade = (flags & UPGRADE) !== 0;
  request.parser.incoming = response;
  if (request.method === 'CONNECT' || response.upgrade) {
    response.upgrade = true;
    request.res = response;
    request._upgraded = true;
    return 2;
  }
  if (statusCode >= 100 && statusCode < 200 && statusCode !== 101) {
    request._informational = true;
    if (statusCode === 100) request.emit('continue');
    request.emit('information', {
      statusCode,
      statusMessage: response.statusMessage,
      httpVersion: response.httpVersion,
      httpVersionMajor: response.httpVersionMajor,
      httpVersionMinor: response.httpVersionMinor,
      headers: response.headers,
      rawHeaders: response.rawHeaders,
    });
    return 1;
  }
  request._informational = false;
  request.res = response;
  if (request[kPerf] !== undefined) {
    const detail = { res: { statusCode, statusMessage: reason, headers: response.headers } };
    require('internal/perf/observe').stopPerf(request, kPerf, { detail });
  }
  response.req = request;
  // What ends with the connection leaves none to keep, unless it has no body at all.
  const stays = request.method === 'HEAD' ? (flags & KEEP_ALIVE) !== 0 : keepsAlive(flags);
  if (request.shouldKeepAlive && !stays && !request.upgradeOrConnect) request.shouldKeepAlive = false;
  const channel = channels.finish ??= channelOf('response.finish');
  if (channel.hasSubscribers) channel.publish({ request, response });
  response.on('end', onEndOfResponse);
  response.on('close', onCloseOfResponse);
  if (request.aborted || !request.emit('response', response)) response._dump();
  if (request.method === 'HEAD') return 1;
  return statusCode === 304 || statusCode === 204 ? 1 : 0;
}

function onEndOfResponse() {
  onResponseEnd(this.req);
}

function onCloseOfResponse() {
  if (!this.complete && !this.req.destroyed) this.req.destroy();
}

function onBody(request, bytes) {
  const { res } = request;
  if (!res || res._dumped || request._overrun) return;
  if (!res.push(bytes)) request.socket.pause();
}

function onComplete(request) {
  if (request._informational || request._overrun) return;
  const { res } = request;
  if (!res || request._upgraded) return;
  res.complete = true;
  request._responseOver = true;
  res.push(null);
  if (request.socket.readable) request.socket.resume();
}

// Both directions are over: the connection is free, or ends.
function onResponseEnd(request) {
  request._ended = true;
  const { socket } = request;
  if (!request.shouldKeepAlive) {
    if (socket.writable) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    }
    return;
  }
  if (request.writableFinished && !request.aborted) keepConnection(request);
  else request.once('finish', () => keepConnection(request));
}

function keepConnection(request) {
  const { socket } = request;
  if (request._kept) return;
  request._kept = true;
  if (request.timeoutCb) socket.setTimeout(0, request.timeoutCb);
  if (request._listening) letGo(request);
  request.destroyed = true;
  process.nextTick(leaveSocket, request, socket);
}

function leaveSocket(request, socket) {
  freeParser(request);
  emitClose(request);
  socket.emit('free');
}

// ---- settings ---------------------------------------------------------------------------------------------------------------------

function listenForTimeout(request) {
  if (request.timeoutCb) return;
  request.timeoutCb = () => request.emit('timeout');
  request.socket.once('timeout', request.timeoutCb);
}

ClientRequest.prototype.setTimeout = function(msecs, callback) {
  if (this._ended) return this;
  listen(this);
  msecs = getTimerDuration(msecs, 'msecs');
  if (callback) {
    validateFunction(callback, 'callback');
    this.once('timeout', callback);
  }
  const apply = (socket) => {
    if (socket.connecting) socket.once('connect', () => socket.setTimeout(msecs));
    else socket.setTimeout(msecs);
  };
  if (this.socket) apply(this.socket);
  else this.once('socket', apply);
  this.timeout = msecs;
  return this;
};

function listen(request) {
  if (request.socket) listenForTimeout(request);
  else request.once('socket', () => listenForTimeout(request));
}

function deferred(request, apply) {
  if (request.socket) apply(request.socket);
  else request.once('socket', apply);
}

ClientRequest.prototype.setNoDelay = function(noDelay) {
  deferred(this, (socket) => socket.setNoDelay(noDelay));
};

ClientRequest.prototype.setSocketKeepAlive = function(enable, initialDelay) {
  deferred(this, (socket) => socket.setKeepAlive(enable, initialDelay));
};

ClientRequest.prototype.clearTimeout = function(callback) {
  this.setTimeout(0, callback);
};

ClientRequest.prototype._deferToConnect = function(method, args) {
  deferred(this, (socket) => {
    const call = () => method && socket[method]?.(...args);
    if (socket.connecting) socket.once('connect', call);
    else call();
  });
};

module.exports = { ClientRequest, parsers };
