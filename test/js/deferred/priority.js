// SPDX-License-Identifier: MIT
// What waits is taken by priority; a timeout counts from when the function is given to a thread; any, allSettled and resolve are Promise's.
'use strict';
const assert = require('node:assert');
const os = require('node:os');

const order = [];

(async () => {
  await Promise.all(Array.from({ length: os.availableParallelism() * 3 }, () => Deferred.run(() => 0)));
  const busy = Array.from({ length: os.availableParallelism() * 2 }, () => Deferred.run((ms) => {
    const end = Date.now() + ms;
    while (Date.now() < end);
  }, 150));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const run = (priority) => Deferred.runWith({ priority }, (name) => name, priority).then((name) => order.push(name));
  await Promise.all([run('low'), run('low'), run('normal'), run('high'), run('normal'), run('high'), ...busy]);
  const firstLow = order.indexOf('low');
  assert.ok(order.indexOf('high') < firstLow, `${order}`);
  assert.strictEqual(order.length, 6);

  assert.strictEqual(await Deferred.any([Deferred.run(() => { throw new Error('no'); }), Deferred.run(() => 'yes')]), 'yes');
  const settled = await Deferred.allSettled([Deferred.run(() => { throw new Error('no'); }), Deferred.run(() => 'yes')]);
  assert.deepStrictEqual(settled.map(({ status }) => status), ['rejected', 'fulfilled']);
  assert.strictEqual(await Deferred.resolve(4), 4);
  await assert.rejects(Deferred.reject(new Error('mine')), /mine/);
  process.exitCode = 0;
})();
process.exitCode = 1;
