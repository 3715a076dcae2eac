// SPDX-License-Identifier: MIT
// Durations below 1, too large or not numbers become 1 ms, with a warning where Node warns.
'use strict';

const assert = require('node:assert');
const warnings = [];
process.on('warning', (warning) => warnings.push(warning.name));
const noop = () => {};
assert.strictEqual(setTimeout(noop, 0)._idleTimeout, 1);
assert.strictEqual(setTimeout(noop, '5')._idleTimeout, 5);
assert.strictEqual(setTimeout(noop)._idleTimeout, 1);
assert.strictEqual(setTimeout(noop, -1)._idleTimeout, 1);
assert.strictEqual(setTimeout(noop, NaN)._idleTimeout, 1);
assert.strictEqual(setTimeout(noop, 2 ** 31)._idleTimeout, 1);
assert.throws(() => setTimeout('text'), { code: 'ERR_INVALID_ARG_TYPE' });
process.on('exit', () => {
  assert.deepStrictEqual(warnings, ['TimeoutNegativeWarning', 'TimeoutNaNWarning', 'TimeoutOverflowWarning']);
});
