// SPDX-License-Identifier: MIT
// destroy() emits 'error' once and then 'close', in a tick; writes that wait fail.
'use strict';
const assert = require('node:assert');
const { Writable } = require('node:stream');

const seen = [];
const w = new Writable({ write() {} });
w.write('a');
w.write('b', (error) => seen.push(error.message));
w.on('error', (error) => seen.push(`error ${error.message}`));
w.on('close', () => seen.push('close'));
w.destroy(new Error('first'));
w.destroy(new Error('second'));
assert.strictEqual(w.destroyed, true);
assert.deepStrictEqual(seen, []);
setImmediate(() => {
  assert.deepStrictEqual(seen, ['error first', 'close']);
  assert.strictEqual(w.errored.message, 'first');
});
