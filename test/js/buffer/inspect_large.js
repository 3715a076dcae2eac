// SPDX-License-Identifier: MIT
// Showing a large Buffer lists no key for each byte; properties beside the bytes are shown.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');

const large = Buffer.alloc(4e6);
const started = process.cpuUsage();
assert.match(inspect(large), /^<Buffer(?: 00){50} \.\.\. 3999950 more bytes>$/);
assert.match(inspect(new Uint8Array(4e6)), /more items/);
assert.ok(process.cpuUsage(started).user < 2e6);

const small = Buffer.from('abc');
small.note = 1;
assert.strictEqual(inspect(small), '<Buffer 61 62 63, note: 1>');
const plain = new Uint8Array(1);
plain.note = 1;
assert.strictEqual(inspect(plain), 'Uint8Array(1) [ 0, note: 1 ]');
assert.strictEqual(inspect(new (class Sub extends Uint8Array {})(1)), 'Sub(1) [Uint8Array] [ 0 ]');
