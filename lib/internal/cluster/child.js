// SPDX-License-Identifier: MIT
//
// cluster in a worker: what it listens on comes from the primary.
'use strict';

const EventEmitter = require('events');
const { Worker } = require('internal/cluster/worker');
const { internal, sendMessage } = require('internal/cluster/messages');
const state = require('internal/cluster/state');

const FOREVER = 2 ** 31 - 1;
const UV_EADDRINUSE = -98;

const cluster = new EventEmitter();
const handles = new Map(); // key -> handle, ours or shared
const indexes = new Map(); // what is listened on -> the numbers in use, for several servers on port 0

function send(message, callback) {
  return sendMessage(process, message, null, callback);
}

// ---- handles --------------------------------------------------------------------------------------------------------------------------

// Stands for a handle that the primary listens on: connections come as messages.
class RemoteHandle {
  #key;
  #sockname;
  #onclosed;
  #alive = setInterval(() => {}, FOREVER);
  owner = null;
  onconnection = null;
  type;

  constructor(key, sockname, type, onclosed) {
    this.#key = key;
    this.#sockname = sockname;
    this.type = type;
    this.#onclosed = onclosed;
  }

  get fd() {
    return -1;
  }

  listen() {
    return 0;
  }

  getsockname() {
    return this.#sockname ?? -9;
  }

  chmod() {
    return 0; // the primary does
  }

  close(callback) {
    if (this.#key !== undefined) {
      // The primary forgets what a dead worker held: it does not matter where this gets lost.
      clearInterval(this.#alive);
      send({ act: 'close', key: this.#key });
      handles.delete(this.#key);
      this.#onclosed();
      this.#key = undefined;
    }
    if (typeof callback === 'function') process.nextTick(callback);
  }

  ref() {
    this.#alive.ref();
  }

  unref() {
    this.#alive.unref();
  }

  hasRef() {
    return this.#key !== undefined && this.#alive.hasRef();
  }
}

// A handle that every worker has. Its own close() tells the primary.
function adoptShared(key, handle, onclosed) {
  const { close } = handle;
  handle.close = function(...args) {
    send({ act: 'close', key });
    handles.delete(key);
    onclosed();
    handle.close = close;
    return Reflect.apply(close, handle, args);
  };
  handles.set(key, handle);
  return handle;
}

// ---- asking for one -------------------------------------------------------------------------------------------------------------------

function takeIndex(name) {
  let used = indexes.get(name);
  if (used === undefined) indexes.set(name, used = new Set());
  let index = 0;
  while (used.has(index)) index++;
  used.add(index);
  return index;
}

function dropIndex(name, index) {
  const used = indexes.get(name);
  used?.delete(index);
  if (used?.size === 0) indexes.delete(name);
}

// What `object` (a net.Server or a dgram.Socket) listens on: callback(errno, handle).
function getServer(object, options, callback) {
  let { address } = options;
  if (options.port < 0 && typeof address === 'string' && address[0] !== '\0') address = require('path').resolve(address);
  const name = [address, options.port, options.addressType, options.fd].join(':');
  const index = takeIndex(name);
  const message = { act: 'queryServer', index, data: null, ...options, address };
  if (object._getServerData) message.data = object._getServerData();
  send(message, (reply, handle) => {
    if (typeof object._setServerData === 'function') object._setServerData(reply.data);
    const onclosed = () => dropIndex(name, index);
    if (handle) {
      callback(reply.errno, adoptShared(reply.key, handle, onclosed));
    } else if (reply.errno) {
      onclosed();
      callback(reply.errno, null);
    } else {
      const remote = new RemoteHandle(reply.key, reply.sockname, options.port < 0 ? 'pipe' : 'tcp', onclosed);
      handles.set(reply.key, remote);
      callback(0, remote);
    }
  });
  object.once('listening', () => {
    if (!indexes.has(name)) return;
    cluster.worker.state = 'listening';
    const bound = object.address();
    message.act = 'listening';
    message.port = bound?.port || options.port;
    send(message);
  });
}

// A failed bind shows when somebody listens, or not at all: then the port is another one than was asked for.
function checkBound(status, port, handle) {
  if (status || !(port > 0) || handle.type === 'pipe') return status;
  const name = handle.getsockname();
  return Array.isArray(name) && name[1] !== port ? UV_EADDRINUSE : status;
}

// ---- life -----------------------------------------------------------------------------------------------------------------------------

function onConnection({ key, seq }, client) {
  const handle = handles.get(key);
  const server = handle?.owner;
  let accepted = handle !== undefined && handle.onconnection !== null;
  // Another worker may still have room.
  if (accepted && server?.maxConnections !== null && server?.maxConnections !== undefined &&
      server._connections >= server.maxConnections && server.dropMaxConnection !== true) {
    accepted = false;
  }
  send({ ack: seq, accepted });
  if (accepted) handle.onconnection(0, client);
  else client?.close();
}

function disconnect(byPrimary) {
  this.exitedAfterDisconnect = true;
  let waiting = 1;
  const closed = () => {
    if (--waiting > 0) return;
    // The primary learns that it was meant before it sees the channel close.
    if (byPrimary) process.disconnect();
    else send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  };
  for (const handle of [...handles.values()]) {
    waiting++;
    if (handle.owner) handle.owner.close(closed);
    else handle.close(closed);
  }
  handles.clear();
  closed();
}

Worker.prototype.disconnect = function() {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    disconnect.call(this, false);
  }
  return this;
};

Worker.prototype.destroy = function() {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) {
    process.exit(0);
  } else {
    this.state = 'destroying';
    send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
    process.once('disconnect', () => process.exit(0));
  }
};

function setupWorker() {
  state.isWorker = true;
  const worker = new Worker({ id: process.env.NODE_UNIQUE_ID | 0, process, state: 'online' });
  delete process.env.NODE_UNIQUE_ID;
  cluster.worker = worker;
  process.once('disconnect', () => {
    process.channel = null;
    worker.emit('disconnect');
    if (!worker.exitedAfterDisconnect) process.exit(0); // the primary is gone
  });
  process.on('internalMessage', internal(worker, (message, handle) => {
    if (message.act === 'newconn') onConnection(message, handle);
    else if (message.act === 'disconnect') disconnect.call(worker, true);
  }));
  send({ act: 'online' });
}

Object.assign(cluster, {
  isWorker: true,
  isMaster: false,
  isPrimary: false,
  worker: null,
  Worker,
  _setupWorker: setupWorker,
  _getServer: getServer,
});

module.exports = { cluster, checkBound };
