// SPDX-License-Identifier: MIT
//
// net.Server: listens on a port, a path, a descriptor or a handle, and makes a Socket of each connection.
'use strict';

const EventEmitter = require('events');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_SERVER_ALREADY_LISTEN, ERR_SERVER_NOT_RUNNING,
  },
  ErrnoException,
  ExceptionWithHostPort,
  UVExceptionWithHostPort,
} = require('internal/errors');
const { validateAbortSignal, validateNumber, validatePort } = require('internal/validators');
const { NativeHandle, guessHandleType } = require('internal/stream_handle');
const { Socket, validateBlockList, kNoDelay, kKeepAlive, kKeepAliveDelay } = require('internal/net/socket');
const { isPipeName, normalizeArgs, toNumber } = require('internal/net/connect');
const { isIP } = require('internal/net');
const clusterState = require('internal/cluster/state');

const UV_EINVAL = -22;
const UV_EADDRINUSE = -98;
const kUnreferenced = Symbol('kUnreferenced');

function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  EventEmitter.call(this);
  if (typeof options === 'function') {
    connectionListener = options;
    options = {};
    this.on('connection', connectionListener);
  } else if (options === null || options === undefined || typeof options === 'object') {
    options = { ...options };
    if (typeof connectionListener === 'function') this.on('connection', connectionListener);
  } else {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }
  if (options.highWaterMark !== undefined) {
    validateNumber(options.highWaterMark, 'options.highWaterMark');
    if (options.highWaterMark < 0) options.highWaterMark = undefined;
  }
  this._connections = 0;
  this._workers = []; // RemoteSockets
  this._handle = null;
  this._listeningId = 0;
  this[kUnreferenced] = false;
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = !!options.pauseOnConnect;
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = ~~((options.keepAliveInitialDelay ?? 0) / 1000);
  this.highWaterMark = options.highWaterMark ?? require('stream').getDefaultHighWaterMark(false);
  if (options.blockList) {
    validateBlockList(options.blockList);
    this.blockList = options.blockList;
  }
}
Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Server, EventEmitter);

// ---- getting a handle -------------------------------------------------------------------------------------------------------------

function bindTcp(address, port, ipv6Only, reusePort) {
  const handle = NativeHandle.tcp();
  const status = handle.tcpBind(address, port, ipv6Only, reusePort);
  if (status < 0) {
    handle.close();
    return status;
  }
  return handle;
}

function openDescriptor(fd) {
  const type = guessHandleType(fd);
  if (type !== 'PIPE' && type !== 'TCP') return UV_EINVAL;
  const handle = type === 'PIPE' ? NativeHandle.pipe() : NativeHandle.tcp();
  const status = handle.open(fd);
  if (status < 0) {
    handle.close();
    return status;
  }
  return handle;
}

function bindPipe(path) {
  const handle = NativeHandle.pipe();
  const status = handle.bind(path);
  if (status < 0) {
    handle.close();
    return status;
  }
  return handle;
}

function emitLater(server, error) {
  process.nextTick(() => server.emit('error', error));
}

// Channels of what becomes of listen().
let listenChannels;

function listenChannel(name) {
  listenChannels ??= require('diagnostics_channel').tracingChannel('net.server.listen');
  const channel = listenChannels[name];
  return channel.hasSubscribers ? channel : undefined;
}

function failToListen(server, status, address, port) {
  const error = new UVExceptionWithHostPort(status, 'listen', address, port);
  listenChannel('error')?.publish({ server, error });
  emitLater(server, error);
}

function startListening(server, handle, address, port, backlog) {
  if (typeof handle === 'number') {
    failToListen(server, handle, address, port);
    return;
  }
  server._handle = handle;
  handle.owner = server;
  handle.onconnection = (status, client) => onConnection(server, status, client);
  const status = handle.listen(backlog || 511);
  if (status < 0) {
    handle.close();
    server._handle = null;
    failToListen(server, status, address, port);
    return;
  }
  server._connectionKey = `${port === null ? -1 : handle.type === 'tcp' && isIP(address) === 6 ? 6 : 4}:${address}:${port}`;
  if (server[kUnreferenced]) handle.unref();
  listenChannel('asyncEnd')?.publish({ server });
  process.nextTick(() => {
    if (server._handle) server.emit('listening');
  });
}

// A bound handle of an address, a path (port -1) or a descriptor, for the primary of a cluster; a negative errno where there is none.
function createServerHandle(address, port, addressType, fd, ipv6Only, { readableAll, writableAll } = {}) {
  if (typeof fd === 'number' && fd >= 0) return openDescriptor(fd);
  if (port === -1 && addressType === -1) {
    const handle = bindPipe(address);
    const mode = (readableAll ? 1 : 0) | (writableAll ? 2 : 0);
    if (typeof handle !== 'number' && mode !== 0) handle.chmod(mode);
    return handle;
  }
  if (address) return bindTcp(address, port, ipv6Only === true, false);
  const handle = bindTcp('::', port, ipv6Only === true, false);
  return typeof handle === 'number' && handle !== UV_EADDRINUSE && handle !== -13 ? bindTcp('0.0.0.0', port, false, false) : handle;
}

