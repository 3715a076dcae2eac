// SPDX-License-Identifier: MIT
// hrtime, uptime, usage: plausible and monotonic.
'use strict';

const assert = require('node:assert');
const before = process.hrtime();
const big = process.hrtime.bigint();
const difference = process.hrtime(before);
assert.ok(difference[0] >= 0 && difference[1] >= 0 && difference[1] < 1e9);
assert.ok(process.hrtime.bigint() >= big);
assert.ok(process.uptime() > 0);
const usage = process.cpuUsage();
assert.ok(usage.user + usage.system > 0);
const since = process.cpuUsage(usage);
assert.ok(since.user >= 0 && since.system >= 0);
assert.ok(process.memoryUsage().rss > 1e6);
assert.ok(process.memoryUsage.rss() > 1e6);
assert.ok(process.resourceUsage().maxRSS > 0);
assert.ok(process.availableMemory() > 0);
assert.throws(() => process.hrtime([1]), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => process.cpuUsage({ user: -1 }), RangeError);
