// SPDX-License-Identifier: MIT
// Values at the edges of what can be shared: views of shared memory, errors of every class with what they hold, objects of other realms, revoked proxies, objects of the
// engine's own classes, deep nesting.
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { share, thaw, List } = require('protojs:core');

// Views of shared memory are views of the same memory.
{
  const memory = new SharedArrayBuffer(16);
  const read = share({ memory, ints: new Int32Array(memory, 4, 2), data: new DataView(memory, 8), buffer: Buffer.from(memory, 4, 4), list: [new Uint8Array(memory)] });
  new Int32Array(memory)[1] = 7;
  assert.ok(read.memory instanceof SharedArrayBuffer);
  assert.ok(read.ints instanceof Int32Array && read.ints.length === 2);
  assert.strictEqual(read.ints[0], 7);
  assert.strictEqual(read.data.byteOffset, 8);
  assert.ok(Buffer.isBuffer(read.buffer));
  assert.strictEqual(read.buffer[0], 7);
  read.list.get(0)[8] = 3;
  assert.strictEqual(read.data.getUint8(0), 3);
  assert.strictEqual(share(new Int32Array(memory))[1], 7);
  const resizable = share(new ArrayBuffer(4, { maxByteLength: 16 }));
  assert.deepStrictEqual([resizable.byteLength, resizable.resizable, resizable.maxByteLength], [4, true, 16]);
}

// Errors.
{
  class Mine extends TypeError {
    get name() {
      return 'Mine';
    }
  }
  const mine = share(new Mine('m'));
  assert.ok(mine instanceof TypeError);
  assert.strictEqual(mine.name, 'Mine');
  assert.ok(Object.hasOwn(share(new Error('x', { cause: undefined })), 'cause'));
  assert.ok(!Object.hasOwn(share(new Error('x')), 'cause'));
  const suppressed = share(new SuppressedError(new RangeError('a'), 5, 'm'));
  assert.ok(suppressed instanceof SuppressedError && suppressed.error instanceof RangeError);
  assert.strictEqual(suppressed.suppressed, 5);
  const plain = thaw(share({
    chain: new Error('a', { cause: new Error('b', { cause: { list: [1] } }) }),
    all: new AggregateError([{ list: [1] }, new Error('c', { cause: [2] })], 'm'),
    list: [new Error('d', { cause: [3] })],
  }));
  assert.deepStrictEqual(plain.chain.cause.cause, { list: [1] });
  assert.deepStrictEqual(plain.all.errors[0], { list: [1] });
  assert.deepStrictEqual(plain.all.errors[1].cause, [2]);
  assert.deepStrictEqual(plain.list[0].cause, [3]);
  const object = share({ error: new Error('a', { cause: [1] }) });
  thaw(object);
  assert.ok(List.isList(object.error.cause)); // that copy stays as it was
}

// Objects of another realm are shared as those of this one.
{
  const other = vm.runInNewContext(`({
    array: [1, { b: 2 }], date: new Date(5), map: new Map([[1, { c: 3 }]]), set: new Set([3]), regexp: /x/gi, error: new RangeError('q'), bytes: new Uint8Array([1, 2]),
    call() { return 4; }, number: new Number(5), nothing: Object.create(null), promise: Promise.resolve(6),
  })`);
  const copy = thaw(share(other));
  assert.deepStrictEqual(copy.array, [1, { b: 2 }]);
  assert.strictEqual(copy.date.getTime(), 5);
  assert.ok(copy.date instanceof Date && copy.map instanceof Map && copy.error instanceof RangeError && copy.promise instanceof Promise);
  assert.deepStrictEqual(copy.map.get(1), { c: 3 });
  assert.strictEqual(copy.call(), 4);
  copy.promise.then((value) => assert.strictEqual(value, 6));
}

// What cannot be shared is called by its name and place.
{
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const refused = (value, message) => assert.throws(() => share(value), { name: 'DataCloneError', message: `${message} could not be shared (at value.a[1])` });
  refused({ a: [0, revoked.proxy] }, 'A revoked Proxy');
  refused({ a: [0, new WeakRef({})] }, 'An instance of WeakRef');
  refused({ a: [0, new Intl.Locale('en')] }, 'An instance of Locale');
  refused({ a: [0, Math.max] }, 'The native function max');
}

// Nesting without end neither crashes nor overflows.
for (const inside of [(value) => ({ value }), (value) => [value], (value) => new Map([[1, value]]), (value) => new Set([value])]) {
  let value = 1;
  for (let i = 0; i < 3e4; i++) value = inside(value);
  const shared = share(value);
  assert.ok(shared.equals(share(value)));
  assert.strictEqual(shared.hashCode(), share(thaw(shared)).hashCode());
}
