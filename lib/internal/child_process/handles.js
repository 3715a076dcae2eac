// SPDX-License-Identifier: MIT
//
// Sockets and servers that travel along an IPC channel. The system passes the descriptor; here both ends make objects of it.
'use strict';

const { NativeHandle } = require('internal/stream_handle');
const { isLoaded } = require('internal/builtins');

// { message, handle } for a datagram socket or its handle.
function wrapDatagram(message, object) {
  if (!isLoaded('internal/dgram/handle')) return undefined;
  const { UDPHandle, kState } = require('internal/dgram/handle');
  if (object instanceof UDPHandle) return { message: { cmd: 'NODE_HANDLE', type: 'dgram.Native', msg: message }, handle: object };
  const handle = object[kState]?.handle;
  if (!handle) return undefined;
  return { message: { cmd: 'NODE_HANDLE', type: 'dgram.Socket', dgramType: object.type, msg: message }, handle };
}

// { message, handle, sent } for what can be sent; undefined for what cannot. `sent` runs when the message is out.
function wrap(target, message, object, options) {
  if (object instanceof NativeHandle) {
    return { message: { cmd: 'NODE_HANDLE', type: 'net.Native', msg: message }, handle: object };
  }
  const net = require('net');
  if (object instanceof net.Server) {
    return { message: { cmd: 'NODE_HANDLE', type: 'net.Server', msg: message }, handle: object._handle };
  }
  if (object instanceof net.Socket) {
    const handle = object._handle;
    const wrapped = { cmd: 'NODE_HANDLE', type: 'net.Socket', msg: message };
    if (!handle) return { message, handle: undefined };
    handle.readStop();
    if (options?.keepOpen) return { message: wrapped, handle };
    // It belongs to the other process now: the object here is a shell.
    handle.onread = null;
    object._handle = null;
    object.setTimeout(0);
    if (object._server) {
      // The server goes on counting it, in the process that it goes to.
      const server = object._server;
      wrapped.key = server._connectionKey;
      const { remoteSockets } = require('internal/child_process/socket_list');
      server._addRemoteSockets(remoteSockets(target, wrapped.key));
      server._connections--;
      object._server = null;
      server._emitCloseIfDrained();
    }
    return { message: wrapped, handle, sent: () => handle.close() };
  }
  return wrapDatagram(message, object);
}

function receive(target, message, handle, deliver) {
  const net = require('net');
  switch (handle === undefined ? undefined : message.type) {
    case 'net.Native':
    case 'dgram.Native':
      deliver(handle);
      break;
    case 'net.Server': {
      const server = new net.Server();
      server.listen(handle, () => deliver(server));
      break;
    }
    case 'dgram.Socket': {
      const socket = require('dgram').createSocket(message.dgramType);
      socket.bind(handle, () => deliver(socket));
      break;
    }
    case 'net.Socket': {
      const socket = new net.Socket({ handle, readable: true, writable: true });
      if (message.key) require('internal/child_process/socket_list').receivedSockets(target, message.key).add(socket);
      deliver(socket);
      break;
    }
    default:
      deliver(undefined);
  }
}

module.exports = { wrap, receive };
