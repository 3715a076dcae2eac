// SPDX-License-Identifier: MIT
// write() returns false at the mark, 'drain' comes when all is written.
'use strict';
const assert = require('node:assert');
const { Writable } = require('node:stream');

const waiting = [];
const w = new Writable({ highWaterMark: 4, write(chunk, encoding, callback) { waiting.push(callback); } });
assert.strictEqual(w.write('ab'), true);
assert.strictEqual(w.write('cd'), false);
assert.strictEqual(w.writableNeedDrain, true);
assert.strictEqual(w.writableLength, 4);
let drained = 0;
w.on('drain', () => drained++);
waiting.shift()();
assert.strictEqual(drained, 0);
setImmediate(() => {
  waiting.shift()();
  assert.strictEqual(drained, 1);
  w.end(() => assert.strictEqual(w.writableFinished, true));
});
