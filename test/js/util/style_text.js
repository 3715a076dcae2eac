// SPDX-License-Identifier: MIT
// styleText nests styles, and stripVTControlCharacters takes them away.
'use strict';
const assert = require('node:assert');
const util = require('node:util');


const plain = { validateStream: false };
const red = util.styleText('red', `a${util.styleText('blue', 'b', plain)}c`, plain);
assert.strictEqual(red, '\u001b[31ma\u001b[34mb\u001b[31mc\u001b[39m');
assert.strictEqual(util.styleText(['bold', 'underline'], 'x', plain), '\u001b[1m\u001b[4mx\u001b[24m\u001b[22m');
assert.strictEqual(util.stripVTControlCharacters(red), 'abc');
assert.throws(() => util.styleText('nocolor', 'x'), { code: 'ERR_INVALID_ARG_VALUE' });
