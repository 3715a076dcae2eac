// SPDX-License-Identifier: MIT
// More listeners than the limit give one warning.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const warnings = [];
process.on('warning', (warning) => warnings.push(warning));
const e = new EventEmitter();
e.setMaxListeners(1);
for (let i = 0; i < 4; i++) e.on('x', () => {});
process.on('exit', () => {
  assert.strictEqual(warnings.length, 1);
  const [warning] = warnings;
  assert.strictEqual(warning.name, 'MaxListenersExceededWarning');
  assert.strictEqual(warning.emitter, e);
  assert.strictEqual(warning.type, 'x');
  assert.strictEqual(warning.count, 2);
  assert.strictEqual(warning.message,
    'Possible EventEmitter memory leak detected. 2 x listeners added to [EventEmitter]. ' +
    'MaxListeners is 1. Use emitter.setMaxListeners() to increase limit');
});
