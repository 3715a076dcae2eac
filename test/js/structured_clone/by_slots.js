// SPDX-License-Identifier: MIT
// What is cloned is what the engine keeps in an object, whatever its prototype and its properties say.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

const bare = (object) => Object.setPrototypeOf(object, null);
const makers = {
  regexp: () => /x\/y/gi,
  date: () => new Date(5),
  number: () => new Number(5),
  string: () => new String('ab'),
  bigint: () => Object(7n),
  bytes: () => new Uint8Array([1, 2, 3]).subarray(1),
  view: () => new DataView(new ArrayBuffer(4), 1, 2),
};
for (const name of Object.keys(makers)) {
  for (const clone of [structuredClone, (value) => v8.deserialize(v8.serialize(value))]) {
    if (clone !== structuredClone && (name === 'bytes' || name === 'view')) continue; // v8.serialize writes views on its own
    assert.deepStrictEqual(clone(bare(makers[name]())), clone(makers[name]()), name);
  }
}
assert.deepStrictEqual(structuredClone(Object.assign(new Number(5), { valueOf: () => 6 })), new Number(5));
assert.deepStrictEqual(structuredClone(Object.defineProperty(/a/, 'source', { value: 'b' })), /a/);

const resizable = new ArrayBuffer(8, { maxByteLength: 16 });
const { all, part } = structuredClone({ all: new Uint16Array(resizable, 2), part: new Uint16Array(resizable, 2, 2) });
all.buffer.resize(12);
assert.deepStrictEqual([all.length, part.length], [5, 2]);

const refused = (value, text) => {
  assert.throws(() => structuredClone(value), { name: 'DataCloneError', message: `${text} could not be cloned.` });
  assert.throws(() => v8.serialize(value), { message: `${text} could not be cloned.` });
};
refused(new Proxy(class A {}, {}), 'class A {}');
refused(new Proxy([], {}), '[object Array]');
refused(new Proxy(new Map(), {}), '#<Map>');
refused(new Proxy(new TypeError('inner'), {}), 'TypeError: inner');
refused(new WeakMap(), '#<WeakMap>');
refused(Symbol('s'), 'Symbol(s)');

// What the library says of its own objects.
const { MessageChannel, markAsUncloneable } = require('node:worker_threads');
const marked = {};
markAsUncloneable(marked);
const list = [1];
markAsUncloneable(list); // of arrays it says nothing
assert.deepStrictEqual(structuredClone([list, Object.create(marked)]), [[1], {}]);
for (const value of [marked, [marked], new URL('a:b'), new URLSearchParams(), new Headers(), new (class extends URL {})('a:b')]) {
  assert.throws(() => structuredClone(value), { name: 'DataCloneError', message: 'Cannot clone object of unsupported type.' });
}
assert.deepStrictEqual(structuredClone(Object.create(URL.prototype)), {});
const { port1 } = new MessageChannel();
for (const value of [port1, new TransformStream(), new ReadableStream()]) {
  assert.throws(() => structuredClone(value), { name: 'DataCloneError', message: /^Object that needs transfer was found/ });
}
assert.throws(() => v8.serialize({ port1 }), /Unserializable host object: MessagePort/);
port1.close();
