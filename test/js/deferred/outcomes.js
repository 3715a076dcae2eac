// SPDX-License-Identifier: MIT
// Results, errors with the other thread's stack, promises, combinators, and deferred functions that defer.
'use strict';
const assert = require('node:assert');

(async () => {
  const error = await Deferred.run(function thrower() { throw Object.assign(new RangeError('bad'), { code: 'E_BAD' }); }).catch((e) => e);
  assert.ok(error instanceof RangeError);
  assert.strictEqual(error.code, 'E_BAD');
  assert.match(error.stack, /thrower .*outcomes\.js:7:/);
  assert.strictEqual(await new Deferred((resolve, reject) => reject('no')).catch((e) => e), 'no');
  assert.strictEqual(await new Deferred((resolve) => { setTimeout(resolve, 5, 'late'); }), 'late');
  assert.strictEqual(await Deferred.run(() => Promise.resolve(3)), 3);
  assert.deepStrictEqual(await Deferred.all([1, 2, 3].map((n) => Deferred.run((x) => x * x, n))), [1, 4, 9]);
  assert.strictEqual(await Deferred.race([Deferred.run(() => 'fast'), new Promise(() => {})]), 'fast');
  let last = 0;
  const promise = Deferred.run(() => 1).then((x) => x + 1).finally(() => { last = 1; });
  assert.ok(promise instanceof Promise && !(promise instanceof Deferred));
  assert.strictEqual(await promise, 2);
  assert.strictEqual(last, 1);
  assert.strictEqual(await Deferred.run(async () => (await Deferred.run((x) => x * 2, 10)) + (await Deferred.run(() => 1))), 21);
  await assert.rejects(Deferred.run(() => Symbol('x')), { name: 'DataCloneError' });
  await assert.rejects(Deferred.run(() => Deferred.run(() => { throw new TypeError('inner'); })), /inner/);
  const many = await Promise.all(Array.from({ length: 5000 }, (_, i) => Deferred.run((x) => x + 1, i)));
  assert.strictEqual(many.reduce((a, b) => a + b), 12502500);
  assert.throws(() => new Deferred(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(await Deferred.run((n) => new Uint8Array(n).fill(7), 3).then((b) => b.join()), '7,7,7');
  process.exitCode = 0;
})();
process.exitCode = 1;
