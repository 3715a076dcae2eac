// SPDX-License-Identifier: MIT
// protojs:core, also the global protoCore: immutable collections in a heap that all threads share.
'use strict';

const shared = require('internal/protocore/shared');
const { setCaches, share } = require('internal/protocore/codec');
const { ImmutableObject } = require('internal/protocore/reader');
const { List, Tuple } = require('internal/protocore/list');
const { Multiset, SharedMap, SharedSet, SparseList } = require('internal/protocore/map');
const { ByteBuffer, Ref, SharedWeakRef } = require('internal/protocore/ref');
const { MutableObject, isMutableObject, thaw } = require('internal/protocore/object');
const { registerClass } = require('internal/protocore/brands');

require('internal/worker/shared_memory').install(); // from here on SharedArrayBuffers can be shared

const { addressOf, native } = shared;

function isShared(value) {
  return addressOf(value) !== 0;
}

// Values that never change: primitives, and shared ones but refs and what stands on them.
function isImmutable(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return true;
  return isShared(value) && !(value instanceof Ref) && !(value instanceof SharedWeakRef) && !isMutableObject(value);
}

// The immutable value of anything: what a Ref or MutableObject holds now, the shared form of a plain value.
function makeImmutable(value) {
  if (isMutableObject(value)) return MutableObject.refOf(value).get();
  return value instanceof Ref ? value.get() : share(value);
}

// Something of the same content that changes: a MutableObject (shared) of objects, plain copies of collections.
function makeMutable(value) {
  if (isMutableObject(value)) return value;
  if (value instanceof ImmutableObject) return new MutableObject(value);
  if (isShared(value)) return thaw(value);
  return typeof value === 'object' && value !== null ? new MutableObject(share(value)) : value;
}

// Whether two values are equal by content; shared ones are compared in the shared heap.
function is(a, b) {
  if (a === b || (a !== a && b !== b)) return true;
  const left = shared.operand(a); // dates and the like stand for themselves
  const right = shared.operand(b);
  if (!isShared(left) || !isShared(right)) return false;
  return shared.run(shared.operations.equal, left, right);
}

const names = [
  'collections', 'liveBytes', 'usedBytes', 'mappedBytes', 'allocatedBytes', 'freedCells', 'roots', 'threads', 'symbols', 'shapes', 'markTime',
  'sweepTime', 'pauseMax',
];

// Numbers of the shared heap; times in milliseconds, `pauses` as [up to so many milliseconds, how many].
function stats() {
  const raw = new Float64Array(14 + 40);
  native.stats(raw);
  const out = {};
  for (let i = 0; i < names.length; i++) out[names[i]] = i >= 10 ? raw[i] / 1e6 : raw[i];
  out.pauses = [];
  for (let i = 0; i < 40; i++) {
    if (raw[14 + i] > 0) out.pauses.push([2 ** (i + 1) / 1e6, raw[14 + i]]);
  }
  return out;
}

// Bytes of shared data: from `soft` on the collector works more, beyond `hard` making values throws. 0: no limit.
function setLimits({ soft = 0, hard = 0 } = {}) {
  const { validateInteger } = require('internal/validators');
  validateInteger(soft, 'soft', 0);
  validateInteger(hard, 'hard', 0);
  native.limits(soft, hard);
}

// One collection of the shared heap, now.
function collect() {
  native.collect();
}

module.exports = {
  List, Tuple, Map: SharedMap, Set: SharedSet, Multiset, SparseList, ImmutableObject, MutableObject, Ref, WeakRef: SharedWeakRef, ByteBuffer,
  share, is, isShared, isImmutable, makeImmutable, makeMutable, thaw, registerClass, stats, setLimits, setCaches, collect,
};
