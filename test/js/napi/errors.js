// SPDX-License-Identifier: MIT
// Exceptions cross between C and JavaScript both ways.
const assert = require('node:assert');
const { load } = require('./_addon.js');

const native = load('values');
assert.throws(native.fail, { name: 'RangeError', code: 'ERR_TOO_FAR', message: 'too far' });
assert.strictEqual(native.attempt(() => 42), 42);
const error = new Error('mine');
assert.strictEqual(native.attempt(() => { throw error; })[0], error);
assert.strictEqual(native.attempt(() => { throw undefined; })[0], undefined);
// Through C, JavaScript and C again.
const [caught] = native.attempt(() => native.attempt(() => native.fail()).at(0).code.missing.more);
assert.strictEqual(caught.name, 'TypeError');