// In a worker of a cluster the primary says what to listen on. True where it was asked.
function listenInCluster(server, address, port, addressType, fd, backlog, options) {
  if (!clusterState.isWorker || options.exclusive || options.reusePort) return false;
  const { checkBound, cluster } = require('internal/cluster/child');
  const id = server._listeningId;
  const request = {
    address, port, addressType, fd, ipv6Only: options.ipv6Only === true, backlog,
    readableAll: options.readableAll, writableAll: options.writableAll,
  };
  cluster._getServer(server, request, (errno, handle) => {
    if (id !== server._listeningId) {
      handle?.close();
      return;
    }
    const status = errno || checkBound(errno, port, handle);
    if (status) {
      handle?.close();
      server.emit('error', new ExceptionWithHostPort(status, 'bind', address, port));
      return;
    }
    startListening(server, handle, address, port, backlog);
  });
  return true;
}

function listenTcp(server, address, port, backlog, options) {
  if (listenInCluster(server, address, port, isIP(address), undefined, backlog, options)) return;
  startListening(server, bindTcp(address, port, options.ipv6Only === true, options.reusePort === true), address, port, backlog);
}

// Without a host: all of IPv6 with IPv4 in it; where the system has no IPv6, all of IPv4.
function listenAnywhere(server, port, backlog, options) {
  if (listenInCluster(server, null, port, 4, undefined, backlog, options)) return;
  let handle = bindTcp('::', port, options.ipv6Only === true, options.reusePort === true);
  let address = '::';
  if (typeof handle === 'number' && handle !== UV_EADDRINUSE && handle !== -13) {
    address = '0.0.0.0';
    handle = bindTcp(address, port, false, options.reusePort === true);
  }
  startListening(server, handle, address, port, backlog);
}

function lookupAndListen(server, port, host, backlog, options) {
  const id = server._listeningId;
  require('dns').lookup(host, {}, (error, address) => {
    if (id !== server._listeningId) return;
    if (error) server.emit('error', error);
    else listenTcp(server, address || '0.0.0.0', port, backlog, options);
  });
}

Server.prototype.listen = function(...args) {
  const [given, callback] = normalizeArgs(args);
  let options = given;
  if (this._handle) throw new ERR_SERVER_ALREADY_LISTEN();
  listenChannel('asyncStart')?.publish({ server: this, options });
  const source = options;
  const handle = options._handle || options.handle;
  const direct = options instanceof NativeHandle ? options : handle instanceof NativeHandle ? handle : undefined;
  if (callback !== null) this.once('listening', callback);
  const second = args.length > 1 && toNumber(args[1]);
  const third = args.length > 2 && toNumber(args[2]);
  const backlogOfArgs = second || third;
  this._listeningId++;
  if (direct) {
    listenOn(this, direct, source.backlog || backlogOfArgs);
    return this;
  }
  if (options.signal !== undefined) {
    validateAbortSignal(options.signal, 'options.signal');
    watchSignal(this, options.signal);
  }
  if (typeof options.fd === 'number' && options.fd >= 0) {
    if (listenInCluster(this, null, null, null, options.fd, backlogOfArgs, options)) return this;
    const opened = openDescriptor(options.fd);
    startListening(this, opened, null, null, backlogOfArgs);
    return this;
  }
  const { port } = options;
  if (args.length === 0 || typeof args[0] === 'function' ||
      (port === undefined && 'port' in options) || port === null) {
    options = { ...options, port: 0 };
  }
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    const backlog = options.backlog || backlogOfArgs;
    const number = options.port | 0;
    if (options.host) {
      if (isIP(options.host)) listenTcp(this, options.host, number, backlog, options);
      else lookupAndListen(this, number, options.host, backlog, options);
    } else {
      listenAnywhere(this, number, backlog, options);
    }
    return this;
  }
  if (options.path && isPipeName(options.path)) {
    const { path } = this._pipeName ? {} : { path: this._pipeName = options.path };
    if (options.path[0] === '\u0000' && (options.readableAll || options.writableAll)) {
      const message = 'can not set readableAll or writableAllt to true when path is abstract unix socket';
      throw new ERR_INVALID_ARG_VALUE('options', options, message);
    }
    const backlog = options.backlog || backlogOfArgs;
    if (listenInCluster(this, path ?? options.path, -1, -1, undefined, backlog, options)) return this;
    const opened = bindPipe(path ?? options.path);
    startListening(this, opened, options.path, -1, backlog);
    let mode = 0;
    if (options.readableAll === true) mode |= 1;
    if (options.writableAll === true) mode |= 2;
    if (mode !== 0 && this._handle) {
      const status = this._handle.chmod(mode);
      if (status < 0) {
        this._handle.close();
        this._handle = null;
        throw new ErrnoException(status, 'uv_pipe_chmod');
      }
    }
    return this;
  }
  if (!(('port' in options) || ('path' in options))) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new ERR_INVALID_ARG_VALUE('options', options);
};

function listenOn(server, handle, backlog) {
  startListening(server, handle, null, null, backlog);
}

