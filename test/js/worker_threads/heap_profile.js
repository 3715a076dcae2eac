// SPDX-License-Identifier: MIT
// A worker's heap profile names the function that allocates, at its line; there is one at a time.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { once } = require('node:events');

function* all(node, path = []) {
  yield { node, path };
  for (const child of node.children) yield* all(child, [...path, node.callFrame.functionName]);
}

async function main() {
  const worker = new Worker(`
    const kept = [];
    class Thing { constructor() { this.list = new Array(20).fill(0); } }
    function allocates() { for (let i = 0; i < 100_000; i++) kept.push(new Thing()); }
    function outer() { allocates(); }
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', () => { outer(); parentPort.postMessage('done'); });
  `, { eval: true });
  await once(worker, 'online');
  const handle = await worker.startHeapProfile();
  assert.strictEqual(handle.constructor.name, 'HeapProfileHandle');
  await assert.rejects(worker.startHeapProfile(), { code: 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED' });
  worker.postMessage('go');
  await once(worker, 'message');
  const promise = handle.stop();
  assert.strictEqual(handle.stop(), promise);
  const { head, samples } = JSON.parse(await promise);
  const nodes = [...all(head)];
  const total = samples.reduce((sum, { size }) => sum + size, 0);
  assert.strictEqual(nodes.reduce((sum, { node }) => sum + node.selfSize, 0), total);
  assert.ok(total > 15e6 && total < 60e6, `${total}`); // 100,000 objects, their lists, and what these hold
  for (const { nodeId, size, ordinal } of samples) {
    assert.ok(nodes.some(({ node }) => node.id === nodeId) && size >= 512 * 1024 && ordinal > 0);
  }
  const things = nodes.filter(({ node, path }) => node.callFrame.functionName === 'Thing' && path.at(-1) === 'allocates' && path.at(-2) === 'outer');
  const size = things.reduce((sum, { node }) => sum + node.selfSize, 0);
  assert.ok(size > total / 2, `${size} of ${total}`);
  assert.strictEqual(nodes.find(({ node }) => node.callFrame.functionName === 'allocates').node.callFrame.lineNumber, 3);
  const again = await worker.startHeapProfile();
  JSON.parse(await again.stop());
  await worker.startHeapProfile(); // ends with the thread
  await worker.terminate();
  await assert.rejects(worker.startHeapProfile(), { code: 'ERR_WORKER_NOT_RUNNING' });
}
main();
