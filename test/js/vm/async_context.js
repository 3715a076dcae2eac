// SPDX-License-Identifier: MIT
// Promises of another context carry the async context, whether it was made before or after the first AsyncLocalStorage was used.
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { AsyncLocalStorage } = require('node:async_hooks');

const early = vm.createContext();
const storage = new AsyncLocalStorage();
const seen = [];
function follow(context, name) {
  storage.run(name, () => {
    vm.runInContext('Promise.resolve()', context).then(() => seen.push(storage.getStore()));
    vm.runInContext('(async () => {})', context)().finally(() => seen.push(storage.getStore()));
  });
}
follow(early, 'early');
follow(vm.createContext(), 'late');
assert.strictEqual(vm.runInContext('Promise.prototype.then instanceof Function', early), true);
process.on('exit', () => assert.deepStrictEqual(seen.sort(), ['early', 'early', 'late', 'late']));
