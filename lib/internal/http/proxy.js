// SPDX-License-Identifier: MIT
//
// Proxies that variables of the environment name: which one serves a target, requests that go to it whole (http), tunnels through it (https, fetch).
// Loaded only where a proxy may be configured.
'use strict';

const { Buffer } = require('buffer');
const { URL } = require('internal/url');
const { isIP, isIPv4 } = require('internal/net');
const { codes: { ERR_INVALID_CHAR, ERR_PROXY_INVALID_CONFIG, ERR_PROXY_TUNNEL } } = require('internal/errors');
const { validateObject, validatePort } = require('internal/validators');
const { kAbandon, kAbandoned, kTunnelRequest } = require('internal/http/common');

const HEAD_MAX = 16 * 1024;
const DISMISS_MS = 1000;

// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x1f\x7f]/;
// Nothing that would end the host in a URL.
// eslint-disable-next-line no-control-regex
const BAD_HOST = /[\0-\x20\x7f/?#@\\]/;

// ---- what the variables say -------------------------------------------------------------------------------------------------------

// The lower case counts first. What is no text names nothing.
function named(env, name) {
  const text = env[name] || env[name.toUpperCase()];
  return typeof text === 'string' ? text : '';
}

function withoutBrackets(host) {
  return host[0] === '[' && host[host.length - 1] === ']' ? host.slice(1, -1) : host;
}

// A host to compare: lower case, IPv6 in its short form without brackets.
function comparable(host) {
  host = withoutBrackets(host.toLowerCase());
  if (!host.includes(':')) return host;
  const url = URL.parse(`http://[${host}]`);
  return url === null ? host : withoutBrackets(url.hostname);
}

function numberOf(address) {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

// One part of NO_PROXY as a test of a comparable host and a port.
function readRule(text) {
  if (text === '*') return () => true;
  const range = /^([\d.]+)\s*-\s*([\d.]+)$/.exec(text);
  if (range !== null && isIPv4(range[1]) && isIPv4(range[2])) {
    const first = numberOf(range[1]);
    const last = numberOf(range[2]);
    return (host) => isIPv4(host) && numberOf(host) >= first && numberOf(host) <= last;
  }
  // An IPv6 address has a port only in brackets.
  const withPort = isIP(text) === 6 ? null : /^(\[.*\]|[^:]*):(\d+)$/.exec(text);
  if (withPort !== null) {
    const rule = readRule(withPort[1]);
    const wanted = Number(withPort[2]);
    return (host, port) => port === wanted && rule(host, port);
  }
  if (text.startsWith('*.')) return (host) => host.endsWith(text.slice(1));
  if (text[0] === '.') return (host) => host.endsWith(text) || host === text.slice(1);
  const name = comparable(text);
  return (host) => host === name;
}

function readRules(text) {
  return text.split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== '').map(readRule);
}

function authority(host, port, defaultPort) {
  const name = host.includes(':') && host[0] !== '[' ? `[${host}]` : host;
  return port === defaultPort ? name : `${name}:${port}`;
}

function authorizationOf(url, text) {
  if (url.username === '' && url.password === '') return undefined;
  let pair;
  try {
    pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${text}`);
  }
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

class ProxyServer {
  #rules;
  opening = new Map(); // tunnels of an agent that are not open yet, by the name of their connections

  constructor(text, exceptions) {
    const url = CONTROL.test(text) ? null : URL.parse(text);
    if (url === null) throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${text}`);
    this.secure = url.protocol === 'https:';
    this.host = withoutBrackets(url.hostname);
    this.port = Number(url.port) || (this.secure ? 443 : 80);
    this.shown = `${url.protocol}//${url.host}`; // without the password
    this.authorization = authorizationOf(url, text);
    this.#rules = readRules(exceptions);
  }

  // Whether requests to that place go through the proxy.
  serves(host, port) {
    const name = comparable(host);
    return !this.#rules.some((rule) => rule(name, Number(port)));
  }

  // The same of options of a connection. What is no TCP connection has no proxy.
  servesConnection(options) {
    return !options.socketPath && !options.socket && this.serves(options.host || 'localhost', options.port);
  }

  // A connection to the proxy itself. Rules of trust that are meant for servers do not count for it.
  open({ timeout, keepAlive, keepAliveInitialDelay, noDelay = true }) {
    const options = { host: this.host, port: this.port, timeout, keepAlive, keepAliveInitialDelay, noDelay };
    if (!this.secure) return require('net').connect(options);
    if (isIP(this.host) === 0) options.servername = this.host;
    options.ALPNProtocols = ['http/1.1'];
    return require('tls').connect(options);
  }
}

