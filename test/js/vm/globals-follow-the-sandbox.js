// SPDX-License-Identifier: MIT
// What a script gives its global is on the contextified object, and what the object has is a global.
const assert = require('node:assert');
const vm = require('node:vm');

const sandbox = vm.createContext({ a: 1 });
vm.runInContext('b = a + 1; var c = 5; function f() { return a; } this.e = 7; let hidden = 3;', sandbox);
assert.deepStrictEqual([sandbox.b, sandbox.c, sandbox.e, typeof sandbox.f, 'hidden' in sandbox], [2, 5, 7, 'function', false]);
sandbox.a = 10;
sandbox.c = 100;
assert.strictEqual(vm.runInContext('f() + c + hidden', sandbox), 113);
assert.strictEqual(vm.runInContext('delete b; typeof b', sandbox), 'undefined');
assert.strictEqual('b' in sandbox, false);
