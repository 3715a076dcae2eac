// SPDX-License-Identifier: MIT
// Instances of classes by opt-in; functions as their text.
'use strict';
const assert = require('node:assert');
const { share, registerClass } = require('protojs:core');

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  length() {
    return Math.hypot(this.x, this.y);
  }
}
assert.throws(() => share(new Point(3, 4)), { name: 'DataCloneError' });
registerClass(Point);
const points = share([new Point(3, 4), new Point(6, 8)]);
assert.ok(points.get(0) instanceof Point);
assert.deepStrictEqual(points.map((p) => p.length()).toArray(), [5, 10]);

class Money {
  #cents;
  constructor(cents) {
    this.#cents = cents;
  }
  get cents() {
    return this.#cents;
  }
}
registerClass(Money, { toShared: (m) => m.cents, fromShared: (cents) => new Money(cents) });
assert.strictEqual(share({ price: new Money(5) }).price.cents, 5);

const object = { method(x) {
  return x * 2;
} };
const [plus, arrow, method] = share([function plus(a, b) {
  return a + b;
}, (x) => x + 1, object.method]);
assert.deepStrictEqual([plus(1, 2), arrow(1), method(4)], [3, 2, 8]);
