// SPDX-License-Identifier: MIT
// The server's side: sessions of clients, and the two servers.

const net = require('net');
const native = binding('http2');
const {
  codes: { ERR_HTTP2_ALTSVC_INVALID_ORIGIN, ERR_HTTP2_ALTSVC_LENGTH, ERR_HTTP2_INVALID_ORIGIN, ERR_HTTP2_INVALID_SESSION, ERR_HTTP2_ORIGIN_LENGTH,
           ERR_HTTP2_INVALID_SETTING_VALUE, ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS, ERR_INVALID_ARG_TYPE, ERR_INVALID_CHAR, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject, validateString, validateUint32 } = require('internal/validators');
const { kHandle, kOptions, kServer, kState, kStreams, kTouch } = require('internal/http2/symbols');
const { Http2Session } = require('internal/http2/session');
const { ServerHttp2Stream } = require('internal/http2/stream');
const { parseHeaders } = require('internal/http2/headers');
const { assertIsObject } = require('internal/http2/asserts');
const { validateSettings } = require('internal/http2/settings');
const channels = require('internal/http2/channels');
const { NGHTTP2_REFUSED_STREAM: REFUSED_STREAM } = require('internal/http2/constants');

const SERVER = 0;
const FLAG_END_STREAM = 1;
const kLongestOrigins = 16382;
const kSessions = Symbol('sessions');

const quotedText = /^[\x09\x20-\x5b\x5d-\x7e\x80-\xff]*$/;

function originOf(value, Invalid) {
  let origin;
  if (typeof value === 'string') origin = new URL(value).origin;
  else if (value !== null && typeof value === 'object') origin = value.origin;
  validateString(origin, 'origin');
  if (origin === 'null' || origin === '') throw new Invalid();
  return origin;
}

class ServerHttp2Session extends Http2Session {
  constructor(options, socket, server) {
    super(SERVER, options, socket);
    this[kServer] = server;
    server?.[kSessions]?.add(this);
    this.once('close', () => server?.[kSessions]?.delete(this));
    if (Array.isArray(options.origins)) this.whenReady(() => this.origin(...options.origins));
  }

  get server() { return this[kServer]; }

  altsvc(alt, originOrStream) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    let stream = 0;
    let origin;
    if (typeof originOrStream === 'string') {
      origin = originOf(originOrStream, ERR_HTTP2_ALTSVC_INVALID_ORIGIN);
    } else if (typeof originOrStream === 'number') {
      if (originOrStream >>> 0 !== originOrStream || originOrStream === 0) {
        throw new ERR_OUT_OF_RANGE('originOrStream', `> 0 && < ${2 ** 32}`, originOrStream);
      }
      stream = originOrStream;
    } else if (originOrStream !== undefined) {
      if (originOrStream === null || typeof originOrStream !== 'object') {
        throw new ERR_INVALID_ARG_TYPE('originOrStream', ['string', 'number', 'URL', 'object'], originOrStream);
      }
      origin = originOf(originOrStream, ERR_HTTP2_ALTSVC_INVALID_ORIGIN);
    }
    validateString(alt, 'alt');
    if (!quotedText.test(alt)) throw new ERR_INVALID_CHAR('alt');
    if (alt.length + (origin !== undefined ? origin.length : 0) > kLongestOrigins) throw new ERR_HTTP2_ALTSVC_LENGTH();
    native.altsvc(this[kHandle], stream, origin ?? '', alt);
    this.scheduleFlush();
  }

  origin(...origins) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (origins.length === 0) return;
    let text = '';
    let length = 0;
    for (const given of origins) {
      const origin = originOf(given, ERR_HTTP2_INVALID_ORIGIN);
      length += origin.length + 2;
      text += `${origin}\0`;
    }
    if (length > kLongestOrigins) throw new ERR_HTTP2_ORIGIN_LENGTH();
    native.origin(this[kHandle], text);
    this.scheduleFlush();
  }

  onHeaders(id, _, text, flags) {
    this[kTouch]();
    const known = this[kStreams].get(id);
    const { raw, headers } = parseHeaders(text);
    const ends = (flags & FLAG_END_STREAM) !== 0;
    if (known !== undefined) {
      if (!known.destroyed) process.nextTick(() => known.emit('trailers', headers, flags, raw));
      return;
    }
    if (this.closed || this.destroyed) {
      native.reset(this[kHandle], id, REFUSED_STREAM);
      return;
    }
    const stream = new ServerHttp2Stream(this, id, {}, headers);
    stream[kState].endAfterHeaders = ends;
    if (headers[':method'] === 'HEAD') stream[kState].headRequest = true;
    channels.serverCreated(stream, headers);
    channels.serverStarted(stream, headers);
    process.nextTick(emitStream, this, stream, headers, flags, raw);
  }
}