// The proxy for `protocol`, undefined without one. Those of other kinds than http and https are none.
function proxyOf(env, protocol) {
  if (env === null || typeof env !== 'object' || (protocol !== 'http:' && protocol !== 'https:')) return undefined;
  const text = named(env, `${protocol.slice(0, -1)}_proxy`);
  return /^https?:\/\//i.test(text) ? new ProxyServer(text, named(env, 'no_proxy')) : undefined;
}

// ---- requests ---------------------------------------------------------------------------------------------------------------------

// Both become part of a request's first line.
function checkPlace(host, port) {
  if (BAD_HOST.test(host)) throw new ERR_INVALID_CHAR('host', host);
  if (CONTROL.test(String(port))) throw new ERR_INVALID_CHAR('port', port);
  return { host, port: validatePort(port, 'options.port') };
}

function placeOf(request, options) {
  const given = request.agent.options;
  return checkPlace(given.host || options.host, given.port || options.port);
}

// Whether the head of the request has to be made for the proxy. (Through a tunnel the proxy sees nothing of it.)
function rewrites(proxy, request, options) {
  if (options.socketPath) return undefined;
  const place = placeOf(request, options);
  return request.agent.protocol === 'http:' && proxy.serves(place.host, place.port) ? place : undefined;
}

// The whole URL as the target. The server is the one that the field Host names, as the proxy's answer has to be that one's.
function targetOf(request, { host, port }, hostField) {
  const { path } = request;
  if (/^https?:\/\//i.test(path)) return path;
  let name = authority(host, port, 80);
  if (typeof hostField === 'string' && !BAD_HOST.test(hostField)) {
    const url = URL.parse(`http://${hostField}`);
    if (url !== null) name = authority(url.hostname, port, 80);
  }
  if (path === '*') return `http://${name}`; // the server as such, RFC 9112 3.2.4
  return `http://${name}${path[0] === '/' ? '' : '/'}${path}`;
}

function fieldsOf(proxy, request) {
  const fields = [];
  if (proxy.authorization !== undefined) fields.push(['proxy-authorization', proxy.authorization]);
  fields.push(['proxy-connection', request.shouldKeepAlive ? 'keep-alive' : 'close']);
  return fields;
}

function prepare(proxy, request, options) {
  const place = rewrites(proxy, request, options);
  if (place === undefined) return;
  for (const [name, value] of fieldsOf(proxy, request)) request.setHeader(name, value);
  request.path = targetOf(request, place, request.getHeader('host'));
}

// The same where the fields are a list; gives the list to send.
function prepareList(proxy, request, options, list) {
  const place = rewrites(proxy, request, options);
  if (place === undefined) return list;
  const pairs = [];
  if (Array.isArray(list[0])) pairs.push(...list);
  else for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
  const host = pairs.find(([name]) => String(name).toLowerCase() === 'host');
  request.path = targetOf(request, place, host?.[1]);
  const fields = fieldsOf(proxy, request);
  const added = new Set(fields.map(([name]) => name));
  return [...pairs.filter(([name]) => !added.has(String(name).toLowerCase())), ...fields];
}

// ---- tunnels ----------------------------------------------------------------------------------------------------------------------

function connectHead(proxy, target, fields) {
  let text = `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n`;
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`;
  if (proxy.authorization !== undefined) text += `proxy-authorization: ${proxy.authorization}\r\n`;
  return `${text}\r\n`;
}

function timeoutError(timeout) {
  const error = new ERR_PROXY_TUNNEL(`Connection to establish proxy tunnel timed out after ${timeout}ms`);
  error.proxyTunnelTimeout = timeout;
  return error;
}

// Undefined for the answer that opens the tunnel.
function refusal(proxy, target, statusLine) {
  const match = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine);
  if (match !== null && match[1] === '200') return undefined;
  const error = new ERR_PROXY_TUNNEL(`Failed to establish tunnel to ${target} via ${proxy.shown}: ${statusLine}`);
  error.statusCode = match === null ? NaN : Number(match[1]);
  return error;
}

// The proxy may still be sending the text of its refusal: to close now would be a reset for it. Nobody needs what happens to the connection.
function dismiss(socket) {
  const timer = setTimeout(() => socket.destroy(), DISMISS_MS);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearTimeout(timer));
  socket.resume().end();
}

class Tunnel {
  #proxy;
  #target;
  #callback;
  #socket;
  #head = null; // of the answer, as far as it has come
  #timer = undefined;
  #settled = false;

  // Calls back once: (error), or (null, socket) with a connection behind which the server is.
  constructor(proxy, { host, port, fields, connection }, callback) {
    this.#proxy = proxy;
    this.#target = authority(host, checkPlace(host, port).port);
    this.#callback = callback;
    const socket = this.#socket = proxy.open(connection);
    socket.on('data', this.#onData);
    socket.on('error', this.#finish);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.write(connectHead(proxy, this.#target, fields), 'latin1');
  }

  // From now on, for the whole way to an open tunnel.
  limit(timeout) {
    if (!this.#settled && timeout > 0) this.#timer = setTimeout(() => this.#finish(timeoutError(timeout)), timeout);
  }

  // Nobody wants it any more: false where it is too late for that. There is no call back.
  abandon() {
    if (this.#settled) return false;
    this.#settle();
    this.#socket.destroy();
    return true;
  }

  #settle() {
    this.#settled = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    socket.removeListener('data', this.#onData);
    socket.removeListener('error', this.#finish);
    socket.removeListener('end', this.#onEnd);
    socket.removeListener('close', this.#onEnd);
  }

  #finish = (error) => {
    if (this.#settled) return;
    this.#settle();
    const socket = this.#socket;
    if (error?.statusCode !== undefined) dismiss(socket);
    else if (error) socket.destroy();
    else socket.readableFlowing = null; // as nobody had listened
    this.#callback(error, error ? undefined : socket);
  };

  #onEnd = () => {
    this.#finish(new ERR_PROXY_TUNNEL('Connection to establish proxy tunnel ended unexpectedly'));
  };

  #onData = (bytes) => {
    const head = this.#head = this.#head === null ? bytes : Buffer.concat([this.#head, bytes]);
    const end = head.indexOf('\r\n\r\n');
    if (end > HEAD_MAX || (end === -1 && head.length > HEAD_MAX)) {
      this.#finish(new ERR_PROXY_TUNNEL(`The answer of ${this.#proxy.shown} has a head of more than ${HEAD_MAX} bytes`));
      return;
    }
    if (end === -1) return;
    const error = refusal(this.#proxy, this.#target, head.latin1Slice(0, head.indexOf('\r\n')));
    if (error !== undefined) this.#finish(error);
    // The server speaks when it is spoken to: this would be the proxy's.
    else if (head.length > end + 4) this.#finish(new ERR_PROXY_TUNNEL(`${this.#proxy.shown} sent more than the head of an answer`));
    else this.#finish(null);
  };
}

// A connection of an agent: callback(error, socket) when `secure(options)` has made one over the tunnel.
function tunnelForAgent(proxy, { [kTunnelRequest]: request, ...options }, secure, callback) {
  if (request?.destroyed) { // while it waited in line
    process.nextTick(callback, kAbandoned);
    return;
  }
  const { timeout, keepAlive, keepAliveInitialDelay, noDelay } = options;
  const tunnel = new Tunnel(proxy, {
    host: options.host || 'localhost',
    port: options.port,
    fields: (request === undefined ? keepAlive : request.shouldKeepAlive) ? [['proxy-connection', 'keep-alive']] : [],
    connection: { keepAlive, keepAliveInitialDelay, noDelay },
  }, (error, socket) => {
    if (request !== undefined) request[kAbandon] = undefined;
    if (error) {
      callback?.(error);
      return;
    }
    let secured;
    try {
      secured = secure({ ...options, socket });
    } catch (thrown) {
      socket.destroy();
      callback?.(thrown);
      return;
    }
    if (timeout) secured.setTimeout(timeout);
    callback?.(null, secured);
  });
  if (request !== undefined) {
    request[kAbandon] = () => {
      if (tunnel.abandon()) callback?.(kAbandoned);
    };
  }
  // request.setTimeout() may follow at once.
  process.nextTick(() => tunnel.limit(request?.timeout || timeout));
}

// A connection of fetch. Gives a function that ends the attempt.
function tunnelForFetch(proxy, host, port, timeout, callback) {
  const errors = require('internal/fetch/errors');
  const tunnel = new Tunnel(proxy, {
    host,
    port,
    fields: [['connection', 'close'], ['proxy-connection', 'keep-alive']],
    connection: {},
  }, (error, socket) => {
    if (error?.proxyTunnelTimeout !== undefined) error = errors.connectTimeout(`${host}:${port}`, timeout);
    else if (error?.statusCode > 0) error = errors.proxyRefusal(error.statusCode);
    callback(error, socket);
  });
  tunnel.limit(timeout);
  return () => tunnel.abandon();
}

// ---- for the whole process --------------------------------------------------------------------------------------------------------

function checkKind(url) {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw require('internal/fetch/errors').invalidArgument(`Invalid URL protocol: a proxy is reached with http: or https:, not with ${url.protocol}`);
  }
}

