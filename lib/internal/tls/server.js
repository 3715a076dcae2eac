// SPDX-License-Identifier: MIT
//
// tls.Server: a net.Server that puts TLS on every connection and shows those that came through the handshake.
'use strict';

const net = require('net');
const EventEmitter = require('events');
const {
  ConnResetException,
  codes: { ERR_INVALID_ARG_VALUE, ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS, ERR_TLS_REQUIRED_SERVER_NAME },
} = require('internal/errors');
const { validateFunction, validateNumber, validateObject, validateString } = require('internal/validators');
const { createSecureContext, contextOf, isSecureContext, setTicketKeys } = require('internal/tls/context');
const { TLSSocket } = require('internal/tls/socket');

const kContexts = Symbol('kContexts');
const kErrorEmitted = Symbol('kErrorEmitted');
const kHandshakeTimeout = Symbol('kHandshakeTimeout');
const kSNICallback = Symbol('kSNICallback');
const kPauseOnConnect = Symbol('kPauseOnConnect');

// ---- connections ----------------------------------------------------------------------------------------------------------

function onServerSocketSecure() {
  const { _tlsOptions: options } = this;
  const { server } = options;
  if (this._secureConnected) return;
  if (options.requestCert) {
    const error = this._handle.verifyError();
    if (error) {
      this.authorizationError = error.code;
      if (options.rejectUnauthorized) this.destroy();
    } else {
      this.authorized = true;
    }
  }
  if (this.destroyed || !this._releaseControl()) return;
  this._secureConnected = true;
  this.removeListener('end', onSocketEnd);
  server.emit('secureConnection', this);
}

function onSocketError(error) {
  if (this._controlReleased || this[kErrorEmitted]) return;
  this[kErrorEmitted] = true;
  this._tlsOptions.server.emit('tlsClientError', error, this);
}

function onSocketClose() {
  if (this._controlReleased || this[kErrorEmitted]) return;
  this[kErrorEmitted] = true;
  this._tlsOptions.server.emit('tlsClientError', new ConnResetException('socket hang up'), this);
}

// No handshake follows any more, also where the server lets connections be half open.
function onSocketEnd() {
  if (!this._controlReleased) this.destroy();
}

function onKeylog(line) {
  this._tlsOptions.server.emit('keylog', line, this);
}

function onConnection(rawSocket) {
  const socket = new TLSSocket(rawSocket, {
    secureContext: this._sharedCreds,
    isServer: true,
    server: this,
    requestCert: this.requestCert,
    rejectUnauthorized: this.rejectUnauthorized,
    handshakeTimeout: this[kHandshakeTimeout],
    ALPNProtocols: this.ALPNProtocols,
    ALPNCallback: this.ALPNCallback,
    SNICallback: this[kSNICallback] || snicallback,
    enableTrace: this.enableTrace,
    pauseOnConnect: this.pauseOnConnect,
    pskCallback: this._pskCallback,
    pskIdentityHint: this._pskIdentityHint,
    allowHalfOpen: this.allowHalfOpen,
    highWaterMark: this.highWaterMark,
  });
  socket.on('secure', onServerSocketSecure);
  socket.on('error', onSocketError);
  socket.on('close', onSocketClose);
  socket.on('end', onSocketEnd);
  if (this.listenerCount('keylog') > 0) socket.on('keylog', onKeylog);
}

// The context that was added last for a name.
function snicallback(servername, callback) {
  const contexts = this.server[kContexts];
  for (let i = contexts.length - 1; i >= 0; i--) {
    if (contexts[i][0].test(servername)) {
      callback(null, contexts[i][1]);
      return;
    }
  }
  callback(null, undefined);
}

// ---- the server -------------------------------------------------------------------------------------------------------------

function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  if (typeof options === 'function') {
    listener = options;
    options = {};
  } else if (options === null || options === undefined) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  readServerOptions(this, options);
  const given = { ...options };
  delete given.onread;
  net.Server.call(this, given, onConnection);
  if (listener) this.on('secureConnection', listener);
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

function readServerOptions(server, options) {
  const { ALPNCallback, ALPNProtocols, SNICallback, handshakeTimeout, pskCallback, pskIdentityHint } = options;
  server._contexts = server[kContexts] = [];
  server.requestCert = options.requestCert === true;
  server.rejectUnauthorized = options.rejectUnauthorized !== false;
  if (ALPNCallback) {
    validateFunction(ALPNCallback, 'options.ALPNCallback');
    if (ALPNProtocols) throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  }
  if (ALPNProtocols) require('tls').convertALPNProtocols(ALPNProtocols, server);
  if (ALPNCallback) server.ALPNCallback = ALPNCallback;
  if (options.sessionTimeout) server.sessionTimeout = options.sessionTimeout;
  if (options.ticketKeys) server.ticketKeys = options.ticketKeys;
  server.setSecureContext(options);
  server[kHandshakeTimeout] = handshakeTimeout || 120 * 1000;
  server[kSNICallback] = SNICallback;
  validateNumber(server[kHandshakeTimeout], 'options.handshakeTimeout');
  if (SNICallback) validateFunction(SNICallback, 'options.SNICallback');
  if (pskCallback) {
    validateFunction(pskCallback, 'options.pskCallback');
    server._pskCallback = pskCallback;
  }
  if (pskIdentityHint) {
    validateString(pskIdentityHint, 'options.pskIdentityHint');
    server._pskIdentityHint = pskIdentityHint;
  }
  server.enableTrace = options.enableTrace;
  server[kPauseOnConnect] = options.pauseOnConnect;
}