function emitStream(session, stream, headers, flags, raw) {
  session.emit('stream', stream, headers, flags, raw);
}

// ---- connections ------------------------------------------------------------------------------------------------------------------------

function forbidden(socket) {
  const text = 'Missing ALPN Protocol, expected `h2` to be available.\n' +
    'If this is a HTTP request: The server was not configured with the `allowHTTP1` option or a listener for the `unknownProtocol` event.\n';
  socket.end('HTTP/1.0 403 Forbidden\r\nContent-Type: text/plain\r\n' +
    `Content-Length: ${text.length}\r\n\r\n${text}`);
}

function unknownProtocol(server, socket, options) {
  if (server.emit('unknownProtocol', socket)) return;
  const timeout = options.unknownProtocolTimeout;
  if (timeout) setTimeout(() => { if (!socket.destroyed) socket.destroy(); }, timeout).unref();
  forbidden(socket);
}

function onConnection(socket) {
  const options = this[kOptions];
  if (socket.alpnProtocol === false || socket.alpnProtocol === 'http/1.1') {
    if (options.allowHTTP1 === true) {
      socket.server = this;
      require('_http_server')._connectionListener.call(this, socket);
      return;
    }
    unknownProtocol(this, socket, options);
    return;
  }
  socket.setNoDelay?.();
  const session = new ServerHttp2Session(options, socket, this);
  session.on('stream', (...args) => this.emit('stream', ...args));
  session.on('error', (error) => this.emit('sessionError', error, session));
  session.on('priority', (...args) => this.emit('priority', ...args));
  if (this.timeout) session.setTimeout(this.timeout, onSessionTimeout);
  this.emit('session', session);
}

function onSessionTimeout() {
  if (this.destroyed) return;
  if (!this[kServer].emit('timeout', this)) this.destroy();
}

function validateRemoteCustomSettings(options) {
  const list = options.remoteCustomSettings;
  if (list.length > 10) throw new ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  for (const id of list) {
    if (typeof id !== 'number' || !(id >= 0 && id <= 0xffff)) {
      throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError('remoteCustomSettings', id, 0, 0xffff);
    }
  }
}

function serverOptions(given) {
  assertIsObject(given, 'options');
  const options = { ...given };
  assertIsObject(options.settings, 'options.settings');
  options.settings = { ...options.settings };
  if (options.remoteCustomSettings !== undefined) validateRemoteCustomSettings(options);
  if (options.maxSessionInvalidFrames !== undefined) validateUint32(options.maxSessionInvalidFrames, 'maxSessionInvalidFrames');
  if (options.maxSessionRejectedStreams !== undefined) validateUint32(options.maxSessionRejectedStreams, 'maxSessionRejectedStreams');
  for (const name of ['streamResetBurst', 'streamResetRate']) {
    if (options[name] !== undefined) validateInteger(options[name], name, 0);
  }
  if (options.unknownProtocolTimeout !== undefined) validateUint32(options.unknownProtocolTimeout, 'unknownProtocolTimeout');
  else options.unknownProtocolTimeout = 10000;
  if (options.strictSingleValueFields !== undefined) validateBoolean(options.strictSingleValueFields, 'options.strictSingleValueFields');
  if (options.strictFieldWhitespaceValidation !== undefined) {
    validateBoolean(options.strictFieldWhitespaceValidation, 'options.strictFieldWhitespaceValidation');
  }
  validateSettings(options.settings);
  const compat = require('internal/http2/compat');
  options.Http2ServerRequest ??= compat.Http2ServerRequest;
  options.Http2ServerResponse ??= compat.Http2ServerResponse;
  return options;
}

// Requests and responses in HTTP/1's manner are made where somebody listens for them.
function compatOnDemand(name) {
  if (name !== 'request') return;
  this.removeListener('newListener', compatOnDemand);
  const options = this[kOptions];
  this.on('stream', require('internal/http2/compat').onServerStream.bind(this, options.Http2ServerRequest, options.Http2ServerResponse));
}

