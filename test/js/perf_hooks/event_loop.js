// SPDX-License-Identifier: MIT
// Loop delay, utilization and milestones.
'use strict';
const assert = require('node:assert');
const { monitorEventLoopDelay, performance } = require('node:perf_hooks');

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const { nodeTiming } = performance;
assert.ok(nodeTiming.nodeStart < nodeTiming.v8Start && nodeTiming.environment < nodeTiming.bootstrapComplete);
assert.strictEqual(nodeTiming.loopStart, -1);
setTimeout(() => {
  assert.ok(delay.count > 0);
  assert.ok(nodeTiming.loopStart > 0);
  const { idle, active, utilization } = performance.eventLoopUtilization();
  assert.ok(idle > 0 && active > 0 && utilization > 0 && utilization < 1);
}, 30);
