// SPDX-License-Identifier: MIT
// Getters are named, and called only on demand.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


const object = { get a() { return { b: 1 }; }, set a(v) {}, get c() { throw new RangeError('no'); }, set d(v) {} };
assert.strictEqual(inspect(object), '{ a: [Getter/Setter], c: [Getter], d: [Setter] }');
const shown = inspect(object, { getters: true });
assert.match(shown, /a: \[Getter\/Setter\] \{ b: 1 \}/);
assert.match(shown, /c: \[Getter: <Inspection threw \(RangeError: no/);
const symbol = Symbol('s');
assert.strictEqual(inspect({ [symbol]: 1, 'a-b': 2, '__proto__x': 3 }), "{ 'a-b': 2, __proto__x: 3, Symbol(s): 1 }");
const hidden = Object.defineProperty({}, 'h', { value: 1 });
assert.strictEqual(inspect(hidden), '{}');
assert.strictEqual(inspect(hidden, { showHidden: true }), '{ [h]: 1 }');
