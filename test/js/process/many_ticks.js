// SPDX-License-Identifier: MIT
// A long chain of ticks keeps its order.
'use strict';

const assert = require('node:assert');
const count = 10000;
let seen = 0;
for (let i = 0; i < count; i++) process.nextTick((n) => assert.strictEqual(n, seen++), i);
process.on('exit', () => assert.strictEqual(seen, count));
