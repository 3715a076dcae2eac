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
const hidden = {
  NODE_PERFORMANCE_ENTRY_TYPE_GC: 0, NODE_PERFORMANCE_ENTRY_TYPE_HTTP: 1, NODE_PERFORMANCE_ENTRY_TYPE_HTTP2: 2,
  NODE_PERFORMANCE_ENTRY_TYPE_NET: 3, NODE_PERFORMANCE_ENTRY_TYPE_DNS: 4, NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP: 0,
  NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN: 1, NODE_PERFORMANCE_MILESTONE_ENVIRONMENT: 2, NODE_PERFORMANCE_MILESTONE_NODE_START: 3,
  NODE_PERFORMANCE_MILESTONE_V8_START: 4, NODE_PERFORMANCE_MILESTONE_LOOP_START: 5, NODE_PERFORMANCE_MILESTONE_LOOP_EXIT: 6,
  NODE_PERFORMANCE_MILESTONE_BOOTSTRAP_COMPLETE: 7,
};
for (const name of Object.keys(hidden)) Object.defineProperty(constants, name, { __proto__: null, value: hidden[name] });

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
  __proto__: null, configurable: false, enumerable: true, value: Object.freeze(constants),
});
