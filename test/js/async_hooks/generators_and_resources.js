// SPDX-License-Identifier: MIT
// AsyncLocalStorage holds through async generators, for await and await using, whoever settles what they wait for.
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');

const als = new AsyncLocalStorage();
const foreign = () => new Promise((resolve) => als.run('settles', () => setTimeout(resolve, 1)));

async function* numbers(seen) {
  for (let i = 0; i < 3; i++) {
    seen.push(als.getStore());
    await foreign();
    seen.push(als.getStore());
    yield i;
  }
}

async function forAwait(name) {
  const inside = [];
  const outside = [];
  for await (const n of numbers(inside)) {
    outside.push(als.getStore());
    await foreign();
    outside.push(als.getStore());
    if (n === 1) break;
  }
  outside.push(als.getStore());
  assert.deepStrictEqual(inside, Array(4).fill(name));
  assert.deepStrictEqual(outside, Array(5).fill(name));
}

async function resources(name) {
  const seen = [];
  {
    await using file = { async [Symbol.asyncDispose]() { seen.push(als.getStore()); await foreign(); seen.push(als.getStore()); } };
    seen.push(typeof file, als.getStore());
    await foreign();
  }
  seen.push(als.getStore());
  assert.deepStrictEqual(seen, ['object', name, name, name, name]);
}

// A generator that is driven from elsewhere sees what its driver has, as each call of next() is the driver's.
async function driven() {
  const seen = [];
  const generator = numbers(seen);
  await als.run('one', () => generator.next());
  await als.run('two', () => generator.next());
  assert.strictEqual(seen[0], 'one');
  assert.strictEqual(seen[1], 'one');
}

async function catches(name) {
  try {
    await foreign().then(() => { throw new Error('meant'); });
  } catch {
    assert.strictEqual(als.getStore(), name);
  } finally {
    await foreign();
    assert.strictEqual(als.getStore(), name);
  }
}

let done = 0;
Promise.all(['x', 'y', 'z'].flatMap((name) => [forAwait, resources, catches].map((each) => als.run(name, () => each(name))))
  .concat(driven())).then(() => { done = 1; });
process.on('exit', () => assert.strictEqual(done, 1));
