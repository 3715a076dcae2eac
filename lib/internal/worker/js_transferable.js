// SPDX-License-Identifier: MIT
// How objects of the built-ins take part in structured cloning. An object with a [kClone]() method is cloneable, one with
// [kTransfer]() transferable: both return { data, deserializeInfo: 'internal/module:ClassName' }, and on the other side
// `new ClassName()[kDeserialize](data)` makes the object. [kTransferList]() names what `data` itself transfers.
'use strict';

const { isMarkedAsUntransferable, markAsUntransferable } = require('internal/buffer');

const kClone = Symbol('messaging_clone_symbol');
const kDeserialize = Symbol('messaging_deserialize_symbol');
const kTransfer = Symbol('messaging_transfer_symbol');
const kTransferList = Symbol('messaging_transfer_list_symbol');
const kCheckTransfer = Symbol('messaging_check_transfer_symbol'); // throws where it cannot be moved now
const kTransferMode = Symbol('transferMode');

const CLONEABLE = 1;
const TRANSFERABLE = 2;

const uncloneable = new WeakSet();
const uncloneableClasses = new WeakSet();

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

// Says of `object` alone, not of what inherits from it, how it crosses.
function markTransferMode(object, cloneable = false, transferable = false) {
  if (!isObject(object)) return;
  Object.defineProperty(object, kTransferMode, {
    __proto__: null,
    configurable: true,
    value: (cloneable ? CLONEABLE : 0) | (transferable ? TRANSFERABLE : 0),
    writable: true,
  });
}

// The mode that an object was marked with; what its methods say where it never was.
function transferMode(object) {
  const descriptor = Object.getOwnPropertyDescriptor(object, kTransferMode);
  if (descriptor !== undefined) return descriptor.value;
  return (typeof object[kClone] === 'function' ? CLONEABLE : 0) |
    (typeof object[kTransfer] === 'function' ? TRANSFERABLE : 0);
}

function markAsUncloneable(object) {
  if (!isObject(object)) return;
  uncloneable.add(object);
  anyUncloneable = true;
}

let anyUncloneable = false;

// Of a built-in class: none of its objects can be cloned.
function markClassAsUncloneable(prototype) {
  uncloneableClasses.add(prototype);
  anyUncloneable = true;
}

// What a message may ask the other side to make. A program that gets hold of the symbols reaches no other class.
const specs = new Set([
  'internal/abort_controller:ClonedAbortSignal',
  'internal/blob:Blob',
  'internal/crypto/crypto_key:ClonedCryptoKey',
  'internal/crypto/keys:ClonedKeyObject',
  'internal/crypto/x509:ClonedCertificate',
  'internal/file:ClonedFile',
  'internal/fs/file_handle:TransferredFileHandle',
  'internal/histogram:ClonedHistogram',
  'internal/histogram:ClonedRecordableHistogram',
  'internal/net/blocklist:ClonedBlockList',
  'internal/net/blocklist:ClonedSocketAddress',
  'internal/webstreams/transfer:TransferredReadableStream',
  'internal/webstreams/transfer:TransferredTransformStream',
  'internal/webstreams/transfer:TransferredWritableStream',
]);

// The receiver cannot make an object of the message.
class DeserializeError extends Error {}

// Makes the object that `info` describes from its data.
function deserialize(info, data) {
  const colon = info.lastIndexOf(':');
  const id = info.slice(0, colon);
  if (!specs.has(info)) {
    const known = require('internal/builtins').ids().includes(id);
    throw new DeserializeError(known ? `Unknown deserialize spec ${info}` : `Missing internal module '${id}'`);
  }
  const Class = require(id)[info.slice(colon + 1)];
  const object = new Class();
  return object[kDeserialize](data) ?? object; // which may be another, where the class has private state
}

module.exports = {
  kClone,
  kDeserialize,
  kTransfer,
  kTransferList,
  kCheckTransfer,
  CLONEABLE,
  TRANSFERABLE,
  markTransferMode,
  transferMode,
  markAsUncloneable,
  isMarkedAsUncloneable: (object) => uncloneable.has(object),
  isOfUncloneableClass: (prototype) => uncloneableClasses.has(prototype),
  markClassAsUncloneable,
  hasUncloneable: () => anyUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  deserialize,
  DeserializeError,
  get structuredClone() {
    return require('internal/structured_clone').structuredClone;
  },
};
