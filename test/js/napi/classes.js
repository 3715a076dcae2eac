// SPDX-License-Identifier: MIT
// Classes made in C: construction, accessors, methods, statics, inheritance in JavaScript, data that goes with its object.
// Flags: --expose-gc
const assert = require('node:assert');
const { load } = require('./_addon.js');

const { Counter } = load('values');
assert.strictEqual(Counter.name, 'Counter');
assert.strictEqual(typeof Counter, 'function');
const counter = new Counter(5);
assert(counter instanceof Counter);
assert.strictEqual(counter.value, 5);
assert.strictEqual(counter.counter_next(), counter);
assert.strictEqual(counter.value, 6);
assert.deepStrictEqual(Object.keys(Counter.prototype), ['value']);
assert.strictEqual(Object.getOwnPropertyDescriptor(Counter.prototype, 'value').set, undefined);
assert.throws(() => Counter(1), { name: 'TypeError', message: 'use new' });
assert.throws(() => new Counter('x'), { code: 'ERR_CALL' });
// A method of another object's.
assert.throws(() => counter.counter_next.call({}), { code: 'ERR_CALL' });

class Double extends Counter {
  #factor = 2;
  get value() { return super.value * this.#factor; }
}
const double = new Double(21);
assert.strictEqual(double.value, 42);
assert.strictEqual(Object.getPrototypeOf(double), Double.prototype);
assert.strictEqual(double.counter_next().value, 44);

assert.strictEqual(Counter.made(), 2);
for (let i = 0; i < 20000; i++) new Counter(i);
gc();
assert.strictEqual(Counter.made(), 20002);
assert.strictEqual(counter.value, 6);
