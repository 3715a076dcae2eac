// SPDX-License-Identifier: MIT
// bindStore and runStores.
'use strict';
const assert = require('node:assert');
const dc = require('node:diagnostics_channel');
const { AsyncLocalStorage } = require('node:async_hooks');


const store = new AsyncLocalStorage();
const channel = dc.channel('stores');
channel.bindStore(store, (data) => data.value * 2);
const result = channel.runStores({ value: 21 }, function(a) {
  assert.strictEqual(this.me, true);
  return [store.getStore(), a];
}, { me: true }, 'arg');
assert.deepStrictEqual(result, [42, 'arg']);
assert.strictEqual(store.getStore(), undefined);
assert.strictEqual(channel.unbindStore(store), true);
assert.strictEqual(channel.hasSubscribers, false);
