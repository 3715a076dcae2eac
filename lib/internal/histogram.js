// SPDX-License-Identifier: MIT
// Histograms with a fixed relative precision. Memory is one Float64Array: six numbers (count, min, max, exceeds, half, highest), then
// the counts. Values below 2 * half have a slot each; above, every doubling has `half` slots. The event loop delay monitor
// writes into the same memory from C (src/node/performance/performance.c).
'use strict';

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

const COUNT = 0;
const MIN = 1;
const MAX = 2;
const EXCEEDS = 3;
const HALF = 4;
const HIGHEST = 5;
const HEAD = 6;

const MIN_WHEN_EMPTY = 2 ** 63;
const kMake = Symbol('make');
const kMemory = Symbol('memory');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

// `shared`: for C, which keeps the place, or more than one histogram.
function makeMemory(highest, figures, shared = false) {
  const half = 2 ** Math.ceil(Math.log2(10 ** figures));
  const doublings = Math.max(1, Math.ceil(Math.log2((highest + 1) / half)));
  const length = HEAD + half * (doublings + 1);
  const memory = new Float64Array(shared ? new SharedArrayBuffer(length * 8) : length);
  memory[HALF] = half;
  memory[HIGHEST] = highest;
  memory[MIN] = MIN_WHEN_EMPTY;
  return memory;
}

function exponent(value) {
  return value < 0x80000000 ? 31 - Math.clz32(value) : 63 - Math.clz32(value / 0x100000000);
}

function slotOf(memory, value) {
  const half = memory[HALF];
  if (value < 2 * half) return value;
  const e = value < 0x80000000 ? 31 - Math.clz32(value) :
    value < 0x100000000 ? 31 : 63 - Math.clz32(value / 0x100000000);
  const shift = e - exponent(half);
  return half * shift + Math.floor(value / 2 ** shift);
}

// The lowest value that slot `at` counts, and how many values it covers.
function slotRange(memory, at) {
  const half = memory[HALF];
  if (at < 2 * half) return [at, 1];
  const shift = Math.floor(at / half) - 1;
  return [(at - half * shift) * 2 ** shift, 2 ** shift];
}

// The greatest value that slot `at` counts.
function highestOf(memory, at) {
  const { 0: low, 1: size } = slotRange(memory, at);
  return low + size - 1;
}

// The greatest value that counts as the same as the greatest recorded one.
function maxOf(memory) {
  if (memory[MAX] === 0) return 0;
  return highestOf(memory, slotOf(memory, memory[MAX]));
}

// The least value that counts as the same as the least recorded one.
function minOf(memory) {
  return memory[MIN] === MIN_WHEN_EMPTY ? MIN_WHEN_EMPTY : slotRange(memory, slotOf(memory, memory[MIN]))[0];
}

function medianEquivalent(memory, at) {
  const [low, size] = slotRange(memory, at);
  return low + Math.floor(size / 2);
}

function recordInto(memory, value, times) {
  const at = HEAD + slotOf(memory, value);
  if (value > memory[HIGHEST] || at >= memory.length) {
    memory[EXCEEDS] += times;
    return false;
  }
  memory[at] += times;
  memory[COUNT] += times;
  if (value < memory[MIN]) memory[MIN] = value;
  if (value > memory[MAX]) memory[MAX] = value;
  return true;
}

function meanOf(memory) {
  if (memory[COUNT] === 0) return NaN;
  let total = 0;
  for (let i = HEAD; i < memory.length; i++) {
    if (memory[i] !== 0) total += memory[i] * medianEquivalent(memory, i - HEAD);
  }
  return total / memory[COUNT];
}

function deviationOf(memory) {
  if (memory[COUNT] === 0) return NaN;
  const mean = meanOf(memory);
  let total = 0;
  for (let i = HEAD; i < memory.length; i++) {
    if (memory[i] !== 0) total += memory[i] * (medianEquivalent(memory, i - HEAD) - mean) ** 2;
  }
  return Math.sqrt(total / memory[COUNT]);
}