function begin(server, listener) {
  server[kSessions] = new Set();
  server.timeout = 0;
  server.on('newListener', compatOnDemand);
  if (typeof listener === 'function') server.on('request', listener);
}

function setServerTimeout(server, msecs = 2 * 60 * 1000, callback) {
  server.timeout = msecs;
  if (callback !== undefined) {
    validateFunction(callback, 'callback');
    server.on('timeout', callback);
  }
  return server;
}

function updateServerSettings(server, settings) {
  assertIsObject(settings, 'settings');
  validateSettings(settings);
  Object.assign(server[kOptions].settings, settings);
}

function closeSessions(server) {
  for (const session of [...server[kSessions]]) session.close();
}

function rejected(server, error, event, args) {
  if (event === 'stream') {
    // A failed async listener ends its stream with a status of its own where it still can.
    const [stream] = args;
    if (stream.headersSent || stream.destroyed) stream.destroy(error);
    else {
      stream.respond({ ':status': 500 });
      stream.end('Internal Server Error');
    }
    return true;
  }
  if (event === 'request') {
    const [, response] = args;
    if (response.headersSent || response.finished) {
      response.destroy(error);
    } else {
      response.statusCode = 500;
      response.end('Internal Server Error');
    }
    return true;
  }
  return false;
}

class Http2Server extends net.Server {
  constructor(options, listener) {
    const complete = serverOptions(options);
    super(complete, onConnection);
    this[kOptions] = complete;
    begin(this, listener);
  }
  setTimeout(msecs, callback) { return setServerTimeout(this, msecs, callback); }
  updateSettings(settings) { updateServerSettings(this, settings); }
  close(callback) {
    super.close(callback);
    closeSessions(this);
    return this;
  }
  [Symbol.for('nodejs.rejection')](error, event, ...args) {
    if (!rejected(this, error, event, args)) net.Server.prototype[Symbol.for('nodejs.rejection')]?.call(this, error, event, ...args);
  }
}

// What a server of HTTP/1 keeps; its connections come through onConnection().
function serveHttp1(server, options) {
  const http = require('internal/http/server');
  const { timeout } = server;
  http.storeOptions(server, options);
  http.equip(server, options);
  server.timeout = timeout;
}

let SecureServer;
function secureServerClass() {
  if (SecureServer !== undefined) return SecureServer;
  const tls = require('tls');
  SecureServer = class Http2SecureServer extends tls.Server {
    constructor(options, listener) {
      const complete = serverOptions(options);
      if (complete.ALPNProtocols === undefined && complete.ALPNCallback === undefined) {
        complete.ALPNProtocols = complete.allowHTTP1 === true ? ['h2', 'http/1.1'] : ['h2'];
      }
      super(complete, onConnection);
      this[kOptions] = complete;
      begin(this, listener);
      if (complete.allowHTTP1 === true) serveHttp1(this, { ...complete, ...complete.http1Options });
      this.on('tlsClientError', (error, socket) => this.emit('sessionError', error, socket));
    }
    setTimeout(msecs, callback) { return setServerTimeout(this, msecs, callback); }
    updateSettings(settings) { updateServerSettings(this, settings); }
    close(callback) {
      super.close(callback);
      closeSessions(this);
      if (this[kOptions].allowHTTP1 === true) this.closeIdleConnections?.();
      return this;
    }
    closeAllConnections() { require('http').Server.prototype.closeAllConnections.call(this); }
    closeIdleConnections() { require('http').Server.prototype.closeIdleConnections.call(this); }
    [Symbol.for('nodejs.rejection')](error, event, ...args) {
      if (!rejected(this, error, event, args)) tls.Server.prototype[Symbol.for('nodejs.rejection')]?.call(this, error, event, ...args);
    }
  };
  return SecureServer;
}

function createServer(options, handler) {
  if (typeof options === 'function') {
    handler = options;
    options = undefined;
  }
  return new Http2Server(options, handler);
}

function createSecureServer(options, handler) {
  if (options !== undefined) validateObject(options, 'options');
  return new (secureServerClass())(options, handler);
}

function performServerHandshake(socket, options = {}) {
  return new ServerHttp2Session(serverOptions(options), socket, undefined);
}

module.exports = { createSecureServer, createServer, performServerHandshake, validateRemoteCustomSettings };
