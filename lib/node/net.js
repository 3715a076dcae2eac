// SPDX-License-Identifier: MIT
//
// The public net module.
'use strict';

const { isIP, isIPv4, isIPv6 } = require('internal/net');
const defaults = require('internal/net/defaults');
const { Socket } = require('internal/net/socket');
const { Server } = require('internal/net/server');
const { normalizeArgs } = require('internal/net/connect');
const { validateBoolean, validateInt32 } = require('internal/validators');

function connect(...args) {
  const normalized = normalizeArgs(args);
  const [options] = normalized;
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

function createServer(options, connectionListener) {
  return new Server(options, connectionListener);
}

function getDefaultAutoSelectFamily() {
  return defaults.autoSelectFamily;
}

function setDefaultAutoSelectFamily(value) {
  validateBoolean(value, 'value');
  defaults.autoSelectFamily = value;
}

function getDefaultAutoSelectFamilyAttemptTimeout() {
  return defaults.attemptTimeout;
}

function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  validateInt32(value, 'value', 1);
  defaults.attemptTimeout = value < 10 ? 10 : value;
}

module.exports = {
  _normalizeArgs: normalizeArgs,
  get BlockList() {
    return require('internal/net/blocklist').BlockList;
  },
  get SocketAddress() {
    return require('internal/net/blocklist').SocketAddress;
  },
  connect,
  createConnection: connect,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  Socket,
  Stream: Socket,
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