// The value below or at which `percentile` percent of the records are.
function percentileOf(memory, percentile) {
  const wanted = Math.max(1, Math.floor(Math.min(percentile, 100) / 100 * memory[COUNT] + 0.5));
  if (memory[COUNT] === 0) return 0;
  let seen = 0;
  for (let i = HEAD; i < memory.length; i++) {
    seen += memory[i];
    if (seen >= wanted) return highestOf(memory, i - HEAD);
  }
  return 0;
}

// [percentile, value] at every halving of what is left, each where the value changes.
function percentileSteps(memory) {
  const steps = [];
  if (memory[COUNT] === 0) return [[100, 0]];
  let ticks = 2;
  let target = 0;
  let seen = 0;
  for (let i = HEAD; i < memory.length && seen < memory[COUNT]; i++) {
    if (memory[i] === 0) continue;
    seen += memory[i];
    const reached = 100 * seen / memory[COUNT];
    while (target <= reached) {
      steps.push([target, slotRange(memory, i - HEAD)[0]]);
      if (seen >= memory[COUNT] || target >= 100) break;
      ticks = 2 ** (Math.floor(Math.log2(100 / (100 - target))) + 1);
      target += 100 / ticks;
    }
  }
  const last = steps[steps.length - 1];
  if (last[0] !== 100) steps.push([100, last[1]]);
  return steps;
}

function memoryOf(histogram) {
  const memory = histogram?.[kMemory];
  if (memory === undefined) throw new ERR_INVALID_THIS('Histogram');
  return memory;
}

// From here on clones, also those in other threads, see the same records.
function sharedMemoryOf(histogram) {
  const memory = memoryOf(histogram);
  if (memory.buffer instanceof SharedArrayBuffer) return memory;
  const shared = new Float64Array(new SharedArrayBuffer(memory.byteLength));
  shared.set(memory);
  hidden(histogram, kMemory, shared);
  return shared;
}

function isHistogram(value) {
  return value?.[kMemory] !== undefined;
}

function checkPercentile(percentile) {
  validateNumber(percentile, 'percentile');
  if (!(percentile > 0 && percentile <= 100)) throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
}

function hidden(object, name, value) {
  Object.defineProperty(object, name, { __proto__: null, configurable: true, writable: true, value });
}

