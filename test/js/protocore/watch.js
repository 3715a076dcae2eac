// SPDX-License-Identifier: MIT
// Ref.watch(): changes by this thread and by others arrive on the watcher's loop, several at once as one call; close(), unref(), the end of a worker.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { Ref, List } = require('protojs:core');

if (!isMainThread) {
  workerData.log.watch(() => {}).unref(); // ends with the worker
  workerData.gone.watch(() => {});
  for (let i = 0; i < 1000; i++) workerData.log.update((list) => list.push(i));
  workerData.done.set(true);
  process.exit();
}

async function main() {
  const ref = new Ref(1);
  const seen = [];
  const watcher = ref.watch((value, from) => seen.push([value, from === ref]));
  ref.set(2);
  ref.set(3);
  assert.deepStrictEqual(seen, []); // never inside of the change
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepStrictEqual(seen, [[3, true]]);
  watcher.close();
  watcher.close();
  ref.set(4);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.strictEqual(seen.length, 1);
  assert.throws(() => ref.watch(1), { code: 'ERR_INVALID_ARG_TYPE' });

  const log = new Ref(new List());
  const done = new Ref(false);
  const gone = new Ref(0);
  let last = 0;
  const watching = log.watch((list) => {
    assert.ok(list.size >= last);
    last = list.size;
  });
  await new Promise((resolve) => {
    const end = done.watch((value) => {
      assert.strictEqual(value, true);
      end.close();
      resolve();
    });
    new Worker(__filename, { workerData: { log, done, gone } }).on('exit', () => {
      gone.set(1); // the worker's watch is no more
      gone.set(2);
    });
  });
  while (last < 1000) await new Promise((resolve) => setTimeout(resolve, 5));
  watching.close();
  ref.watch(() => {}).unref(); // does not keep the program
}
main();
