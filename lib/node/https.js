// SPDX-License-Identifier: MIT
//
// The public https module: http's classes over TLS.
'use strict';

const tls = require('tls');
const EventEmitter = require('events');
const { ClientRequest } = require('internal/http/client');
const { Server: HttpServer, equip, storeOptions } = require('internal/http/server');
const { Agent, agents } = require('internal/tls/https_agent');
const { validateObject } = require('internal/validators');

// ---- servers ----------------------------------------------------------------------------------------------------------------

function onTlsClientError(error, socket) {
  if (!this.emit('clientError', error, socket)) socket.destroy(error);
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
  const { ALPNCallback, ALPNProtocols } = options;
  storeOptions(this, options);
  tls.Server.call(this, {
    noDelay: true,
    ...options,
    allowHalfOpen: true,
    ALPNProtocols: ALPNProtocols || ALPNCallback ? ALPNProtocols : ['http/1.1'],
  });
  equip(this, options, requestListener, 'secureConnection');
  this.on('tlsClientError', onTlsClientError);
}
Object.setPrototypeOf(Server.prototype, tls.Server.prototype);
Object.setPrototypeOf(Server, tls.Server);

for (const name of ['closeAllConnections', 'closeIdleConnections', 'setTimeout']) Server.prototype[name] = HttpServer.prototype[name];

Server.prototype.close = function(...args) {
  HttpServer.prototype.close.apply(this, args);
  return this;
};

Server.prototype[Symbol.asyncDispose] = HttpServer.prototype[Symbol.asyncDispose];

Server.prototype[EventEmitter.captureRejectionSymbol] = function(error, event, ...args) {
  const { prototype } = event === 'request' ? HttpServer : tls.Server;
  prototype[EventEmitter.captureRejectionSymbol].call(this, error, event, ...args);
};

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

// ---- requests ---------------------------------------------------------------------------------------------------------------

function request(...args) {
  let options = {};
  if (typeof args[0] === 'string') {
    options = require('internal/url').urlToHttpOptions(new URL(args.shift()));
  } else if (args[0] instanceof URL || (args[0]?.href !== undefined && args[0]?.searchParams !== undefined && args[0]?.protocol)) {
    options = require('internal/url').urlToHttpOptions(args.shift());
  }
  if (args[0] && typeof args[0] !== 'function') Object.assign(options, args.shift());
  options._defaultAgent = module.exports.globalAgent;
  return new ClientRequest(options, ...args);
}

function get(input, options, callback) {
  const message = request(input, options, callback);
  message.end();
  return message;
}

module.exports = {
  Agent,
  globalAgent: agents.globalAgent,
  Server,
  createServer,
  get,
  request,
};
