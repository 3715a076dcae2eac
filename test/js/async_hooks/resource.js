// SPDX-License-Identifier: MIT
// AsyncResource keeps ids and the context of its creation; bind and snapshot do, too.
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } = require('node:async_hooks');

const seen = [];
const hook = createHook({
  init(id, type, trigger) { if (type === 'TEST') seen.push(['init', id, trigger]); },
  before(id) { seen.push(['before', id]); },
  after(id) { seen.push(['after', id]); },
  destroy(id) { seen.push(['destroy', id]); },
}).enable();
const storage = new AsyncLocalStorage();
const [resource, bound, snapshot] = storage.run(1, () =>
  [new AsyncResource('TEST'), AsyncResource.bind((a, b) => storage.getStore()), AsyncLocalStorage.snapshot()]);
const id = resource.asyncId();
assert.strictEqual(resource.triggerAsyncId(), 1);
assert.strictEqual(resource.runInAsyncScope(function(a) {
  assert.strictEqual(executionAsyncId(), id);
  assert.strictEqual(storage.getStore(), 1);
  return this.x + a;
}, { x: 1 }, 2), 3);
resource.emitDestroy();
hook.disable();
assert.deepStrictEqual(seen, [['init', id, 1], ['before', id], ['after', id]]);
assert.strictEqual(bound(), 1);
assert.strictEqual(bound.length, 2);
assert.strictEqual(snapshot(() => storage.getStore()), 1);
assert.strictEqual(storage.getStore(), undefined);
