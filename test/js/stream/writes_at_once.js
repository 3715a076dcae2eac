// SPDX-License-Identifier: MIT
// A sink that is done with a chunk at once has room for the next: write() says so, and owes no 'drain'. One that takes its time does.
'use strict';

const assert = require('node:assert');
const { Writable } = require('node:stream');

let drained = 0;
const quick = new Writable({ highWaterMark: 10, write: (chunk, encoding, callback) => callback() });
quick.on('drain', () => assert.fail('nothing was owed'));
assert.strictEqual(quick.write('a'.repeat(100)), true);
assert.strictEqual(quick.writableNeedDrain, false);

const slow = new Writable({ highWaterMark: 10, write: (chunk, encoding, callback) => process.nextTick(callback) });
slow.on('drain', () => drained++);
assert.strictEqual(slow.write('a'.repeat(9)), true);
assert.strictEqual(slow.write('a'), false);
assert.strictEqual(slow.writableNeedDrain, true);

const corked = new Writable({ highWaterMark: 10, write: (chunk, encoding, callback) => callback() });
corked.on('drain', () => drained++);
corked.cork();
assert.strictEqual(corked.write('a'.repeat(100)), false);
corked.uncork();
assert.strictEqual(corked.write('b'.repeat(100)), true);
assert.strictEqual(corked.writableNeedDrain, true); // for what waited
process.on('exit', () => assert.strictEqual(drained, 2));
