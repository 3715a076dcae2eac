// SPDX-License-Identifier: MIT
//
// tls.connect(): a TLSSocket that connects, and that trusts the other side only after a look at its certificate.
'use strict';

const { ConnResetException, codes: { ERR_INVALID_ARG_VALUE, ERR_TLS_DH_PARAM_SIZE } } = require('internal/errors');
const { validateFunction, validateNumber } = require('internal/validators');
const net = require('net');
const { TLSSocket, giveSessions, kPending } = require('internal/tls/socket');

const kConnectOptions = Symbol('connectOptions');
let warned = false;

// Node.js' variable that turns verification off.
function rejectByDefault() {
  const off = process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';
  if (off && !warned) {
    warned = true;
    process.emitWarning("Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections and HTTPS requests " +
                        'insecure by disabling certificate verification.');
  }
  return !off;
}

// (options[, callback]), (port[, host][, options][, callback]), (path[, options][, callback])
function readArguments(args) {
  const [first, callback] = net._normalizeArgs(args);
  let options = first;
  for (let i = 1; i <= 2; i++) if (args[i] !== null && typeof args[i] === 'object') options = { ...options, ...args[i] };
  return [options, callback];
}

function onSecure() {
  const options = this[kConnectOptions];
  // An established socket that renegotiates is not asked again.
  if (this._secureConnected) return;
  const key = this.getEphemeralKeyInfo();
  if (key.type === 'DH' && key.size < options.minDHSize) {
    this.destroy(new ERR_TLS_DH_PARAM_SIZE(key.size));
    return;
  }
  let error = this._handle.verifyError();
  if (!error && !this.isSessionReused()) {
    const hostname = options.servername || options.host || options.socket?._host || 'localhost';
    error = options.checkServerIdentity(hostname, this.getPeerCertificate(true));
  }
  this._secureConnected = true;
  if (error) {
    this.authorized = false;
    this.authorizationError = error.code || error.message;
    if (options.rejectUnauthorized !== false) {
      this.destroy(error);
      return;
    }
  } else {
    this.authorized = true;
  }
  this.secureConnecting = false;
  this.emit('secureConnect');
  this[kPending].holdSessions = false;
  giveSessions(this);
}

// The end before the beginning.
function onEndBeforeSecure() {
  if (this._hadError || this._secureEstablished) return;
  const options = this[kConnectOptions];
  this._hadError = true;
  const error = new ConnResetException('Client network socket disconnected before secure TLS connection was established');
  error.path = options.path;
  error.host = options.host;
  error.port = options.port;
  error.localAddress = options.localAddress;
  this.destroy(error);
}

function connect(...args) {
  const [given, callback] = readArguments(args);
  const tls = require('tls');
  const options = {
    rejectUnauthorized: rejectByDefault(),
    ciphers: tls.DEFAULT_CIPHERS,
    checkServerIdentity: tls.checkServerIdentity,
    minDHSize: 1024,
    ...given,
  };
  if (!options.keepAlive) options.singleUse = true;
  validateFunction(options.checkServerIdentity, 'options.checkServerIdentity');
  const { minDHSize } = options;
  validateNumber(minDHSize, 'options.minDHSize', 1);
  const context = options.secureContext || tls.createSecureContext(options);
  const socket = new TLSSocket(options.socket, {
    allowHalfOpen: options.socket ? options.socket.allowHalfOpen : options.allowHalfOpen,
    pipe: !!options.path,
    secureContext: context,
    isServer: false,
    requestCert: true,
    rejectUnauthorized: options.rejectUnauthorized !== false,
    session: options.session,
    ALPNProtocols: options.ALPNProtocols,
    requestOCSP: options.requestOCSP,
    enableTrace: options.enableTrace,
    pskCallback: options.pskCallback,
    highWaterMark: options.highWaterMark,
    onread: options.onread,
    signal: options.signal,
  });
  socket[kConnectOptions] = options;
  // The caller sets what the handshake needs (servername, session) first.
  if (options.socket) process.nextTick(() => socket._start());
  socket[kPending].holdSessions = true;
  options.rejectUnauthorized = options.rejectUnauthorized !== false;
  if (callback) socket.once('secureConnect', callback);
  if (options.servername) {
    if (net.isIP(options.servername)) { // RFC 6066
      throw new ERR_INVALID_ARG_VALUE('options.servername', options.servername, 'Setting the TLS ServerName to an IP address is not permitted.');
    }
    socket.setServername(options.servername);
  }
  if (options.session) socket.setSession(options.session);
  if (!options.socket) {
    if (options.timeout) socket.setTimeout(options.timeout);
    if (!socket.destroyed) socket.connect(options); // a signal may have ended it
  }
  socket._releaseControl();
  socket.on('secure', onSecure);
  socket.prependListener('end', onEndBeforeSecure);
  return socket;
}

module.exports = { connect, rejectByDefault };
