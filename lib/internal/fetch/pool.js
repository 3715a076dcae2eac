// SPDX-License-Identifier: MIT
//
// Connections by origin: who wants to ask takes one that rests, the youngest first, or opens another.
'use strict';

const { Connection } = require('internal/fetch/connection');
const errors = require('internal/fetch/errors');
const { getOptionValue } = require('internal/options');

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

// The variables that name proxies, null without any, undefined before the environment was asked.
let proxies;

// The proxy that connections to a place go through, undefined without one.
function proxyOf(secure, host, port) {
  if (proxies === undefined) {
    const may = process.env.NODE_USE_ENV_PROXY === '1' || getOptionValue('--use-env-proxy');
    const env = may ? require('internal/http/proxy').environment() : undefined;
    proxies = env === undefined ? null : require('internal/http/proxy').snapshot(env);
  }
  if (proxies === null) return undefined;
  const proxy = require('internal/http/proxy').fetchProxyOf(proxies, secure);
  return proxy?.serves(host, port) ? proxy : undefined;
}

// From now on, for all origins. Gives what was before.
function useProxies(names) {
  const before = proxies;
  proxies = names;
  for (const pool of pools.values()) pool.stale = true;
  pools.clear();
  return before;
}

class Pool {
  #idle = [];
  #secure;
  #host;
  #port;
  #origin;
  #proxy;
  stale = false; // another takes its place

  constructor(url) {
    this.#secure = url.secure;
    this.#host = url.hostname[0] === '[' ? url.hostname.slice(1, -1) : url.hostname;
    this.#port = Number(url.port) || (this.#secure ? 443 : 80);
    this.#origin = url.origin;
    this.#proxy = proxyOf(this.#secure, this.#host, this.#port);
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
    if (this.#proxy !== undefined) this.#tunnel(exchange);
    else this.#await(this.#secure ? this.#openSecure(undefined) : require('net').connect(this.#options()), exchange);
  }

  #options() {
    return { host: this.#host, port: this.#port, noDelay: true };
  }

  // Over a connection that is there, or over a new one.
  #openSecure(socket) {
    const options = this.#options();
    const { isIP } = require('internal/net');
    if (isIP(this.#host) === 0) options.servername = this.#host;
    options.ALPNProtocols = ['http/1.1'];
    if (socket !== undefined) options.socket = socket;
    return require('tls').connect(options);
  }

  #tunnel(exchange) {
    const { tunnelForFetch } = require('internal/http/proxy');
    exchange.abandon = tunnelForFetch(this.#proxy, this.#host, this.#port, CONNECT_TIMEOUT_MS, (error, socket) => {
      if (error) exchange.onError(error, false);
      else if (this.#secure) this.#await(this.#openSecure(socket), exchange);
      else this.#connected(socket, exchange);
    });
  }

  // Until the connection can be used.
  #await(socket, exchange) {
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
    const connection = new Connection(socket, this, this.#secure || this.#proxy?.secure === true);
    connections.add(connection);
    checker ??= setInterval(check, CHECK_MS).unref();
    exchange.abandon = null;
    connection.start(exchange);
  }
}

function poolOf(target) {
  if (target.pool !== null && !target.pool.stale) return target.pool;
  let pool = pools.get(target.origin);
  if (pool === undefined) pools.set(target.origin, pool = new Pool(target));
  return target.pool = pool;
}

module.exports = { CONNECT_TIMEOUT_MS, poolOf, proxyOf, useProxies };
