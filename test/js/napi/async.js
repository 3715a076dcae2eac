// SPDX-License-Identifier: MIT
// Work on the IO pool, calls from other threads in order, hooks at the end of the program.
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { load } = require('./_addon.js');

const native = load('async');
const storage = new AsyncLocalStorage();

async function main() {
  const squares = await Promise.all(Array.from({ length: 50 }, (_, i) => native.square(i)));
  assert.deepStrictEqual(squares, Array.from({ length: 50 }, (_, i) => i * i));
  await assert.rejects(async () => native.square('x'), { code: 'ERR_CALL' });

  const seen = [];
  await new Promise((resolve) => {
    storage.run('mine', () => native.stream_numbers((n) => {
      assert.strictEqual(storage.getStore(), 'mine');
      process.nextTick(() => seen.push(`tick ${n}`)); // before the next call
      seen.push(n);
      if (n === 999) setImmediate(resolve);
    }, 1000));
  });
  assert.strictEqual(seen.length, 2000);
  seen.forEach((each, i) => assert.strictEqual(each, i % 2 === 0 ? i / 2 : `tick ${(i - 1) / 2}`));
  console.log('done');
}

main();
