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
