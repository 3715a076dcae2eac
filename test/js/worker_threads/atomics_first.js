// SPDX-License-Identifier: MIT
// Atomics.wait() sleeps also where it is what names Atomics and SharedArrayBuffer first.
'use strict';
const assert = require('node:assert');
assert.strictEqual(Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5), 'timed-out');
assert.strictEqual(Object.prototype.toString.call(Atomics), '[object Atomics]');
