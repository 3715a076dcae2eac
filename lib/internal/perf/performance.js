// SPDX-License-Identifier: MIT
// The `performance` object: clock, marks and measures, the runtime's own milestones, event loop utilization.
'use strict';

const { Event, EventTarget, defineEventHandler } = require('internal/event_target');
const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS,
    ERR_MISSING_ARGS, ERR_PERFORMANCE_INVALID_TIMESTAMP,
  },
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { PerformanceMark, createPerformanceMeasure, createPerformanceNodeEntry, PerformanceEntry, kMake } =
  require('internal/perf/entry');
const timeline = require('internal/perf/timeline');

const { toText } = require('internal/url/encode');

const native = binding('performance');
const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kNone = { __proto__: null, enumerable: true };

// ---- nodeTiming -----------------------------------------------------------------------------------------------------

const times = new Float64Array(3);

function loopTime(i) {
  native.loopTimes(times);
  return times[i];
}

const milestones = {
  nodeStart: () => native.milestone(1),
  v8Start: () => native.milestone(2),
  bootstrapComplete: () => native.milestone(4),
  environment: () => native.milestone(3),
  loopStart: () => loopTime(0),
  loopExit: () => loopTime(1),
};

class PerformanceNodeTiming extends PerformanceEntry {
  constructor() {
    super(kMake, 'node', 'node', 0, 0);
    const own = { name: () => 'node', entryType: () => 'node', startTime: () => 0, duration: () => native.now(),
                  ...milestones, idleTime: () => loopTime(2) };
    for (const [name, get] of Object.entries(own)) {
      Object.defineProperty(this, name, { __proto__: null, enumerable: true, configurable: true, get });
    }
  }

  get uvMetricsInfo() {
    const { notImplemented } = require('internal/unimplemented');
    throw notImplemented('performance.nodeTiming.uvMetricsInfo'); // needs libuv 1.45
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `PerformanceNodeTiming ${require('internal/util/inspect').inspect(this.toJSON(), inner)}`;
  }

  toJSON() {
    return { ...this };
  }
}

// ---- event loop utilization -----------------------------------------------------------------------------------------

function utilization(idle, active) {
  const total = idle + active;
  return { idle, active, utilization: total === 0 ? 0 : active / total };
}

function eventLoopUtilization(util1, util2) {
  native.loopTimes(times);
  const [loopStart, , idle] = times;
  if (loopStart <= 0) return { idle: 0, active: 0, utilization: 0 };
  if (util2 !== undefined) return utilization(util1.idle - util2.idle, util1.active - util2.active);
  const active = native.now() - loopStart - idle;
  if (util1 === undefined) return { idle, active, utilization: active / (idle + active) };
  return utilization(idle - util1.idle, active - util1.active);
}

// ---- user timing ----------------------------------------------------------------------------------------------------

function timeOfMark(name) {
  if (typeof name === 'number') {
    if (name < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(name);
    return name;
  }
  name = toText(name);
  if (Object.hasOwn(milestones, name)) return milestones[name]();
  const marks = timeline.bufferedEntries(name, 'mark');
  if (marks.length === 0) {
    throw new globalThis.DOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return marks[marks.length - 1].startTime;
}

function hasOptions(value) {
  return value !== null && typeof value === 'object' && ['start', 'end', 'duration', 'detail'].some((key) => value[key] !== undefined);
}

function endOf(options, endMark) {
  if (endMark !== undefined) return timeOfMark(endMark);
  if (options?.end !== undefined) return timeOfMark(options.end);
  if (options?.start !== undefined && options.duration !== undefined) {
    return timeOfMark(options.start) + options.duration;
  }
  return native.now();
}

function startOf(startOrOptions, options, end) {
  if (options?.start !== undefined) return timeOfMark(options.start);
  if (options?.duration !== undefined && options.end !== undefined) return end - options.duration;
  return typeof startOrOptions === 'string' ? timeOfMark(startOrOptions) : 0;
}

function checkMeasureOptions(options, endMark) {
  if (options === undefined) return;
  if (endMark !== undefined) {
    throw new ERR_INVALID_ARG_VALUE('endMark', endMark, 'must not be specified');
  }
  if (options.start === undefined && options.end === undefined) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have either options.start or options.end specified');
  }
  if (options.start !== undefined && options.end !== undefined && options.duration !== undefined) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must not have options.start, options.end, and options.duration specified');
  }
}

function checkString(value, name) {
  if (typeof value !== 'string') throw new ERR_INVALID_ARG_TYPE(name, 'string', value);
}

