// SPDX-License-Identifier: MIT
// Captured functions and classes: hierarchies in whatever order they are named, static parts that use others, private fields, recursion; and what cannot go is named.
'use strict';
const assert = require('node:assert');

const base = 3;
class A {
  static s() {
    return base;
  }
}
class B extends A {
  static made = new Map([['c', 1]]);
  #x;
  constructor(x) {
    super();
    this.#x = x;
    B.made.set(x, this);
  }

  get x() {
    return this.#x;
  }
}
class C extends B {
  static first = new B(7);
}
function factorial(n) {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
function even(n) {
  return n === 0 || odd(n - 1);
}
function odd(n) {
  return n !== 0 && even(n - 1);
}
async function later(x) {
  await null;
  return x;
}
function* upTo(n) {
  for (let i = 0; i < n; i++) yield i;
}
const holder = { f() {} };

(async () => {
  assert.deepStrictEqual(await Deferred.run(() => [C.s(), new C(5).x, C.first.x, C.made.size, new C(1) instanceof A]), [3, 5, 7, 3, true]);
  assert.deepStrictEqual(await Deferred.run(() => [new B(5).x, B.s()]), [5, 3]);
  assert.deepStrictEqual(await Deferred.run(async () => [factorial(10), even(10), odd(3), await later(4), [...upTo(3)]]), [3628800, true, true, 4, [0, 1, 2]]);
  await assert.rejects(async () => Deferred.run(() => holder.f), { name: 'DataCloneError', message: /'holder'/ });
  const symbol = Symbol('s');
  await assert.rejects(async () => Deferred.run(() => symbol), { name: 'DataCloneError', message: /'symbol'/ });
  const values = [];
  for (let i = 0; i < 5; i++) values.push(Deferred.run(() => i));
  assert.deepStrictEqual(await Promise.all(values), [0, 1, 2, 3, 4]);
  const withDefault = 8;
  assert.strictEqual(await Deferred.run((x = withDefault) => x), 8);
  await assert.rejects(Deferred.run(() => process.exit(3)));
  await assert.rejects(Deferred.run(() => {
    throw undefined;
  }), (error) => error === undefined);
  await assert.rejects(Deferred.run(() => {
    throw new AggregateError([new TypeError('one')], 'several', { cause: 5 });
  }), (error) => error instanceof AggregateError && error.errors[0] instanceof TypeError && error.cause === 5);
  await assert.rejects(Deferred.run(() => () => 1), { name: 'DataCloneError' });
})().then(() => { process.exitCode = 0; });
process.exitCode = 1;
