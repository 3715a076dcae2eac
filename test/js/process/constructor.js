// SPDX-License-Identifier: MIT
// The constructor of process can be called, as jest does with a copy of process, and constructs.
const assert = require('node:assert');

const { constructor } = Object.getPrototypeOf(process);
const copy = Object.create(Object.getPrototypeOf(process));
assert.strictEqual(constructor.call(copy), copy);
assert.strictEqual(Object.getPrototypeOf(new constructor()), constructor.prototype);
assert.deepStrictEqual([constructor.name, constructor.length], ['process', 0]);
