// SPDX-License-Identifier: MIT
// The performance timeline: buffered entries, PerformanceObserver and its lists. Observers are told in a later turn of the loop.
'use strict';

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { createPerformanceNodeEntry, kMake } = require('internal/perf/entry');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const supportedEntryTypes = Object.freeze(['dns', 'function', 'gc', 'http', 'http2', 'mark', 'measure', 'net', 'resource']);
const RESOURCE_BUFFER_DEFAULT = 250;
const GC_MAJOR = 4;
const GC_FORCED = 4;

// ---- buffers --------------------------------------------------------------------------------------------------------

let marks = [];
let measures = [];
let resources = [];
let secondary = []; // resources that came while the buffer was full
let resourceMax = RESOURCE_BUFFER_DEFAULT;
let fullPending = false;
let onFull = null; // set by the Performance object

function byStart(a, b) {
  return a.startTime - b.startTime;
}

function bufferOf(type) {
  switch (type) {
    case 'mark': return marks;
    case 'measure': return measures;
    case 'resource': return resources;
    default: return [];
  }
}

// The buffered entries of a name and type; undefined stands for all.
function bufferedEntries(name, type) {
  const all = type === undefined ? [...marks, ...measures, ...resources] : bufferOf(type);
  return all.filter((entry) => name === undefined || entry.name === name).sort(byStart);
}

function clearEntries(type, name) {
  const keep = (entry) => name !== undefined && entry.name !== name;
  if (type === 'mark') marks = marks.filter(keep);
  else if (type === 'measure') measures = measures.filter(keep);
  else resources = [];
}

function bufferUserTiming(entry) {
  (entry.entryType === 'mark' ? marks : measures).push(entry);
}

function bufferResourceTiming(entry) {
  if (resources.length < resourceMax && !fullPending) {
    resources.push(entry);
    return;
  }
  secondary.push(entry);
  if (!fullPending) {
    fullPending = true;
    setImmediate(drainSecondary);
  }
}

// Tells that the buffer is full, and moves what fits after that; what gains no place is dropped.
function drainSecondary() {
  while (secondary.length > 0) {
    const before = secondary.length;
    if (resources.length >= resourceMax) onFull?.();
    while (secondary.length > 0 && resources.length < resourceMax) resources.push(secondary.shift());
    if (secondary.length >= before) secondary = [];
  }
  fullPending = false;
}

function setResourceTimingBufferSize(size) {
  resourceMax = size;
}

// ---- observers ------------------------------------------------------------------------------------------------------

const observers = new Set();
const counts = require('internal/perf/counts');
const pending = new Set();
let scheduled = false;

function hasObserver(type) {
  return (counts.get(type) ?? 0) > 0;
}

function flush() {
  scheduled = false;
  const list = [...pending];
  pending.clear();
  for (const observer of list) deliver(observer);
}

function enqueue(entry) {
  for (const observer of observers) offer(observer, entry);
}

function queuePending(observer) {
  pending.add(observer);
  if (scheduled) return;
  scheduled = true;
  setImmediate(flush);
}

class PerformanceObserverEntryList {
  #entries;

