// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// The two collectors: a wrapper keeps its value, and is one while it lives; wrappers and shared values are weak where they should be, finalised, and gone; cycles through refs and
// through both heaps leave nothing behind.
'use strict';
const assert = require('node:assert');
const { Ref, WeakRef: SharedWeakRef, collect, share, stats } = require('protojs:core');

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
async function both(times = 3) {
  for (let i = 0; i < times; i++) {
    await turn(); // deref() keeps what it gave until then
    gc();
    await turn();
    collect();
  }
}
async function until(condition, what) {
  for (let i = 0; i < 60; i++) {
    if (condition()) return;
    await both(1);
  }
  assert.fail(what);
}
const megabytes = (n) => Array.from({ length: n }, (_, k) => new Uint8Array(1 << 20).fill(k));

(async () => {
  // What a wrapper stands for stays as long as it does, and it is the same wrapper.
  const outer = share({ inner: [1, [2, 'text that is not short']] });
  const inner = outer.inner;
  await both();
  assert.strictEqual(outer.inner, inner);
  assert.strictEqual(inner.get(1).get(1), 'text that is not short');
  assert.strictEqual(share({ again: inner }).again, inner);

  // A wrapper that nobody holds goes, and tells; its value comes again under another one.
  const finalised = [];
  const registry = new FinalizationRegistry((name) => finalised.push(name));
  const refs = Array.from({ length: 20 }, (_, i) => new Ref([i, 2, 3])); // the stack may look as if it held one
  const weak = (() => refs.map((one) => {
    const list = one.get();
    registry.register(list, 'wrapper');
    return new WeakRef(list);
  }))();
  await until(() => weak.filter((one) => one.deref() !== undefined).length <= 2 && finalised.length >= 18, 'wrappers stay');
  const [ref] = refs;
  assert.strictEqual(ref.get().get(2), 3);
  assert.strictEqual(ref.get(), ref.get());

  // Weak in the shared heap: there while somebody holds the target, on whichever side.
  const targets = refs.map((one, i) => share({ big: `${i}`.repeat(100) }));
  const shared = targets.map((target) => new SharedWeakRef(target));
  await both();
  shared.forEach((one, i) => assert.strictEqual(one.deref(), targets[i]));
  refs.forEach((one, i) => one.set(targets[i]));
  targets.length = 0;
  await both();
  assert(shared.every((one) => one.deref().big.length >= 100));
  for (const one of refs) one.set(null);
  await until(() => shared.filter((one) => one.deref() !== undefined).length <= 2, 'weak targets stay');

  // Memory comes back: of values, of cycles of refs, of cycles that go through JavaScript objects which hold wrappers.
  await both();
  const before = stats();
  (() => {
    for (let i = 0; i < 8; i++) share(megabytes(1));
    const a = new Ref(null);
    const b = new Ref([a, share(megabytes(4))]);
    a.set([b]);
    const holder = { list: share(megabytes(4)) };
    holder.self = holder;
    holder.watcher = a.watch(() => holder);
    holder.watcher.close();
  })();
  assert(stats().liveBytes >= 0);
  await until(() => stats().usedBytes < before.usedBytes + (2 << 20) && stats().roots <= before.roots + 4, `memory stays: ${before.usedBytes}, then ${stats().usedBytes}`);
})().then(() => { process.exitCode = 0; });
process.exitCode = 1;
