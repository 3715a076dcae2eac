// SPDX-License-Identifier: MIT
//
// Resolver of dns and of dns.promises: questions to name servers.
'use strict';

const native = binding('dns_channel');
const {
  codes: {
    ERR_DNS_SET_SERVERS_FAILED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_IP_ADDRESS,
  },
  DNSException,
} = require('internal/errors');
const {
  validateArray, validateFunction, validateInt32, validatePort, validateString, validateUint32,
} = require('internal/validators');
const { bindToContext } = require('internal/async_context');
const { isIP } = require('internal/net');
const observers = require('internal/perf/counts');
const { BadResponse, TYPES, parse, shape } = require('internal/dns/records');

const DNS_PORT = 53;
const kPerf = Symbol('dns perf');

// Statuses of the library that are met by name here.
const SUCCESS = 0;
const ENODATA = 1;
const EBADRESP = 10;
const ETIMEOUT = 12;
const STATUS_NAMES = ['SUCCESS', 'ENODATA', 'EFORMERR', 'ESERVFAIL', 'ENOTFOUND', 'ENOTIMP', 'EREFUSED', 'EBADQUERY', 'EBADNAME',
  'EBADFAMILY', 'EBADRESP', 'ECONNREFUSED', 'ETIMEOUT', 'EOF', 'EFILE', 'ENOMEM', 'EDESTRUCTION', 'EBADSTR', 'EBADFLAGS', 'ENONAME',
  'EBADHINTS', 'ENOTINITIALIZED', 'ELOADIPHLPAPI', 'EADDRGETNETWORKPARAMS', 'ECANCELLED'];

// The native channels of a resolver: one, or with a longest timeout one for each length of patience.
class Channel {
  #channels = [];
  #timeouts;
  #tries;
  #servers; // as the library takes them; undefined: the system's
  #addresses = [];
  #rounds;
  pending = 0;

  constructor(timeout, tries, maxTimeout) {
    this.#timeouts = [timeout];
    this.#tries = tries;
    this.#rounds = 1;
    if (maxTimeout > 0) {
      // The library doubles its timeout with each try and knows no limit: each try is a question of its own.
      const first = timeout < 0 ? 5000 : timeout;
      this.#timeouts = [];
      for (let i = 0, next = first; i < tries; i++, next *= 2) this.#timeouts.push(Math.min(next, maxTimeout));
      this.#tries = 1;
      this.#rounds = tries;
    }
  }

