// SPDX-License-Identifier: MIT
// Domains nest: enter, exit and run keep a stack; a handler that throws passes to the domain around it.
'use strict';
const assert = require('node:assert');
const domain = require('node:domain');

const a = domain.create();
const b = domain.create();
a.run(() => {
  b.enter();
  assert.deepStrictEqual(domain._stack, [a, b]);
  b.exit();
  assert.strictEqual(process.domain, a);
});
assert.strictEqual(domain._stack.length, 0);
assert.strictEqual(b.bind((x) => [process.domain, x])(1)[0], b);

let caught;
a.on('error', (error) => { caught = error.message; });
b.on('error', () => { throw new Error('second'); });
a.run(() => b.run(() => setImmediate(() => {
  a.enter();
  b.enter();
  throw new Error('first');
})));
process.on('exit', () => assert.strictEqual(caught, 'second'));
