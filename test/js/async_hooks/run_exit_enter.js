// SPDX-License-Identifier: MIT
// run, exit, enterWith, disable, defaultValue and name.
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');

const storage = new AsyncLocalStorage({ name: 'n', defaultValue: 0 });
const other = new AsyncLocalStorage();
assert.strictEqual(storage.name, 'n');
assert.strictEqual(storage.getStore(), 0);
storage.run(1, (...args) => {
  assert.deepStrictEqual(args, ['a']);
  other.run('o', () => {
    assert.strictEqual(storage.getStore(), 1);
    storage.exit(() => assert.strictEqual(storage.getStore(), undefined));
    assert.strictEqual(other.getStore(), 'o');
  });
  assert.throws(() => storage.run(2, () => { throw new Error('x'); }));
  assert.strictEqual(storage.getStore(), 1);
}, 'a');
storage.enterWith(5);
assert.strictEqual(storage.getStore(), 5);
storage.disable();
assert.strictEqual(storage.getStore(), 0);
