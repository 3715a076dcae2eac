// SPDX-License-Identifier: MIT
// A tsconfig.json with a target before classes had fields: they are assignments, as the compiler makes them. Types may be exported again like values.
const assert = require('node:assert');
import('./fixtures/fields/index.ts').then((ns) => {
  assert.deepStrictEqual(Object.keys(ns), ['found']);
  assert.deepStrictEqual(ns.found, [['hooked', 'scale', 'rest', 'twice', 'quoted name', 'sum', 'result'], 10, false, false, 'kept', 4]);
});
