// SPDX-License-Identifier: MIT
// The wire format, byte for byte, and back.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

const circular = { '1': 2, name: '\u1234' };
circular.self = circular;
assert.strictEqual(v8.serialize(circular).toString('hex'), 'ff0f6f4902490422046e616d6500630234122204' + '73656c665e007b03');
for (const value of [new Map([[1, new Set(['a'])]]), [1, , 3], /x/gi, -(2n ** 70n), new Date(7), Buffer.from('hi'),
                     new Float64Array([1.5]), 'x'.repeat(200), { a: undefined, b: null, c: -0.5 }]) {
  assert.deepStrictEqual(v8.deserialize(v8.serialize(value)), value);
}
assert.throws(() => v8.serialize(() => {}), /could not be cloned/);
