// SPDX-License-Identifier: MIT
// DisposableStack and AsyncDisposableStack: order, moving, errors that chain, and the shape of the classes.
'use strict';
const assert = require('node:assert');

const seen = [];
const stack = new DisposableStack();
stack.defer(() => seen.push('deferred'));
assert.strictEqual(stack.adopt('adopted', (value) => seen.push(value)), 'adopted');
stack.use({ [Symbol.dispose]() { seen.push('used'); } });
assert.strictEqual(stack.use(null), null);
const moved = stack.move();
assert.strictEqual(stack.disposed, true);
assert.throws(() => stack.use(null), ReferenceError);
assert.throws(() => moved.defer(1), TypeError);
assert.strictEqual(moved.disposed, false);
moved.dispose();
moved.dispose();
assert.deepStrictEqual(seen, ['used', 'adopted', 'deferred']);

for (const [Stack, method, symbol, other] of [
  [DisposableStack, 'dispose', Symbol.dispose, AsyncDisposableStack],
  [AsyncDisposableStack, 'disposeAsync', Symbol.asyncDispose, DisposableStack]]) {
  assert.strictEqual(Stack.prototype[symbol], Stack.prototype[method]);
  assert.strictEqual(Stack.prototype[method].name, method);
  assert.strictEqual(Object.prototype.toString.call(new Stack()), `[object ${Stack.name}]`);
  assert.deepStrictEqual(Object.getOwnPropertyNames(Stack).sort(), ['length', 'name', 'prototype']);
  assert.deepStrictEqual(Object.keys(Stack.prototype), []);
  assert.throws(() => Stack.prototype.use.call(new other(), null), TypeError);
}
assert.throws(() => DisposableStack.prototype.dispose.call(new AsyncDisposableStack()), TypeError);

(async () => {
  await assert.rejects(AsyncDisposableStack.prototype.disposeAsync.call(new DisposableStack()), TypeError);
  const failing = new AsyncDisposableStack();
  failing.use({ async [Symbol.asyncDispose]() { seen.push('last'); } });
  failing.defer(async () => { throw new Error('second'); });
  failing.defer(() => { throw new Error('first'); });
  await assert.rejects(failing.disposeAsync(), (error) => {
    assert.ok(error instanceof SuppressedError);
    assert.strictEqual(error.error.message, 'second');
    assert.strictEqual(error.suppressed.message, 'first');
    return true;
  });
  assert.strictEqual(seen.pop(), 'last');
  assert.strictEqual(await failing.disposeAsync(), undefined);
  process.exitCode = 0;
})();
process.exitCode = 1; // until the above has run to its end
