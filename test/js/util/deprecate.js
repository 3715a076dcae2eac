// SPDX-License-Identifier: MIT
// deprecate() warns once per code and keeps name, length and prototype.
'use strict';
const assert = require('node:assert');
const util = require('node:util');


const warnings = [];
process.on('warning', (warning) => warnings.push(`${warning.code}: ${warning.message}`));
const old = util.deprecate(function old(a, b) { return [this, a, b]; }, 'use new', 'DEP_X');
assert.strictEqual(old.length, 2);
assert.strictEqual(old.name, 'old');
assert.deepStrictEqual(old.call('me', 1, 2).slice(1), [1, 2]);
old();
class A {}
const B = util.deprecate(A, 'use A', 'DEP_X');
assert.ok(new B() instanceof A);
setImmediate(() => assert.deepStrictEqual(warnings, ['DEP_X: use new']));
