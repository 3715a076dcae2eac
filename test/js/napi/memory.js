// SPDX-License-Identifier: MIT
// Bytes shared with C, weak and strong references, finalizers, values that only C holds while the collector runs.
// Flags: --expose-gc
const assert = require('node:assert');
const { setImmediate: turn } = require('node:timers/promises');
const { load } = require('./_addon.js');

const native = load('memory');

async function collectUntil(done) {
  for (let i = 0; i < 50 && !done(); i++) {
    gc();
    await turn();
  }
  assert(done());
}

async function main() {
  const buffer = native.external(10, 7);
  assert(Buffer.isBuffer(buffer));
  assert.deepStrictEqual([...native.increment(buffer)], Array(10).fill(8));
  // Small arrays lie inside of the engine's heap until somebody asks for their address.
  const small = new Uint8Array([1, 2, 3, 255]);
  native.increment(small);
  gc();
  native.increment(small);
  assert.deepStrictEqual([...small], [3, 4, 5, 1]);
  const view = new DataView(new ArrayBuffer(8), 2, 3);
  native.increment(view);
  assert.deepStrictEqual([...new Uint8Array(view.buffer)], [0, 0, 1, 1, 1, 0, 0, 0]);
  assert.throws(() => native.increment({}), { code: 'ERR_CALL' });

  const before = native.count_freed();
  (() => { for (let i = 0; i < 100; i++) { native.external(1000, i); native.watch({}); } })();
  await collectUntil(() => native.count_freed() >= before + 190);

  let object = { name: 'kept' };
  assert.strictEqual(native.keep(object, true), object);
  object = null;
  gc();
  assert.strictEqual(native.keep().name, 'kept');
  (() => native.keep({ name: 'weak' }))();
  await turn();
  for (let i = 0; i < 10; i++) (() => ({ clear: 'the stack', i }))();
  await collectUntil(() => native.keep() === undefined);

  let calls = 0;
  const sum = native.hold_many(({ n }) => {
    if (++calls % 500 === 0) gc();
    return n;
  }, 2000);
  assert.strictEqual(sum, 1999000);
}

main();
