// SPDX-License-Identifier: MIT
// Listeners run in order, on a snapshot of the list.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const e = new EventEmitter();
const seen = [];
e.on('x', function(...args) {
  assert.strictEqual(this, e);
  seen.push(['a', ...args]);
  e.on('x', () => seen.push(['late']));
});
e.prependListener('x', (...args) => seen.push(['first', ...args]));
e.once('x', () => seen.push(['once']));
assert.strictEqual(e.emit('x', 1, 2, 3, 4, 5), true);
assert.deepStrictEqual(seen, [['first', 1, 2, 3, 4, 5], ['a', 1, 2, 3, 4, 5], ['once']]);
assert.strictEqual(e.listenerCount('x'), 3);
assert.strictEqual(e.emit('nothing'), false);
assert.deepStrictEqual(e.eventNames(), ['x']);
e.removeAllListeners('x');
assert.deepStrictEqual(e.eventNames(), []);
assert.strictEqual(Object.getPrototypeOf(e._events), null);