// Sessions are for this server: another one with other rules does not take them.
function defaultSessionIdContext(options) {
  if (options.sessionIdContext) return options.sessionIdContext;
  return require('crypto').createHash('sha1').update(process.argv.join(' ')).digest('hex').slice(0, 32);
}

Server.prototype.setSecureContext = function(options) {
  validateObject(options, 'options');
  for (const name of ['pfx', 'key', 'passphrase', 'cert', 'ca', 'minVersion', 'maxVersion', 'secureProtocol', 'crl', 'ciphers',
                      'ecdhCurve', 'dhparam', 'sigalgs', 'clientCertEngine', 'privateKeyEngine', 'privateKeyIdentifier',
                      'allowPartialTrustChain']) {
    this[name] = options[name] ? options[name] : undefined;
  }
  this.honorCipherOrder = options.honorCipherOrder !== undefined ? !!options.honorCipherOrder : true;
  this.secureOptions = options.secureOptions || 0;
  this.sessionIdContext = defaultSessionIdContext(options);
  if (options.sessionTimeout) this.sessionTimeout = options.sessionTimeout;
  if (options.ticketKeys) this.ticketKeys = options.ticketKeys;
  this._sharedCreds = createSecureContext({
    pfx: options.pfx,
    key: options.key,
    passphrase: options.passphrase,
    cert: options.cert,
    ca: options.ca,
    ciphers: options.ciphers,
    sigalgs: options.sigalgs,
    ecdhCurve: options.ecdhCurve,
    dhparam: options.dhparam,
    minVersion: options.minVersion,
    maxVersion: options.maxVersion,
    secureProtocol: options.secureProtocol,
    secureOptions: this.secureOptions,
    honorCipherOrder: this.honorCipherOrder,
    crl: options.crl,
    allowPartialTrustChain: options.allowPartialTrustChain,
    clientCertEngine: options.clientCertEngine,
    privateKeyEngine: options.privateKeyEngine,
    privateKeyIdentifier: options.privateKeyIdentifier,
    sessionIdContext: this.sessionIdContext,
    ticketKeys: options.ticketKeys ?? this.ticketKeys,
    sessionTimeout: options.sessionTimeout ?? this.sessionTimeout,
  });
};

Server.prototype._getServerData = function() {
  return { ticketKeys: this.getTicketKeys().toString('hex') };
};

Server.prototype._setServerData = function(data) {
  this.setTicketKeys(require('buffer').Buffer.from(data.ticketKeys, 'hex'));
};

Server.prototype.getTicketKeys = function() {
  const { native } = require('internal/tls/native');
  return require('internal/tls/certificate').buffer(native.contextTicketKeys(contextOf(this._sharedCreds)));
};

Server.prototype.setTicketKeys = function(keys) {
  require('internal/validators').validateBuffer(keys);
  if (keys.byteLength !== 48) throw new ERR_INVALID_ARG_VALUE('keys', keys.byteLength, 'Session ticket keys must be a 48-byte buffer');
  setTicketKeys(contextOf(this._sharedCreds), keys, 'keys');
};

Server.prototype.setOptions = function(options) {
  for (const name of ['requestCert', 'rejectUnauthorized']) if (options[name] !== undefined) this[name] = options[name] === true;
  this.setSecureContext(options);
};

// A pattern such as "*.example.com": the wildcard is one label.
function patternOf(servername) {
  const escaped = servername.replace(/([.^$+?\-\\[\]{}])/g, '\\$1').replaceAll('*', '[^.]*');
  return new RegExp(`^${escaped}$`, 'i');
}

Server.prototype.addContext = function(servername, context) {
  if (!servername) throw new ERR_TLS_REQUIRED_SERVER_NAME();
  const secure = isSecureContext(context) ? context : createSecureContext(context);
  this[kContexts].push([patternOf(servername), secure]);
};

Server.prototype[EventEmitter.captureRejectionSymbol] = function(error, event, socket) {
  if (event === 'secureConnection') socket.destroy(error);
  else Reflect.apply(net.Server.prototype[EventEmitter.captureRejectionSymbol], this, [error, event, socket]);
};

module.exports = { Server };
