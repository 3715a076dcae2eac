// SPDX-License-Identifier: MIT
//
// http.Agent: connections by destination. A request takes a free one, makes a new one, or waits in line.
'use strict';

const EventEmitter = require('events');
const net = require('net');
const { getOptionValue } = require('internal/options');
const { validateNumber, validateOneOf } = require('internal/validators');
const { kAbandoned, kProxy, kTunnelRequest } = require('internal/http/common');

const kOnKeylog = Symbol('onkeylog');
const kRequestOptions = Symbol('requestOptions');

function freeSocketErrorListener() {
  this.destroy();
}

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  EventEmitter.call(this);
  this.options = { __proto__: null, ...options };
  this.defaultPort = this.options.defaultPort || 80;
  this.protocol = this.options.protocol || 'http:';
  if (this.options.noDelay === undefined) this.options.noDelay = true;
  this.options.path = null;
  this.requests = { __proto__: null };
  this.sockets = { __proto__: null };
  this.freeSockets = { __proto__: null };
  this.keepAliveMsecs = this.options.keepAliveMsecs || 1000;
  this.keepAlive = this.options.keepAlive || false;
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = this.options.maxFreeSockets || 256;
  this.scheduling = this.options.scheduling || 'lifo';
  this.maxTotalSockets = this.options.maxTotalSockets;
  this.totalSocketCount = 0;
  this.agentKeepAliveTimeoutBuffer =
    Number.isFinite(this.options.agentKeepAliveTimeoutBuffer) && this.options.agentKeepAliveTimeoutBuffer >= 0 ?
      this.options.agentKeepAliveTimeoutBuffer : 1000;
  validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  if (this.maxTotalSockets !== undefined) {
    validateNumber(this.maxTotalSockets, 'maxTotalSockets', 1);
  } else {
    this.maxTotalSockets = Infinity;
  }
  if (this.options.proxyEnv) {
    const proxy = require('internal/http/proxy').proxyOf(this.options.proxyEnv, this.protocol);
    if (proxy !== undefined) Object.defineProperty(this, kProxy, { __proto__: null, value: proxy });
  }
  this.on('free', onFree);
  this.on('newListener', onNewListener);
}
Object.setPrototypeOf(Agent.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Agent, EventEmitter);

// Who listens for keys hears of those of all connections.
function onNewListener(event) {
  if (event !== 'keylog' || this[kOnKeylog]) return;
  const agent = this;
  this[kOnKeylog] = function(line) {
    agent.emit('keylog', line, this);
  };
  for (const list of [...Object.values(this.sockets), ...Object.values(this.freeSockets)]) {
    for (const socket of list) socket.on('keylog', this[kOnKeylog]);
  }
}

Agent.defaultMaxSockets = Infinity;

Agent.prototype.createConnection = function createConnection(...args) {
  const proxy = this?.[kProxy];
  if (proxy !== undefined) {
    const [options] = net._normalizeArgs(args);
    if (proxy.servesConnection(options)) return proxy.open(options);
  }
  return net.createConnection(...args);
};

// A connection is free again: the next in line takes it, or it is kept, or it ends.
function onFree(socket, options) {
  const name = nameOf(this, options);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const waiting = this.requests[name];
  if (waiting && waiting.length > 0) {
    const request = waiting.shift();
    if (waiting.length === 0) delete this.requests[name];
    setRequestSocket(this, request, socket);
    return;
  }
  const request = socket._httpMessage;
  if (!request || !request.shouldKeepAlive || !this.keepAlive) {
    socket.destroy();
    return;
  }
  const free = this.freeSockets[name] || [];
  let count = free.length;
  if (this.sockets[name]) count += this.sockets[name].length;
  if (this.totalSocketCount > this.maxTotalSockets || count > this.maxSockets || free.length >= this.maxFreeSockets ||
      !this.keepSocketAlive(socket)) {
    socket.destroy();
    return;
  }
  this.freeSockets[name] = free;
  socket._httpMessage = null;
  this.removeSocket(socket, options);
  socket.once('error', freeSocketErrorListener);
  free.push(socket);
}

Agent.prototype.getName = function(options = {}) {
  let name = options.host || 'localhost';
  name += ':';
  if (options.port) name += options.port;
  name += ':';
  if (options.localAddress) name += options.localAddress;
  if (options.family === 4 || options.family === 6) name += `:${options.family}`;
  if (options.socketPath) name += `:${options.socketPath}`;
  return name;
};

