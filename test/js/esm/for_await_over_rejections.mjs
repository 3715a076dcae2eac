// SPDX-License-Identifier: MIT
// for await over synchronous iterables: a rejection ends the loop, iterators are closed, turns are counted as ECMA-262 does.
import assert from 'node:assert';

const seen = [];
await assert.rejects(async () => {
  for await (const value of [1, Promise.reject(new Error('second')), 3]) seen.push(value);
}, { message: 'second' });
assert.deepStrictEqual(seen, [1]);

let closed = 0;
const closing = { [Symbol.iterator]: () => ({ next: () => ({ value: Promise.reject(new Error('x')) }), return: () => { closed++; return {}; } }) };
await assert.rejects(async () => { for await (const value of closing) assert.fail(value); }, { message: 'x' });
assert.strictEqual(closed, 1);
await assert.rejects(async () => { for await (const value of 5) assert.fail(value); }, { name: 'TypeError', message: /not async iterable/ });

const order = [];
const loop = (async () => { for await (const value of ['x', 'y']) order.push(value); })();
Promise.resolve().then(() => order.push(1)).then(() => order.push(2)).then(() => order.push(3)).then(() => order.push(4));
await loop;
assert.deepStrictEqual(order.slice(0, 5), [1, 'x', 2, 3, 'y']);
