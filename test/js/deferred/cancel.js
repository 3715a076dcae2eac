// SPDX-License-Identifier: MIT
// Cancelling ends a deferred function even in an endless loop, by cancel(), an AbortSignal or a timeout; others go on.
'use strict';
const assert = require('node:assert');

(async () => {
  const endless = Deferred.run(() => { for (;;); });
  setTimeout(() => assert.strictEqual(endless.cancel('enough'), true), 20);
  const error = await endless.catch((e) => e);
  assert.strictEqual(error.name, 'AbortError');
  assert.strictEqual(error.cause, 'enough');
  assert.strictEqual(endless.cancel(), false);

  const controller = new AbortController();
  const aborted = Deferred.runWith({ signal: controller.signal }, () => { for (;;); });
  const others = [1, 2, 3, 4].map((n) => Deferred.run((x) => x, n));
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(aborted, { name: 'AbortError' });
  assert.deepStrictEqual(await Promise.all(others), [1, 2, 3, 4]);
  await assert.rejects(new Deferred(() => {}, { signal: AbortSignal.abort() }), { name: 'AbortError' });

  await assert.rejects(Deferred.runWith({ timeout: 20 }, () => { for (;;); }), { name: 'TimeoutError' });
  assert.strictEqual(await Deferred.runWith({ timeout: 5000, priority: 'high' }, () => 5), 5);
  assert.throws(() => Deferred.runWith({ priority: 'urgent' }, () => 5), { code: 'ERR_INVALID_ARG_VALUE' });
  process.exitCode = 0;
})();
process.exitCode = 1;
