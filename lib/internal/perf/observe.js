// SPDX-License-Identifier: MIT
// What other built-ins need of the timeline: whether somebody observes, and spans.
'use strict';

const { hasObserver, enqueue, startPerf, stopPerf } = require('internal/perf/timeline');

module.exports = { hasObserver, enqueue, startPerf, stopPerf };
