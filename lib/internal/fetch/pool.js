// SPDX-License-Identifier: MIT
//
// Connections by origin: who wants to ask takes one that rests, the youngest first, or opens another.
'use strict';

const { Connection } = require('internal/fetch/connection');
const errors = require('internal/fetch/errors');

const CONNECT_TIMEOUT_MS = 10_000;
const CHECK_MS = 1000;

const pools = new Map();
const connections = new Set();
let checker = null;

function check() {
  const now = Date.now();
  for (const connection of connections) connection.check(now);
  if (connections.size > 0) return;
  clearInterval(checker);
  checker = null;
}

class Pool {
  #idle = [];
  #secure;
  #host;
  #port;
  #origin;

  constructor(url) {
    this.#secure = url.secure;
    this.#host = url.hostname[0] === '[' ? url.hostname.slice(1, -1) : url.hostname;
    this.#port = Number(url.port) || (this.#secure ? 443 : 80);
    this.#origin = url.origin;
  }

  add(connection) {
    this.#idle.push(connection);
  }

  remove(connection) {
    connections.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index !== -1) this.#idle.splice(index, 1);
  }

  // Runs the exchange: its onHead or onError tells.
  run(exchange) {
    while (!exchange.fresh && this.#idle.length > 0) {
      const connection = this.#idle.pop();
      if (Date.now() < connection.idleUntil) {
        connection.start(exchange);
        return;
      }
      connection.close();
    }
    this.#connect(exchange);
  }

  #connect(exchange) {
    const options = { host: this.#host, port: this.#port, noDelay: true };
    let socket;
    if (this.#secure) {
      const { isIP } = require('internal/net');
      if (isIP(this.#host) === 0) options.servername = this.#host;
      options.ALPNProtocols = ['http/1.1'];
      socket = require('tls').connect(options);
    } else {
      socket = require('net').connect(options);
    }
    let settled = false;
    const timer = setTimeout(() => {
      failed(errors.connectTimeout(`${this.#host}:${this.#port}`, CONNECT_TIMEOUT_MS));
    }, CONNECT_TIMEOUT_MS);
    const failed = (error) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.destroy();
      exchange.onError(error, false);
    };
    socket.on('error', failed);
    const closed = () => failed(errors.socketError('other side closed'));
    socket.on('close', closed);
    socket.once(this.#secure ? 'secureConnect' : 'connect', () => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.removeListener('close', closed);
      socket.removeListener('error', failed);
      this.#connected(socket, exchange);
    });
    exchange.abandon = () => {
      settled = true;
      clearTimeout(timer);
      socket.destroy();
    };
  }

  #connected(socket, exchange) {
    const connection = new Connection(socket, this, this.#secure);
    connections.add(connection);
    checker ??= setInterval(check, CHECK_MS).unref();
    exchange.abandon = null;
    connection.start(exchange);
  }
}

function poolOf(target) {
  if (target.pool !== null) return target.pool;
  let pool = pools.get(target.origin);
  if (pool === undefined) pools.set(target.origin, pool = new Pool(target));
  return target.pool = pool;
}

module.exports = { poolOf };
