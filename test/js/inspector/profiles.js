// SPDX-License-Identifier: MIT
// Profiler and HeapProfiler: a CPU profile, a profile of allocations, a snapshot in chunks.
'use strict';
const assert = require('node:assert');
const { Session } = require('node:inspector/promises');

(async () => {
  const session = new Session();
  session.connect();
  await assert.rejects(session.post('Profiler.start'), /not enabled/);
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const until = Date.now() + 60;
  while (Date.now() < until) JSON.stringify({ a: [1, 2, 3] });
  const { profile } = await session.post('Profiler.stop');
  assert.ok(profile.nodes.length > 1);
  assert.strictEqual(profile.samples.length, profile.timeDeltas.length);
  await assert.rejects(session.post('Profiler.stop'), /No recording profiles found/);

  const chunks = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ params: { chunk } }) => chunks.push(chunk));
  await session.post('HeapProfiler.takeHeapSnapshot');
  const { snapshot, nodes } = JSON.parse(chunks.join(''));
  assert.ok(chunks.length > 1);
  assert.strictEqual(nodes.length, snapshot.node_count * snapshot.meta.node_fields.length);

  await session.post('HeapProfiler.startSampling');
  const kept = [];
  for (let i = 0; i < 1e5; i++) kept.push({ i });
  assert.ok((await session.post('HeapProfiler.stopSampling')).profile.head);
  session.disconnect();
})();