  #at(round) {
    const timeout = this.#timeouts[round];
    const known = this.#timeouts.indexOf(timeout);
    if (this.#channels[known] !== undefined) return this.#channels[known];
    const channel = native.new(timeout, this.#tries);
    if (typeof channel === 'number') throw new DNSException(STATUS_NAMES[channel], 'ares_init_options');
    if (this.#servers !== undefined) native.setServers(channel, this.#servers);
    for (const address of this.#addresses) native.setLocalAddress(channel, address);
    this.#channels[known] = channel;
    return channel;
  }

  #ask(start, callback, round = 0) {
    this.pending++;
    let settled = false;
    const done = (status, bytes) => {
      settled = true;
      this.pending--;
      if (status === ETIMEOUT && round + 1 < this.#rounds) this.#ask(start, callback, round + 1);
      else callback(status, bytes);
    };
    const status = start(this.#at(round), done);
    if (status < 0 && !settled) this.pending--;
    return status;
  }

  query(name, type, callback) {
    this.#ask((channel, done) => native.query(channel, name, type, done), callback);
  }

  reverse(address, callback) {
    return this.#ask((channel, done) => native.reverse(channel, address, done), callback);
  }

  cancel() {
    for (const channel of this.#channels) {
      if (channel !== undefined) native.cancel(channel);
    }
  }

  // [address, port, ...]
  getServers() {
    return native.getServers(this.#at(0));
  }

  setServers(list) {
    this.#servers = list;
    this.#at(0);
    for (const channel of this.#channels) {
      const status = channel === undefined ? SUCCESS : native.setServers(channel, list);
      if (status !== SUCCESS) return status;
    }
    return SUCCESS;
  }

  setLocalAddress(addresses) {
    this.#addresses = addresses;
    this.#at(0);
    for (const channel of this.#channels) {
      if (channel === undefined) continue;
      for (const address of addresses) native.setLocalAddress(channel, address);
    }
  }
}

// ---- servers --------------------------------------------------------------------------------------------------------------------------

function parseServer(text) {
  if (isIP(text) !== 0) return [text.replace(/%.*/, ''), DNS_PORT];
  const match = /^\[([^[\]]*)\](?::(\d+))?$/.exec(text) ?? /^([^:]+)(?::(\d+))?$/.exec(text);
  if (match === null || isIP(match[1]) === 0) throw new ERR_INVALID_IP_ADDRESS(text);
  return [match[1], validatePort(match[2] ?? DNS_PORT, 'port') || DNS_PORT];
}

function formatServer(address, port) {
  if (port === DNS_PORT || port === 0) return address;
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

function badAddresses(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

class ResolverBase {
  constructor(options) {
    const { timeout = -1, tries = 4, maxTimeout = 0 } = { ...options };
    validateInt32(timeout, 'options.timeout', -1);
    validateInt32(tries, 'options.tries', 1);
    validateUint32(maxTimeout, 'options.maxTimeout');
    Object.defineProperty(this, '_handle', {
      __proto__: null, value: new Channel(timeout, tries, maxTimeout), writable: true, configurable: true, enumerable: true,
    });
  }

  cancel() {
    this._handle.cancel();
  }

  getServers() {
    const list = this._handle.getServers() ?? [];
    const servers = [];
    for (let i = 0; i < list.length; i += 2) servers.push(formatServer(list[i], list[i + 1]));
    return servers;
  }

  setServers(servers) {
    validateArray(servers, 'servers');
    const list = [];
    servers.forEach((server, index) => {
      validateString(server, `servers[${index}]`);
      const parsed = parseServer(server);
      if (!list.some(({ 0: address, 1: port }) => address === parsed[0] && port === parsed[1])) list.push(parsed);
    });
    const text = list.map(({ 0: address, 1: port }) => (isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`)).join(',');
    if (this._handle.pending > 0) throw new ERR_DNS_SET_SERVERS_FAILED('There are pending queries.', servers);
    const status = this._handle.setServers(text);
    if (status !== SUCCESS) throw new ERR_DNS_SET_SERVERS_FAILED(native.strerror(status), servers);
  }

  setLocalAddress(ipv4, ipv6) {
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined) validateString(ipv6, 'ipv6');
    const first = isIP(ipv4);
    const second = ipv6 === undefined ? 0 : isIP(ipv6);
    if (first === 0 || (ipv6 !== undefined && second === 0)) throw badAddresses('Invalid IP address.');
    if (first === second) throw badAddresses(`Cannot specify two IPv${first} addresses.`);
    this._handle.setLocalAddress(ipv6 === undefined ? [ipv4] : [ipv4, ipv6]);
  }
}

// ---- questions ------------------------------------------------------------------------------------------------------------------------

const METHODS = {
  __proto__: null,
  Any: 'ANY',
  4: 'A',
  6: 'AAAA',
  Caa: 'CAA',
  Cname: 'CNAME',
  Mx: 'MX',
  Ns: 'NS',
  Txt: 'TXT',
  Tlsa: 'TLSA',
  Srv: 'SRV',
  Ptr: 'PTR',
  Naptr: 'NAPTR',
  Soa: 'SOA',
};

function syscallOf(type) {
  return `query${type[0]}${type.slice(1).toLowerCase()}`;
}

// callback(error, records)
function ask(channel, name, type, ttl, callback) {
  const syscall = syscallOf(type);
  const observed = observers.get('dns') > 0 ? {} : undefined;
  if (observed) {
    require('internal/perf/observe').startPerf(observed, kPerf, { type: 'dns', name: syscall, detail: { host: name, ttl } });
  }
  const question = /^[\u0000-\u007f]*$/.test(name) ? name : require('internal/url/host').domainToASCII(name);
  channel.query(question, TYPES[type], bindToContext((status, bytes) => {
    let result;
    if (status === SUCCESS) ({ status, result } = read(bytes, type, ttl));
    if (status !== SUCCESS) {
      callback(new DNSException(STATUS_NAMES[status] ?? 'ESERVFAIL', syscall, name));
      return;
    }
    if (observed) require('internal/perf/observe').stopPerf(observed, kPerf, { detail: { result } });
    callback(null, result);
  }));
}

// Types of which an answer that has none, only others, is an empty list.
const LISTS = new Set(['CAA', 'MX', 'NAPTR', 'SRV', 'TLSA', 'TXT']);

function read(bytes, type, ttl) {
  try {
    const answer = parse(bytes, type);
    if (answer.records.length === 0 && !(answer.answers > 0 && LISTS.has(type))) return { status: ENODATA };
    return { status: SUCCESS, result: shape(type, answer, ttl) };
  } catch (error) {
    if (error instanceof BadResponse) return { status: EBADRESP };
    throw error;
  }
}

// callback(error, names)
function askReverse(channel, address, callback) {
  const { Buffer } = require('buffer');
  const status = channel.reverse(address, bindToContext((status, bytes) => {
    if (status !== SUCCESS) {
      callback(new DNSException(STATUS_NAMES[status], 'getHostByAddr', address));
      return;
    }
    callback(null, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).latin1Slice(0, bytes.length - 1).split('\0'));
  }));
  if (status < 0) throw new DNSException(status, 'getHostByAddr', address);
}

class Resolver extends ResolverBase {}

class PromisesResolver extends ResolverBase {}
Object.defineProperty(PromisesResolver, 'name', { __proto__: null, value: 'Resolver', configurable: true });

function method(target, name, value) {
  Object.defineProperty(value, 'name', { __proto__: null, value: name, configurable: true });
  Object.defineProperty(target.prototype, name, { __proto__: null, value, writable: true, configurable: true, enumerable: true });
}

for (const suffix in METHODS) {
  const type = METHODS[suffix];
  const name = syscallOf(type);
  method(Resolver, `resolve${suffix}`, function(name, callback) {
    let options;
    if (arguments.length > 2) {
      options = callback;
      callback = arguments[2];
    }
    validateString(name, 'name');
    validateFunction(callback, 'callback');
    ask(this._handle, name, type, !!options?.ttl, callback);
    return { callback, hostname: name, oncomplete: undefined, ttl: !!options?.ttl };
  });
  method(PromisesResolver, `resolve${suffix}`, function(name, options) {
    validateString(name, 'name');
    return new Promise((resolve, reject) => {
      ask(this._handle, name, type, !!options?.ttl, (error, result) => (error ? reject(error) : resolve(result)));
    });
  });
  Object.defineProperty(Resolver.prototype[`resolve${suffix}`], 'name', { __proto__: null, value: name, configurable: true });
  Object.defineProperty(PromisesResolver.prototype[`resolve${suffix}`], 'name', { __proto__: null, value: name, configurable: true });
}

method(Resolver, 'reverse', function(name, callback) {
  validateString(name, 'name');
  validateFunction(callback, 'callback');
  askReverse(this._handle, name, callback);
  return { callback, hostname: name, oncomplete: undefined, ttl: false };
});

method(PromisesResolver, 'reverse', function(name) {
  validateString(name, 'name');
  return new Promise((resolve, reject) => {
    askReverse(this._handle, name, (error, names) => (error ? reject(error) : resolve(names)));
  });
});

function methodOf(rrtype) {
  for (const suffix in METHODS) {
    if (METHODS[suffix] === rrtype) return `resolve${suffix}`;
  }
  throw new ERR_INVALID_ARG_VALUE('rrtype', rrtype);
}

method(Resolver, 'resolve', function(hostname, rrtype, callback) {
  if (typeof rrtype === 'function') {
    callback = rrtype;
    rrtype = 'A';
  } else if (typeof rrtype !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
  }
  return this[methodOf(rrtype)](hostname, callback);
});

method(PromisesResolver, 'resolve', function(hostname, rrtype) {
  if (rrtype === undefined) rrtype = 'A';
  else validateString(rrtype, 'rrtype');
  return this[methodOf(rrtype)](hostname);
});

// ---- the resolver of the module's functions -----------------------------------------------------------------------------------------------

const NAMES = ['resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr',
  'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt', 'reverse', 'resolve'];

let channelOfDefaults; // shared by both modules

function defaultResolver(Class) {
  const resolver = new Class();
  if (channelOfDefaults === undefined) channelOfDefaults = resolver._handle;
  return resolver;
}

// Adds the functions that ask the default servers. Those of both modules change with setServers() of either.
function addFunctions(exports, Class) {
  const asker = (target) => {
    const resolver = Object.create(Class.prototype);
    resolver._handle = target;
    return resolver;
  };
  for (const name of NAMES) {
    const original = Class.prototype[name];
    const fn = function(...args) {
      channelOfDefaults ??= defaultResolver(Class)._handle;
      return Reflect.apply(original, asker(channelOfDefaults), args);
    };
    Object.defineProperty(fn, 'name', { __proto__: null, value: `bound ${original.name}`, configurable: true });
    Object.defineProperty(fn, 'length', { __proto__: null, value: original.length, configurable: true });
    exports[name] = fn;
  }
  exports.getServers = function getServers() {
    channelOfDefaults ??= defaultResolver(Class)._handle;
    return asker(channelOfDefaults).getServers();
  };
  // Another resolver takes over: the questions that run keep theirs.
  exports.setServers = function setServers(servers) {
    const resolver = new Class();
    resolver.setServers(servers);
    channelOfDefaults = resolver._handle;
  };
}

module.exports = { PromisesResolver, Resolver, addFunctions };
