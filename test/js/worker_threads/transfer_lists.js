// SPDX-License-Identifier: MIT
// What a transfer list may not hold, in Node's words.
'use strict';
const assert = require('node:assert');
const { MessageChannel, markAsUntransferable } = require('node:worker_threads');

const { port1 } = new MessageChannel();
const marked = new ArrayBuffer(2);
markAsUntransferable(marked);
const detached = new ArrayBuffer(2);
structuredClone(detached, { transfer: [detached] });
const invalid = { name: 'DataCloneError', code: 25, message: 'Found invalid value in transferList.' };
const unsupported = { name: 'DataCloneError', code: 25, message: 'Cannot transfer object of unsupported type.' };

for (const item of [{}, () => {}, [], new Map(), new Uint8Array(2), new SharedArrayBuffer(2)]) {
  assert.throws(() => structuredClone(1, { transfer: [item] }), invalid);
  assert.throws(() => port1.postMessage(1, [item]), invalid);
}
for (const item of [marked, detached]) {
  assert.throws(() => structuredClone(1, { transfer: [item] }), unsupported);
  assert.throws(() => port1.postMessage(1, [item]), unsupported);
}
for (const item of [1, 'a', null, undefined, Symbol('s')]) {
  assert.throws(() => structuredClone(1, { transfer: [item] }), { code: 'ERR_INVALID_ARG_TYPE', message: 'Value is not an object' });
}
port1.close();
