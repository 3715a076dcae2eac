// SPDX-License-Identifier: MIT
//
// tls.TLSSocket: a net.Socket whose handle is a TLS session. It connects by itself, or wraps a socket or any Duplex.
'use strict';

const net = require('net');
const { Buffer } = require('buffer');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_TLS_ALPN_CALLBACK_INVALID_RESULT,
    ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS, ERR_TLS_HANDSHAKE_TIMEOUT, ERR_TLS_INVALID_STATE, ERR_TLS_PSK_SET_IDENTITY_HINT_FAILED,
    ERR_TLS_RENEGOTIATION_DISABLED, ERR_TLS_SESSION_ATTACK, ERR_TLS_SNI_FROM_SERVER, ERR_MULTIPLE_CALLBACK,
  },
} = require('internal/errors');
const { validateBuffer, validateFunction, validateInt32, validateString, validateUint32 } = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { getOptionValue } = require('internal/options');
const { kMakeHandle } = require('internal/net/socket');
const { NativeHandle } = require('internal/stream_handle');
const { TLSHandle } = require('internal/tls/handle');
const { buffer, chainObject } = require('internal/tls/certificate');
const { contextOf, createSecureContext, isSecureContext, useTrust } = require('internal/tls/context');

const kListener = Symbol('tlsListener');
const kPending = Symbol('tlsPending');
const kHandshakes = Symbol('handshakes');
const kNoRenegotiation = Symbol('disableRenegotiation');
const kSetUp = Symbol('setUp');
const kStart = Symbol('start');
const kWrap = Symbol('wrap');
const kNewHandle = Symbol('newHandle');
const kOnSession = Symbol('onSession');

// ---- what the session tells -----------------------------------------------------------------------------------------------

class Listener {
  constructor(socket) {
    this.socket = socket;
  }

  onestablished() {
    const { socket } = this;
    if (socket.destroyed || !socket._handle) return;
    finishHandshake(socket);
  }

  onerror(error) {
    const { socket } = this;
    if (socket._hadError) return;
    socket._hadError = true;
    socket._emitTLSError(error);
  }

  onstarted() {
    countHandshake(this.socket);
  }

  onkeylog(line) {
    this.socket.emit('keylog', buffer(line));
  }

  onsession(data, id) {
    const { socket } = this;
    if (!socket._tlsOptions.isServer) {
      socket[kOnSession](buffer(data));
      return;
    }
    const { server } = socket;
    let called = false;
    const done = () => {
      if (called) return;
      called = true;
      socket._handle?.storedDone();
    };
    socket._newSessionPending = true;
    if (!server?.emit('newSession', buffer(id), buffer(data), done)) done();
  }

  onclienthello(id, servername, hasTicket) {
    const { socket } = this;
    let called = false;
    const done = (error, session) => {
      if (called) {
        if (!socket.destroyed) socket.destroy(new ERR_MULTIPLE_CALLBACK());
        return;
      }
      called = true;
      if (error) socket.destroy(error);
      else socket._handle?.helloDone(session ?? undefined);
    };
    if (id.length === 0 || hasTicket || !socket.server?.emit('resumeSession', buffer(id), done)) done(null, undefined);
  }

  oncertificate(servername, wantsOcsp) {
    chooseCertificate(this.socket, servername, wantsOcsp);
  }

  onalpn(protocols) {
    const { socket } = this;
    const servername = socket._handle?.ask('serverName') || undefined;
    let chosen;
    try {
      chosen = socket._tlsOptions.ALPNCallback.call(socket, { servername, protocols });
    } catch (error) {
      socket.destroy(error);
      return undefined;
    }
    if (chosen === undefined) return undefined;
    const index = protocols.indexOf(chosen);
    if (index < 0) {
      socket.destroy(new ERR_TLS_ALPN_CALLBACK_INVALID_RESULT(chosen, protocols));
      return undefined;
    }
    return index;
  }

  onpskclient(limit, hint) {
    return pskAnswer(this.socket, () => {
      const answer = this.socket._tlsOptions.pskCallback(hint ?? null);
      if (answer === null || answer === undefined) return undefined;
      const { identity, psk } = answer;
      validateString(identity, 'options.identity');
      const name = Buffer.from(identity);
      if (name.length > 128) throw new ERR_INVALID_ARG_VALUE('options.identity', identity);
      validateBuffer(psk, 'options.psk');
      if (psk.length > limit) throw new ERR_INVALID_ARG_VALUE('options.psk', psk, `exceeds ${limit} bytes`);
      return [name, psk];
    });
  }

