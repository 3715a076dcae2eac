// SPDX-License-Identifier: MIT
// using and await using dispose in reverse order, also on errors, which they chain.
'use strict';
const assert = require('node:assert');

const seen = [];
const resource = (name, error) => ({
  [Symbol.dispose]() {
    seen.push(name);
    if (error) throw new Error(error);
  },
});
{
  using a = resource('a');
  using b = resource('b');
  using nothing = null;
  seen.push('body');
}
assert.deepStrictEqual(seen.splice(0), ['body', 'b', 'a']);

assert.throws(() => {
  using a = resource('a', 'from a');
  throw new Error('from body');
}, (error) => {
  assert.ok(error instanceof SuppressedError);
  assert.strictEqual(error.error.message, 'from a');
  assert.strictEqual(error.suppressed.message, 'from body');
  return true;
});
seen.length = 0;

const stack = new DisposableStack();
stack.defer(() => seen.push('deferred'));
stack.use(resource('used'));
assert.strictEqual(stack.adopt(7, (value) => seen.push(value)), 7);
stack.dispose();
assert.deepStrictEqual(seen.splice(0), [7, 'used', 'deferred']);
assert.strictEqual(stack.disposed, true);

(async () => {
  {
    await using a = { async [Symbol.asyncDispose]() { await null; seen.push('async'); } };
    seen.push('body');
  }
  assert.deepStrictEqual(seen, ['body', 'async']);
})();
