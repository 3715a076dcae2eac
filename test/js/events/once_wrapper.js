// SPDX-License-Identifier: MIT
// once() removes its listener before it runs; listeners() unwraps it.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const e = new EventEmitter();
let count = 0;
function listener() {
  count++;
  e.emit('x');
}
e.once('x', listener);
assert.deepStrictEqual(e.listeners('x'), [listener]);
assert.strictEqual(e.rawListeners('x')[0].listener, listener);
e.emit('x');
assert.strictEqual(count, 1);
e.once('x', listener);
e.removeListener('x', listener);
assert.strictEqual(e._eventsCount, 0);