  onpskserver(limit, identity) {
    return pskAnswer(this.socket, () => {
      const answer = this.socket._tlsOptions.pskCallback(this.socket, identity);
      if (answer === null || answer === undefined) return undefined;
      const psk = isArrayBufferView(answer) ? answer : answer.psk;
      validateBuffer(psk, 'psk');
      if (psk.length > limit) throw new ERR_INVALID_ARG_VALUE('psk', psk, `exceeds ${limit} bytes`);
      return psk;
    });
  }

  onocsp(response) {
    this.socket.emit('OCSPResponse', response === null ? null : buffer(response));
  }
}

function pskAnswer(socket, ask) {
  try {
    return ask();
  } catch (error) {
    socket.destroy(error);
    return undefined;
  }
}

// More handshakes than a client has reason for, within the window, are an attack.
function countHandshake(socket) {
  const tls = require('tls');
  const now = Date.now();
  const counted = socket[kHandshakes];
  if (counted.since === 0 || now - counted.since > tls.CLIENT_RENEG_WINDOW * 1000) {
    counted.since = now;
    counted.count = 0;
  }
  counted.count++;
  if (socket[kNoRenegotiation]) socket._emitTLSError(new ERR_TLS_RENEGOTIATION_DISABLED());
  else if (socket._tlsOptions.isServer && counted.count > tls.CLIENT_RENEG_LIMIT) socket._emitTLSError(new ERR_TLS_SESSION_ATTACK());
}

