// SPDX-License-Identifier: MIT
//
// http.Server and ServerResponse. A connection has a parser and a queue of responses: requests may come faster than they are
// answered (pipelining), answers leave in the order of the requests.
'use strict';

const net = require('net');
const { Server: NetServer } = net;
const {
  codes: {
    ERR_HTTP_HEADERS_SENT, ERR_HTTP_INVALID_STATUS_CODE, ERR_HTTP_REQUEST_TIMEOUT, ERR_HTTP_SOCKET_ASSIGNED,
    ERR_HTTP_SOCKET_ENCODING, ERR_INVALID_ARG_VALUE, ERR_INVALID_CHAR, ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const {
  validateBoolean, validateFunction, validateInteger, validateLinkHeaderValue, validateObject,
} = require('internal/validators');
const {
  OutgoingMessage, kAfterFinish, kBytesWritten, kChunkedLength, kCorked, kErrored, kGathered, kHighWaterMark, kRejectNonStandardBodyWrites, kSocket,
  kUniqueHeaders, nop, parseUniqueHeadersOption,
} = require('internal/http/outgoing');
const { IncomingMessage, connectionReset, endBody, isUntouched, kFields } = require('internal/http/incoming');
const {
  HTTPParser, MAX_PAIRS, METHODS, fieldsOf, info, keepsAlive, lenientFlags, toBuffer,
  KIND_HEAD, KIND_BODY, KIND_TRAILERS, KIND_COMPLETE, KIND_UPGRADED,
  INFO_METHOD, INFO_MAJOR, INFO_MINOR, INFO_FLAGS, HAS_HOST, HAS_EXPECT, UPGRADE,
} = require('internal/http/parser');
const { chunked, continuation, hasBadCharacter, kNeedDrain, kOutHeaders, validateHeaderName, validateHeaderValue } =
  require('internal/http/common');
const { getDefaultHighWaterMark } = require('internal/streams/state');
const { getLibuvNow, setUnrefTimeout } = require('internal/timers');
const STATUS_CODES = require('internal/http/status_codes');

const kIncomingMessage = Symbol('IncomingMessage');
const kServerResponse = Symbol('ServerResponse');
const kConnections = Symbol('http.server.connections');
const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval');
const kState = Symbol('kState');
const kPerf = Symbol('kPerf');
const observers = require('internal/perf/counts');

const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';
const TIMEOUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';
const TOO_LARGE = 'HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n';
const CHUNK_TOO_LARGE = 'HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\n\r\n';

const channels = { created: undefined, start: undefined, finish: undefined };

function channelOf(name) {
  return require('diagnostics_channel').channel(`http.server.${name}`);
}

// ---- responses ------------------------------------------------------------------------------------------------------------------

// The fields are OutgoingMessage's, and a few of its own.
function ServerResponse(request, options) {
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
  this.sendDate = true;
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  this.strictContentLength = false;
  this[kBytesWritten] = 0;
  this._contentLength = null;
  this._hasBody = request.method !== 'HEAD';
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
  this[kHighWaterMark] = options?.highWaterMark ?? getDefaultHighWaterMark(false);
  this[kRejectNonStandardBodyWrites] = options?.rejectNonStandardBodyWrites ?? false;
  this.req = request;
  this._sent100 = false;
  this._expect_continue = false;
  this._maxRequestsPerSocket = undefined;
  this[kUniqueHeaders] = undefined;
  this[kState] = null;
  this[kPerf] = undefined;
  if (request.httpVersionMajor < 1 || request.httpVersionMinor < 1) {
    this.useChunkedEncodingByDefault = chunked.test(request.headers.te);
    this.shouldKeepAlive = false;
  }
  const channel = channels.created ??= channelOf('response.created');
  if (channel.hasSubscribers) channel.publish({ request, response: this });
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ServerResponse, OutgoingMessage);

ServerResponse.prototype.statusCode = 200;
ServerResponse.prototype.statusMessage = undefined;

ServerResponse.prototype._finish = function() {
  OutgoingMessage.prototype._finish.call(this);
};

function onSocketClose() {
  // The message may have let go of the socket before.
  if (this._httpMessage) emitClose(this._httpMessage);
}

function emitClose(response) {
  response.destroyed = true;
  response._closed = true;
  response.emit('close');
}

ServerResponse.prototype.assignSocket = function(socket) {
  if (socket._httpMessage) throw new ERR_HTTP_SOCKET_ASSIGNED();
  socket._httpMessage = this;
  socket.on('close', onSocketClose);
  this.socket = socket;
  this.emit('socket', socket);
  this._flush();
};

ServerResponse.prototype.detachSocket = function(socket) {
  socket.removeListener('close', onSocketClose);
  socket._httpMessage = null;
  this.socket = null;
};

ServerResponse.prototype.writeContinue = function(callback) {
  this._writeRaw('HTTP/1.1 100 Continue\r\n\r\n', 'latin1', callback);
  this._sent100 = true;
};

ServerResponse.prototype.writeProcessing = function(callback) {
  this._writeRaw('HTTP/1.1 102 Processing\r\n\r\n', 'latin1', callback);
};

ServerResponse.prototype.writeEarlyHints = function(hints, callback) {
  validateObject(hints, 'hints');
  if (hints.link === null || hints.link === undefined) return;
  const link = validateLinkHeaderValue(hints.link);
  if (link.length === 0) return;
  let head = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`;
  for (const key of Object.keys(hints)) {
    if (key === 'link') continue;
    validateHeaderName(key);
    validateHeaderValue(key, hints[key]);
    head += `${key}: ${hints[key]}\r\n`;
  }
  this._writeRaw(`${head}\r\n`, 'latin1', callback);
};

// By the connection, which tells of its end itself.
function assign(response, socket) {
  socket._httpMessage = response;
  response[kSocket] = socket;
}

ServerResponse.prototype[kAfterFinish] = function(response) {
  const state = response[kState];
  if (state !== null) onResponseFinished(state, response.req, response);
};

ServerResponse.prototype._implicitHeader = function() {
  this.writeHead(this.statusCode);
};

// What writeHead() is given comes over what setHeader() kept.
function mergeHeaders(response, given) {
  if (given === undefined || given === null) return response[kOutHeaders];
  if (!response[kOutHeaders]) return given;
  if (Array.isArray(given)) {
    const pairs = Array.isArray(given[0]) ? given : [];
    if (pairs !== given) {
      if (given.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', given);
      for (let i = 0; i < given.length; i += 2) pairs.push([given[i], given[i + 1]]);
    }
    for (const [name] of pairs) response.removeHeader(name);
    for (const [name, value] of pairs) if (name) response.appendHeader(name, value);
  } else {
    for (const name of Object.keys(given)) if (name) response.setHeader(name, given[name]);
  }
  return response[kOutHeaders];
}

// By status code, with the usual words.
const firstLines = {};

function firstLine(response) {
  return `HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\n`;
}

ServerResponse.prototype.writeHead = function(statusCode, reason, headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
  const original = statusCode;
  statusCode |= 0;
  if (statusCode < 100 || statusCode > 999) throw new ERR_HTTP_INVALID_STATUS_CODE(original);
  if (typeof reason === 'string') {
    this.statusMessage = reason;
  } else {
    this.statusMessage ||= STATUS_CODES[statusCode] || 'unknown';
    headers ??= reason;
  }
  this.statusCode = statusCode;
  const fields = mergeHeaders(this, headers);
  const usual = this.statusMessage === STATUS_CODES[statusCode];
  if (!usual && hasBadCharacter(this.statusMessage)) throw new ERR_INVALID_CHAR('statusMessage');
  if (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode <= 199)) this._hasBody = false;
  // Who waits for "100 Continue" and did not get it will not send the body: the connection cannot go on.
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
  this._storeHeader(usual ? firstLines[statusCode] ??= firstLine(this) : firstLine(this), fields);
  return this;
};

ServerResponse.prototype.writeHeader = ServerResponse.prototype.writeHead;

// ---- the server -------------------------------------------------------------------------------------------------------------------

function storeOptions(server, options) {
  server[kIncomingMessage] = options.IncomingMessage || IncomingMessage;
  server[kServerResponse] = options.ServerResponse || ServerResponse;
  const { maxHeaderSize, insecureHTTPParser, requestTimeout, headersTimeout, connectionsCheckingInterval, requireHostHeader,
          joinDuplicateHeaders, rejectNonStandardBodyWrites, keepAliveTimeout, keepAliveTimeoutBuffer } = options;
  if (maxHeaderSize !== undefined) validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
  server.maxHeaderSize = maxHeaderSize;
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
  server.insecureHTTPParser = insecureHTTPParser;
  if (requestTimeout !== undefined) validateInteger(requestTimeout, 'requestTimeout', 0);
  server.requestTimeout = requestTimeout ?? 300000;
  if (headersTimeout !== undefined) validateInteger(headersTimeout, 'headersTimeout', 0);
  server.headersTimeout = headersTimeout ?? Math.min(60000, server.requestTimeout);
  if (server.requestTimeout > 0 && server.headersTimeout > 0 && server.headersTimeout > server.requestTimeout) {
    throw new ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', headersTimeout);
  }
  if (keepAliveTimeout !== undefined) validateInteger(keepAliveTimeout, 'keepAliveTimeout', 0);
  server.keepAliveTimeout = keepAliveTimeout ?? 5000;
  if (keepAliveTimeoutBuffer !== undefined) validateInteger(keepAliveTimeoutBuffer, 'keepAliveTimeoutBuffer', 0);
  server.keepAliveTimeoutBuffer = keepAliveTimeoutBuffer ?? 1000;
  if (connectionsCheckingInterval !== undefined) validateInteger(connectionsCheckingInterval, 'connectionsCheckingInterval', 0);
  server.connectionsCheckingInterval = connectionsCheckingInterval ?? 30000;
  if (requireHostHeader !== undefined) validateBoolean(requireHostHeader, 'options.requireHostHeader');
  server.requireHostHeader = requireHostHeader ?? true;
  if (joinDuplicateHeaders !== undefined) validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  server.joinDuplicateHeaders = joinDuplicateHeaders;
  if (rejectNonStandardBodyWrites !== undefined) {
    validateBoolean(rejectNonStandardBodyWrites, 'options.rejectNonStandardBodyWrites');
  }
  server.rejectNonStandardBodyWrites = rejectNonStandardBodyWrites ?? false;
  if (options.shouldUpgradeCallback !== undefined) validateFunction(options.shouldUpgradeCallback, 'options.shouldUpgradeCallback');
  server.shouldUpgradeCallback = options.shouldUpgradeCallback ?? function() {
    return this.listenerCount('upgrade') > 0;
  };
}

function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  if (typeof options === 'function') {
    requestListener = options;
    options = {};
  } else if (options === null || options === undefined) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  storeOptions(this, options);
  NetServer.call(this, {
    allowHalfOpen: true, noDelay: options.noDelay ?? true, keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay, highWaterMark: options.highWaterMark,
  });
  equip(this, options, requestListener, 'connection');
}
Object.setPrototypeOf(Server.prototype, NetServer.prototype);
Object.setPrototypeOf(Server, NetServer);

// What makes a server of connections one of requests; `event` tells of a connection (https: 'secureConnection').
function equip(server, options, requestListener, event) {
  if (requestListener) server.on('request', requestListener);
  server.httpAllowHalfOpen = false;
  if (event !== undefined) server.on(event, connectionListener);
  server.on('listening', startChecking);
  server.timeout = 0;
  server.maxHeadersCount = null;
  server.maxRequestsPerSocket = 0;
  server[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
  server[kConnections] = new Set();
}

function startChecking() {
  stopChecking(this);
  if (this.connectionsCheckingInterval > 0) {
    this[kConnectionsCheckingInterval] = setInterval(checkConnections, this.connectionsCheckingInterval, this).unref();
  }
}

function stopChecking(server) {
  clearInterval(server[kConnectionsCheckingInterval]);
}

// Requests that take too long to arrive are answered with 408.
function checkConnections(server) {
  for (const socket of server[kConnections]) {
    const parser = socket[kState]?.parser;
    const age = parser === undefined ? -1 : parser.age;
    if (age < 0) continue;
    const limit = parser.state === 2 ? server.requestTimeout : server.headersTimeout || server.requestTimeout;
    if (limit > 0 && age >= limit) onRequestTimeout(socket);
  }
}

function onRequestTimeout(socket) {
  socketOnError.call(socket, new ERR_HTTP_REQUEST_TIMEOUT());
}

Server.prototype.close = function(...args) {
  stopChecking(this);
  this.closeIdleConnections();
  NetServer.prototype.close.apply(this, args);
  return this;
};

Server.prototype[Symbol.asyncDispose] = async function() {
  await new Promise((resolve, reject) => this.close((error) => (error ? reject(error) : resolve())));
};

Server.prototype.closeAllConnections = function() {
  for (const socket of [...this[kConnections]]) socket.destroy();
};

Server.prototype.closeIdleConnections = function() {
  for (const socket of [...this[kConnections]]) {
    const state = socket[kState];
    if (socket._httpMessage && !socket._httpMessage.finished) continue;
    if (state && state.incoming.length === 0 && state.requests > 0 && state.parser.isIdle) socket.destroy();
  }
};

Server.prototype.setTimeout = function(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

// ---- connections --------------------------------------------------------------------------------------------------------------------

// What a connection brings.
class RequestParser extends HTTPParser {
  connection = null;

  take(kinds, text, fields, bytes) {
    const { connection: state } = this;
    let answer = 0;
    if (state.socket.timeout) state.socket._unrefTimer();
    if (kinds & KIND_HEAD) answer = onHead(state, text, fields, (kinds & KIND_COMPLETE) !== 0);
    if (kinds & KIND_BODY) onBody(state, toBuffer(bytes));
    if (kinds & KIND_TRAILERS) state.current.rawTrailers = fieldsOf(fields);
    if (kinds & KIND_COMPLETE) onMessageComplete(state);
    if (kinds & KIND_UPGRADED) onUpgraded(state, toBuffer(bytes));
    return answer;
  }

  // Told by who feeds it: the connection's stream, or onData.
  failed(error) {
    onParseFailure(this.connection, error);
  }
}

class Connection {
  constructor(server, socket) {
    this.server = server;
    this.socket = socket;
    this.parser = new RequestParser();
    this.parser.connection = this;
    this.outgoing = []; // responses that wait for those before them
    this.incoming = []; // requests whose response is not over
    this.outgoingData = 0;
    this.onPendingData = (amount) => {
      this.outgoingData += amount;
      if (socket._paused && this.outgoingData < socket.writableHighWaterMark) onDrain(this);
    };
    this.requests = 0;
    this.current = null; // the request that is arriving
    this.upgrade = null;
    this.consumed = false; // the parser reads the socket's handle
    this.shared = false; // others listen to the socket's data
    this.parseFailed = false;
    this.idleTimer = null;
    this.idleSince = 0; // when the last response was over
  }
}

function connectionListener(socket) {
  const server = this;
  const state = new Connection(server, socket);
  const { parser } = state;
  socket[kState] = state;
  socket._httpMessage = null;
  socket.server = server;
  server[kConnections]?.add(socket);
  const pairs = typeof server.maxHeadersCount === 'number' ? server.maxHeadersCount : MAX_PAIRS;
  parser.initialize(HTTPParser.REQUEST, null, server.maxHeaderSize, lenientFlags(server.insecureHTTPParser), pairs);
  socket.parser = parser;
  parser.socket = socket;
  if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
  state.listeners = {
    timeout: () => onTimeout(state),
    error: socketOnError,
    data: (bytes) => onData(state, bytes),
    end: () => onEnd(state),
    close: () => onClose(state),
    drain: () => onDrain(state),
    pause: () => onPause(state),
    resume: () => onResume(state),
  };
  for (const name of Object.keys(state.listeners)) socket.on(name, state.listeners[name]);
  socket.on('close', onSocketClose);
  socket._paused = false;
  socket.setEncoding = refuseEncoding;
  consume(state);
}

function refuseEncoding() {
  throw new ERR_HTTP_SOCKET_ENCODING();
}

// ---- reading past the stream --------------------------------------------------------------------------------------------------------

// Whoever else wants the socket's data gets it the usual way.
const wrapped = ['on', 'addListener', 'prependListener'];

function listenAnyway(name) {
  return function(event, listener) {
    if ((event === 'data' || event === 'readable') && this[kState] !== undefined) unconsume(this[kState]);
    return net.Socket.prototype[name].call(this, event, listener);
  };
}
const wrappers = { on: listenAnyway('on'), addListener: listenAnyway('addListener'), prependListener: listenAnyway('prependListener') };

function consume(state) {
  const { socket, parser } = state;
  const handle = socket._handle;
  if (!(socket instanceof net.Socket) || handle?.isDirect !== true || socket.readableLength !== 0) {
    return;
  }
  state.consumed = true;
  parser.consume(handle);
  for (const name of wrapped) socket[name] = wrappers[name];
}

function unconsume(state) {
  if (!state.consumed) return;
  state.consumed = false;
  state.shared = true;
  state.parser.unconsume();
  for (const name of wrapped) delete state.socket[name];
}

function onPause(state) {
  if (state.consumed && state.socket._handle?.reading) state.socket._handle.readStop();
}

function onResume(state) {
  if (state.consumed && state.socket._handle && !state.socket._handle.reading) state.socket._handle.readStart();
}

// ---- events of a connection ---------------------------------------------------------------------------------------------------------

function onTimeout(state) {
  const { server, socket } = state;
  const request = state.current ?? state.incoming[0];
  const byRequest = request && !request.complete && request.emit('timeout', socket);
  const response = socket._httpMessage;
  const byResponse = response && response.emit('timeout', socket);
  const byServer = server.emit('timeout', socket);
  if (!byRequest && !byResponse && !byServer) socket.destroy();
}

function onDrain(state) {
  const { socket } = state;
  const limit = socket.writableHighWaterMark;
  if (state.outgoingData <= limit && socket._paused) {
    socket._paused = false;
    state.parser.resume();
    socket.resume();
  }
  const message = socket._httpMessage;
  if (message && !message.finished && message[kNeedDrain]) {
    message[kNeedDrain] = false;
    message.emit('drain');
  }
}

function onData(state, bytes) {
  if (!state.upgraded) state.parser.execute(bytes);
}

function onParseFailure(state, error) {
  state.parseFailed = true;
  socketOnError.call(state.socket, error);
}

function leave(state) {
  const { server, socket } = state;
  unconsume(state);
  for (const name of Object.keys(state.listeners)) socket.removeListener(name, state.listeners[name]);
  socket.removeListener('close', onSocketClose);
  delete socket.setEncoding;
  socket[kState] = undefined;
  socket.parser = null;
  stopIdleTimer(state);
  server[kConnections].delete(socket);
}

function onUpgraded(state, head) {
  const { server, socket, upgrade } = state;
  state.upgraded = true;
  state.upgrade = null;
  leave(state);
  const event = upgrade.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (server.listenerCount(event) > 0) {
    socket.readableFlowing = null;
    server.emit(event, upgrade, socket, head);
  } else {
    socket.destroy();
  }
}

function onEnd(state) {
  const { server, socket, parser } = state;
  if (!state.parseFailed && parser.finish() !== undefined) return;
  if (!server.httpAllowHalfOpen) {
    abortIncoming(state);
    socket.end();
  } else if (state.outgoing.length > 0) {
    state.outgoing[state.outgoing.length - 1]._last = true;
  } else if (socket._httpMessage) {
    socket._httpMessage._last = true;
  } else {
    socket.end();
  }
}

function onClose(state) {
  const { parser, socket } = state;
  state.server[kConnections]?.delete(socket);
  parser.free();
  stopIdleTimer(state);
  abortIncoming(state);
}

function abortIncoming(state) {
  for (const request of state.incoming.splice(0)) {
    if (request.complete && request.readableEnded) continue;
    request.destroy(connectionReset('aborted'));
  }
}

function socketOnError(error) {
  this.removeListener('error', socketOnError);
  if (this.listenerCount('error') === 0) this.on('error', () => {});
  const { server } = this;
  if (server.emit('clientError', error, this)) return;
  // Nobody else answers: the least that HTTP asks for.
  if (this.writable && (!this._httpMessage || !this._httpMessage._headerSent)) {
    let response = BAD_REQUEST;
    if (error.code === 'HPE_HEADER_OVERFLOW') response = TOO_LARGE;
    else if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') response = CHUNK_TOO_LARGE;
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') response = TIMEOUT;
    this.write(response);
  }
  this.destroy(error);
}

// ---- requests -----------------------------------------------------------------------------------------------------------------------

function versionOf(major, minor) {
  if (major === 1) return minor === 1 ? '1.1' : minor === 0 ? '1.0' : `1.${minor}`;
  return `${major}.${minor}`;
}

function onHead(state, url, fields, complete) {
  const { server, socket } = state;
  const flags = info[INFO_FLAGS];
  const request = new server[kIncomingMessage](socket);
  request.httpVersionMajor = info[INFO_MAJOR];
  request.httpVersionMinor = info[INFO_MINOR];
  request.httpVersion = versionOf(info[INFO_MAJOR], info[INFO_MINOR]);
  if (server.joinDuplicateHeaders) request.joinDuplicateHeaders = true;
  request.url = url;
  request.method = METHODS[info[INFO_METHOD]];
  request[kFields] = fields;
  state.current = request;
  state.parser.incoming = request;
  if (state.idleSince !== 0) {
    state.idleSince = 0;
    if (server.timeout) socket.setTimeout(server.timeout);
  }
  if (flags & UPGRADE) {
    request.upgrade = request.method === 'CONNECT' || !!server.shouldUpgradeCallback(request);
    if (request.upgrade) {
      state.upgrade = request;
      return 2;
    }
  } else {
    request.upgrade = false;
  }
  if (complete) request.complete = false;
  startResponse(state, request, flags);
  return 0;
}

function startResponse(state, request, flags) {
  const { server, socket } = state;
  state.incoming.push(request);
  // More requests may come than are answered: too much that waits stops the flow.
  if (!socket._paused && (socket._writableState?.needDrain || (state.outgoingData !== 0 &&
      state.outgoingData >= socket.writableHighWaterMark))) {
    socket._paused = true;
    socket.pause();
  }
  const response = new server[kServerResponse](request, {
    highWaterMark: socket.writableHighWaterMark,
    rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
  });
  response._keepAliveTimeout = server.keepAliveTimeout;
  response._maxRequestsPerSocket = server.maxRequestsPerSocket;
  response._onPendingData = state.onPendingData;
  response.shouldKeepAlive = keepsAlive(flags);
  response[kUniqueHeaders] = server[kUniqueHeaders];
  response[kState] = state;
  if (socket._httpMessage) state.outgoing.push(response);
  else assign(response, socket);
  state.requests++;

  if (observers.get('http') > 0) {
    const { method, headers } = request;
    require('internal/perf/observe').startPerf(response, kPerf, { type: 'http', name: 'HttpRequest', detail: { req: { method, url: request.url, headers } } });
  }
  const channel = channels.start ??= channelOf('request.start');
  if (channel.hasSubscribers) channel.publish({ request, response, socket, server });

  if (request.httpVersionMajor === 1 && request.httpVersionMinor === 1) {
    if (server.requireHostHeader && !(flags & HAS_HOST)) {
      response.writeHead(400, ['Connection', 'close']);
      response.end();
      return;
    }
    if (server.maxRequestsPerSocket > 0) {
      response.maxRequestsOnConnectionReached = server.maxRequestsPerSocket <= state.requests;
      if (state.requests > server.maxRequestsPerSocket) {
        server.emit('dropRequest', request, socket);
        response.writeHead(503);
        response.end();
        return;
      }
    }
    const expect = flags & HAS_EXPECT ? request.headers.expect : undefined;
    if (expect !== undefined) {
      if (continuation.test(expect)) {
        response._expect_continue = true;
        if (server.listenerCount('checkContinue') > 0) {
          server.emit('checkContinue', request, response);
        } else {
          response.writeContinue();
          server.emit('request', request, response);
        }
      } else if (server.listenerCount('checkExpectation') > 0) {
        server.emit('checkExpectation', request, response);
      } else {
        response.writeHead(417);
        response.end();
      }
      return;
    }
  }
  server.emit('request', request, response);
}

function onBody(state, bytes) {
  const { current: request, socket } = state;
  if (!request || request._dumped) return;
  if (!request.push(bytes)) socket.pause();
}

function onMessageComplete(state) {
  const { current: request, socket } = state;
  state.current = null;
  if (request !== null) {
    request.complete = true;
    endBody(request);
  }
  // Its body may have stopped the flow.
  if (state.upgrade === null && !socket._paused && socket.readableFlowing === false) socket.resume();
}

// The request is its connection's as long as somebody reads it.
function clearIncoming(state, request) {
  if (isUntouched(request) || request.readableEnded) {
    if (state.parser.incoming === request) state.parser.incoming = null;
  } else {
    request.on('end', () => clearIncoming(state, request));
  }
}

function stopIdleTimer(state) {
  if (state.idleTimer !== null) clearTimeout(state.idleTimer);
  state.idleTimer = null;
}

// Armed once while a connection lives on: requests only move the time.
function startIdle(state) {
  const { server, socket } = state;
  const limit = server.keepAliveTimeout ? server.keepAliveTimeout + server.keepAliveTimeoutBuffer : 0;
  if (limit === 0 || typeof socket.setTimeout !== 'function') return;
  if (socket.timeout) socket.setTimeout(0);
  state.idleSince = getLibuvNow();
  if (state.idleTimer === null || state.idleLimit !== limit) {
    stopIdleTimer(state);
    state.idleLimit = limit;
    state.idleTimer = setUnrefTimeout(() => onIdleTimer(state), limit);
  }
}

function onIdleTimer(state) {
  state.idleTimer = null;
  if (state.idleSince === 0 || state.socket.destroyed) return;
  const left = state.idleSince + state.idleLimit - getLibuvNow();
  if (left > 0) state.idleTimer = setUnrefTimeout(() => onIdleTimer(state), left);
  else state.socket.emit('timeout');
}

function emitCloseLater(response) {
  response.destroyed = true;
  response._closed = true;
  if (response._events?.close !== undefined) response.emit('close');
}

function onResponseFinished(state, request, response) {
  const { server, socket, incoming } = state;
  if (response[kPerf] !== undefined) {
    const { statusCode, statusMessage } = response;
    require('internal/perf/observe').stopPerf(response, kPerf, { detail: { res: { statusCode, statusMessage, headers: response.getHeaders() } } });
  }
  const channel = channels.finish ??= channelOf('response.finish');
  if (channel.hasSubscribers) channel.publish({ request, response, socket, server });
  if (incoming.length === 1 && incoming[0] === request) {
    incoming.pop(); // setting a length is a call
  } else {
    const index = incoming.indexOf(request);
    if (index !== -1) incoming.splice(index, 1);
  }
  // A body that nobody reads must flow, or the next request never comes.
  if (!request._consumed && (isUntouched(request) || !request.readableDidRead)) request._dump();
  if (state.parser.incoming === request) clearIncoming(state, request);
  socket._httpMessage = null;
  response[kSocket] = null;
  process.nextTick(emitCloseLater, response);
  if (response._last) {
    if (typeof socket.destroySoon === 'function') socket.destroySoon();
    else socket.end();
  } else if (state.outgoing.length === 0) {
    startIdle(state);
    if (!state.shared && !server._handle && server.listening === false && state.incoming.length === 0 && state.parser.isIdle &&
        server[kConnections].has(socket)) {
      socket.end();
    }
  } else {
    const next = state.outgoing.shift();
    assign(next, socket);
    next.emit('socket', socket);
    next._flush();
  }
}

Server.prototype[Symbol.for('nodejs.rejection')] = function(error, event, ...args) {
  if (event !== 'request') {
    NetServer.prototype[Symbol.for('nodejs.rejection')].call(this, error, event, ...args);
    return;
  }
  const [, response] = args;
  if (!response.headersSent && !response.writableEnded) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = 500;
    response.end(STATUS_CODES[500]);
  } else {
    response.destroy();
  }
};

module.exports = {
  Server, ServerResponse, _connectionListener: connectionListener, equip, storeOptions, kConnectionsCheckingInterval,
};