// Of a connection's options, which know it since the connection was asked for.
function nameOf(agent, options) {
  return options._agentKey ?? agent.getName(options);
}

const kDestination = Symbol('destination');

// The name of the destination that was asked for last: a text that is put together anew is looked up anew, too.
function plainName(agent, options) {
  const { host, port } = options;
  if (options.localAddress || options.family === 4 || options.family === 6) return agent.getName(options);
  let last = agent[kDestination];
  if (last === undefined) {
    last = { host: undefined, port: undefined, name: '' };
    Object.defineProperty(agent, kDestination, { __proto__: null, value: last });
  }
  if (last.name === '' || last.host !== host || last.port !== port) {
    last.name = agent.getName(options);
    last.host = host;
    last.port = port;
  }
  return last.name;
}

function connectionOptions(agent, options) {
  const merged = { __proto__: null, ...options, ...agent.options };
  if (merged.socketPath) merged.path = merged.socketPath;
  normalizeServerName(merged, options);
  return merged;
}

Agent.prototype.addRequest = function(request, options, port, localAddress) {
  if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
  // What the agent adds matters for a new connection; for its name, only where it speaks of the address.
  const plain = this.getName === Agent.prototype.getName && speaksOfNoAddress(this.options);
  if (!plain) options = connectionOptions(this, options);
  const name = plain && options.socketPath === undefined ? plainName(this, options) : this.getName(connectionOptions(this, options));
  this.sockets[name] ||= [];
  const free = this.freeSockets[name];
  let socket;
  if (free) {
    while (free.length > 0 && free[0].destroyed) free.shift();
    socket = this.scheduling === 'fifo' ? free.shift() : free.pop();
    if (free.length === 0) delete this.freeSockets[name];
  }
  const freeCount = free ? free.length : 0;
  const count = freeCount + countOf(this, name);
  if (socket) {
    this.reuseSocket(socket, request);
    socket._handle?.asyncReset?.(); // its events belong to this request now
    setRequestSocket(this, request, socket);
    this.sockets[name].push(socket);
  } else if (count < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
    this.createSocket(request, options, (error, socket) => {
      if (error) request.onSocket(socket, error);
      else setRequestSocket(this, request, socket);
    });
  } else {
    (this.requests[name] ||= []).push(request);
    request[kRequestOptions] = plain ? connectionOptions(this, options) : options;
  }
};

// Connections that are in use, and those to come for which a tunnel is being made.
function countOf(agent, name) {
  const count = agent.sockets[name]?.length ?? 0;
  return agent[kProxy] === undefined ? count : count + (agent[kProxy].opening.get(name) ?? 0);
}

function speaksOfNoAddress(options) {
  return options.host === undefined && options.port === undefined && options.localAddress === undefined && options.family === undefined &&
    options.socketPath === undefined;
}

function normalizeServerName(options, given) {
  if (!options.servername && options.servername !== '') {
    const { isIP } = net;
    const header = given?.headers?.host;
    const host = typeof header === 'string' ? header.split(':', 1)[0] : options.host;
    options.servername = host && !isIP(host) ? host : '';
  }
}

Agent.prototype.createSocket = function(request, options, callback) {
  options = connectionOptions(this, options);
  const name = this.getName(options);
  options._agentKey = name;
  options.encoding = null;
  let settled = false;
  let opening = null; // tunnels on their way, with this one
  const done = (error, socket) => {
    if (settled) return;
    settled = true;
    if (opening !== null) tunnelSettled(this, opening, name);
    if (error) {
      if (opening === null) callback(error);
      else tunnelFailed(this, request, name, options, error, callback);
      return;
    }
    (this.sockets[name] ||= []).push(socket);
    this.totalSocketCount++;
    installListeners(this, socket, options);
    callback(null, socket);
  };
  if (this.keepAlive) {
    options.keepAlive = this.keepAlive;
    options.keepAliveInitialDelay = this.keepAliveMsecs;
  }
  const proxy = this[kProxy];
  if (proxy !== undefined) options[kTunnelRequest] = request;
  const socket = this.createConnection(options, done);
  if (proxy !== undefined) options[kTunnelRequest] = undefined; // the options live as long as the connection
  if (socket) {
    done(null, socket);
  } else if (proxy !== undefined && !settled) {
    ({ opening } = proxy);
    opening.set(name, (opening.get(name) ?? 0) + 1);
    this.totalSocketCount++;
  }
};

function tunnelSettled(agent, opening, name) {
  const left = opening.get(name) - 1;
  if (left > 0) opening.set(name, left);
  else opening.delete(name);
  agent.totalSocketCount--;
}

