// SPDX-License-Identifier: MIT
// Objects: frozen, plain to read; with(), update(); a MutableObject is a shared one that changes.
'use strict';
const assert = require('node:assert');
const { share, ImmutableObject, MutableObject, makeImmutable, makeMutable, isImmutable } = require('protojs:core');

const object = share({ a: 1, nested: { b: [1, 2] }, text: 'x' });
assert.ok(object instanceof ImmutableObject && object.nested instanceof ImmutableObject);
assert.deepStrictEqual(Object.keys(object), ['a', 'nested', 'text']);
assert.ok('a' in object && !('z' in object) && Object.isFrozen(object));
assert.throws(() => {
  object.a = 2;
}, TypeError);
assert.throws(() => {
  delete object.a;
}, TypeError);
const { a, ...others } = object;
assert.deepStrictEqual([a, Object.keys(others)], [1, ['nested', 'text']]);
assert.strictEqual(JSON.stringify(object), '{"a":1,"nested":{"b":[1,2]},"text":"x"}');
assert.strictEqual(object.with('a', 5).a, 5);
assert.strictEqual(object.a, 1);
assert.strictEqual(object.update('a', (x) => x + 1).a, 2);
assert.deepStrictEqual(Object.keys(object.without('a')), ['nested', 'text']);
assert.deepStrictEqual(object.merge({ a: 9, z: 1 }).toJS(), { a: 9, nested: { b: [1, 2] }, text: 'x', z: 1 });
assert.deepStrictEqual(share({ a: 1 }), share({ a: 1 }));
assert.strictEqual(structuredClone(object), object);
assert.strictEqual(structuredClone({ object }).object, object);
assert.strictEqual(ImmutableObject.with(share({ with: 1 }), 'b', 2).b, 2);
assert.match(require('node:util').inspect(object), /^ImmutableObject \{\s+a: 1,\s+nested: ImmutableObject/);

// Deep chains are read step by step.
let chain = null;
for (let i = 0; i < 1500; i++) chain = { next: chain, i };
let link = share(chain);
let count = 0;
for (; link !== null; link = link.next) {
  assert.strictEqual(link.i, 1499 - count);
  count++;
}
assert.strictEqual(count, 1500);

const mutable = makeMutable(object);
mutable.a++;
mutable.added = [1];
delete mutable.text;
assert.deepStrictEqual(Object.keys(mutable), ['a', 'nested', 'added']);
assert.deepStrictEqual([mutable.a, object.a, 'added' in mutable, mutable.added.get(0)], [2, 1, true, 1]);
assert.ok(mutable instanceof MutableObject && !isImmutable(mutable));
assert.deepStrictEqual(makeImmutable(mutable).toJS(), { a: 2, nested: { b: [1, 2] }, added: [1] });
