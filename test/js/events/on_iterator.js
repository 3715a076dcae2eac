// SPDX-License-Identifier: MIT
// events.on gives the events in order and rejects on 'error'.
'use strict';
const assert = require('node:assert');
const { EventEmitter, on } = require('node:events');

(async () => {
  const e = new EventEmitter();
  const iterator = on(e, 'x');
  e.emit('x', 1);
  e.emit('x', 2, 3);
  const pending = [iterator.next(), iterator.next(), iterator.next()];
  e.emit('x', 4);
  assert.deepStrictEqual(await Promise.all(pending),
    [[1], [2, 3], [4]].map((value) => ({ value, done: false })));
  const error = new Error('boom');
  const last = iterator.next();
  e.emit('error', error);
  await assert.rejects(last, error);
  assert.deepStrictEqual(await iterator.next(), { value: undefined, done: true });
  assert.deepStrictEqual(e.eventNames(), []);
})();
