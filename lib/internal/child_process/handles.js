// SPDX-License-Identifier: MIT
//
// Sockets and servers that travel along an IPC channel.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { NativeHandle } = require('internal/stream_handle');

// { message, handle } for what can be sent; undefined for what cannot.
function wrap(message, object) {
  if (object instanceof NativeHandle) {
    return { message: { cmd: 'NODE_HANDLE', type: 'net.Native', msg: message }, handle: object };
  }
  const net = require('net');
  if (typeof net.Socket === 'function' && (object instanceof net.Socket || object instanceof net.Server)) {
    throw new ERR_METHOD_NOT_IMPLEMENTED('subprocess.send() of a socket or server');
  }
  return undefined;
}

function receive(message, handle, deliver) {
  deliver(message.type === 'net.Native' ? handle : undefined);
}

module.exports = { wrap, receive };
