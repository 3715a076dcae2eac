// SPDX-License-Identifier: MIT
// A CPU profile in V8's format: a tree whose numbers add up, in which a busy function has most of the samples, at its lines.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

function busyFunction(count) { // line 7
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += Math.sqrt(i) * 3; // line 10
  }
  return sum;
}
function caller(ms) {
  let sum = 0;
  for (const from = process.cpuUsage().user; process.cpuUsage().user - from < ms * 1000;) sum += busyFunction(200_000);
  return sum;
}

const before = Number(process.hrtime.bigint() / 1000n);
const handle = v8.startCpuProfile();
assert.strictEqual(handle.constructor.name, 'SyncCPUProfileHandle');
const other = v8.startCpuProfile();
caller(400);
const profile = JSON.parse(handle.stop());
assert.strictEqual(handle.stop(), undefined);
const after = Number(process.hrtime.bigint() / 1000n);
assert.ok(JSON.parse(other.stop()).samples.length >= profile.samples.length / 2);

const { nodes, startTime, endTime, samples, timeDeltas } = profile;
assert.ok(before <= startTime && startTime < endTime && endTime <= after);
assert.ok(samples.length > 10 && samples.length === timeDeltas.length);
assert.ok(timeDeltas.every((delta) => delta >= 0));
const length = timeDeltas.reduce((sum, delta) => sum + delta, 0);
assert.ok(length > 100_000 && startTime + length <= endTime);

const byId = new Map(nodes.map((node) => [node.id, node]));
assert.strictEqual(byId.size, nodes.length);
const reached = new Set([nodes[0].id]);
for (const id of reached) for (const child of byId.get(id).children ?? []) reached.add(child);
assert.strictEqual(reached.size, nodes.length);
assert.strictEqual(nodes[0].callFrame.functionName, '(root)');
for (const node of nodes) {
  assert.strictEqual(samples.filter((id) => id === node.id).length, node.hitCount);
  const ticks = (node.positionTicks ?? []).reduce((sum, tick) => sum + tick.ticks, 0);
  assert.ok(ticks <= node.hitCount);
}

const busy = nodes.filter(({ callFrame }) => callFrame.functionName === 'busyFunction');
const hits = busy.reduce((sum, node) => sum + node.hitCount, 0);
assert.ok(hits > samples.length / 2, `${hits} of ${samples.length}`);
const [{ callFrame }] = busy;
assert.strictEqual(callFrame.url, __filename);
assert.strictEqual(callFrame.lineNumber, 6);
assert.strictEqual(callFrame.columnNumber, 21);
assert.ok(callFrame.scriptId > 0);
for (const node of busy) for (const { line } of node.positionTicks ?? []) assert.ok(line >= 7 && line <= 13, `${line}`);
const above = nodes.find((node) => node.callFrame.functionName === 'caller' && node.children?.some((id) => byId.get(id).callFrame.functionName === 'busyFunction'));
assert.ok(above !== undefined);
assert.deepStrictEqual([above.callFrame.lineNumber, above.callFrame.columnNumber], [13, 15]);
