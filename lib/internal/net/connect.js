// SPDX-License-Identifier: MIT
//
// How a socket gets its connection: arguments, lookup, one address or several in turn (RFC 8305's idea, as Node does it).
'use strict';

const {
  codes: {
    ERR_INVALID_ADDRESS_FAMILY, ERR_INVALID_ARG_TYPE, ERR_INVALID_IP_ADDRESS, ERR_IP_BLOCKED,
    ERR_SOCKET_CONNECTION_TIMEOUT,
  },
  ExceptionWithHostPort,
  NodeAggregateError,
} = require('internal/errors');
const {
  validateBoolean, validateFunction, validateInt32, validateNumber, validatePort, validateString,
} = require('internal/validators');
const { isIP } = require('internal/net');
const { connected, connectError, makeHandle, validateBlockList } = require('internal/net/socket');
const defaults = require('internal/net/defaults');

const kNormalized = Symbol('normalizedArgs');
const UV_ETIMEDOUT = -110;
const UV_ECANCELED = -125;

function toNumber(x) {
  return (x = Number(x)) >= 0 ? x : false;
}

function isPipeName(s) {
  return typeof s === 'string' && toNumber(s) === false;
}

// [options, callback] of connect()'s and listen()'s many forms.
function normalizeArgs(args) {
  let list;
  if (args.length === 0) {
    list = [{}, null];
  } else {
    const first = args[0];
    let options = {};
    if (typeof first === 'object' && first !== null) {
      options = first;
    } else if (isPipeName(first)) {
      options.path = first;
    } else {
      options.port = first;
      if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
    }
    const last = args[args.length - 1];
    list = [options, typeof last === 'function' ? last : null];
  }
  list[kNormalized] = true;
  return list;
}

function checkOptions(options) {
  const { autoSelectFamily, autoSelectFamilyAttemptTimeout, localAddress, localPort, lookup, port } = options;
  if (localAddress && !isIP(localAddress)) throw new ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (port !== undefined) {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validatePort(port);
  }
  if (autoSelectFamily !== undefined && autoSelectFamily !== null) {
    validateBoolean(autoSelectFamily, 'options.autoSelectFamily');
  }
  if (autoSelectFamilyAttemptTimeout !== undefined && autoSelectFamilyAttemptTimeout !== null) {
    validateInt32(autoSelectFamilyAttemptTimeout, 'options.autoSelectFamilyAttemptTimeout', 1);
  }
  if (lookup !== undefined && lookup !== null) validateFunction(lookup, 'options.lookup');
}

// ---- one address ----------------------------------------------------------------------------------------------------------------

function bindLocal(socket, handle, family, localAddress, localPort) {
  if (!localAddress && !localPort) return true;
  const address = localAddress || (family === 6 ? '::' : '0.0.0.0');
  const status = handle.tcpBind(address, localPort || 0, family === 6);
  if (status >= 0) return true;
  socket.destroy(new ExceptionWithHostPort(status, 'bind', address, localPort));
  return false;
}

function blocked(socket, address, family) {
  const { blockList } = socket;
  return blockList?.check(address, `ipv${family}`);
}

function connectTo(socket, address, port, family, localAddress, localPort) {
  const handle = socket._handle;
  if (!bindLocal(socket, handle, family, localAddress, localPort)) return;
  if (blocked(socket, address, family)) {
    // A lookup may have answered at once: who made the socket comes to listen first.
    const error = new ERR_IP_BLOCKED(address);
    process.nextTick(() => socket.destroy(error));
    return;
  }
  socket.emit('connectionAttempt', address, port, family);
  if (socket.destroyed) return;
  socket._host ??= null;
  handle.onconnected = (status) => {
    if (socket.destroyed) return;
    if (status === 0) {
      connected(socket);
      return;
    }
    const error = connectError(status, address, port, localAddress, localPort);
    socket.connecting = false;
    socket.emit('connectionAttemptFailed', address, port, family, error);
    socket.destroy(error);
  };
  const status = handle.tcpConnect(address, port);
  if (status < 0) {
    const error = connectError(status, address, port, localAddress, localPort);
    socket.connecting = false;
    socket.destroy(error);
  }
}

function connectToPath(socket, path) {
  const handle = socket._handle;
  handle.onconnected = (status) => {
    if (socket.destroyed) return;
    if (status === 0) connected(socket);
    else socket.destroy(new ExceptionWithHostPort(status, 'connect', path));
  };
  const status = handle.connect(path);
  if (status < 0) socket.destroy(new ExceptionWithHostPort(status, 'connect', path));
}

// ---- several addresses ------------------------------------------------------------------------------------------------------------

// Families take turns, beginning with the first address's.
function interleave(addresses) {
  const valid = addresses.filter(({ address, family }) => isIP(address) && (family === 4 || family === 6 ||
    family === 'IPv4' || family === 'IPv6'));
  const lists = { 4: [], 6: [] };
  for (const { address, family } of valid) {
    const number = family === 6 || family === 'IPv6' ? 6 : 4;
    lists[number].push({ address, family: number });
  }
  const first = valid.length > 0 && (valid[0].family === 6 || valid[0].family === 'IPv6') ? 6 : 4;
  const order = [];
  for (let i = 0; i < Math.max(lists[4].length, lists[6].length); i++) {
    if (lists[first][i]) order.push(lists[first][i]);
    if (lists[10 - first][i]) order.push(lists[10 - first][i]);
  }
  return order;
}

class Attempts {
  constructor(socket, addresses, port, localPort, timeout) {
    this.socket = socket;
    this.addresses = addresses;
    this.port = port;
    this.localPort = localPort;
    this.timeout = timeout;
    this.errors = [];
    this.current = 0;
  }

