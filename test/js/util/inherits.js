// SPDX-License-Identifier: MIT
// inherits() links prototypes and sets super_.
'use strict';
const assert = require('node:assert');
const util = require('node:util');


function A() {}
A.prototype.hello = () => 'hello';
function B() {}
util.inherits(B, A);
assert.strictEqual(new B().hello(), 'hello');
assert.strictEqual(B.super_, A);
assert.strictEqual(new B().constructor, B);
assert.throws(() => util.inherits(B, {}), { code: 'ERR_INVALID_ARG_TYPE' });
