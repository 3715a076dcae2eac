// SPDX-License-Identifier: MIT
// A property of the sandbox that cannot be configured is so for scripts: it stays when they delete it, and is not defined anew.
const assert = require('node:assert');
const vm = require('node:vm');

const sandbox = vm.createContext(Object.defineProperty({ free: 1 }, 'fixed', { value: 1, configurable: false, enumerable: true }));
assert.strictEqual(vm.runInContext('delete fixed', sandbox), false);
assert.strictEqual(vm.runInContext('delete this.fixed', sandbox), false);
assert.strictEqual(vm.runInContext('delete free', sandbox), true);
assert.deepStrictEqual(Object.keys(sandbox), ['fixed']);
assert.throws(() => vm.runInContext('Object.defineProperty(this, "fixed", { value: 2 })', sandbox), /TypeError: Cannot redefine property: fixed/);
assert.strictEqual(vm.runInContext('fixed', sandbox), 1);
