// SPDX-License-Identifier: MIT
// node:perf_hooks.
'use strict';

const { PerformanceEntry, PerformanceMark, PerformanceMeasure } = require('internal/perf/entry');
const { PerformanceObserver, PerformanceObserverEntryList } = require('internal/perf/timeline');
const { Performance, performance, timerify, eventLoopUtilization } = require('internal/perf/performance');

function createHistogram(...args) {
  return require('internal/histogram').createHistogram(...args);
}
Object.defineProperty(createHistogram, 'length', { __proto__: null, value: 0, configurable: true });

function monitorEventLoopDelay(...args) {
  return require('internal/histogram').monitorEventLoopDelay(...args);
}
Object.defineProperty(monitorEventLoopDelay, 'length', { __proto__: null, value: 0, configurable: true });

const constants = {
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
  NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
  NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
  NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
};

module.exports = {
  Performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  PerformanceObserverEntryList,
  get PerformanceResourceTiming() {
    return require('internal/perf/resource_timing').PerformanceResourceTiming;
  },
  monitorEventLoopDelay,
  eventLoopUtilization,
  timerify,
  createHistogram,
  performance,
};
Object.defineProperty(module.exports, 'constants', {
  __proto__: null, configurable: false, enumerable: true, value: constants,
});
