// SPDX-License-Identifier: MIT
// The wire form of values that are more than plain JSON (internal/worker/wire).
'use strict';

const { Cloner, cannotClone, dataCloneError, nameOfError, unsupported, isArrayBuffer, isShared, placeOf } = require('internal/structured_clone');
const { primitiveOf } = require('internal/v8/kinds');
const { kAddress } = require('internal/protocore/symbols');
const transferable = require('internal/worker/js_transferable');
const {
  kUndefined, kNumber, kBigInt, kObject, kArray, kSparse, kDate, kRegExp, kMap, kSet, kBoxed, kError, kDOMException, kBuffer,
  kShared, kView, kPort, kPlatform, kReference, kModule, kSharedValue,
} = require('internal/worker/wire_tags');

const { kTransfer, kTransferList } = transferable;

// The wire form of a moved object, before its first mention.
class Moved {
  constructor(node) {
    this.node = node;
  }
}

class Encoder extends Cloner {
  blobs = [];
  ends = [];
  blocks = [];
  #count = 0;

  clone(value) {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (value !== value || value === Infinity || value === -Infinity) return [kNumber, `${value}`]; // eslint-disable-line no-self-compare
        return value === 0 && 1 / value < 0 ? [kNumber, '-0'] : value;
      case 'undefined':
        return [kUndefined];
      case 'bigint':
        return [kBigInt, `${value}`];
      case 'object':
        return value === null ? null : this.object(value);
      default:
        throw cannotClone(value);
    }
  }

  object(value) {
    const known = this.memory.get(value);
    if (typeof known === 'number') return [kReference, known];
    if (known !== undefined) return this.remember(value, known.node);
    return super.object(value);
  }

  shared(value) {
    const { toBlock } = require('internal/protocore/shared');
    this.memory.set(value, this.#count++);
    return [kSharedValue, this.blocks.push(toBlock(value)) - 1];
  }

  // The objects that Cloner makes of what it copies itself.
  remember(value, copy) {
    this.memory.set(value, this.#count++);
    if (Array.isArray(copy)) return copy;
    if (copy instanceof Date) return [kDate, this.clone(copy.getTime())];
    if (copy instanceof RegExp) return [kRegExp, copy.source, copy.flags];
    throw cannotClone(value);
  }

  plain(value) {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      if (typeof value[kAddress] === 'number') return this.shared(value);
      const node = this.platform(value);
      if (node !== undefined) return node;
    }
    if (transferable.isMarkedAsUncloneable(value)) throw unsupported();
    return this.properties(value, this.remember(value, [kObject]));
  }

  blank() {
    return [kObject];
  }

  properties(value, node) {
    const names = Object.keys(value);
    for (let i = 0; i < names.length; i++) node.push(names[i], this.clone(value[names[i]]));
    return node;
  }

  array(value) {
    const { length } = value;
    const names = Object.keys(value);
    if (names.length !== length || (length > 0 && names[length - 1] !== `${length - 1}`)) {
      const node = this.remember(value, [kSparse, length]);
      for (let i = 0; i < names.length; i++) node.push(names[i], this.clone(value[names[i]]));
      return node;
    }
    const node = this.remember(value, [kArray]);
    for (let i = 0; i < length; i++) node.push(this.clone(value[i]));
    return node;
  }

  map(value) {
    const node = this.remember(value, [kMap]);
    for (const { 0: key, 1: item } of [...Map.prototype.entries.call(value)]) node.push(this.clone(key), this.clone(item));
    return node;
  }

  set(value) {
    const node = this.remember(value, [kSet]);
    for (const item of [...Set.prototype.values.call(value)]) node.push(this.clone(item));
    return node;
  }

  boxed(value) {
    const primitive = primitiveOf(value);
    if (typeof primitive === 'object' && primitive !== null) return this.other(value); // of another class of the engine
    if (typeof primitive === 'symbol') throw cannotClone(value);
    return this.remember(value, [kBoxed, this.clone(primitive)]);
  }

  buffer(value) {
    if (isShared(value)) {
      const { blockOf, engineBlockOf } = require('internal/worker/shared_memory');
      const block = blockOf(value);
      if (block !== undefined) return this.remember(value, [kShared, this.blocks.push(block) - 1]);
      const engines = engineBlockOf(value);
      if (engines === undefined) throw dataCloneError('A SharedArrayBuffer that the engine made cannot be sent to another thread.');
      return this.remember(value, [kShared, this.blocks.push(engines) - 1, true]);
    }
    if (value.detached) throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
    return this.remember(value, this.#bytes(value));
  }

  // `moves`: nobody sees the buffer any more, its memory may go to the other thread.
  #bytes(buffer, moves = false) {
    const node = [kBuffer, this.blobs.push(moves ? [buffer] : buffer) - 1];
    if (buffer.resizable) node.push(buffer.maxByteLength);
    return node;
  }

  view(value) {
    let place = this.views.get(value);
    if (place === undefined) this.views.set(value, place = placeOf(value));
    const buffer = this.object(place.buffer);
    return this.remember(value, [kView, buffer, place.name, place.offset, place.tracking ? null : place.length]);
  }

  error(value) {
    if (transferable.isMarkedAsUncloneable(value)) throw unsupported();
    if (value instanceof globalThis.DOMException && !Object.hasOwn(value, 'name')) return this.domException(value);
    const message = Object.getOwnPropertyDescriptor(value, 'message');
    const node = this.remember(value, [
      kError, nameOfError(value),
      message !== undefined && 'value' in message ? `${message.value}` : null,
      typeof value.stack === 'string' ? value.stack : null,
    ]);
    if (Object.hasOwn(value, 'cause')) node.push(this.clone(value.cause));
    return node;
  }

  domException(value) {
    return this.remember(value, [kDOMException, value.message, value.name, `${value.stack}`]);
  }

  platform(value) {
    const mode = transferable.transferMode(value);
    if (mode & transferable.CLONEABLE && typeof value[transferable.kClone] === 'function') {
      if (transferable.isMarkedAsUncloneable(value)) throw unsupported();
      const { data, deserializeInfo } = value[transferable.kClone]();
      const node = this.remember(value, [kPlatform, deserializeInfo]);
      node.push(this.clone(data));
      return node;
    }
    return super.platform(value);
  }

  other(value) {
    const node = this.platform(value);
    if (node !== undefined) return node;
    if (globalThis.WebAssembly !== undefined && value instanceof WebAssembly.Module) {
      const bytes = require('internal/worker/shared_memory').bytesOfModule(value);
      if (bytes === undefined) throw cannotClone(value);
      return this.remember(value, [kModule, this.blobs.push(bytes) - 1]);
    }
    const memory = require('internal/worker/shared_memory');
    if (memory.isSharedMemory(value)) {
      const block = memory.engineBlockOf(value.buffer);
      if (block === undefined) throw cannotClone(value);
      return this.remember(value, [kShared, this.blocks.push(block) - 1, 'memory']);
    }
    const tag = Object.prototype.toString.call(value);
    if (tag !== '[object Object]' || value === globalThis) throw cannotClone(value);
    return this.properties(value, this.remember(value, [kObject]));
  }

  // ---- what moves

  moveBuffers(list) {
    for (const item of list) {
      if (isArrayBuffer(item)) this.memory.set(item, new Moved(this.#bytes(item.transfer(), true)));
    }
  }

  moveObject(item) {
    const { isMessagePort, takeEnd } = require('internal/messaging');
    if (isMessagePort(item)) {
      this.memory.set(item, new Moved([kPort, this.ends.push(takeEnd(item)) - 1]));
      return;
    }
    const nested = typeof item[kTransferList] === 'function' ? item[kTransferList]() : [];
    const { data, deserializeInfo } = item[kTransfer]();
    this.moveObjects(nested);
    const node = [kPlatform, deserializeInfo];
    node.push(this.clone(data));
    this.memory.set(item, new Moved(node));
  }
}

// { text, blobs, ends, blocks }, after what the list names has moved.
function encode(value, list, sourcePort) {
  const encoder = new Encoder();
  if (list.length > 0) {
    encoder.transfer(list, sourcePort);
    const trial = new Encoder(); // finds what cannot be cloned while nothing is lost yet
    for (const item of list) trial.memory.set(item, new Moved([kUndefined]));
    trial.clone(value);
    encoder.views = trial.views;
    encoder.moveBuffers(list);
    encoder.moveObjects(list);
  }
  const text = JSON.stringify(encoder.clone(value));
  return { text, blobs: encoder.blobs, ends: encoder.ends, blocks: encoder.blocks };
}

module.exports = { encode };
