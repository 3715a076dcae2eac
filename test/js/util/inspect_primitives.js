// SPDX-License-Identifier: MIT
// Strings, numbers and the other primitives as inspect shows them.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


assert.strictEqual(inspect('it\'s'), '"it\'s"');
assert.strictEqual(inspect('a"\'b'), '`a"\'b`');
assert.strictEqual(inspect('\n\t\u0000\u007f\\'), "'\\n\\t\\x00\\x7F\\\\'");
assert.strictEqual(inspect('\ud800'), "'\\ud800'");
assert.strictEqual(inspect(-0), '-0');
assert.strictEqual(inspect(10n), '10n');
assert.strictEqual(inspect(Symbol('s')), 'Symbol(s)');
assert.strictEqual(inspect('x'.repeat(12), { maxStringLength: 4 }), "'xxxx'... 8 more characters");
assert.strictEqual(inspect(1234567.8912, { numericSeparator: true }), '1_234_567.891_2');
assert.strictEqual(inspect(-123456789n, { numericSeparator: true }), '-123_456_789n');
