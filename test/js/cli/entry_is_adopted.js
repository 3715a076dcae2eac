// SPDX-License-Identifier: MIT
// The entry runs without the loader; once it uses `require`, everything is as if the loader had run it.
const assert = require('node:assert');
const Module = require('node:module');

assert.strictEqual(require.main, module);
assert.strictEqual(process.mainModule, module);
assert.ok(module instanceof Module);
assert.strictEqual(module.constructor, Module);
assert.strictEqual(module.id, '.');
assert.strictEqual(module.loaded, false);
assert.strictEqual(require.cache[__filename], module);
assert.deepStrictEqual(Object.keys(require), ['resolve', 'main', 'extensions', 'cache']);
assert.strictEqual(module.parent, null);
assert.ok(module.paths.at(-1) === '/node_modules');
process.on('exit', () => assert.strictEqual(module.loaded, true));
