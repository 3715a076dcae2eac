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
const { OutgoingMessage, kUniqueHeaders, parseUniqueHeadersOption } = require('internal/http/outgoing');
const { IncomingMessage, connectionReset } = require('internal/http/incoming');
const { HTTPParser } = require('internal/http/parser');
const { chunked, continuation, hasBadCharacter, kNeedDrain, kOutHeaders, validateHeaderName, validateHeaderValue } =
  require('internal/http/common');
const STATUS_CODES = require('internal/http/status_codes');

const kIncomingMessage = Symbol('IncomingMessage');
const kServerResponse = Symbol('ServerResponse');
const kConnections = Symbol('http.server.connections');
const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval');
const kState = Symbol('kState');

const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';
const TIMEOUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';
const TOO_LARGE = 'HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n';
const CHUNK_TOO_LARGE = 'HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\n\r\n';

// ---- responses ------------------------------------------------------------------------------------------------------------------

function ServerResponse(request, options) {
  OutgoingMessage.call(this, options);
  if (request.method === 'HEAD') this._hasBody = false;
  this.req = request;
  this.sendDate = true;
  this._sent100 = false;
  this._expect_continue = false;
  if (request.httpVersionMajor < 1 || request.httpVersionMinor < 1) {
    this.useChunkedEncodingByDefault = chunked.test(request.headers.te);
    this.shouldKeepAlive = false;
  }
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
  if (hasBadCharacter(this.statusMessage)) throw new ERR_INVALID_CHAR('statusMessage');
  if (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode <= 199)) this._hasBody = false;
  // Who waits for "100 Continue" and did not get it will not send the body: the connection cannot go on.
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
  this._storeHeader(`HTTP/1.1 ${statusCode} ${this.statusMessage}\r\n`, fields);
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
  server.on(event, connectionListener);
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
  const now = Date.now();
  for (const socket of server[kConnections]) {
    const state = socket[kState];
    if (!state?.startedAt) continue;
    const limit = state.headersComplete ? server.requestTimeout : server.headersTimeout || server.requestTimeout;
    if (limit > 0 && now - state.startedAt >= limit) {
      onRequestTimeout(socket);
    }
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
    if (state && state.parser?.isIdle && state.incoming.length === 0 && state.requests > 0) socket.destroy();
  }
};

Server.prototype.setTimeout = function(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

// ---- connections --------------------------------------------------------------------------------------------------------------------

class Connection {
  constructor(server, socket) {
    this.server = server;
    this.socket = socket;
    this.parser = new HTTPParser(HTTPParser.REQUEST);
    this.outgoing = []; // responses that wait for those before them
    this.incoming = []; // requests whose response is not over
    this.outgoingData = 0;
    this.keepAliveTimerSet = false;
    this.requests = 0;
    this.startedAt = Date.now();
    this.headersComplete = false;
    this.current = null; // the request that is arriving
  }
}

function connectionListener(socket) {
  const server = this;
  const state = new Connection(server, socket);
  const { parser } = state;
  socket[kState] = state;
  socket._httpMessage = null;
  socket.server ??= server;
  server[kConnections]?.add(socket);
  parser.initialize(HTTPParser.REQUEST, server.maxHeaderSize || require('http').maxHeaderSize,
                    server.insecureHTTPParser ?? require('internal/options').getOptionValue('--insecure-http-parser'));
  socket.parser = parser;
  parser.socket = socket;
  parser.onHeaders = (message) => onHeaders(state, message);
  parser.onBody = (bytes) => onBody(state, bytes);
  parser.onTrailers = (raw) => {
    state.current.rawTrailers = raw;
  };
  parser.onComplete = () => onMessageComplete(state);
  if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
  state.listeners = {
    timeout: () => onTimeout(state),
    error: socketOnError,
    data: (bytes) => onData(state, bytes),
    end: () => onEnd(state),
    close: () => onClose(state),
    drain: () => onDrain(state),
  };
  for (const name of Object.keys(state.listeners)) socket.on(name, state.listeners[name]);
  socket._paused = false;
  socket.setEncoding = function() {
    throw new ERR_HTTP_SOCKET_ENCODING();
  };
}

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
  const { parser } = state;
  if (state.upgraded) return;
  if (parser.isIdle && !state.startedAt) state.startedAt = Date.now();
  finishExecute(state, parser.execute(bytes), bytes);
}

