// SPDX-License-Identifier: MIT
//
// https.Agent: connections are shared by requests with the same rules of trust only, and sessions are resumed.
'use strict';

const tls = require('tls');
const { Agent: HttpAgent, globalOptions } = require('internal/http/agent');
const { kProxy } = require('internal/http/common');

const kSessions = Symbol('sessions');

// What a text holds to tell values apart.
const kNameParts = ['ca', 'cert', 'clientCertEngine', 'ciphers', 'key', 'pfx'];

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  options = { __proto__: null, ...options };
  options.defaultPort ??= 443;
  options.protocol ??= 'https:';
  HttpAgent.call(this, options);
  this.maxCachedSessions = this.options.maxCachedSessions === undefined ? 100 : this.options.maxCachedSessions;
  this[kSessions] = new Map(); // the oldest first
}
Object.setPrototypeOf(Agent.prototype, HttpAgent.prototype);
Object.setPrototypeOf(Agent, HttpAgent);

// (options), (port[, host][, options])
function readArguments(args) {
  const [port, host, more] = args;
  const options = {};
  if (port !== null && typeof port === 'object') Object.assign(options, port);
  else if (host !== null && typeof host === 'object') Object.assign(options, host);
  else if (more !== null && typeof more === 'object') Object.assign(options, more);
  if (typeof port === 'number' || typeof port === 'string') options.port = port;
  if (typeof host === 'string') options.host = host;
  return options;
}

Agent.prototype.createConnection = function(...args) {
  const options = readArguments(args);
  const callback = typeof args[args.length - 1] === 'function' ? args[args.length - 1] : undefined;
  const proxy = this?.[kProxy];
  if (proxy !== undefined && proxy.servesConnection(options)) {
    require('internal/http/proxy').tunnelForAgent(proxy, options, (withSocket) => connect(this, withSocket), callback);
    return undefined;
  }
  const socket = connect(this, options);
  if (callback !== undefined && options.waitForSecure) socket.once('secureConnect', () => callback(null, socket));
  return socket;
};

function connect(agent, options) {
  const { _agentKey: key } = options;
  if (options.session === undefined && key !== undefined) {
    const session = agent._getSession(key);
    if (session !== undefined) options.session = session;
  }
  const socket = tls.connect(options);
  if (key !== undefined && agent.maxCachedSessions !== 0) {
    socket.on('session', (session) => agent._cacheSession(key, session));
    // One that did not lead to a connection is of no more use.
    socket.once('close', (hadError) => {
      if (hadError) agent._evictSession(key);
    });
  }
  return socket;
}

Agent.prototype.getName = function(options = {}) {
  let name = HttpAgent.prototype.getName.call(this, options);
  for (const part of kNameParts) {
    name += ':';
    if (options[part]) name += options[part];
  }
  name += ':';
  if (options.rejectUnauthorized !== undefined) name += options.rejectUnauthorized;
  name += ':';
  if (options.servername && options.servername !== options.host) name += options.servername;
  for (const part of ['minVersion', 'maxVersion', 'secureProtocol', 'crl']) {
    name += ':';
    if (options[part]) name += options[part];
  }
  name += ':';
  if (options.honorCipherOrder !== undefined) name += options.honorCipherOrder;
  for (const part of ['ecdhCurve', 'dhparam']) {
    name += ':';
    if (options[part]) name += options[part];
  }
  name += ':';
  if (options.secureOptions !== undefined) name += options.secureOptions;
  name += ':';
  if (options.sessionIdContext) name += options.sessionIdContext;
  name += ':';
  if (options.sigalgs) name += JSON.stringify(options.sigalgs);
  for (const part of ['privateKeyIdentifier', 'privateKeyEngine']) {
    name += ':';
    if (options[part]) name += options[part];
  }
  return name;
};

Agent.prototype._getSession = function(key) {
  return this[kSessions].get(key);
};

Agent.prototype._cacheSession = function(key, session) {
  const sessions = this[kSessions];
  if (this.maxCachedSessions === 0) return;
  if (!sessions.has(key) && sessions.size >= this.maxCachedSessions) sessions.delete(sessions.keys().next().value);
  sessions.set(key, session);
};

Agent.prototype._evictSession = function(key) {
  this[kSessions].delete(key);
};

const agents = { globalAgent: new Agent(globalOptions()) };

module.exports = { Agent, agents };
