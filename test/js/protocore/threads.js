// SPDX-License-Identifier: MIT
// Shared values in messages: the same cells in every thread; refs change for all.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { share, Ref, List, MutableObject } = require('protojs:core');

if (isMainThread) {
  const sab = new SharedArrayBuffer(8);
  const data = share({ records: Array.from({ length: 5000 }, (_, i) => ({ id: i, name: `name ${i}` })), counter: new Ref(0), sab });
  const mutable = new MutableObject({ n: 0 });
  let left = 2;
  for (let n = 0; n < 2; n++) {
    const worker = new Worker(__filename, { workerData: { data, mutable } });
    worker.on('message', ({ list, sum, same }) => {
      assert.strictEqual(sum, 5000 * 4999 / 2);
      assert.deepStrictEqual(list.toArray(), [1, 2, 3]);
      assert.strictEqual(list, same);
    });
    worker.on('exit', () => {
      if (--left > 0) return;
      assert.strictEqual(data.counter.get(), 2000);
      assert.strictEqual(mutable.n, 200);
      assert.strictEqual(new Int32Array(data.sab)[0], 2);
    });
  }
} else {
  const { data, mutable } = workerData;
  let sum = 0;
  for (const { id, name } of data.records) {
    assert.strictEqual(name, `name ${id}`);
    sum += id;
  }
  for (let i = 0; i < 1000; i++) data.counter.update((n) => n + 1);
  for (let i = 0; i < 100; i++) MutableObject.refOf(mutable).update((o) => o.with('n', o.n + 1));
  Atomics.add(new Int32Array(data.sab), 0, 1);
  const list = new List([1, 2, 3]);
  parentPort.postMessage({ list, same: list, sum });
}