function finishExecute(state, result, bytes) {
  const { server, socket } = state;
  if (result instanceof Error) {
    result.rawPacket = bytes;
    state.parseFailed = true;
    socketOnError.call(socket, result);
    return;
  }
  const upgrade = state.upgrade;
  if (upgrade) {
    state.upgraded = true;
    state.upgrade = null;
    const head = bytes.subarray(result);
    for (const name of Object.keys(state.listeners)) socket.removeListener(name, state.listeners[name]);
    delete socket.setEncoding;
    socket.parser = null;
    server[kConnections].delete(socket);
    const event = upgrade.method === 'CONNECT' ? 'connect' : 'upgrade';
    if (server.listenerCount(event) > 0) {
      socket.readableFlowing = null;
      server.emit(event, upgrade, socket, head);
    } else {
      socket.destroy();
    }
  }
}

function onEnd(state) {
  const { server, socket, parser } = state;
  const error = state.parseFailed ? undefined : parser.finish();
  if (error) {
    socketOnError.call(socket, error);
    return;
  }
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
  state.server[kConnections]?.delete(state.socket);
  state.parser.pause();
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

function onHeaders(state, message) {
  const { server, socket } = state;
  const request = new server[kIncomingMessage](socket);
  request.httpVersionMajor = message.versionMajor;
  request.httpVersionMinor = message.versionMinor;
  request.httpVersion = `${message.versionMajor}.${message.versionMinor}`;
  request.joinDuplicateHeaders = !!server.joinDuplicateHeaders;
  request.url = message.url;
  request.method = message.method;
  const limit = server.maxHeadersCount;
  request.rawHeaders = limit > 0 ? message.headers.slice(0, limit * 2) : message.headers;
  state.current = request;
  state.parser.incoming = request;
  state.headersComplete = true;
  if (state.keepAliveTimerSet) {
    socket.setTimeout(server.timeout || 0);
    state.keepAliveTimerSet = false;
  }
  if (message.upgrade) {
    request.upgrade = message.method === 'CONNECT' || !!server.shouldUpgradeCallback(request);
    if (request.upgrade) {
      state.upgrade = request;
      return 2;
    }
  }
  startResponse(state, request, message);
  return 0;
}

function startResponse(state, request, message) {
  const { server, socket } = state;
  state.incoming.push(request);
  const response = new server[kServerResponse](request, {
    highWaterMark: socket.writableHighWaterMark,
    rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
  });
  response._keepAliveTimeout = server.keepAliveTimeout;
  response._maxRequestsPerSocket = server.maxRequestsPerSocket;
  response._onPendingData = (amount) => {
    state.outgoingData += amount;
    if (socket._paused && state.outgoingData < socket.writableHighWaterMark) onDrain(state);
  };
  response.shouldKeepAlive = message.shouldKeepAlive;
  response[kUniqueHeaders] = server[kUniqueHeaders];
  if (socket._httpMessage) state.outgoing.push(response);
  else response.assignSocket(socket);
  response.on('finish', () => onResponseFinished(state, request, response));
  state.requests++;

  const channel = require('diagnostics_channel').channel('http.server.request.start');
  if (channel.hasSubscribers) channel.publish({ request, response, socket, server });

  if (message.versionMajor === 1 && message.versionMinor === 1) {
    if (server.requireHostHeader && request.headers.host === undefined) {
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
    const { expect } = request.headers;
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
  state.startedAt = 0;
  state.headersComplete = false;
  state.current = null;
  state.parser.incoming = null;
  if (request) {
    request.complete = true;
    request.push(null);
  }
  // More requests may follow at once; too many unanswered ones stop the flow.
  if (state.outgoingData >= socket.writableHighWaterMark && socket.writableHighWaterMark > 0) {
    socket._paused = true;
    socket.pause();
  } else if (!socket._paused) {
    socket.resume();
  }
}

function onResponseFinished(state, request, response) {
  const { server, socket } = state;
  const channel = require('diagnostics_channel').channel('http.server.response.finish');
  if (channel.hasSubscribers) channel.publish({ request, response, socket, server });
  const index = state.incoming.indexOf(request);
  if (index !== -1) state.incoming.splice(index, 1);
  // A body that nobody reads must flow, or the next request never comes.
  if (!request._consumed && request.readableFlowing === null && request.listenerCount('readable') === 0) request._dump();
  response.detachSocket(socket);
  const finished = () => {
    emitClose(response);
  };
  process.nextTick(finished);
  if (response._last) {
    if (typeof socket.destroySoon === 'function') socket.destroySoon();
    else socket.end();
  } else if (state.outgoing.length === 0) {
    if (server.keepAliveTimeout && typeof socket.setTimeout === 'function') {
      socket.setTimeout(server.keepAliveTimeout + server.keepAliveTimeoutBuffer);
      state.keepAliveTimerSet = true;
    }
    if (!server._handle && server.listening === false && state.parser.isIdle && server[kConnections].has(socket) &&
        state.incoming.length === 0) {
      socket.end();
    }
  } else {
    state.outgoing.shift().assignSocket(socket);
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

module.exports = { Server, ServerResponse, _connectionListener: connectionListener, equip, storeOptions };
