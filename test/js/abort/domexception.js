// SPDX-License-Identifier: MIT
// DOMException: names, codes, brand and inheritance.
'use strict';
const assert = require('node:assert');
const e = new DOMException('text', 'DataCloneError');
assert.ok(e instanceof Error && e instanceof DOMException);
assert.strictEqual(e.code, 25);
assert.strictEqual(DOMException.DATA_CLONE_ERR, 25);
assert.strictEqual(`${e}`, 'DataCloneError: text');
assert.strictEqual(Object.prototype.toString.call(e), '[object DOMException]');
assert.strictEqual(new DOMException().name, 'Error');
assert.strictEqual(new DOMException('', { name: 'x', cause: 1 }).cause, 1);
assert.throws(() => DOMException.prototype.message, TypeError);
assert.strictEqual(Object.hasOwn(e, 'message'), false);
