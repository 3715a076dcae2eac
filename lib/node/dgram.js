// SPDX-License-Identifier: MIT
//
// Datagram sockets.
'use strict';

const EventEmitter = require('events');
const { Buffer } = require('buffer');
const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_INVALID_FD_TYPE, ERR_IP_BLOCKED, ERR_MISSING_ARGS,
    ERR_SOCKET_ALREADY_BOUND, ERR_SOCKET_BAD_BUFFER_SIZE, ERR_SOCKET_BAD_TYPE, ERR_SOCKET_BUFFER_SIZE,
    ERR_SOCKET_DGRAM_IS_CONNECTED, ERR_SOCKET_DGRAM_NOT_CONNECTED, ERR_SOCKET_DGRAM_NOT_RUNNING,
  },
  ErrnoException,
  ExceptionWithHostPort,
  uvErrmapGet,
} = require('internal/errors');
const {
  validateAbortSignal, validateFunction, validateNumber, validatePort, validateString, validateUint32,
} = require('internal/validators');
const { UDPHandle, kState } = require('internal/dgram/handle');
const clusterState = require('internal/cluster/state');

const UNBOUND = 0;
const BINDING = 1;
const BOUND = 2;
const DISCONNECTED = 0;
const CONNECTING = 1;
const CONNECTED = 2;

const UV_EBADF = -9;
const UV_EINVAL = -22;

function isBlockList(value, name) {
  if (value === undefined) return undefined;
  const { BlockList } = require('net');
  if (!BlockList.isBlockList(value)) throw new ERR_INVALID_ARG_TYPE(name, 'net.BlockList', value);
  return value;
}

function familyOf(type) {
  return type === 'udp4' ? 4 : 6;
}

function makeLookup(lookup, type) {
  if (lookup !== undefined) validateFunction(lookup, 'lookup');
  const fallback = type === 'udp4' ? '127.0.0.1' : '::1';
  return (address, callback) => {
    (lookup ?? require('dns').lookup)(address || fallback, familyOf(type), callback);
  };
}

function Socket(type, listener) {
  EventEmitter.call(this);
  let options;
  if (type !== null && typeof type === 'object') {
    options = type;
    ({ type } = options);
  }
  if (type !== 'udp4' && type !== 'udp6') throw new ERR_SOCKET_BAD_TYPE();
  const lookup = makeLookup(options?.lookup, type);
  const state = {
    handle: new UDPHandle(),
    receiving: false,
    bindState: UNBOUND,
    connectState: DISCONNECTED,
    queue: undefined,
    lookup,
    reuseAddr: !!options?.reuseAddr,
    reusePort: !!options?.reusePort,
    ipv6Only: !!options?.ipv6Only,
    recvBufferSize: options?.recvBufferSize,
    sendBufferSize: options?.sendBufferSize,
    receiveBlockList: isBlockList(options?.receiveBlockList, 'options.receiveBlockList'),
    sendBlockList: isBlockList(options?.sendBlockList, 'options.sendBlockList'),
  };
  if (options?.recvBufferSize) validateUint32(options.recvBufferSize, 'options.recvBufferSize');
  if (options?.sendBufferSize) validateUint32(options.sendBufferSize, 'options.sendBufferSize');
  state.handle.owner = this;
  this.type = type;
  this[kState] = state;
  if (typeof listener === 'function') this.on('message', listener);
  if (options?.signal !== undefined) closeOnAbort(this, options.signal);
}
Object.setPrototypeOf(Socket.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Socket, EventEmitter);