  next() {
    const { socket } = this;
    if (socket.destroyed || !socket.connecting) return;
    if (this.current === this.addresses.length) {
      if (this.errors.length === 0) {
        socket.destroy(new ERR_SOCKET_CONNECTION_TIMEOUT());
      } else {
        const error = this.errors.length === 1 ? this.errors[0] : new NodeAggregateError(this.errors);
        socket.destroy(error);
      }
      return;
    }
    const { address, family } = this.addresses[this.current++];
    const { port } = this;
    if (this.current > 1) {
      socket._handle?.close();
      makeHandle(socket, false);
    }
    const handle = socket._handle;
    if (this.localPort) {
      const status = handle.tcpBind(family === 6 ? '::' : '0.0.0.0', this.localPort, family === 6);
      if (status < 0) {
        this.fail(new ExceptionWithHostPort(status, 'bind', '', this.localPort));
        return;
      }
    }
    if (blocked(socket, address, family)) {
      this.fail(new ERR_IP_BLOCKED(address));
      return;
    }
    socket.emit('connectionAttempt', address, port, family);
    if (socket.destroyed) return;
    socket._attemptedAddresses.push(`${address}:${port}`);
    let settled = false;
    let timer;
    handle.onconnected = (status) => {
      clearTimeout(timer);
      if (settled || socket.destroyed || handle !== socket._handle || status === UV_ECANCELED) return;
      settled = true;
      if (status === 0) {
        connected(socket);
        return;
      }
      const error = connectError(status, address, port);
      socket.emit('connectionAttemptFailed', address, port, family, error);
      this.fail(error);
    };
    const status = handle.tcpConnect(address, port);
    if (status < 0) {
      const error = connectError(status, address, port);
      socket.emit('connectionAttemptFailed', address, port, family, error);
      this.fail(error);
      return;
    }
    if (this.current < this.addresses.length) {
      timer = setTimeout(() => {
        if (settled || socket.destroyed || !socket.connecting) return;
        settled = true;
        socket.emit('connectionAttemptTimeout', address, port, family);
        this.fail(connectError(UV_ETIMEDOUT, address, port));
      }, this.timeout);
      timer.unref();
    }
  }

  fail(error) {
    this.errors.push(error);
    this.next();
  }
}

// ---- the whole way ----------------------------------------------------------------------------------------------------------------

function afterLookup(socket, options, error, result, family) {
  if (error) {
    process.nextTick(() => {
      if (!socket.destroyed) socket.destroy(error);
    });
    return;
  }
  const { host, localAddress, localPort, port } = options;
  if (typeof result !== 'string' || !isIP(result)) {
    const bad = new ERR_INVALID_IP_ADDRESS(result);
    process.nextTick(() => socket.destroy(bad));
  } else if (family !== 4 && family !== 6) {
    const bad = new ERR_INVALID_ADDRESS_FAMILY(family, host, port);
    process.nextTick(() => socket.destroy(bad));
  } else {
    socket._unrefTimer();
    connectTo(socket, result, port, family, localAddress, localPort);
  }
}

function lookupAndConnect(socket, options) {
  const { localAddress, localPort } = options;
  const host = options.host || 'localhost';
  validateString(host, 'options.host');
  const port = (options.port === undefined ? 0 : options.port) | 0;
  const autoSelect = options.autoSelectFamily ?? defaults.autoSelectFamily;
  const timeout = Math.max(10, options.autoSelectFamilyAttemptTimeout ?? defaults.attemptTimeout);
  const family = isIP(host);
  if (family) {
    process.nextTick(() => {
      if (socket.connecting) connectTo(socket, host, port, family, localAddress, localPort);
    });
    return;
  }
  const dnsOptions = { family: options.family, hints: options.hints || 0 };
  const lookup = options.lookup || require('dns').lookup;
  socket._host = host;
  const several = autoSelect && options.family !== 4 && options.family !== 6 && !localAddress;
  if (several) {
    socket._attemptedAddresses = [];
    dnsOptions.all = true;
  }
  lookup(host, dnsOptions, (error, result, addressFamily) => {
    if (!several) {
      socket.emit('lookup', error, result, addressFamily, host);
      if (socket.connecting) afterLookup(socket, { ...options, host, port }, error, result, addressFamily);
      return;
    }
    const list = Array.isArray(result) ? result : [{ address: result, family: addressFamily }];
    for (const { address, family } of error ? [] : list) socket.emit('lookup', error, address, family, host);
    if (error) socket.emit('lookup', error, undefined, undefined, host);
    if (!socket.connecting) return;
    if (error) {
      afterLookup(socket, options, error);
      return;
    }
    const addresses = interleave(list);
    if (addresses.length === 0) {
      const { address, family } = list[0] ?? {};
      const bad = !isIP(address) ? new ERR_INVALID_IP_ADDRESS(address) : new ERR_INVALID_ADDRESS_FAMILY(family, host, port);
      process.nextTick(() => socket.destroy(bad));
      return;
    }
    socket._unrefTimer();
    if (addresses.length === 1) {
      connectTo(socket, addresses[0].address, port, addresses[0].family, undefined, localPort);
      return;
    }
    new Attempts(socket, addresses, port, localPort, timeout).next();
  });
}

function connect(socket, options) {
  const { path } = options;
  if (path !== undefined && path !== null) validateString(path, 'options.path');
  else checkOptions(options);
  const isPipe = !!path;
  if (options.blockList) {
    validateBlockList(options.blockList);
    socket.blockList = options.blockList;
  }
  if (!socket._handle) makeHandle(socket, isPipe);
  socket._unrefTimer();
  socket.connecting = true;
  if (isPipe) connectToPath(socket, path);
  else lookupAndConnect(socket, options);
  return socket;
}

module.exports = { connect, normalizeArgs, kNormalized, isPipeName, toNumber };
