// SPDX-License-Identifier: MIT
// Errors with class, message, stack, cause and code.
'use strict';
const assert = require('node:assert');
const { share } = require('protojs:core');

const cause = new RangeError('inner');
const error = new TypeError('outer', { cause });
error.code = 'E_CODE';
const back = share([error]).get(0);
assert.ok(back instanceof TypeError);
assert.strictEqual(back.message, 'outer');
assert.strictEqual(back.stack, error.stack);
assert.strictEqual(back.code, 'E_CODE');
assert.ok(back.cause instanceof RangeError);
assert.strictEqual(back.cause.message, 'inner');
const many = share(new AggregateError([new Error('a')], 'many'));
assert.ok(many instanceof AggregateError);
class Own extends Error {}
Own.prototype.name = 'Own';
assert.strictEqual(share([new Own('x')]).get(0).name, 'Own');
