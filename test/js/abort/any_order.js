// SPDX-License-Identifier: MIT
// AbortSignal.any: all dependents are marked before the first listener runs.
'use strict';
const assert = require('node:assert');
const controller = new AbortController();
const any = AbortSignal.any([controller.signal, new AbortController().signal]);
const again = AbortSignal.any([any]);
const seen = [];
controller.signal.addEventListener('abort', () => {
  assert.strictEqual(any.aborted, true);
  assert.strictEqual(again.aborted, true);
  seen.push('source');
});
any.onabort = (event) => {
  assert.strictEqual(event.target, any);
  seen.push('any');
};
again.addEventListener('abort', () => seen.push('again'));
controller.abort('why');
assert.deepStrictEqual(seen, ['source', 'any', 'again']);
assert.strictEqual(again.reason, 'why');
assert.throws(() => again.throwIfAborted(), (reason) => reason === 'why');