// ---- timerify -------------------------------------------------------------------------------------------------------

function finishTimerified(name, start, args, histogram) {
  const duration = native.now() - start;
  histogram?.record(Math.max(1, Math.ceil(duration * 1e6)));
  const entry = createPerformanceNodeEntry(name, 'function', start, duration, args);
  for (let i = 0; i < args.length; i++) entry[i] = args[i];
  timeline.enqueue(entry);
}

function timerify(fn, options = {}) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined && !(require('internal/histogram').isHistogram(histogram) &&
      typeof histogram.record === 'function')) {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }
  function timerified(...args) {
    const start = native.now();
    const result = new.target !== undefined ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
    if (new.target === undefined && typeof result?.finally === 'function') {
      return result.finally(() => finishTimerified(fn.name, start, args, histogram));
    }
    finishTimerified(fn.name, start, args, histogram);
    return result;
  }
  Object.defineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

// ---- Performance ----------------------------------------------------------------------------------------------------

let isPerformance;

class Performance extends EventTarget {
  #brand = true;

  static {
    isPerformance = (value) => value !== null && typeof value === 'object' && #brand in value;
  }

  constructor(key) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const shown = { nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin };
    return `Performance ${require('internal/util/inspect').inspect(shown, inner)}`;
  }

  clearMarks(name = undefined) {
    check(this);
    timeline.clearEntries('mark', name === undefined ? undefined : toText(name));
  }

  clearMeasures(name = undefined) {
    check(this);
    timeline.clearEntries('measure', name === undefined ? undefined : toText(name));
  }

  clearResourceTimings() {
    check(this);
    timeline.clearEntries('resource');
  }

  getEntries() {
    check(this);
    return timeline.bufferedEntries();
  }

  getEntriesByName(name, type = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return timeline.bufferedEntries(`${name}`, type === undefined ? undefined : `${type}`);
  }

  getEntriesByType(type) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    return timeline.bufferedEntries(undefined, `${type}`);
  }

  mark(name, options = undefined) {
    check(this);
    const mark = new PerformanceMark(name, options);
    timeline.enqueue(mark);
    timeline.bufferUserTiming(mark);
    return mark;
  }

  measure(name, startOrMeasureOptions = undefined, endMark = undefined) {
    check(this);
    checkString(name, 'name');
    const given = startOrMeasureOptions;
    const options = hasOptions(given) && Object.keys(given).some((key) => key !== 'detail') ? given : undefined;
    if (given !== null && typeof given === 'object') checkMeasureOptions(options, endMark);
    const end = endOf(options, endMark);
    const start = startOf(given, options, end);
    const measure = createPerformanceMeasure(name, start, end - start, given?.detail);
    timeline.enqueue(measure);
    timeline.bufferUserTiming(measure);
    return measure;
  }

  now() {
    check(this);
    return native.now();
  }

  setResourceTimingBufferSize(maxSize) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('maxSize');
    timeline.setResourceTimingBufferSize(Number(maxSize) >>> 0);
  }

  get timeOrigin() {
    check(this);
    return native.timeOrigin();
  }

  toJSON() {
    check(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }
}

function check(value) {
  if (!isPerformance(value)) throw new ERR_INVALID_THIS('Performance');
}

Object.defineProperties(Performance.prototype, {
  clearMarks: kNone,
  clearMeasures: kNone,
  clearResourceTimings: kNone,
  getEntries: kNone,
  getEntriesByName: kNone,
  getEntriesByType: kNone,
  mark: kNone,
  measure: kNone,
  now: kNone,
  setResourceTimingBufferSize: kNone,
  timeOrigin: kNone,
  toJSON: kNone,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Performance' },
  eventLoopUtilization: { __proto__: null, configurable: true, enumerable: false, writable: true, value: eventLoopUtilization },
  nodeTiming: { __proto__: null, configurable: true, enumerable: false, writable: true, value: new PerformanceNodeTiming() },
  markResourceTiming: {
    __proto__: null, configurable: true, enumerable: false, writable: true,
    value: (...args) => require('internal/perf/resource_timing').markResourceTiming(...args),
  },
  timerify: { __proto__: null, configurable: true, enumerable: false, writable: true, value: timerify },
});
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');
Object.defineProperty(Performance, 'length', { __proto__: null, value: 0, configurable: true });

const performance = new Performance(kMake);
timeline.setFullHandler(() => performance.dispatchEvent(new Event('resourcetimingbufferfull')));

module.exports = { Performance, performance, timerify, eventLoopUtilization };
