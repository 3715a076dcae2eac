// SPDX-License-Identifier: MIT
//
// net.SocketAddress and net.BlockList. Addresses are compared as 128-bit numbers; an IPv4 address and its IPv6 form (::ffff:a.b.c.d)
// are one.
'use strict';

const {
  codes: { ERR_INVALID_ADDRESS, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateInt32, validateObject, validatePort, validateString, validateUint32 } = require('internal/validators');
const { isIPv4, isIPv6 } = require('internal/net');
const { customInspectSymbol: inspectSymbol } = require('internal/util');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

const MAPPED = 0xffff00000000n;

function ipv4Number(text) {
  let value = 0n;
  for (const part of text.split('.')) value = value * 256n + BigInt(part);
  return value;
}

function ipv6Number(text) {
  const [head, tail] = text.split('%')[0].split('::');
  const groups = (side) => {
    if (!side) return [];
    const parts = side.split(':');
    const last = parts[parts.length - 1];
    if (!last.includes('.')) return parts.map((part) => BigInt(`0x${part}`));
    const number = ipv4Number(last);
    return [...parts.slice(0, -1).map((part) => BigInt(`0x${part}`)), number >> 16n, number & 0xffffn];
  };
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const middle = new Array(8 - front.length - back.length).fill(0n);
  return [...front, ...middle, ...back].reduce((value, group) => (value << 16n) | group, 0n);
}

function toNumber(address, family) {
  return family === 'ipv4' ? MAPPED | ipv4Number(address) : ipv6Number(address);
}

// The shortest form of RFC 5952.
function formatIPv6(text) {
  const number = ipv6Number(text);
  if (number >> 32n === 0xffffn) {
    return `::ffff:${[24n, 16n, 8n, 0n].map((shift) => Number((number >> shift) & 255n)).join('.')}`;
  }
  const groups = [];
  for (let i = 7n; i >= 0n; i--) groups.push(((number >> (i * 16n)) & 0xffffn).toString(16));
  let best = { at: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === '0') length++;
    if (length > best.length) best = { at: i, length };
  }
  if (best.at === -1) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;

  constructor(options = {}) {
    validateObject(options, 'options');
    let { family = 'ipv4' } = options;
    const { address = family === 'ipv4' ? '127.0.0.1' : '::', port = 0, flowlabel = 0 } = options;
    if (typeof family?.toLowerCase === 'function') family = family.toLowerCase();
    if (family !== 'ipv4' && family !== 'ipv6') throw new ERR_INVALID_ARG_VALUE('options.family', options.family);
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    if (!(family === 'ipv4' ? isIPv4(address) : isIPv6(address))) throw new ERR_INVALID_ADDRESS();
    this.#address = family === 'ipv4' ? address : formatIPv6(address);
    this.#port = port | 0;
    this.#family = family;
    this.#flowlabel = family === 'ipv6' ? flowlabel : 0;
  }

  static isSocketAddress(value) {
    return value !== null && typeof value === 'object' && #address in value;
  }

  static parse(input) {
    validateString(input, 'input');
    let url;
    try {
      url = new URL(`http://${input}`);
    } catch {
      return undefined;
    }
    const { hostname } = url;
    const port = url.port === '' ? /:80$/.test(input) ? 80 : 0 : Number(url.port);
    try {
      if (hostname.startsWith('[')) return new SocketAddress({ address: hostname.slice(1, -1), port, family: 'ipv6' });
      return new SocketAddress({ address: hostname, port });
    } catch {
      return undefined;
    }
  }

  get address() {
    return this.#address;
  }

  get port() {
    return this.#port;
  }

  get family() {
    return this.#family;
  }

  get flowlabel() {
    return this.#flowlabel;
  }

  toJSON() {
    return { address: this.#address, port: this.#port, family: this.#family, flowlabel: this.#flowlabel };
  }

  [inspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `SocketAddress ${inspect(this.toJSON(), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  [kClone]() {
    return { data: this.toJSON(), deserializeInfo: 'internal/net/blocklist:ClonedSocketAddress' };
  }
}

// What arrives on the other side of a structured clone: an address, and a list of the same rules, which then goes its own way.
function ClonedSocketAddress() {}
ClonedSocketAddress.prototype[kDeserialize] = (data) => new SocketAddress(data);

function ClonedBlockList() {}
ClonedBlockList.prototype[kDeserialize] = (data) => {
  const list = new BlockList();
  list.fromJSON(data.reverse());
  return list;
};

function checkFamily(family) {
  validateString(family, 'family');
  family = family.toLowerCase();
  if (family !== 'ipv4' && family !== 'ipv6') throw new ERR_INVALID_ARG_VALUE('options.family', family);
  return family;
}

function toAddress(value, family, name) {
  if (SocketAddress.isSocketAddress(value)) return value;
  validateString(value, name);
  return new SocketAddress({ address: value, family: checkFamily(family) });
}

function numberOf(address) {
  return toNumber(address.address, address.family);
}

function label(address) {
  return address.family === 'ipv4' ? 'IPv4' : 'IPv6';
}

class BlockList {
  #rules = [];

  static isBlockList(value) {
    return value !== null && typeof value === 'object' && #rules in value;
  }

  addAddress(address, family = 'ipv4') {
    const parsed = toAddress(address, family, 'address');
    const number = numberOf(parsed);
    this.#rules.unshift({ from: number, to: number, text: `Address: ${label(parsed)} ${parsed.address}` });
  }

  addRange(start, end, family = 'ipv4') {
    const first = toAddress(start, family, 'start');
    const last = toAddress(end, family, 'end');
    const from = numberOf(first);
    const to = numberOf(last);
    if (from > to) throw new ERR_INVALID_ARG_VALUE('start', first, 'must come before end');
    this.#rules.unshift({ from, to, text: `Range: ${label(first)} ${first.address}-${last.address}` });
  }

  addSubnet(network, prefix, family = 'ipv4') {
    const parsed = toAddress(network, family, 'network');
    const bits = parsed.family === 'ipv4' ? 32 : 128;
    validateInt32(prefix, 'prefix', 0, bits);
    const size = 1n << BigInt(bits - prefix);
    const from = (numberOf(parsed) / size) * size;
    this.#rules.unshift({ from, to: from + size - 1n, text: `Subnet: ${label(parsed)} ${parsed.address}/${prefix}` });
  }

  check(address, family = 'ipv4') {
    if (!SocketAddress.isSocketAddress(address)) {
      validateString(address, 'address');
      validateString(family, 'family');
      family = family.toLowerCase();
      if (family !== 'ipv4' && family !== 'ipv6') return false;
      if (!(family === 'ipv4' ? isIPv4(address) : isIPv6(address))) return false;
      address = { address, family };
    }
    const number = numberOf(address);
    return this.#rules.some(({ from, to }) => number >= from && number <= to);
  }

  get rules() {
    return this.#rules.map(({ text }) => text);
  }

  toJSON() {
    return this.rules;
  }

  fromJSON(data) {
    if (typeof data === 'string') data = JSON.parse(data);
    if (!Array.isArray(data)) throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], data);
    for (const item of data) {
      if (typeof item !== 'string') throw new ERR_INVALID_ARG_VALUE('data', data);
      const subnet = /^Subnet: (IPv[46]) (.*)\/(\d+)$/.exec(item);
      const range = /^Range: (IPv[46]) (.*)-(.*)$/.exec(item);
      const address = /^Address: (IPv[46]) (.*)$/.exec(item);
      if (subnet) this.addSubnet(subnet[2], Number(subnet[3]), subnet[1]);
      else if (range) this.addRange(range[2], range[3], range[1]);
      else if (address) this.addAddress(address[2], address[1]);
    }
  }

  [inspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `BlockList ${inspect({ rules: this.rules }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  [kClone]() {
    return { data: this.rules, deserializeInfo: 'internal/net/blocklist:ClonedBlockList' };
  }
}

module.exports = { SocketAddress, BlockList, ClonedSocketAddress, ClonedBlockList };
