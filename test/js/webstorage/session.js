// SPDX-License-Identifier: MIT
// sessionStorage: methods, properties, order of keys, quota.
'use strict';

const assert = require('node:assert');
const { inspect } = require('node:util');

const s = sessionStorage;
assert.ok(s instanceof Storage);
assert.throws(() => new Storage(), { code: 'ERR_ILLEGAL_CONSTRUCTOR', message: 'Illegal constructor' });
assert.throws(() => Storage.prototype.getItem.call({}, 'a'), TypeError);
assert.throws(() => s.key(), { code: 'ERR_MISSING_ARGS', message: "Failed to execute 'key' on 'Storage': 1 argument required" });
assert.throws(() => s.setItem('a'), { message: "Failed to execute 'setItem' on 'Storage': 2 arguments required" });

s.b = '1';
s.a = 2;
s['10'] = 'x';
s.setItem('z', null);
assert.deepStrictEqual(Object.keys(s), ['10', 'a', 'b', 'z']);
assert.deepStrictEqual([s.length, s.key(0), s.key(1), s.key(4), s.key(-1), s.a, s.z, s.none, s.getItem('none')], [4, '10', 'a', null, null, '2', 'null', undefined, null]);
assert.deepStrictEqual({ ...Object.getOwnPropertyDescriptor(s, 'a') }, { value: '2', writable: true, enumerable: true, configurable: true });
assert.strictEqual(JSON.stringify(s), '{"10":"x","a":"2","b":"1","z":"null"}');
assert.strictEqual(inspect(s), "Storage { '10': 'x', a: '2', b: '1', z: 'null' }");
assert.ok('a' in s && !('none' in s) && 'length' in s && Object.hasOwn(s, 'b'));
assert.ok(delete s.a);
assert.strictEqual(s.a, undefined);

// What the prototype has is not hidden, but kept.
s.length = 'long';
s.__proto__ = 'p';
assert.deepStrictEqual([s.length, s.getItem('length'), s.getItem('__proto__')], [5, 'long', 'p']);
assert.strictEqual(Object.getPrototypeOf(s), Storage.prototype);
assert.deepStrictEqual(Object.keys(s), ['10', 'b', 'z']);
Object.defineProperty(s, 'd', { value: 5, writable: true, enumerable: true, configurable: true });
assert.strictEqual(s.getItem('d'), '5');

s.setItem('\ud800', '\udc00');
s.setItem('a\0b', 'c\0d');
assert.deepStrictEqual([s.getItem('\ud800'), s.getItem('a\0b')], ['\udc00', 'c\0d']);
s.removeItem('none');
s.clear();
assert.strictEqual(s.length, 0);

s.setItem('q', 'x'.repeat(5 * 1024 * 1024 - 1));
s.setItem('q', 'y'.repeat(5 * 1024 * 1024 - 1));
for (const exceed of [() => s.setItem('r', ''), () => { s.q += 'z'; }]) {
  assert.throws(exceed, (error) => error instanceof DOMException && error.name === 'QuotaExceededError' && error.code === 22);
}
s.q = '';
s.r = '1';
assert.strictEqual(s.length, 2);
