// SPDX-License-Identifier: MIT
// What require('module') has can be assigned, on it and on a class that extends it: jest copies it all onto its own.
const assert = require('node:assert');
const Module = require('node:module');

class Copy extends Module {}
for (const [key, value] of Object.entries(Module)) {
  Copy[key] = value;
  assert.strictEqual(Copy[key], value);
}
const before = Module.builtinModules;
Module.builtinModules = ['mine'];
assert.deepStrictEqual(Module.builtinModules, ['mine']);
Module.builtinModules = before;
