// SPDX-License-Identifier: MIT
// Proxies are looked through without calling their traps; promises show their state.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


const proxy = new Proxy({ a: 1 }, new Proxy({}, { get() { throw new Error('trap'); } }));
assert.strictEqual(inspect(proxy), '{ a: 1 }');
assert.strictEqual(inspect(new Proxy({ a: 1 }, { get() {} }), { showProxy: true }),
  'Proxy [ { a: 1 }, { get: [Function: get] } ]');
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
assert.strictEqual(inspect(revoked), '<Revoked Proxy>');

assert.strictEqual(inspect(new Promise(() => {})), 'Promise { <pending> }');
assert.strictEqual(inspect(Promise.resolve(3)), 'Promise { 3 }');
const rejected = Promise.reject(new Error('x').message);
rejected.catch(() => {});
assert.strictEqual(inspect(rejected), "Promise { <rejected> 'x' }");
class Special extends Promise {}
assert.strictEqual(inspect(Special.resolve(1)), 'Special [Promise] { 1 }');
