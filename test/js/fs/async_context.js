// SPDX-License-Identifier: MIT
// Callbacks and promises of fs continue in the async context of their call.
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const fs = require('node:fs');

const storage = new AsyncLocalStorage();
let left = 3;
const here = (name) => {
  assert.strictEqual(storage.getStore(), name);
  left--;
};
storage.run('callback', () => fs.stat('/', () => here('callback')));
storage.run('read', () => fs.readFile(__filename, () => here('read')));
storage.run('promise', () => fs.promises.stat('/').then(() => here('promise')));
process.on('exit', () => assert.strictEqual(left, 0));
