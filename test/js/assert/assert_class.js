// SPDX-License-Identifier: MIT
// Assert instances with options of their own, and strict mode.
'use strict';
const assert = require('node:assert');
const { Assert, strict } = assert;


const loose = new Assert({ strict: false, diff: 'full' });
loose.equal(1, '1');
assert.throws(() => loose.strictEqual(1, 2), { diff: 'full' });
const own = new Assert();
assert.strictEqual(own.equal, own.strictEqual);
assert.throws(() => Assert(), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' }); // eslint-disable-line new-cap
assert.throws(() => strict.equal(1, '1'), assert.AssertionError);
assert.strictEqual(strict, require('node:assert/strict'));
class A {}
new Assert({ skipPrototype: true }).deepStrictEqual(new A(), {});
assert.throws(() => assert.deepStrictEqual(new A(), {}), assert.AssertionError);