// The server has a name and may have a certificate for it, and an OCSP response.
function chooseCertificate(socket, servername, wantsOcsp) {
  let called = false;
  const finish = (context, response) => {
    if (socket.destroyed || !socket._handle) return;
    socket._handle.certificateDone(context, response);
  };
  const named = (error, given) => {
    if (called) {
      if (!socket.destroyed) socket.destroy(new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    if (socket.destroyed) return;
    if (error) {
      socket.destroy(error);
      return;
    }
    let context;
    try {
      if (given) context = contextOf(given);
    } catch {
      socket.destroy(new TypeError('Invalid SNI context'));
      return;
    }
    if (given?.context) useTrust(given);
    requestOcsp(socket, context, wantsOcsp, finish);
  };
  if (servername && socket._SNICallback) socket._SNICallback(servername, named);
  else named(null, null);
}

function requestOcsp(socket, context, wanted, finish) {
  const { server } = socket;
  if (!wanted || !server || server.listenerCount('OCSPRequest') === 0) {
    finish(context);
    return;
  }
  const { native } = require('internal/tls/native');
  const used = context ?? contextOf(socket._tlsOptions.secureContext);
  let called = false;
  const der = (issuer) => {
    const bytes = native.contextDer(used, issuer);
    return bytes === undefined ? null : buffer(bytes);
  };
  server.emit('OCSPRequest', der(false), der(true), (error, response) => {
    if (called) {
      socket.destroy(new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    if (error) socket.destroy(error);
    else finish(context, response ?? undefined);
  });
}

function finishHandshake(socket) {
  const { _handle: handle, _tlsOptions: options } = socket;
  socket.alpnProtocol = handle.ask('alpn');
  socket.servername = handle.ask('serverName');
  socket._secureEstablished = true;
  socket.secureConnecting = false;
  if (options.handshakeTimeout > 0) socket.setTimeout(0, socket._handleTimeout);
  socket.emit('secure');
  if (!socket[kPending].holdSessions) giveSessions(socket);
}

function giveSessions(socket) {
  const { sessions } = socket[kPending];
  socket[kPending].sessions = [];
  for (const session of sessions) socket.emit('session', session);
}

// --tls-keylog
let keylogFile;
let keylogWarned = false;

function writeKeylog(line) {
  if (!keylogWarned) {
    keylogWarned = true;
    process.emitWarning(`Using --tls-keylog makes TLS connections insecure by writing secret key material to file ${keylogFile}`);
  }
  require('fs').appendFileSync(keylogFile, line, { mode: 0o600 });
}

// ---- making one -------------------------------------------------------------------------------------------------------------

// The 'session' event comes after 'secureConnect'.
function onClientSession(data) {
  if (this._secureEstablished && !this[kPending].holdSessions) this.emit('session', data);
  else this[kPending].sessions.push(data);
}

function readOptions(options) {
  const tlsOptions = { ...options };
  const { ALPNCallback, ALPNProtocols, SNICallback } = tlsOptions;
  if (ALPNProtocols) require('tls').convertALPNProtocols(ALPNProtocols, tlsOptions);
  if (ALPNCallback) {
    validateFunction(ALPNCallback, 'options.ALPNCallback');
    if (ALPNProtocols) throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  }
  if (SNICallback !== undefined && SNICallback !== null && tlsOptions.isServer) validateFunction(SNICallback, 'options.SNICallback');
  return tlsOptions;
}

function TLSSocket(socket, opts) {
  const options = readOptions(opts);
  this._tlsOptions = options;
  this._secureEstablished = false;
  this._securePending = false;
  this._newSessionPending = false;
  this._controlReleased = false;
  this.secureConnecting = true;
  this._SNICallback = null;
  this.servername = null;
  this.alpnProtocol = null;
  this.authorized = false;
  this.authorizationError = null;
  this[kHandshakes] = { since: 0, count: 0 };
  this[kNoRenegotiation] = false;
  this[kPending] = { sessions: [], holdSessions: false, servername: undefined, session: undefined };
  this[kListener] = new Listener(this);
  this.ssl = null;
  options.secureContext ||= createSecureContext(options);
  let handle;
  if (socket) handle = this[kWrap](socket);
  net.Socket.call(this, {
    handle,
    allowHalfOpen: socket ? socket.allowHalfOpen : options.allowHalfOpen,
    manualStart: true,
    highWaterMark: options.highWaterMark,
    onread: !socket ? options.onread : undefined,
    signal: options.signal,
    noDelay: options.noDelay,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
  });
  if (options.isServer) this.server = options.server ?? null;
  this[kSetUp](socket, handle);
}
Object.setPrototypeOf(TLSSocket.prototype, net.Socket.prototype);
Object.setPrototypeOf(TLSSocket, net.Socket);

// A handle over the socket's own, where it has one that nobody uses; else over the socket as a stream.
TLSSocket.prototype[kWrap] = function(socket) {
  if (socket instanceof net.Socket && socket._handle instanceof NativeHandle && !socket.connecting) {
    return this[kNewHandle](socket._handle, socket);
  }
  if (typeof socket.pause !== 'function' || typeof socket.write !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('socket', 'stream.Duplex', socket);
  }
  const { Carrier } = require('internal/tls/carrier');
  return this[kNewHandle](new Carrier(socket), socket);
};

TLSSocket.prototype[kNewHandle] = function(below, parent) {
  const { _tlsOptions: options } = this;
  const { secureContext } = options;
  const context = contextOf(secureContext, 'options.secureContext');
  if (!options.isServer || options.requestCert) useTrust(secureContext);
  const handle = new TLSHandle(below, context, options.isServer === true, this[kListener], parent);
  configure(this, handle, options);
  this.ssl = handle;
  return handle;
};

// For internal/net/socket: the handle of a new connection.
TLSSocket.prototype[kMakeHandle] = function(raw) {
  const pending = this[kPending];
  if (!pending.waits) {
    pending.waits = true;
    this.once('connect', () => {
      pending.waits = false;
      this[kStart]();
    });
  }
  this._secureEstablished = false;
  this._secureConnected = false;
  this._hadError = false;
  this.secureConnecting = true;
  return this[kNewHandle](raw);
};

let traceAll;

function configure(socket, handle, options) {
  const { ALPNCallback, ALPNProtocols, enableTrace, pskCallback, pskIdentityHint, rejectUnauthorized, requestCert, requestOCSP, server } =
    options;
  if (options.isServer) {
    handle.setVerifyMode(!requestCert ? 0 : rejectUnauthorized === false ? 1 : 3);
    if (server && (server.listenerCount('resumeSession') > 0 || server.listenerCount('newSession') > 0)) {
      handle.want('session');
      if (server.listenerCount('resumeSession') > 0) handle.want('hello');
    }
    if (server && (server.listenerCount('OCSPRequest') > 0)) handle.want('certificate');
    if (options.SNICallback) {
      socket._SNICallback = options.SNICallback;
      handle.want('certificate');
    }
    if (ALPNCallback) handle.want('alpn');
  } else {
    const { servername, session } = socket[kPending];
    handle.want('session');
    if (servername !== undefined) handle.setServername(servername);
    if (session !== undefined) handle.setSession(session);
    if (requestOCSP) handle.want('ocsp');
  }
  if (ALPNProtocols) handle.setProtocols(options.ALPNProtocols);
  if (keylogFile || (socket._events !== undefined && socket.listenerCount('keylog') > 0) || server?.listenerCount?.('keylog') > 0) handle.want('keylog');
  if (pskCallback) {
    validateFunction(pskCallback, 'pskCallback');
    handle.want('psk');
    if (options.isServer && pskIdentityHint) {
      validateString(pskIdentityHint, 'options.pskIdentityHint');
      if (!handle.setPskHint(pskIdentityHint)) socket[kPending].error = new ERR_TLS_PSK_SET_IDENTITY_HINT_FAILED();
    }
  }
  traceAll ??= getOptionValue('--trace-tls');
  if (enableTrace || traceAll) handle.enableTrace();
}

TLSSocket.prototype[kSetUp] = function(socket, handle) {
  const { _tlsOptions: options } = this;
  if (!options.isServer) this[kOnSession] = onClientSession;
  keylogFile ??= getOptionValue('--tls-keylog');
  if (keylogFile !== '') this.on('keylog', writeKeylog);
  this.on('newListener', onNewListener);
  if (options.handshakeTimeout > 0) this.setTimeout(options.handshakeTimeout, this._handleTimeout);
  if (!socket) return;
  this._parent = socket;
  this._host = socket._host ?? null;
  this.connecting = socket.connecting === true;
  if (this.connecting) {
    socket.once('connect', () => {
      this.connecting = false;
      this.emit('connect');
    });
  }
  socket.on('close', () => this.destroy());
  socket.on('error', (error) => this.destroy(error));
  const pending = socket instanceof net.Socket && socket.pending && !socket.destroyed;
  if (pending) {
    socket.once('connect', () => this[kStart]());
  } else if (options.isServer || this[kPending].error) {
    this[kStart]();
  } // A client's session begins with tls.connect() or the first write.
  if (options.pauseOnConnect) this.pause();
  this.read(0);
};

// keylog lines are made for those who listen only.
function onNewListener(event) {
  if (event === 'keylog') this._handle?.want?.('keylog');
}

TLSSocket.prototype[kStart] = function() {
  const { error } = this[kPending];
  if (error !== undefined) {
    this[kPending].error = undefined;
    this.destroy(error);
    return;
  }
  const { _handle: handle } = this;
  if (!handle || this.destroyed) return;
  if (this.connecting) {
    this.once('connect', () => this[kStart]());
    return;
  }
  // What the wrapped socket has read already is the session's.
  const { _parent: parent } = this;
  if (parent?.readableLength > 0 && handle.type !== 'stream') {
    for (let chunk = parent.read(); chunk !== null; chunk = parent.read()) handle.feed(chunk);
  }
  handle.start();
};

TLSSocket.prototype._destroy = function(error, callback) {
  net.Socket.prototype._destroy.call(this, error, callback);
  this.ssl = null;
};

TLSSocket.prototype._start = function() {
  this[kStart]();
};

TLSSocket.prototype._init = function() {};

TLSSocket.prototype._releaseControl = function() {
  if (this._controlReleased) return false;
  this._controlReleased = true;
  return true;
};

TLSSocket.prototype._handleTimeout = function() {
  this._emitTLSError(new ERR_TLS_HANDSHAKE_TIMEOUT());
};

TLSSocket.prototype._emitTLSError = function(error) {
  this.emit('_tlsError', error);
  this.destroy(error);
};

TLSSocket.prototype._tlsError = function(error) {
  this.emit('_tlsError', error);
  return this._controlReleased ? error : null;
};

TLSSocket.prototype._destroySSL = function() {
  this._handle?.close?.();
};

TLSSocket.prototype._finishInit = function() {
  finishHandshake(this);
};

// ---- what programs ask for -----------------------------------------------------------------------------------------------------

TLSSocket.prototype.renegotiate = function(options, callback) {
  if (options === null || typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (this.destroyed || !this._handle) return undefined;
  const { rejectUnauthorized = this._tlsOptions.rejectUnauthorized, requestCert = this._tlsOptions.requestCert } = options;
  const { _tlsOptions: kept } = this;
  if (requestCert !== kept.requestCert || rejectUnauthorized !== kept.rejectUnauthorized) {
    if (kept.isServer) this._handle.setVerifyMode(!requestCert ? 0 : rejectUnauthorized === false ? 1 : 3);
    kept.requestCert = requestCert;
    kept.rejectUnauthorized = rejectUnauthorized;
  }
  if (callback) this.once('secure', () => callback(null));
  const errors = this._handle.renegotiate();
  if (errors === undefined) return true;
  const { operationError } = require('internal/tls/native');
  const error = operationError(errors);
  if (callback) process.nextTick(callback, error);
  else process.nextTick(() => this.emit('error', error));
  return false;
};

TLSSocket.prototype.disableRenegotiation = function() {
  this[kNoRenegotiation] = true;
};

TLSSocket.prototype.setMaxSendFragment = function(size) {
  validateInt32(size, 'size');
  return this._handle ? this._handle.setMaxSendFragment(size) : false;
};

TLSSocket.prototype.setServername = function(name) {
  validateString(name, 'name');
  if (this._tlsOptions.isServer) throw new ERR_TLS_SNI_FROM_SERVER();
  this[kPending].servername = name;
  this._handle?.setServername(name);
};

TLSSocket.prototype.setSession = function(session) {
  if (typeof session === 'string') session = Buffer.from(session, 'latin1');
  if (!ArrayBuffer.isView(session)) throw Object.assign(new TypeError('Session must be a buffer'), { code: 'ERR_INVALID_ARG_TYPE' });
  this[kPending].session = session;
  this._handle?.setSession(session);
};

TLSSocket.prototype.setKeyCert = function(context) {
  const secure = isSecureContext(context) ? context : createSecureContext(context);
  if (this._handle) require('internal/tls/native').check(this._handle.ask('setKeyCert', contextOf(secure)));
  else this._tlsOptions.secureContext = secure;
};

TLSSocket.prototype.enableTrace = function() {
  if (this._handle) this._handle.enableTrace();
  else this._tlsOptions.enableTrace = true;
};

function bytes(value) {
  return value === undefined ? undefined : buffer(value);
}

TLSSocket.prototype.getSession = function() {
  return bytes(this._handle?.ask('session'));
};

TLSSocket.prototype.getTLSTicket = function() {
  return bytes(this._handle?.ask('ticket'));
};

TLSSocket.prototype.isSessionReused = function() {
  return this._handle ? this._handle.ask('reused') : null;
};

TLSSocket.prototype.getFinished = function() {
  return bytes(this._handle?.ask('finished', false));
};

TLSSocket.prototype.getPeerFinished = function() {
  return bytes(this._handle?.ask('finished', true));
};

TLSSocket.prototype.getProtocol = function() {
  return this._handle ? this._handle.ask('protocol') : null;
};

TLSSocket.prototype.getCipher = function() {
  if (!this._handle) return null;
  const parts = this._handle.ask('cipher');
  return parts === undefined ? {} : { name: parts[0], standardName: parts[1], version: parts[2] };
};

TLSSocket.prototype.getSharedSigalgs = function() {
  return this._handle ? this._handle.ask('sharedSigalgs') : null;
};

TLSSocket.prototype.getEphemeralKeyInfo = function() {
  if (!this._handle || this._tlsOptions.isServer) return null;
  const parts = this._handle.ask('ephemeral');
  if (parts === undefined) return {};
  return parts[0] === 'DH' ? { type: 'DH', size: parts[1] } : { type: 'ECDH', name: parts[2], size: parts[1] };
};

TLSSocket.prototype.exportKeyingMaterial = function(length, label, context) {
  validateUint32(length, 'length', true);
  validateString(label, 'label');
  if (context !== undefined) validateBuffer(context, 'context');
  if (!this._secureEstablished || !this._handle) throw new ERR_TLS_INVALID_STATE();
  const result = this._handle.ask('exportKey', length, Buffer.from(label), context);
  if (Array.isArray(result)) throw require('internal/tls/native').operationError(result);
  return buffer(result);
};

TLSSocket.prototype.getPeerCertificate = function(detailed) {
  if (!this._handle) return null;
  const chain = this._handle.ask('peerCertificates', detailed === true);
  return chain === undefined ? {} : chainObject(chain, detailed === true);
};

TLSSocket.prototype.getCertificate = function() {
  if (!this._handle) return null;
  const own = this._handle.ask('ownCertificate');
  return own === undefined ? {} : require('internal/crypto/x509').legacyObject(own);
};

// The leaf as an X509Certificate that knows its issuers.
TLSSocket.prototype.getPeerX509Certificate = function() {
  const chain = this._handle?.ask('peerCertificates', true);
  if (chain === undefined) return undefined;
  const { certificateOf } = require('internal/crypto/x509');
  chain.pop();
  return chain.reduceRight((issuer, handle) => certificateOf(handle, issuer), undefined);
};

TLSSocket.prototype.getX509Certificate = function() {
  const own = this._handle?.ask('ownCertificate');
  return own === undefined ? undefined : require('internal/crypto/x509').certificateOf(own);
};

Object.defineProperty(TLSSocket.prototype, 'encrypted', {
  __proto__: null, configurable: true, enumerable: true, writable: true, value: true,
});

module.exports = { TLSSocket, giveSessions, kPending };