function watchSignal(server, signal) {
  const close = () => {
    server.close();
  };
  if (signal.aborted) {
    process.nextTick(close);
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  const disposable = addAbortListener(signal, close);
  server.once('close', disposable[Symbol.dispose]);
}

// ---- connections ------------------------------------------------------------------------------------------------------------------

function drop(server, client) {
  const data = {};
  if (client.type === 'tcp') {
    const local = client.getsockname();
    const remote = client.getpeername();
    if (Array.isArray(local)) [data.localAddress, data.localPort] = local;
    if (Array.isArray(local)) data.localFamily = `IPv${local[2]}`;
    if (Array.isArray(remote)) [data.remoteAddress, data.remotePort] = remote;
    if (Array.isArray(remote)) data.remoteFamily = `IPv${remote[2]}`;
  }
  client.close();
  server.emit('drop', client.type === 'tcp' ? data : undefined);
}

function onConnection(server, status, client) {
  if (status < 0) {
    server.emit('error', new ErrnoException(status, 'accept'));
    return;
  }
  // 0 connections are a limit, too.
  if (server.maxConnections !== null && server.maxConnections !== undefined && server._connections >= server.maxConnections) {
    drop(server, client);
    return;
  }
  if (server.blockList && client.type === 'tcp') {
    const peer = client.getpeername();
    if (Array.isArray(peer) && server.blockList.check(peer[0], `ipv${peer[2]}`)) {
      drop(server, client);
      return;
    }
  }
  const socket = new Socket({
    handle: client,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: server.highWaterMark,
    writableHighWaterMark: server.highWaterMark,
  });
  if (client.type === 'tcp') {
    if (server.noDelay) {
      socket[kNoDelay] = true;
      client.setNoDelay(true);
    }
    if (server.keepAlive) {
      socket[kKeepAlive] = true;
      socket[kKeepAliveDelay] = server.keepAliveInitialDelay;
      client.setKeepAlive(true, server.keepAliveInitialDelay);
    }
  }
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
  const channel = require('diagnostics_channel').channel('net.server.socket');
  if (channel.hasSubscribers) channel.publish({ socket });
}

// Sockets that went to another process: they count here until it ends.
Server.prototype._addRemoteSockets = function(list) {
  if (this._workers.includes(list)) return;
  this._workers.push(list);
  list.once('exit', () => this._workers.splice(this._workers.indexOf(list), 1));
};

Server.prototype.getConnections = function(callback) {
  const done = (error, count) => process.nextTick(callback, error, count);
  let left = this._workers.length;
  let total = this._connections;
  if (left === 0) {
    done(null, total);
    return this;
  }
  for (const list of [...this._workers]) {
    list.getConnections((error, count) => {
      if (left === 0) return;
      if (error) {
        left = 0;
        done(error);
        return;
      }
      total += count;
      if (--left === 0) done(null, total);
    });
  }
  return this;
};

// ---- closing ------------------------------------------------------------------------------------------------------------------------

Server.prototype.close = function(callback) {
  if (typeof callback === 'function') {
    if (!this._handle) {
      this.once('close', () => callback(new ERR_SERVER_NOT_RUNNING()));
    } else {
      this.once('close', callback);
    }
  }
  if (this._handle) {
    this._handle.close();
    this._handle = null;
  }
  this._listeningId++;
  this._pipeName = undefined;
  let left = this._workers.length;
  if (left === 0) {
    this._emitCloseIfDrained();
    return this;
  }
  // One connection more, so that 'close' waits for the other processes.
  this._connections++;
  for (const list of [...this._workers]) {
    list.close(() => {
      if (--left > 0) return;
      this._connections = 0;
      this._emitCloseIfDrained();
    });
  }
  return this;
};

Server.prototype[Symbol.asyncDispose] = async function() {
  if (!this._handle) return;
  await new Promise((resolve, reject) => {
    this.close((error) => (error ? reject(error) : resolve()));
  });
};

Server.prototype._emitCloseIfDrained = function() {
  if (this._handle || this._connections > 0) return;
  process.nextTick(() => {
    if (this._handle || this._connections > 0) return;
    this.emit('close');
  });
};

Server.prototype.address = function() {
  if (!this._handle) return null;
  if (this._pipeName) return this._pipeName;
  if (this._handle.type !== 'tcp') return null;
  const name = this._handle.getsockname();
  if (typeof name === 'number') throw new ErrnoException(name, 'address');
  return { address: name[0], family: `IPv${name[2]}`, port: name[1] };
};

Server.prototype.ref = function() {
  this[kUnreferenced] = false;
  this._handle?.ref();
  return this;
};

Server.prototype.unref = function() {
  this[kUnreferenced] = true;
  this._handle?.unref();
  return this;
};

Object.defineProperty(Server.prototype, 'listening', {
  __proto__: null, configurable: true, enumerable: true, get() {
    return !!this._handle;
  },
});

Server.prototype[EventEmitter.captureRejectionSymbol] = function(error, event, socket) {
  if (event === 'connection') socket.destroy(error);
  else this.emit('error', error);
};

module.exports = { Server, createServerHandle };
