// SPDX-License-Identifier: MIT
//
// dns.lookup() and dns.lookupService(): names through the system's resolver.
'use strict';

const native = binding('dns_lookup');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
  genericNodeError,
} = require('internal/errors');
const {
  validateBoolean, validateFunction, validateNumber, validateOneOf, validatePort, validateString,
} = require('internal/validators');
const { isIP } = require('internal/net');
const observers = require('internal/perf/counts');

const ADDRCONFIG = 32;
const ALL = 16;
const V4MAPPED = 8;
const ORDERS = ['verbatim', 'ipv4first', 'ipv6first'];
const UV_EAI_MEMORY = -3006;
const UV_EAI_NODATA = -3007;
const UV_EAI_NONAME = -3008;
const ENOMEM = -12;

let defaultOrder;

function getDefaultResultOrder() {
  return defaultOrder ??= require('internal/options').getOptionValue('--dns-result-order') || 'verbatim';
}

function setDefaultResultOrder(order) {
  validateOneOf(order, 'dnsOrder', ORDERS);
  defaultOrder = order;
}

function lookupError(status, syscall, hostname) {
  if (status === UV_EAI_NODATA || status === UV_EAI_NONAME) {
    const error = new Error(`${syscall} ENOTFOUND ${hostname}`);
    return Object.assign(error, { errno: status, code: 'ENOTFOUND', syscall, hostname });
  }
  const { getSystemErrorName } = require('internal/util');
  const code = status === ENOMEM ? 'ENOMEM' : getSystemErrorName(status);
  const error = genericNodeError(`${syscall} ${code}${hostname ? ` ${hostname}` : ''}`, { errno: status, code, syscall });
  if (hostname) error.hostname = hostname;
  return error;
}

function validateHints(hints) {
  if ((hints & ~(ADDRCONFIG | ALL | V4MAPPED)) !== 0) throw new ERR_INVALID_ARG_VALUE('hints', hints);
}

function readFamily(family, name) {
  switch (family) {
    case 'IPv4': return 4;
    case 'IPv6': return 6;
    case undefined:
    case null: return 0;
    default:
      validateOneOf(family, name, [0, 4, 6]);
      return family;
  }
}

function readNumber(family, name) {
  if (family === undefined || family === null) return 0;
  validateOneOf(family, name, [0, 4, 6]);
  return family;
}

// { hints, family, all, order } of what a program gave. Families spelt as os.networkInterfaces() does are for the form with a callback.
function readOptions(options, readFamily) {
  const result = { hints: 0, family: 0, all: false, order: getDefaultResultOrder() };
  if (options === null || options === undefined) return result;
  if (typeof options !== 'object') {
    if (typeof options !== 'number') throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
    result.family = readFamily(options, 'family');
    return result;
  }
  if (options.hints !== undefined && options.hints !== null) {
    validateNumber(options.hints, 'options.hints');
    result.hints = options.hints >>> 0;
    validateHints(result.hints);
  }
  result.family = readFamily(options.family, 'options.family');
  if (options.all !== undefined && options.all !== null) {
    validateBoolean(options.all, 'options.all');
    result.all = options.all;
  }
  if (options.verbatim !== undefined && options.verbatim !== null) {
    validateBoolean(options.verbatim, 'options.verbatim');
    result.order = options.verbatim ? 'verbatim' : 'ipv4first';
  }
  if (options.order !== undefined && options.order !== null) {
    validateOneOf(options.order, 'options.order', ORDERS);
    result.order = options.order;
  }
  return result;
}

// The native list as objects in the wanted order.
function arrange(list, order) {
  const addresses = [];
  for (let i = 0; i < list.length; i += 2) addresses.push({ address: list[i], family: list[i + 1] });
  if (order === 'verbatim') return addresses;
  const first = order === 'ipv4first' ? 4 : 6;
  return [...addresses.filter(({ family }) => family === first), ...addresses.filter(({ family }) => family !== first)];
}

// ---- with callbacks -------------------------------------------------------------------------------------------------------------------

const kPerf = Symbol('dns perf');

function startSpan(name, detail) {
  const span = {};
  require('internal/perf/observe').startPerf(span, kPerf, { type: 'dns', name, detail });
  return (result) => require('internal/perf/observe').stopPerf(span, kPerf, { detail: result });
}

function emptyHostname(hostname) {
  return new ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a non-empty string');
}

// callback(error, addresses); addresses: [{ address, family }]
function findAddresses(hostname, { hints, family, order }, callback) {
  const kind = isIP(hostname);
  if (kind !== 0) {
    process.nextTick(callback, null, [{ address: hostname, family: kind }]);
    return;
  }
  const stop = observers.get('dns') > 0 ?
    startSpan('lookup', { hostname, family, hints, verbatim: order === 'verbatim', order }) : undefined;
  const { bindToContext } = require('internal/async_context');
  native.lookup(hostname, family, hints, bindToContext((status, list) => {
    if (status < 0) {
      callback(lookupError(status === UV_EAI_MEMORY ? ENOMEM : status, 'getaddrinfo', hostname));
      return;
    }
    const addresses = arrange(list, order);
    stop?.({ addresses: addresses.map(({ address }) => address) });
    callback(null, addresses);
  }));
}

function lookup(hostname, options, callback) {
  if (hostname) validateString(hostname, 'hostname');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else {
    validateFunction(callback === undefined && typeof options === 'function' ? options : callback, 'callback');
  }
  const settings = readOptions(options, readFamily);
  if (!hostname) throw emptyHostname(hostname);
  findAddresses(hostname, settings, (error, addresses) => {
    if (error) callback(error);
    else if (settings.all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
  return {};
}

// callback(error, host, service)
function findService(address, port, callback) {
  const stop = observers.get('dns') > 0 ? startSpan('lookupService', { host: address, port }) : undefined;
  const status = native.lookupService(address, +port, (status, names) => {
    if (status < 0) {
      callback(lookupError(status, 'getnameinfo', address));
      return;
    }
    stop?.({ hostname: names[0], service: names[1] });
    callback(null, names[0], names[1]);
  });
  if (status < 0) throw lookupError(status, 'getnameinfo', address);
}

function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new ERR_MISSING_ARGS('address', 'port', 'callback');
  if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  validateFunction(callback, 'callback');
  const { bindToContext } = require('internal/async_context');
  findService(address, port, bindToContext(callback));
  return {};
}

// ---- with promises: arguments are checked before there is one ---------------------------------------------------------------------------

function lookupPromise(hostname, options) {
  if (hostname) validateString(hostname, 'hostname');
  const settings = readOptions(options, readNumber);
  if (!hostname) return Promise.reject(emptyHostname(hostname));
  return new Promise((resolve, reject) => {
    findAddresses(hostname, settings, (error, addresses) => {
      if (error) reject(error);
      else resolve(settings.all ? addresses : addresses[0]);
    });
  });
}

function lookupServicePromise(address, port) {
  if (arguments.length !== 2) throw new ERR_MISSING_ARGS('address', 'port');
  if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  return new Promise((resolve, reject) => {
    findService(address, port, (error, hostname, service) => {
      if (error) reject(error);
      else resolve({ hostname, service });
    });
  });
}

Object.defineProperty(lookup, Symbol.for('nodejs.util.promisify.custom'), { __proto__: null, value: lookupPromise });
Object.defineProperty(lookupService, Symbol.for('nodejs.util.promisify.custom'), { __proto__: null, value: lookupServicePromise });

module.exports = {
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  getDefaultResultOrder,
  setDefaultResultOrder,
  lookup,
  lookupService,
  lookupPromise,
  lookupServicePromise,
};
