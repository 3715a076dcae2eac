// SPDX-License-Identifier: MIT
// An 'error' event that nobody handles is thrown.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const e = new EventEmitter();
const error = new Error('boom');
assert.throws(() => e.emit('error', error), (thrown) => thrown === error);
assert.throws(() => e.emit('error', { a: 1 }), {
  name: 'Error',
  code: 'ERR_UNHANDLED_ERROR',
  message: 'Unhandled error. ({ a: 1 })',
  context: { a: 1 },
});
let monitored;
e.on(EventEmitter.errorMonitor, (value) => { monitored = value; });
assert.throws(() => e.emit('error', error), (thrown) => thrown === error);
assert.strictEqual(monitored, error);
e.on('error', () => {});
assert.strictEqual(e.emit('error', error), true);
