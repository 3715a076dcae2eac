// SPDX-License-Identifier: MIT
// An AsyncLocalStorage follows await, in functions, loops, catch and finally, many at a time.
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');

const storage = new AsyncLocalStorage();
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let checks = 0;
function check(expected) {
  assert.strictEqual(storage.getStore(), expected);
  checks++;
}

async function work(n) {
  await null;
  check(n);
  await wait(n % 3);
  check(n);
  try {
    await Promise.reject(new Error('x'));
  } catch {
    check(n);
    await wait(1);
    check(n);
  } finally {
    check(n);
  }
  for await (const x of [wait(1), wait(2)]) {
    assert.strictEqual(x, undefined);
    check(n);
  }
  check(n);
}

(async () => {
  const all = [];
  for (let n = 0; n < 10; n++) all.push(storage.run(n, work, n));
  await Promise.all(all);
  check(undefined);
  assert.strictEqual(checks, 81);
})();