// The environment, where the command line or itself says that its proxies are to be used; undefined where not.
function environment() {
  const { getOptionValue, isGiven } = require('internal/options');
  const { env } = process;
  if (!(isGiven('--use-env-proxy') ? getOptionValue('--use-env-proxy') : env.NODE_USE_ENV_PROXY === '1')) return undefined;
  for (const name of ['http_proxy', 'https_proxy']) {
    const text = named(env, name);
    if (text !== '') checkKind(new URL(text));
  }
  return env;
}

// For fetch: the proxy for http serves https, too, where that has none of its own.
function fetchProxyOf(names, secure) {
  return proxyOf(names, secure && names.https_proxy !== '' ? 'https:' : 'http:');
}

// The names that count, as they are now.
function snapshot(env) {
  return { http_proxy: named(env, 'http_proxy'), https_proxy: named(env, 'https_proxy'), no_proxy: named(env, 'no_proxy') };
}

function setGlobalProxyFromEnv(env) {
  validateObject(env, 'proxyEnv');
  const names = snapshot(env);
  const undo = [];
  for (const scheme of ['http', 'https']) {
    const text = names[`${scheme}_proxy`];
    if (text === '') continue;
    const url = URL.parse(text);
    if (url === null) throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${text}`);
    checkKind(url);
    proxyOf(names, `${scheme}:`); // throws before anything has changed
  }
  if (names.http_proxy === '' && names.https_proxy === '') return function restore() {};
  const options = { keepAlive: true, scheduling: 'lifo', timeout: 5000, proxyEnv: env };
  const replace = (owner) => {
    const { globalAgent } = owner;
    owner.globalAgent = new owner.Agent(options);
    undo.push(() => {
      owner.globalAgent = globalAgent;
    });
  };
  if (names.http_proxy !== '') replace(require('internal/http/agent'));
  if (names.https_proxy !== '') replace(require('https'));
  const pool = require('internal/fetch/pool');
  const before = pool.useProxies(names);
  undo.push(() => pool.useProxies(before));
  return function restore() {
    for (const step of undo) step();
  };
}

module.exports = { environment, fetchProxyOf, prepare, prepareList, proxyOf, setGlobalProxyFromEnv, snapshot, tunnelForAgent, tunnelForFetch };
