// SPDX-License-Identifier: MIT
// refresh() starts a timer anew, also one that has fired.
'use strict';

const assert = require('node:assert');
let count = 0;
const timer = setTimeout(() => {
  if (++count === 1) timer.refresh();
}, 2);
assert.strictEqual(timer.refresh(), timer);
process.on('exit', () => assert.strictEqual(count, 2));