  constructor(key, entries) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = entries.sort(byStart);
  }

  getEntries() {
    if (!(#entries in this)) throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
    return this.#entries.slice();
  }

  getEntriesByType(type) {
    if (!(#entries in this)) throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return this.#entries.filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    if (!(#entries in this)) throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (type !== undefined) type = `${type}`;
    return this.#entries.filter((entry) =>
      entry.name === name && (type === undefined || entry.entryType === type));
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `PerformanceObserverEntryList ${require('internal/util/inspect').inspect(this.#entries, inner)}`;
  }
}

let offer;
let deliver;

class PerformanceObserver {
  #callback;
  #types = new Set();
  #mode; // 'multiple' (entryTypes) or 'single' (type)
  #entries = [];

  static {
    offer = (observer, entry) => {
      if (!observer.#types.has(entry.entryType)) return;
      observer.#entries.push(entry);
      queuePending(observer);
    };
    deliver = (observer) => {
      const entries = observer.takeRecords();
      if (entries.length === 0) return;
      observer.#callback.call(observer, new PerformanceObserverEntryList(kMake, entries), observer);
    };
  }

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined) throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    if (entryTypes != null && type != null) {
      throw new ERR_INVALID_ARG_VALUE('options.entryTypes', entryTypes,
                                      'options.entryTypes can not set with options.type together');
    }
    const mode = type === undefined ? 'multiple' : 'single';
    if (this.#mode !== undefined && this.#mode !== mode) {
      throw invalidModification(this.#mode);
    }
    this.#mode = mode;
    if (mode === 'multiple') this.#observeTypes(entryTypes);
    else this.#observeType(type, buffered);
    if (this.#types.size > 0) observers.add(this);
    else this.disconnect();
  }

  #observeTypes(entryTypes) {
    if (!Array.isArray(entryTypes)) throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
    this.#forget();
    for (const type of entryTypes) this.#add(type);
  }

  #observeType(type, buffered) {
    if (!this.#add(type) || !buffered) return;
    const entries = bufferedEntries(undefined, type);
    if (entries.length === 0) return;
    this.#entries.push(...entries);
    queuePending(this);
  }

  #add(type) {
    if (!supportedEntryTypes.includes(type) || this.#types.has(type)) return supportedEntryTypes.includes(type);
    this.#types.add(type);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    return true;
  }

  #forget() {
    for (const type of this.#types) counts.set(type, counts.get(type) - 1);
    this.#types.clear();
  }

  disconnect() {
    this.#forget();
    observers.delete(this);
    pending.delete(this);
    this.#entries = [];
    this.#mode = undefined;
  }

  takeRecords() {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  static get supportedEntryTypes() {
    return supportedEntryTypes;
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const shown = { connected: observers.has(this), pending: pending.has(this), entryTypes: [...this.#types], buffer: this.#entries };
    return `PerformanceObserver ${require('internal/util/inspect').inspect(shown, inner)}`;
  }
}

function invalidModification(mode) {
  return new globalThis.DOMException(
    `PerformanceObserver can not change to ${mode === 'single' ? 'multiple' : 'single'} observations`,
    'InvalidModificationError');
}

function publish(Class, names) {
  for (const name of names) Object.defineProperty(Class.prototype, name, { __proto__: null, enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { __proto__: null, configurable: true, value: Class.name });
}
publish(PerformanceObserver, ['observe', 'disconnect', 'takeRecords']);
publish(PerformanceObserverEntryList, ['getEntries', 'getEntriesByType', 'getEntriesByName']);
Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { __proto__: null, enumerable: true });
Object.defineProperty(PerformanceObserverEntryList, 'length', { __proto__: null, value: 0, configurable: true });

// ---- for other built-ins: spans around an operation -----------------------------------------------------------------

function startPerf(target, key, context = {}) {
  target[key] = { ...context, startTime: binding('performance').now() };
}

function stopPerf(target, key, context = {}) {
  const started = target[key];
  if (!started?.startTime) return;
  const { startTime } = started;
  const duration = binding('performance').now() - startTime;
  const detail = started.detail || context.detail ? { ...started.detail, ...context.detail } : undefined;
  enqueue(createPerformanceNodeEntry(started.name, started.type, startTime, duration, detail));
}

// A collection that the program asked for. (The engine does not announce its own.)
function timeCollection(collect) {
  const startTime = binding('performance').now();
  collect();
  if (!hasObserver('gc')) return;
  const detail = { kind: GC_MAJOR, flags: GC_FORCED };
  enqueue(createPerformanceNodeEntry('gc', 'gc', startTime, binding('performance').now() - startTime, detail));
}

module.exports = {
  PerformanceObserver, PerformanceObserverEntryList,
  bufferedEntries, clearEntries, bufferUserTiming, bufferResourceTiming, setResourceTimingBufferSize,
  hasObserver, enqueue, startPerf, stopPerf, timeCollection,
  setFullHandler: (handler) => {
    onFull = handler;
  },
};
