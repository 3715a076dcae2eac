// SPDX-License-Identifier: MIT
// Whatever a deferred function throws or rejects with arrives: causes, errors of errors, DOMExceptions, what is no error, errors of the engine from async functions with their stack.
'use strict';
const assert = require('node:assert');

class Mine extends Error {
  name = 'Mine';
  detail = { code: 7 };
}

(async () => {
  const thrown = (deferred) => deferred.then(() => assert.fail('it did not throw'), (error) => error);
  const caused = await thrown(Deferred.run(() => { throw new Error('outer', { cause: new TypeError('inner') }); }));
  assert.ok(caused.cause instanceof TypeError && caused.cause.message === 'inner' && caused.cause.stack.includes('errors.js:13'));
  const many = await thrown(Deferred.run(() => Promise.any([Promise.reject(new RangeError('one')), Promise.reject(2)])));
  assert.ok(many instanceof AggregateError && many.errors[0] instanceof RangeError && many.errors[1] === 2);
  const dom = await thrown(Deferred.run(() => { throw new DOMException('full', 'QuotaExceededError'); }));
  assert.ok(dom instanceof DOMException && dom.name === 'QuotaExceededError' && dom.code === 22);
  const mine = await thrown(Deferred.run(() => { throw new Mine('m'); }));
  assert.ok(mine instanceof Error && mine.name === 'Mine' && mine.detail.code === 7 && /errors\.js:19:\d+/.test(mine.stack));
  for (const value of ['text', 5, null, undefined, { a: [1] }]) {
    assert.deepStrictEqual(await thrown(Deferred.run((v) => { throw v; }, value)), value);
    assert.deepStrictEqual(await thrown(new Deferred((resolve, reject) => reject(value))), value);
  }
  assert.strictEqual((await thrown(Deferred.run(() => { throw Symbol('s'); }))).description, 's');

  const engine = await thrown(Deferred.run(async () => {
    await null;
    return notDefinedAnywhere;
  }));
  assert.strictEqual(engine.message, 'notDefinedAnywhere is not defined');
  assert.match(engine.stack, /^ReferenceError: notDefinedAnywhere is not defined\n {4}at .*errors\.js:29:/);
  const early = await thrown(Deferred.run(async () => null.x));
  assert.match(early.stack, /^TypeError: .*\n {4}at .*errors\.js:33:/);

  assert.strictEqual(await new Deferred((resolve) => { resolve(1); throw new Error('too late'); }), 1);
  assert.strictEqual((await thrown(new Deferred((resolve) => resolve(Promise.reject(new Error('later')))))).message, 'later');
  assert.strictEqual((await thrown(Deferred.run(() => ({ get then() { throw new Error('then'); } })))).message, 'then');
  process.exitCode = 0;
})();
process.exitCode = 1;
