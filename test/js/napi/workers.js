// SPDX-License-Identifier: MIT
// A native module has an environment in each worker, which ends with it.
const assert = require('node:assert');
const { once } = require('node:events');
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');

if (isMainThread) {
  const { build } = require('./_addon.js');
  const file = build('memory');
  const main = require(file);
  const object = {};
  main.keep(object, true);
  (async () => {
    for (const how of ['ends', 'is ended']) {
      const worker = new Worker(__filename, { workerData: { file, how } });
      assert.deepStrictEqual(await once(worker, 'message'), [[2, 2]]);
      if (how === 'is ended') await worker.terminate();
      else assert.deepStrictEqual(await once(worker, 'exit'), [0]);
    }
    // The worker's memory was given back: its Buffers, and the objects that it watched.
    assert(main.count_freed() >= 4, `${main.count_freed()}`);
    assert.throws(() => require('node:module').createRequire(__filename)(`${file}x`), { code: 'MODULE_NOT_FOUND' });
    console.log('done');
  })();
} else {
  const native = require(workerData.file);
  globalThis.held = [native.external(10, 1), native.external(10, 1)];
  native.watch(globalThis.held);
  parentPort.postMessage([...native.increment(globalThis.held[0])].slice(0, 2));
  if (workerData.how === 'is ended') setInterval(() => {}, 1000);
}
