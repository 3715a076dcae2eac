// SPDX-License-Identifier: MIT
//
// Sockets of a server that live in another process: the server counts them, and waits for them when it closes. Both ends of the talk.
'use strict';

const EventEmitter = require('events');
const { codes: { ERR_CHILD_CLOSED_BEFORE_REPLY } } = require('internal/errors');

// In the server's process, one for each child and server.
class RemoteSockets extends EventEmitter {
  constructor(child, key) {
    super();
    this.key = key;
    this.child = child;
    child.once('exit', () => this.emit('exit', this));
  }

  // Asks; callback(error, answer). A child that is gone answers with an error.
  #ask(message, answer, callback) {
    const { child, key } = this;
    if (!child.connected) {
      callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
      return;
    }
    const done = (error, reply) => {
      this.removeListener('exit', onGone);
      child.removeListener('disconnect', onGone);
      child.removeListener('internalMessage', onReply);
      callback(error, reply);
    };
    const onGone = () => done(new ERR_CHILD_CLOSED_BEFORE_REPLY());
    const onReply = (reply) => {
      if (reply.key === key && reply.cmd === answer) done(null, reply);
    };
    this.once('exit', onGone);
    child.once('disconnect', onGone);
    child.on('internalMessage', onReply);
    child._send({ cmd: message, key }, undefined, true);
  }

  // callback(): all of them are closed, or the child is.
  close(callback) {
    this.#ask('NODE_SOCKET_NOTIFY_CLOSE', 'NODE_SOCKET_ALL_CLOSED', () => callback());
  }

  // callback(error, count)
  getConnections(callback) {
    this.#ask('NODE_SOCKET_GET_COUNT', 'NODE_SOCKET_COUNT', (error, reply) => {
      if (error) callback(error);
      else callback(null, reply.count);
    });
  }
}

// In the process that got the sockets.
class ReceivedSockets extends EventEmitter {
  #count = 0;

  constructor(target, key) {
    super();
    target.on('internalMessage', (message) => {
      if (message.key !== key) return;
      if (message.cmd === 'NODE_SOCKET_NOTIFY_CLOSE') {
        const reply = () => target._send({ cmd: 'NODE_SOCKET_ALL_CLOSED', key }, undefined, true);
        if (this.#count === 0) reply();
        else this.once('empty', reply);
      } else if (message.cmd === 'NODE_SOCKET_GET_COUNT') {
        target._send({ cmd: 'NODE_SOCKET_COUNT', key, count: this.#count }, undefined, true);
      }
    });
  }

  add(socket) {
    this.#count++;
    socket.once('close', () => {
      if (--this.#count === 0) this.emit('empty');
    });
  }
}

const lists = new WeakMap(); // target -> { send, got }, maps by key

function listOf(kind, Class, target, key) {
  if (!lists.has(target)) lists.set(target, { send: new Map(), got: new Map() });
  const map = lists.get(target)[kind];
  if (!map.has(key)) map.set(key, new Class(target, key));
  return map.get(key);
}

module.exports = {
  remoteSockets: (child, key) => listOf('send', RemoteSockets, child, key),
  receivedSockets: (target, key) => listOf('got', ReceivedSockets, target, key),
};
