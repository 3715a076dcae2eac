// SPDX-License-Identifier: MIT
//
// What the primary listens on for its workers: one handle that all get (SharedHandle), or one that it accepts from, handing each
// connection to the worker whose turn it is (RoundRobinHandle).
'use strict';

const { sendMessage } = require('internal/cluster/messages');

class SharedHandle {
  #handle = null;
  #errno = 0;
  #workers = new Map();
  key;
  data = null;

  constructor(key, address, message) {
    this.key = key;
    const { port, addressType, fd, ipv6Only } = message;
    let made;
    if (addressType === 'udp4' || addressType === 'udp6') {
      made = require('internal/dgram/handle').bindHandle(address, port, addressType, fd, message);
    } else {
      made = require('internal/net/server').createServerHandle(address, port, addressType, fd, ipv6Only, message);
    }
    if (typeof made === 'number') this.#errno = made;
    else this.#handle = made;
  }

  add(worker, send) {
    this.#workers.set(worker.id, worker);
    send(this.#errno, null, this.#handle);
  }

  // True where nobody is left.
  remove(worker) {
    if (!this.#workers.delete(worker.id) || this.#workers.size > 0) return false;
    this.#handle?.close();
    this.#handle = null;
    return true;
  }

  has(worker) {
    return this.#workers.has(worker.id);
  }
}

class RoundRobinHandle {
  #all = new Map();
  #free = new Map(); // those who wait for a connection, longest first
  #clients = []; // connections that wait for a worker
  #handle = null;
  #server;
  key;
  data = null;

  constructor(key, address, { port, fd, ipv6Only, backlog, readableAll, writableAll }) {
    this.key = key;
    const server = require('net').createServer();
    this.#server = server;
    if (fd >= 0) server.listen({ fd, backlog });
    else if (port >= 0) server.listen({ port, host: address, ipv6Only, backlog });
    else server.listen({ path: address, backlog, readableAll, writableAll });
    server.once('listening', () => {
      this.#handle = server._handle;
      this.#handle.onconnection = (status, client) => this.#distribute(client);
      server._handle = null;
      this.#server = null;
    });
  }

  add(worker, send) {
    this.#all.set(worker.id, worker);
    const done = () => {
      const name = this.#handle.type === 'tcp' ? this.#handle.getsockname() : undefined;
      send(null, Array.isArray(name) ? { sockname: name } : null, null);
      this.#handOver(worker);
    };
    if (this.#server === null) {
      done();
      return;
    }
    this.#server.once('listening', done);
    this.#server.once('error', (error) => send(error.errno, null));
  }

  // True where nobody is left.
  remove(worker) {
    if (!this.#all.delete(worker.id)) return false;
    this.#free.delete(worker.id);
    if (this.#all.size > 0) return false;
    for (const client of this.#clients.splice(0)) client.close();
    this.#handle?.close();
    this.#handle = null;
    return true;
  }

  has(worker) {
    return this.#all.has(worker.id);
  }

  #distribute(client) {
    if (!client) return; // it could not be accepted
    this.#clients.push(client);
    for (const worker of this.#free.values()) {
      this.#free.delete(worker.id);
      this.#handOver(worker);
      return;
    }
  }

  #handOver(worker) {
    if (!this.#all.has(worker.id)) return;
    const client = this.#clients.shift();
    if (client === undefined) {
      this.#free.set(worker.id, worker);
      return;
    }
    sendMessage(worker.process, { act: 'newconn', key: this.key }, client, (reply) => {
      if (reply.accepted) client.close();
      else this.#distribute(client);
      this.#handOver(worker);
    });
  }
}

module.exports = { SharedHandle, RoundRobinHandle };
