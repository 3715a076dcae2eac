// SPDX-License-Identifier: MIT
// --heapsnapshot-near-heap-limit writes snapshots before memory ends, of the process and of a worker with a limit.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');
const { spawnSync } = require('node:child_process');

assert.throws(() => v8.setHeapSnapshotNearHeapLimit(0), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => v8.setHeapSnapshotNearHeapLimit('1'), { code: 'ERR_INVALID_ARG_TYPE' });

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'near-limit-'));
const grow = 'class Grown {}; const all = []; (function more() { for (let i = 0; i < 1000; i++) { const one = new Grown(); one.list = [i, [i]]; all.push(one); } ' +
  'setImmediate(more); })();';
const run = (...args) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
const check = (stderr, thread) => {
  const list = fs.readdirSync(folder);
  assert.strictEqual(list.length, 1, stderr);
  assert.match(list[0], new RegExp(`^Heap\\.\\d{8}\\.\\d{6}\\.\\d+\\.${thread}\\.001\\.heapsnapshot$`));
  const text = fs.readFileSync(path.join(folder, list[0]), 'utf8');
  assert.ok(text.endsWith(']}\n') && text.includes('"Grown"'));
  fs.rmSync(path.join(folder, list[0]));
};
try {
  const alone = run('--max-old-space-size=40', '--heapsnapshot-near-heap-limit=1', '-e', grow);
  assert.match(alone.stderr, /Wrote snapshot to Heap\..*\nFATAL ERROR: JavaScript heap out of memory/s);
  check(alone.stderr, 0);
  const worker = `new (require('worker_threads').Worker)(${JSON.stringify(`require('v8').setHeapSnapshotNearHeapLimit(1); ${grow}`)}, ` +
    '{ eval: true, resourceLimits: { maxOldGenerationSizeMb: 20 } })';
  const { stderr } = run('-e', worker);
  assert.match(stderr, /Wrote snapshot to .*ERR_WORKER_OUT_OF_MEMORY/s);
  check(stderr, 1);
} finally {
  fs.rmSync(folder, { recursive: true });
}
