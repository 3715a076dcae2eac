// SPDX-License-Identifier: MIT
//
// The public http module.
'use strict';

const { METHODS, validateHeaderName, validateHeaderValue } = require('internal/http/common');
const { Agent } = require('internal/http/agent');
const agents = require('internal/http/agent');
const { ClientRequest } = require('internal/http/client');
const { IncomingMessage } = require('internal/http/incoming');
const { OutgoingMessage } = require('internal/http/outgoing');
const { Server, ServerResponse, _connectionListener } = require('internal/http/server');
const { getOptionValue } = require('internal/options');

// Who asks for messages about http is warned that they tell secrets.
if (process.env.NODE_DEBUG) require('internal/util/debuglog').debuglog('http').enabled;

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

function request(url, options, callback) {
  return new ClientRequest(url, options, callback);
}

function get(url, options, callback) {
  const message = request(url, options, callback);
  message.end();
  return message;
}

function setMaxIdleHTTPParsers(max) {
  require('internal/validators').validateInteger(max, 'max', 1);
  require('internal/http/client').parsers.max = max;
}

// Proxies for all requests of the process, also those of https and fetch. Gives a function that takes them back.
function setGlobalProxyFromEnv(env = process.env) {
  return require('internal/http/proxy').setGlobalProxyFromEnv(env);
}

module.exports = {
  _connectionListener,
  METHODS: [...METHODS].sort(),
  STATUS_CODES: require('internal/http/status_codes'),
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName(name, label) {
    validateHeaderName(name, label);
  },
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  setGlobalProxyFromEnv,
};

let maxHeaderSize;
Object.defineProperty(module.exports, 'maxHeaderSize', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return maxHeaderSize ??= Number(getOptionValue('--max-http-header-size')) || 16384;
  },
});

Object.defineProperty(module.exports, 'globalAgent', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return agents.globalAgent;
  },
  set(value) {
    agents.globalAgent = value;
  },
});

for (const [name, id] of [['WebSocket', 'internal/web/websocket'], ['CloseEvent', 'internal/web/websocket'],
                          ['MessageEvent', 'internal/messaging']]) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return globalThis[name] ?? require(id)[name];
    },
  });
}
