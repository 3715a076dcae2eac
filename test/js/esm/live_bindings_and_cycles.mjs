// SPDX-License-Identifier: MIT
import assert from 'node:assert';
import * as namespace from './fixtures/counter.mjs';
import anonymous, { count, increment, self } from './fixtures/counter.mjs';
import { early, hoisted } from './fixtures/early.mjs';

assert.strictEqual(count, 1);
increment();
assert.strictEqual(count, 2);
assert.strictEqual(namespace.count, 2);
assert.strictEqual(self, namespace);
assert.strictEqual(anonymous.name, 'default');
assert.strictEqual(early, 'ReferenceError');
assert.strictEqual(hoisted, 'function');
assert.strictEqual(this, undefined);
assert.throws(() => { namespace.count = 3; }, TypeError);
assert.throws(() => { delete namespace.count; }, TypeError);
assert.deepStrictEqual(Reflect.ownKeys(namespace), ['count', 'default', 'increment', 'self', Symbol.toStringTag]);
assert.deepStrictEqual(Object.getOwnPropertyDescriptor(namespace, 'count'), { value: 2, writable: true, enumerable: true, configurable: false });
assert.ok(!Object.isExtensible(namespace) && Object.getPrototypeOf(namespace) === null);