class Histogram {
  constructor(key, memory) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    hidden(this, kMemory, memory);
  }

  [kInspect](depth, options) {
    const memory = memoryOf(this);
    if (depth < 0) return `[${this.constructor.name}]`;
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Histogram ${inspect({
      min: memory[MIN],
      max: maxOf(memory),
      mean: meanOf(memory),
      exceeds: memory[EXCEEDS],
      stddev: deviationOf(memory),
      count: memory[COUNT],
      percentiles: this.percentiles,
    }, inner)}`;
  }

  get count() {
    return memoryOf(this)[COUNT];
  }

  get countBigInt() {
    return BigInt(memoryOf(this)[COUNT]);
  }

  get min() {
    return minOf(memoryOf(this));
  }

  get minBigInt() {
    const min = minOf(memoryOf(this));
    return min === MIN_WHEN_EMPTY ? 2n ** 63n - 1n : BigInt(min);
  }

  get max() {
    return maxOf(memoryOf(this));
  }

  get maxBigInt() {
    return BigInt(maxOf(memoryOf(this)));
  }

  get mean() {
    return meanOf(memoryOf(this));
  }

  get exceeds() {
    return memoryOf(this)[EXCEEDS];
  }

  get exceedsBigInt() {
    return BigInt(memoryOf(this)[EXCEEDS]);
  }

  get stddev() {
    return deviationOf(memoryOf(this));
  }

  percentile(percentile) {
    const memory = memoryOf(this);
    checkPercentile(percentile);
    return percentileOf(memory, percentile);
  }

  percentileBigInt(percentile) {
    const memory = memoryOf(this);
    checkPercentile(percentile);
    return BigInt(percentileOf(memory, percentile));
  }

  get percentiles() {
    return new Map(percentileSteps(memoryOf(this)));
  }

  get percentilesBigInt() {
    return new Map(percentileSteps(memoryOf(this)).map(([percentile, value]) => [percentile, BigInt(value)]));
  }

  reset() {
    const memory = memoryOf(this);
    memory.fill(0, HEAD);
    memory[COUNT] = memory[MAX] = memory[EXCEEDS] = 0;
    memory[MIN] = MIN_WHEN_EMPTY;
  }

  // Both sides see the same records.
  [kClone]() {
    return { data: sharedMemoryOf(this), deserializeInfo: 'internal/histogram:ClonedHistogram' };
  }

  [kDeserialize](data) {
    hidden(this, kMemory, data);
  }

  toJSON() {
    const memory = memoryOf(this);
    return {
      count: memory[COUNT],
      min: memory[MIN],
      max: maxOf(memory),
      mean: meanOf(memory),
      exceeds: memory[EXCEEDS],
      stddev: deviationOf(memory),
      percentiles: Object.fromEntries(this.percentiles),
    };
  }
}

class RecordableHistogram extends Histogram {
  #last = 0;

  record(val) {
    const memory = memoryOf(this);
    if (typeof val === 'bigint') val = Number(val);
    validateInteger(val, 'val', 1);
    recordInto(memory, val, 1);
  }

  recordDelta() {
    const memory = memoryOf(this);
    const now = binding('performance').now() * 1e6;
    if (this.#last > 0) recordInto(memory, Math.max(1, Math.round(now - this.#last)), 1);
    this.#last = now;
  }

  add(other) {
    const memory = memoryOf(this);
    if (!(other instanceof RecordableHistogram) || !isHistogram(other)) {
      throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    }
    const from = other[kMemory];
    for (let i = HEAD; i < from.length; i++) {
      if (from[i] !== 0) recordInto(memory, slotRange(from, i - HEAD)[0], from[i]);
    }
    memory[EXCEEDS] += from[EXCEEDS];
  }

  [kClone]() {
    return { data: sharedMemoryOf(this), deserializeInfo: 'internal/histogram:ClonedRecordableHistogram' };
  }
}

class IntervalHistogram extends Histogram {
  #monitor;
  #enabled = false;

  constructor(key, resolution) {
    const memory = makeMemory(3.6e12, 3, true);
    super(key, memory);
    this.#monitor = binding('performance').delayMonitor(memory, resolution);
  }

  enable() {
    if (this.#enabled) return false;
    this.#enabled = true;
    binding('performance').delayMonitorRun(this.#monitor, true);
    return true;
  }

  disable() {
    if (!this.#enabled) return false;
    this.#enabled = false;
    binding('performance').delayMonitorRun(this.#monitor, false);
    return true;
  }

  [Symbol.dispose]() {
    this.disable();
  }
}

function ClonedHistogram() {
  return new Histogram(kMake, undefined);
}

function ClonedRecordableHistogram() {
  return new RecordableHistogram(kMake, undefined);
}

function boundary(value, otherwise, name, min) {
  if (value === undefined) return otherwise;
  if (typeof value === 'bigint') return Number(value);
  validateInteger(value, name, min);
  return value;
}

function createHistogram(options = {}) {
  validateObject(options, 'options');
  const lowest = boundary(options.lowest, 1, 'options.lowest', 1);
  const highest = boundary(options.highest, Number.MAX_SAFE_INTEGER, 'options.highest', 2 * lowest);
  const { figures = 3 } = options;
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kMake, makeMemory(highest, figures));
}

function monitorEventLoopDelay(options = {}) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new IntervalHistogram(kMake, resolution);
}

module.exports = {
  Histogram, RecordableHistogram, ClonedHistogram, ClonedRecordableHistogram,
  isHistogram, createHistogram, monitorEventLoopDelay,
};
