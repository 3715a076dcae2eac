// SPDX-License-Identifier: MIT
// PerformanceEntry and its kinds: marks, measures, function and node entries.
'use strict';

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS, ERR_PERFORMANCE_INVALID_TIMESTAMP },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');

const { toText } = require('internal/url/encode');

const kMake = Symbol('make');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

let isEntry;

class PerformanceEntry {
  #name;
  #type;
  #start;
  #duration;

  static {
    isEntry = (value) => value !== null && typeof value === 'object' && #name in value;
  }

  constructor(key, name, type, start, duration) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#type = type;
    this.#start = start;
    this.#duration = duration;
  }

  get name() {
    checkThis(this);
    return this.#name;
  }

  get entryType() {
    checkThis(this);
    return this.#type;
  }

  get startTime() {
    checkThis(this);
    return this.#start;
  }

  get duration() {
    checkThis(this);
    return this.#duration;
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `${this.constructor.name} ${require('internal/util/inspect').inspect(this.toJSON(), inner)}`;
  }

  toJSON() {
    checkThis(this);
    const { name, entryType, startTime, duration } = this;
    const json = { name, entryType, startTime, duration };
    if (this.detail !== undefined) json.detail = this.detail;
    return json;
  }
}

function checkThis(value) {
  if (!isEntry(value)) throw new ERR_INVALID_THIS('PerformanceEntry');
}

function publish(Class, names) {
  const descriptors = {};
  for (const name of names) descriptors[name] = { __proto__: null, enumerable: true };
  descriptors[Symbol.toStringTag] = { __proto__: null, configurable: true, value: Class.name };
  Object.defineProperties(Class.prototype, descriptors);
  Object.defineProperty(Class, 'length', { __proto__: null, value: Class.name === 'PerformanceMark' ? 1 : 0, configurable: true });
}

publish(PerformanceEntry, ['name', 'entryType', 'startTime', 'duration', 'toJSON']);
delete PerformanceEntry.prototype[Symbol.toStringTag];
Object.defineProperty(PerformanceEntry.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, value: 'PerformanceEntry',
});

function clonedDetail(detail) {
  if (detail === undefined || detail === null) return null;
  return require('internal/structured_clone').structuredClone(detail);
}

const reserved = new Set(['nodeStart', 'v8Start', 'environment', 'bootstrapComplete', 'loopStart', 'loopExit']);

class PerformanceMark extends PerformanceEntry {
  #detail;

  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = toText(name);
    if (reserved.has(name)) {
      const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_VALUE('name', name);
    }
    if (options !== undefined && options !== null) {
      require('internal/validators').validateObject(options, 'options');
    }
    const start = options?.startTime ?? binding('performance').now();
    validateNumber(start, 'startTime');
    if (start < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(start);
    super(kMake, name, 'mark', start, 0);
    this.#detail = clonedDetail(options?.detail);
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMark');
    return this.#detail;
  }

  toJSON() {
    const { name, entryType, startTime, duration, detail } = this;
    return { name, entryType, startTime, duration, detail };
  }
}

class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(key, name, start, duration, detail) {
    super(key, name, 'measure', start, duration);
    this.#detail = detail === undefined || detail === null ? null : clonedDetail(detail);
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMeasure');
    return this.#detail;
  }

  toJSON() {
    const { name, entryType, startTime, duration, detail } = this;
    return { name, entryType, startTime, duration, detail };
  }
}

publish(PerformanceMark, ['detail']);
publish(PerformanceMeasure, ['detail']);

// Entries of the runtime itself ('function', 'net', 'http', 'dns', 'gc'); `detail` is not cloned.
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor(key, name, type, start, duration, detail) {
    super(key, name, type, start, duration);
    this.#detail = detail;
  }

  get detail() {
    return this.#detail;
  }
}
Object.defineProperty(PerformanceNodeEntry, 'name', { __proto__: null, value: 'PerformanceNodeEntry' });

function createPerformanceNodeEntry(name, type, start, duration, detail) {
  return new PerformanceNodeEntry(kMake, name, type, start, duration, detail);
}

function createPerformanceMeasure(name, start, duration, detail) {
  return new PerformanceMeasure(kMake, name, start, duration, detail);
}

module.exports = {
  PerformanceEntry, PerformanceMark, PerformanceMeasure, createPerformanceNodeEntry, createPerformanceMeasure,
  isPerformanceEntry: (value) => isEntry(value), kMake, publish,
};
