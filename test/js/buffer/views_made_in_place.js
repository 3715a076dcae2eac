// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// Views that are made in place are views in all that a program can see: whose bytes, properties, detaching, collecting.
const assert = require('node:assert');

// The first ones are made by the engine's constructor.
const warm = Buffer.alloc(8);
for (let i = 0; i < 200; i++) assert.strictEqual(warm.subarray(1, 3).length, 2);

const parent = Buffer.from(Uint8Array.from({ length: 100 }, (_, i) => i).buffer);
const view = parent.subarray(10, 20);
assert.strictEqual(view.buffer, parent.buffer);
assert.strictEqual(view.byteOffset, 10);
assert.strictEqual(view.length, 10);
assert.deepStrictEqual([...view], [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
assert.ok(Buffer.isBuffer(view) && Object.getPrototypeOf(view) === Buffer.prototype);
assert.deepStrictEqual(Reflect.ownKeys(view.subarray(0, 0)), []);
view[0] = 200;
assert.strictEqual(parent[10], 200);
const inner = view.subarray(-3, -1);
assert.deepStrictEqual([inner.byteOffset, inner.length, inner[0]], [17, 2, 17]);

// Properties of one are no other's.
view.name = 'view';
view.other = 1;
parent.name = 'parent';
assert.strictEqual(inner.name, undefined);
assert.strictEqual(view.name, 'view');
assert.deepStrictEqual(Object.keys(parent).slice(-1), ['name']);
const late = view.subarray(1); // of one that has properties
assert.deepStrictEqual([late.name, late.byteOffset, late.length], [undefined, 11, 9]);

// A plain Uint8Array's part is a Buffer; a part of what can grow follows the engine's rules.
const plain = new Uint8Array(new ArrayBuffer(16), 4);
assert.strictEqual(Buffer.prototype.subarray.call(plain, 1, 2).byteOffset, 5);
const growing = Buffer.from(new ArrayBuffer(8, { maxByteLength: 16 }));
const fixed = growing.subarray(2, 5);
growing.buffer.resize(4);
assert.strictEqual(fixed.length, 0);

// What is transferred takes its views along.
const moved = new Uint8Array(32).fill(7);
const source = Buffer.from(moved.buffer);
const parts = Array.from({ length: 50 }, (_, i) => source.subarray(i % 16, 20));
const target = moved.buffer.transfer();
assert.ok(parts.every((part) => part.length === 0 && part.byteLength === 0));
assert.throws(() => source.subarray(0, 1), TypeError);
assert.strictEqual(target.byteLength, 32);

// Bytes live as long as the last view of them, whatever else is collected.
const kept = [];
for (let round = 0; round < 40; round++) {
  for (let i = 0; i < 500; i++) {
    const text = `number ${round} ${i}`;
    const part = Buffer.from(`xx${text}`).subarray(2);
    if (i % 50 === 0) {
      if (i % 100 === 0) part.text = text;
      kept.push([part, text, Buffer.from(part), Buffer.from(new Uint8Array(300).fill(i)), i & 255]);
    }
  }
  if (round % 10 === 0) globalThis.gc();
}
globalThis.gc();
for (const [part, text, copy, large, fill] of kept) {
  assert.strictEqual(part.toString(), text);
  assert.ok(copy.equals(part));
  assert.ok(large.every((byte) => byte === fill));
  if (Object.hasOwn(part, 'text')) assert.strictEqual(part.text, text);
}

// Small ones with bytes of their own.
for (const size of [1, 16, 127, 128, 129, 1000]) {
  const own = Buffer.allocUnsafe(size).fill(size);
  assert.deepStrictEqual([own.length, own[size - 1], own.buffer.byteLength >= size], [size, size & 255, true]);
  assert.deepStrictEqual(Buffer.from(own), own);
}
