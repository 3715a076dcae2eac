// SPDX-License-Identifier: MIT
// Ref: get, set, exchange, compareAndSet, update; WeakRef; ByteBuffer.
'use strict';
const assert = require('node:assert');
const { share, Ref, WeakRef, ByteBuffer, collect } = require('protojs:core');

const ref = new Ref({ n: 1 });
const before = ref.get();
assert.strictEqual(before.n, 1);
assert.strictEqual(ref.get(), before);
assert.ok(ref.compareAndSet(before, { n: 2 }));
assert.ok(!ref.compareAndSet(before, { n: 3 }));
assert.strictEqual(ref.exchange('text of some length').n, 2);
assert.ok(ref.compareAndSet('text of some length', 5));
assert.strictEqual(ref.update((x) => x + 1), 6);
ref.value = null;
assert.strictEqual(ref.value, null);
ref.set(ref); // a cycle in the shared heap
ref.set(undefined);

const list = share([1]);
const weak = new WeakRef(list);
assert.strictEqual(weak.deref(), list);
collect();
assert.strictEqual(weak.deref(), list);
assert.throws(() => new WeakRef({}), { code: 'ERR_INVALID_ARG_TYPE' });

const bytes = new ByteBuffer([1, 2, 3]);
assert.deepStrictEqual([...bytes.toUint8Array()], [1, 2, 3]);
assert.ok(bytes.equals(new ByteBuffer(new Uint8Array([1, 2, 3]))));
