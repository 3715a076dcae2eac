// SPDX-License-Identifier: MIT
// Exit: 3
// captureRejections routes a listener's rejected promise to 'error' or the hook.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const e = new EventEmitter({ captureRejections: true });
const error = new Error('boom');
e.on('x', async () => { throw error; });
e.on('error', (thrown) => {
  assert.strictEqual(thrown, error);
  e[EventEmitter.captureRejectionSymbol] = (...args) => {
    assert.deepStrictEqual(args, [error, 'x', 7]);
    process.exitCode = 3;
  };
  setImmediate(() => e.emit('x', 7));
});
e.emit('x');
