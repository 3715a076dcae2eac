// SPDX-License-Identifier: MIT
// AsyncLocalStorage holds through `await` and `for await` in scripts of vm, in this context and in others.
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { AsyncLocalStorage } = require('node:async_hooks');

const storage = new AsyncLocalStorage();
const source = `(async (storage, store) => storage.run(store, async () => {
  await undefined;
  const seen = [storage.getStore()];
  for await (const value of [Promise.resolve(1), 2]) seen.push(storage.getStore());
  await new Promise((resolve) => resolve());
  seen.push(storage.getStore());
  return seen.every((one) => one === store) && seen.length;
}))`;
const context = vm.createContext({});
(async () => {
  const all = [vm.runInThisContext(source), vm.runInContext(source, context), new vm.Script(source).runInNewContext(),
               vm.compileFunction(`return (${source})`)()].map((run, i) => run(storage, { i }));
  assert.deepStrictEqual(await Promise.all(all), [4, 4, 4, 4]);
  assert.strictEqual(storage.getStore(), undefined);
  assert.deepStrictEqual(Object.keys(context), []);

  // A script that does not parse fails as ever, and one in which await is a name runs.
  assert.throws(() => vm.runInThisContext('await 1 +'), { name: 'SyntaxError' });
  assert.strictEqual(vm.runInThisContext('var await = 3; await + 1'), 4);
})();
