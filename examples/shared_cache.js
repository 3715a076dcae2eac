// SPDX-License-Identifier: MIT
// A cache that all workers share: a Ref to an immutable Map. Readers take no lock; writers put a new version.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { Map, Ref } = require('protojs:core');

if (isMainThread) {
  const cache = new Ref(new Map());
  let left = 3;
  for (let n = 0; n < 3; n++) {
    new Worker(__filename, { workerData: { cache, n } }).on('message', (line) => console.log(line)).on('exit', () => {
      if (--left === 0) console.log(`the cache has ${cache.get().size} entries`);
    });
  }
} else {
  const { cache, n } = workerData;
  let hits = 0;
  for (let i = 0; i < 300; i++) {
    const key = `page ${(i * 7 + n) % 100}`;
    if (cache.get().has(key)) hits++;
    else cache.update((map) => map.set(key, { text: `contents of ${key}`, by: n }));
  }
  parentPort.postMessage(`worker ${n}: ${hits > 0 ? 'found entries of others' : 'found nothing'}`);
}
