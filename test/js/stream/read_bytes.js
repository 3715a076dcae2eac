// SPDX-License-Identifier: MIT
// read(n) takes exactly n bytes over chunk borders; unshift() puts back.
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');

const r = new Readable({ read() {} });
r.push('abc');
r.push('def');
r.push('ghi');
r.push(null);
assert.strictEqual(r.read(1).toString(), 'a');
assert.strictEqual(r.read(4).toString(), 'bcde');
r.unshift('XY');
assert.strictEqual(r.read(3).toString(), 'XYf');
assert.strictEqual(r.read(9).toString(), 'ghi');
assert.strictEqual(r.read(), null);
