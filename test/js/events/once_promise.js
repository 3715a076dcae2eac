// SPDX-License-Identifier: MIT
// events.once resolves with the arguments, rejects on 'error' and on abort.
'use strict';
const assert = require('node:assert');
const { EventEmitter, once } = require('node:events');

(async () => {
  const e = new EventEmitter();
  setImmediate(() => e.emit('x', 1, 2));
  assert.deepStrictEqual(await once(e, 'x'), [1, 2]);
  const error = new Error('boom');
  setImmediate(() => e.emit('error', error));
  await assert.rejects(once(e, 'x'), error);
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  await assert.rejects(once(e, 'x', { signal: controller.signal }), { name: 'AbortError' });
  assert.deepStrictEqual(e.eventNames(), []);
})();

// Its promise settles as late as that of an async function that returns a promise.
{
  const steps = [];
  const late = new EventEmitter();
  EventEmitter.once(late, 'x').then(() => steps.push('once'));
  process.nextTick(() => {
    late.emit('x');
    let chain = Promise.resolve();
    for (let i = 0; i < 5; i++) chain = chain.then(() => steps.push(i));
    chain.then(() => assert.deepStrictEqual(steps, [0, 1, 'once', 2, 3, 4]));
  });
}
