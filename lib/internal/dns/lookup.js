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

// { hints, family, all, order } of what a program gave.
function readOptions(options) {
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

function lookup(hostname, options, callback) {
  if (hostname) validateString(hostname, 'hostname');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else {
    validateFunction(callback === undefined && typeof options === 'function' ? options : callback, 'callback');
  }
  const { hints, family, all, order } = readOptions(options);
  if (!hostname) {
    require('internal/dns/warnings').emptyHostname(hostname);
    if (all) process.nextTick(callback, null, []);
    else process.nextTick(callback, null, null, family === 6 ? 6 : 4);
    return {};
  }
  const kind = isIP(hostname);
  if (kind !== 0) {
    if (all) process.nextTick(callback, null, [{ address: hostname, family: kind }]);
    else process.nextTick(callback, null, hostname, kind);
    return {};
  }
  const { bindToContext } = require('internal/async_context');
  native.lookup(hostname, family, hints, bindToContext((status, list) => {
    if (status < 0) {
      callback(lookupError(status === UV_EAI_MEMORY ? ENOMEM : status, 'getaddrinfo', hostname));
      return;
    }
    const addresses = arrange(list, order);
    if (all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  }));
  return {};
}

function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new ERR_MISSING_ARGS('address', 'port', 'callback');
  if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  validateFunction(callback, 'callback');
  const status = native.lookupService(address, +port, (status, names) => {
    if (status < 0) callback(lookupError(status, 'getnameinfo', address));
    else callback(null, names[0], names[1]);
  });
  if (status < 0) throw lookupError(status, 'getnameinfo', address);
  return {};
}

function lookupPromise(hostname, options) {
  return new Promise((resolve, reject) => {
    const all = !!options?.all;
    lookup(hostname, options, (error, address, family) => {
      if (error) reject(error);
      else resolve(all ? address : { address, family });
    });
  });
}

function lookupServicePromise(address, port) {
  if (arguments.length !== 2) throw new ERR_MISSING_ARGS('address', 'port');
  return new Promise((resolve, reject) => {
    lookupService(address, port, (error, hostname, service) => {
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