function closeOnAbort(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  const onAborted = () => {
    if (socket[kState].handle) socket.close();
  };
  if (signal.aborted) {
    onAborted();
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  const disposable = addAbortListener(signal, onAborted);
  socket.once('close', disposable[Symbol.dispose]);
}

function createSocket(type, listener) {
  const socket = new Socket(type, listener);
  const channel = require('diagnostics_channel').channel('udp.socket');
  if (channel.hasSubscribers) channel.publish({ socket });
  return socket;
}

// The handle of a socket that is not closed.
function handleOf(socket) {
  const { handle } = socket[kState];
  if (!handle) throw new ERR_SOCKET_DGRAM_NOT_RUNNING();
  return handle;
}

// ---- waiting for the socket to be bound -------------------------------------------------------------------------------------------

function onListenError() {
  this.removeListener('listening', onListenSuccess);
  this[kState].queue = undefined;
}

function onListenSuccess() {
  this.removeListener(EventEmitter.errorMonitor, onListenError);
  const { queue } = this[kState];
  this[kState].queue = undefined;
  for (let i = 0; i < queue.length; i++) queue[i].call(this);
}

function whenBound(socket, action) {
  const state = socket[kState];
  if (state.queue === undefined) {
    state.queue = [];
    socket.once(EventEmitter.errorMonitor, onListenError);
    socket.once('listening', onListenSuccess);
  }
  state.queue.push(action);
}

// ---- binding ------------------------------------------------------------------------------------------------------------------------

function bufferSize(socket, size, sending) {
  if (size >>> 0 !== size) throw new ERR_SOCKET_BAD_BUFFER_SIZE();
  const { handle } = socket[kState];
  const result = !handle ? UV_EBADF : size > 0x7fffffff ? UV_EINVAL : handle.bufferSize(size, sending);
  if (result >= 0) return result;
  const { 0: code, 1: message } = uvErrmapGet(result);
  const syscall = sending ? 'uv_send_buffer_size' : 'uv_recv_buffer_size';
  throw new ERR_SOCKET_BUFFER_SIZE({ errno: result, code, message, syscall });
}

function onMessage(socket, bytes, from) {
  const { 0: address, 1: port, 2: family } = from;
  const { receiveBlockList } = socket[kState];
  if (receiveBlockList?.check(address, `ipv${family}`)) return;
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  socket.emit('message', message, { address, family: family === 4 ? 'IPv4' : 'IPv6', port, size: message.length });
}

function startListening(socket) {
  const state = socket[kState];
  const { handle } = state;
  handle.onmessage = (bytes, from) => onMessage(socket, bytes, from);
  handle.onerror = (status) => socket.emit('error', new ErrnoException(status, 'recvmsg'));
  const status = handle.recvStart();
  if (status < 0) {
    socket.emit('error', new ErrnoException(status, 'recvmsg'));
    return;
  }
  state.receiving = true;
  state.bindState = BOUND;
  if (state.recvBufferSize) bufferSize(socket, state.recvBufferSize, false);
  if (state.sendBufferSize) bufferSize(socket, state.sendBufferSize, true);
  socket.emit('listening');
}

// Another handle than the one it was made with: keeps what was asked of that.
function replaceHandle(socket, handle) {
  const state = socket[kState];
  const old = state.handle;
  if (!old.hasRef()) handle.unref();
  old.close();
  handle.owner = socket;
  state.handle = handle;
}

function failBinding(socket, error) {
  socket[kState].bindState = UNBOUND;
  socket.emit('error', error);
}

// In a worker of a cluster the primary binds, so that the workers share the address.
function bindInCluster(socket, request) {
  const state = socket[kState];
  const { cluster } = require('internal/cluster/child');
  const asked = { ...request, addressType: socket.type, reuseAddr: state.reuseAddr, ipv6Only: state.ipv6Only };
  cluster._getServer(socket, asked, (status, handle) => {
    if (!state.handle) {
      handle?.close();
      return;
    }
    if (status) {
      failBinding(socket, new ExceptionWithHostPort(status, 'bind', request.address, request.port));
      return;
    }
    replaceHandle(socket, handle);
    startListening(socket);
  });
}

function bindDescriptor(socket, fd, exclusive) {
  const { guessHandleType } = require('internal/stream_handle');
  const type = guessHandleType(fd);
  if (type !== 'UDP') throw new ERR_INVALID_FD_TYPE(type);
  if (!exclusive && clusterState.isWorker) {
    bindInCluster(socket, { fd, port: null, address: null });
    return;
  }
  const status = socket[kState].handle.open(fd);
  if (status < 0) throw new ErrnoException(status, 'open');
  startListening(socket);
}

function bindAddress(socket, port, address, exclusive) {
  const state = socket[kState];
  state.lookup(address, (error, ip) => {
    if (!state.handle) return;
    if (error) {
      failBinding(socket, error);
      return;
    }
    if (!exclusive && !state.reusePort && clusterState.isWorker) {
      bindInCluster(socket, { address: ip, port, fd: -1 });
      return;
    }
    const status = state.handle.bind(ip, port || 0, state);
    if (status < 0) failBinding(socket, new ExceptionWithHostPort(status, 'bind', ip, port));
    else startListening(socket);
  });
}

// `callback` is for this attempt only: an error takes it back.
function onceListening(socket, callback) {
  function removeListeners() {
    socket.removeListener('error', removeListeners);
    socket.removeListener('listening', onListening);
  }
  function onListening(...args) {
    removeListeners();
    callback.apply(socket, args);
  }
  socket.on('error', removeListeners);
  socket.on('listening', onListening);
}

Socket.prototype.bind = function(port_, address_ /* , callback */) {
  const state = this[kState];
  let port = port_;
  handleOf(this);
  if (state.bindState !== UNBOUND) throw new ERR_SOCKET_ALREADY_BOUND();
  state.bindState = BINDING;
  const callback = arguments.length > 0 && arguments[arguments.length - 1];
  if (typeof callback === 'function') onceListening(this, callback);
  if (port instanceof UDPHandle) {
    replaceHandle(this, port);
    startListening(this);
    return this;
  }
  if (port !== null && typeof port === 'object' && Number.isInteger(port.fd) && port.fd > 0) {
    bindDescriptor(this, port.fd, !!port.exclusive);
    return this;
  }
  let address;
  let exclusive = false;
  if (port !== null && typeof port === 'object') {
    address = port.address || '';
    exclusive = !!port.exclusive;
    ({ port } = port);
  } else {
    address = typeof address_ === 'function' ? '' : address_;
  }
  bindAddress(this, port, address || (this.type === 'udp4' ? '0.0.0.0' : '::'), exclusive);
  return this;
};

// ---- connecting ---------------------------------------------------------------------------------------------------------------------

function finishConnect(socket, error, ip, address, port, callback) {
  const state = socket[kState];
  if (!state.handle) return;
  if (!error && state.sendBlockList?.check(ip, `ipv${familyOf(socket.type)}`)) error = new ERR_IP_BLOCKED(ip);
  if (!error) {
    const status = state.handle.connect(ip, port);
    if (status < 0) error = new ExceptionWithHostPort(status, 'connect', address, port);
  }
  if (!error) {
    state.connectState = CONNECTED;
    process.nextTick(() => socket.emit('connect'));
    return;
  }
  state.connectState = DISCONNECTED;
  process.nextTick(() => {
    if (callback) {
      socket.removeListener('connect', callback);
      callback(error);
    } else {
      socket.emit('error', error);
    }
  });
}

function startConnect(socket, port, address, callback) {
  const state = socket[kState];
  if (callback) socket.once('connect', callback);
  if (!state.handle) return;
  state.lookup(address, (error, ip) => finishConnect(socket, error, ip, address, port, callback));
}

Socket.prototype.connect = function(port, address, callback) {
  port = validatePort(port, 'Port', false);
  if (typeof address === 'function') {
    callback = address;
    address = '';
  } else if (address === undefined) {
    address = '';
  }
  validateString(address, 'address');
  const state = this[kState];
  if (state.connectState !== DISCONNECTED) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  state.connectState = CONNECTING;
  if (state.bindState === UNBOUND) this.bind({ port: 0, exclusive: true }, null);
  if (state.bindState !== BOUND) whenBound(this, () => startConnect(this, port, address, callback));
  else startConnect(this, port, address, callback);
};

Socket.prototype.disconnect = function() {
  const state = this[kState];
  if (state.connectState !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const status = state.handle.disconnect();
  if (status < 0) throw new ErrnoException(status, 'connect');
  state.connectState = DISCONNECTED;
};

// ---- sending ------------------------------------------------------------------------------------------------------------------------

function viewOf(bytes) {
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function slice(bytes, offset, length) {
  if (typeof bytes === 'string') bytes = Buffer.from(bytes);
  else if (!ArrayBuffer.isView(bytes)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView', 'string'], bytes);
  }
  offset >>>= 0;
  length >>>= 0;
  if (offset > bytes.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > bytes.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, length);
}

function listOf(buffer) {
  const types = ['Buffer', 'TypedArray', 'DataView', 'string'];
  if (!Array.isArray(buffer)) {
    if (typeof buffer !== 'string' && !ArrayBuffer.isView(buffer)) throw new ERR_INVALID_ARG_TYPE('buffer', types, buffer);
    return [viewOf(buffer)];
  }
  const list = [];
  for (let i = 0; i < buffer.length; i++) {
    if (typeof buffer[i] !== 'string' && !ArrayBuffer.isView(buffer[i])) {
      throw new ERR_INVALID_ARG_TYPE('buffer list arguments', types, buffer);
    }
    list.push(viewOf(buffer[i]));
  }
  if (list.length === 0) list.push(Buffer.alloc(0));
  return list;
}

function byteLength(list) {
  let total = 0;
  for (let i = 0; i < list.length; i++) total += list[i].length;
  return total;
}

let queueAlways; // a switch for tests: every datagram waits for the loop

function sendNow(socket, error, ip, list, address, port, callback) {
  const state = socket[kState];
  if (error) {
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => socket.emit('error', error));
    return;
  }
  if (!state.handle) return;
  if (ip && state.sendBlockList?.check(ip, `ipv${familyOf(socket.type)}`)) {
    if (callback) process.nextTick(callback, new ERR_IP_BLOCKED(ip));
    return;
  }
  queueAlways ??= require('internal/options').getOptionValue('--test-udp-no-try-send') === true;
  const sent = (status) => {
    callback?.(status < 0 ? new ExceptionWithHostPort(status, 'send', address, port) : null, status < 0 ? undefined : byteLength(list));
  };
  const status = state.handle.send(list, queueAlways, port, port ? ip : undefined, sent);
  if (status === undefined || !callback) return;
  if (status >= 0) process.nextTick(callback, null, status);
  else process.nextTick(callback, new ExceptionWithHostPort(status, 'send', address, port));
}

// send(buffer, [offset, length], [port], [address], [callback]): the same for a string and for a list
Socket.prototype.send = function(buffer, offset, length, port, address, callback) {
  const state = this[kState];
  const connected = state.connectState === CONNECTED;
  if (!connected) {
    if (address || (port && typeof port !== 'function')) {
      buffer = slice(buffer, offset, length);
    } else {
      callback = port;
      port = offset;
      address = length;
    }
  } else {
    if (typeof length === 'number') {
      buffer = slice(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  }
  const list = listOf(buffer);
  if (!connected) port = validatePort(port, 'Port', false);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') {
    callback = address;
    address = undefined;
  } else if (address !== undefined && address !== null) {
    validateString(address, 'address');
  }
  handleOf(this);
  if (state.bindState === UNBOUND) this.bind({ port: 0, exclusive: true }, null);
  const action = () => {
    if (connected || !state.handle) sendNow(this, null, undefined, list, address, null, callback);
    else state.lookup(address, (error, ip) => sendNow(this, error, ip, list, address, port, callback));
  };
  if (state.bindState !== BOUND) whenBound(this, action);
  else action();
};

Socket.prototype.sendto = function(buffer, offset, length, port, address, callback) {
  validateNumber(offset, 'offset');
  validateNumber(length, 'length');
  validateNumber(port, 'port');
  validateString(address, 'address');
  this.send(buffer, offset, length, port, address, callback);
};

// ---- closing --------------------------------------------------------------------------------------------------------------------------

Socket.prototype.close = function(callback) {
  const state = this[kState];
  if (typeof callback === 'function') this.on('close', callback);
  if (state.queue !== undefined) {
    state.queue.push(() => this.close());
    return this;
  }
  const handle = handleOf(this);
  if (state.receiving) {
    handle.recvStop();
    state.receiving = false;
  }
  handle.close();
  state.handle = null;
  process.nextTick(() => this.emit('close'));
  return this;
};

Socket.prototype[Symbol.asyncDispose] = async function() {
  if (!this[kState].handle) return;
  await new Promise((resolve, reject) => {
    this.close((error) => (error ? reject(error) : resolve()));
  });
};

// ---- what it is and how it behaves ----------------------------------------------------------------------------------------------------

function addressOf(name, syscall) {
  if (typeof name === 'number') throw new ErrnoException(name, syscall);
  return { address: name[0], family: `IPv${name[2]}`, port: name[1] };
}

Socket.prototype.address = function() {
  return addressOf(handleOf(this).getsockname(), 'getsockname');
};

Socket.prototype.remoteAddress = function() {
  const handle = handleOf(this);
  if (this[kState].connectState !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  return addressOf(handle.getpeername(), 'getpeername');
};

function check(status, syscall) {
  if (status < 0) throw new ErrnoException(status, syscall);
}

Socket.prototype.setBroadcast = function(arg) {
  check(handleOf(this).setBroadcast(arg ? 1 : 0), 'setBroadcast');
};

Socket.prototype.setTTL = function(ttl) {
  validateNumber(ttl, 'ttl');
  check(handleOf(this).setTTL(ttl), 'setTTL');
  return ttl;
};

Socket.prototype.setMulticastTTL = function(ttl) {
  validateNumber(ttl, 'ttl');
  check(handleOf(this).setMulticastTTL(ttl), 'setMulticastTTL');
  return ttl;
};

Socket.prototype.setMulticastLoopback = function(arg) {
  check(handleOf(this).setMulticastLoopback(arg ? 1 : 0), 'setMulticastLoopback');
  return arg;
};

Socket.prototype.setMulticastInterface = function(interfaceAddress) {
  const handle = handleOf(this);
  validateString(interfaceAddress, 'interfaceAddress');
  check(handle.setMulticastInterface(interfaceAddress), 'setMulticastInterface');
};

function changeMembership(socket, group, face, join, syscall) {
  const handle = handleOf(socket);
  if (!group) throw new ERR_MISSING_ARGS('multicastAddress');
  check(handle.setMembership(group, face, join), syscall);
}

function changeSourceMembership(socket, source, group, face, join, syscall) {
  const handle = handleOf(socket);
  validateString(source, 'sourceAddress');
  validateString(group, 'groupAddress');
  check(handle.setSourceMembership(source, group, face, join), syscall);
}

Socket.prototype.addMembership = function(multicastAddress, interfaceAddress) {
  changeMembership(this, multicastAddress, interfaceAddress, true, 'addMembership');
};

Socket.prototype.dropMembership = function(multicastAddress, interfaceAddress) {
  changeMembership(this, multicastAddress, interfaceAddress, false, 'dropMembership');
};

Socket.prototype.addSourceSpecificMembership = function(sourceAddress, groupAddress, interfaceAddress) {
  changeSourceMembership(this, sourceAddress, groupAddress, interfaceAddress, true, 'addSourceSpecificMembership');
};

Socket.prototype.dropSourceSpecificMembership = function(sourceAddress, groupAddress, interfaceAddress) {
  changeSourceMembership(this, sourceAddress, groupAddress, interfaceAddress, false, 'dropSourceSpecificMembership');
};

Socket.prototype.ref = function() {
  this[kState].handle?.ref();
  return this;
};

Socket.prototype.unref = function() {
  this[kState].handle?.unref();
  return this;
};

Socket.prototype.setRecvBufferSize = function(size) {
  bufferSize(this, size, false);
};

Socket.prototype.setSendBufferSize = function(size) {
  bufferSize(this, size, true);
};

Socket.prototype.getRecvBufferSize = function() {
  return bufferSize(this, 0, false);
};

Socket.prototype.getSendBufferSize = function() {
  return bufferSize(this, 0, true);
};

Socket.prototype.getSendQueueSize = function() {
  return handleOf(this).getSendQueueSize();
};

Socket.prototype.getSendQueueCount = function() {
  return handleOf(this).getSendQueueCount();
};

module.exports = { createSocket, Socket };
