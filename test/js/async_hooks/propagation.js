// SPDX-License-Identifier: MIT
// An AsyncLocalStorage follows ticks, timers, microtasks and then().
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');

const storage = new AsyncLocalStorage();
let checks = 0;
const check = (expected) => () => {
  assert.strictEqual(storage.getStore(), expected);
  checks++;
};
for (const value of [1, 2]) {
  storage.run(value, () => {
    check(value)();
    process.nextTick(check(value));
    setTimeout(check(value), 1);
    setImmediate(check(value));
    queueMicrotask(check(value));
    Promise.resolve().then(check(value)).finally(check(value));
    Promise.reject().catch(check(value));
  });
}
check(undefined)();
process.on('exit', () => assert.strictEqual(checks, 17));
