// SPDX-License-Identifier: MIT
// Attributes under symbols: the same symbol again in this thread, registered ones and those of the language in every thread.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');
const { Worker } = require('node:worker_threads');
const { ImmutableObject, List, MutableObject, share, thaw } = require('protojs:core');

const own = Symbol('own');
const nameless = Symbol();
const original = {
  a: 1,
  [own]: 2,
  [nameless]: [own],
  [Symbol.for('registered')]: { [own]: { x: 1 } },
  [Symbol.iterator]: 3,
  [Symbol.for('\0iterator')]: 4,
  [Symbol.for('\0')]: 5,
};
Object.defineProperty(original, Symbol('hidden'), { value: 6, enumerable: false });
const shared = share(original);
const visible = { ...original };

assert.strictEqual(share({ [own]: 1 })[own], 1);
assert.deepStrictEqual(Reflect.ownKeys(shared), Reflect.ownKeys(visible));
assert.deepStrictEqual(thaw(shared), visible);
assert.deepStrictEqual(thaw(share([shared, 1])), [visible, 1]);
assert.deepStrictEqual({ ...shared }[Symbol.for('registered')][own].x, 1);
assert.strictEqual(shared[nameless].get(0), own);
assert.ok(own in shared);
assert.deepStrictEqual(shared, share({ ...original }));
assert.notDeepStrictEqual(shared, share({ ...original, [own]: 3 }));
assert.strictEqual(JSON.stringify(shared), '{"a":1}');
assert.match(inspect(shared), /Symbol\(own\): 2/);
assert.strictEqual(structuredClone(shared), shared);
const { [own]: two, ...rest } = shared;
assert.strictEqual(two, 2);
assert.ok(!(own in rest) && nameless in rest);

// Content: the same symbol under the same name, others of the same description not.
assert.ok(shared.equals(share(visible)));
assert.strictEqual(shared.hashCode(), share(visible).hashCode());
assert.ok(!share({ [Symbol('x')]: 1 }).equals(share({ [Symbol('x')]: 1 })));

// New versions.
assert.strictEqual(ImmutableObject.with(shared, own, 7)[own], 7);
assert.strictEqual(shared.with(Symbol.asyncIterator, 8)[Symbol.asyncIterator], 8);
assert.ok(!(own in shared.without(own)));
assert.strictEqual(shared.update(own, (v) => v + 1)[own], 3);
assert.strictEqual(shared.merge({ [own]: 9 })[own], 9);
const mutable = new MutableObject(shared);
mutable[own] = 10;
assert.strictEqual(mutable[own], 10);
delete mutable[own];
assert.ok(!(own in mutable) && nameless in mutable);

// Many objects of one shape, more names than a shape has, names that look alike when they are joined.
const many = Array.from({ length: 400 }, (_, i) => ({ i, [own]: `text ${i}`, [Symbol.for('b')]: { i } }));
assert.deepStrictEqual(thaw(share(many)), many);
const large = { [own]: 1 };
for (let i = 0; i < 150; i++) large[`name ${i}`] = large[Symbol.for(`name ${i}`)] = i;
assert.deepStrictEqual(thaw(share(large)), large);
const odd = [{ 'a\0b': 1, c: 2 }, { a: 3, 'b\0c': 4 }, { [Symbol('a')]: 1 }, { [Symbol('a')]: 1 }];
assert.deepStrictEqual(thaw(share(odd)), odd);

// Getters are asked, a symbol's too; what they throw comes through.
assert.throws(() => share({ get [own]() {
  throw new RangeError('asked');
} }), { name: 'RangeError', message: 'asked' });
assert.throws(() => share({ a: { [own]: Math.max } }), { name: 'DataCloneError', message: 'The native function max could not be shared (at value.a[Symbol(own)])' });
assert.throws(() => share({ [own]: new WeakMap() }), { message: 'An instance of WeakMap could not be shared (at value[Symbol(own)])' });

const worker = new Worker(`
  const { parentPort, workerData } = require('node:worker_threads');
  const [own, nameless, ...keys] = Object.getOwnPropertySymbols(workerData);
  parentPort.postMessage({
    keys: keys.slice(0, 3).map((key) => key === Symbol.iterator || Symbol.keyFor(key)),
    same: workerData[nameless].get(0) === own,
    value: workerData[own],
    back: protoCore.share({ [own]: workerData, [nameless]: [Symbol.asyncIterator, own] }),
  });
`, { eval: true, workerData: shared });
worker.on('message', ({ keys, same, value, back }) => {
  assert.deepStrictEqual(keys, ['registered', true, '\0iterator']);
  assert.ok(same);
  assert.strictEqual(value, 2);
  assert.ok(back[own].equals(shared)); // objects have a wrapper for each place they are read from
  assert.ok(back[nameless] instanceof List);
  assert.deepStrictEqual(back[nameless].toArray(), [Symbol.asyncIterator, own]);
  worker.terminate();
});
worker.on('exit', () => assert.ok(true));
