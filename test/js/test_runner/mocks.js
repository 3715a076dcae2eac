// SPDX-License-Identifier: MIT
const assert = require('node:assert');
const { mock, test } = require('node:test');

test('functions, methods, properties and timers', (t) => {
  const add = t.mock.fn((a, b) => a + b);
  assert.strictEqual(add(1, 2), 3);
  add.mock.mockImplementationOnce(() => 7);
  assert.strictEqual(add(), 7);
  assert.strictEqual(add.mock.callCount(), 2);
  assert.deepStrictEqual(add.mock.calls[0].arguments, [1, 2]);

  const object = { value: 5, method() { return this.value; } };
  const method = t.mock.method(object, 'method', function() { return this.value * 2; });
  assert.strictEqual(object.method(), 10);
  method.mock.restore();
  assert.strictEqual(object.method(), 5);
  const property = t.mock.property(object, 'value', 9);
  assert.strictEqual(object.value, 9);
  assert.strictEqual(property.mock.accessCount(), 1);

  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1000 });
  const fired = t.mock.fn();
  setTimeout(fired, 500);
  t.mock.timers.tick(499);
  assert.strictEqual(fired.mock.callCount(), 0);
  t.mock.timers.tick(1);
  assert.strictEqual(fired.mock.callCount(), 1);
  assert.strictEqual(Date.now(), 1500);
});

test('everything is as before', () => {
  assert.ok(Date.now() > 1e12);
  assert.strictEqual(typeof mock.fn, 'function');
});