// The next in line has a try of its own.
function tunnelFailed(agent, request, name, options, error, callback) {
  if (agent.sockets[name]?.length === 0) delete agent.sockets[name];
  if (error === kAbandoned) {
    request.onSocket();
  } else {
    if (error.proxyTunnelTimeout !== undefined) request.emit('timeout');
    callback(error);
  }
  callNext(agent, name, options);
}

function installListeners(agent, socket, options) {
  const onSocketFree = () => agent.emit('free', socket, options);
  const onSocketClose = () => {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
  };
  const onSocketTimeout = () => {
    // A free connection that nobody wanted for long.
    for (const list of Object.values(agent.freeSockets)) {
      if (list.includes(socket)) {
        socket.destroy();
        return;
      }
    }
  };
  const onSocketRemove = () => {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
    socket.removeListener('close', onSocketClose);
    socket.removeListener('free', onSocketFree);
    socket.removeListener('timeout', onSocketTimeout);
    socket.removeListener('agentRemove', onSocketRemove);
  };
  socket.on('free', onSocketFree);
  socket.on('close', onSocketClose);
  socket.on('timeout', onSocketTimeout);
  socket.on('agentRemove', onSocketRemove);
  if (agent[kOnKeylog]) socket.on('keylog', agent[kOnKeylog]);
}

Agent.prototype.removeSocket = function(socket, options) {
  const name = nameOf(this, options);
  const sets = socket.writable ? [this.sockets] : [this.sockets, this.freeSockets];
  for (const sockets of sets) {
    const index = sockets[name] ? sockets[name].indexOf(socket) : -1;
    if (index === -1) continue;
    sockets[name].splice(index, 1);
    if (sockets[name].length === 0) delete sockets[name];
  }
  callNext(this, name, options);
};

// There is room now for one who waits, here or at another destination.
function callNext(agent, name, options) {
  let key = name;
  let waiting = agent.requests[name];
  if (!waiting) {
    [key, waiting] = Object.entries(agent.requests).find(([, list]) => list.length > 0) ?? [];
  }
  if (!waiting || waiting.length === 0) return;
  if (agent.freeSockets[key]) return;
  const request = waiting[0];
  const wanted = request[kRequestOptions] ?? options;
  if (countOf(agent, key) >= agent.maxSockets) return;
  waiting.shift();
  if (waiting.length === 0) delete agent.requests[key];
  agent.createSocket(request, wanted, (error, socket) => {
    if (error) {
      request.onSocket(socket, error);
      return;
    }
    // First in line again: who listens for free connections sees this one, too.
    (agent.requests[key] ||= []).unshift(request);
    socket.emit('free');
  });
}

Agent.prototype.keepSocketAlive = function(socket) {
  socket.setKeepAlive(true, this.keepAliveMsecs);
  socket.unref();
  let timeout = this.options.timeout || 0;
  const hint = socket._httpMessage?.res?.headers?.['keep-alive'];
  const given = hint && /^timeout=(\d+)/.exec(hint)?.[1];
  if (given) {
    const limit = Number(given) * 1000 - this.agentKeepAliveTimeoutBuffer;
    if (limit <= 0) return false;
    if (timeout === 0 || limit < timeout) timeout = limit;
  }
  if (socket.timeout !== timeout) socket.setTimeout(timeout);
  return true;
};

Agent.prototype.reuseSocket = function(socket, request) {
  socket.removeListener('error', freeSocketErrorListener);
  request.reusedSocket = true;
  socket.ref();
};

Agent.prototype.destroy = function() {
  for (const set of [this.freeSockets, this.sockets]) {
    for (const list of Object.values(set)) {
      for (const socket of [...list]) socket.destroy();
    }
  }
};

function setRequestSocket(agent, request, socket) {
  request.onSocket(socket);
  const agentTimeout = agent.options.timeout || 0;
  if (request.timeout === undefined || request.timeout === agentTimeout) return;
  socket.setTimeout(request.timeout);
}

// Options of the agents that all requests share; with the environment, where its proxies are to be used.
function globalOptions() {
  const options = { keepAlive: true, scheduling: 'lifo', timeout: 5000 };
  if (process.env.NODE_USE_ENV_PROXY === '1' || getOptionValue('--use-env-proxy')) {
    options.proxyEnv = require('internal/http/proxy').environment();
  }
  return options;
}

const globalAgent = new Agent(globalOptions());

module.exports = { Agent, globalAgent, globalOptions };
