// SPDX-License-Identifier: MIT
// Snapshots as streams, in pieces, and as files with Node's names; what is not an option is refused.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');
const { Readable } = require('node:stream');

async function main() {
  const stream = v8.getHeapSnapshot();
  assert.ok(stream instanceof Readable);
  assert.strictEqual(stream.constructor.name, 'HeapSnapshotStream');
  let text = '';
  let largest = 0;
  for await (const chunk of stream) {
    text += chunk;
    largest = Math.max(largest, chunk.length);
  }
  assert.ok(largest <= 4 * 65536);
  assert.ok(JSON.parse(text).snapshot.node_count > 1000);

  v8.getHeapSnapshot().destroy(); // unread

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'snapshot-'));
  try {
    process.chdir(folder);
    const name = v8.writeHeapSnapshot();
    assert.match(name, new RegExp(`^Heap\\.\\d{8}\\.\\d{6}\\.${process.pid}\\.0\\.\\d{3}\\.heapsnapshot$`));
    JSON.parse(fs.readFileSync(name, 'utf8'));
    assert.strictEqual(v8.writeHeapSnapshot('own.name'), 'own.name');
    JSON.parse(fs.readFileSync('own.name', 'utf8'));
    assert.throws(() => v8.writeHeapSnapshot(folder), { code: 'EISDIR' });
    assert.throws(() => v8.writeHeapSnapshot(1), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => v8.getHeapSnapshot(null), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => v8.getHeapSnapshot({ exposeInternals: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
  } finally {
    process.chdir('/');
    fs.rmSync(folder, { recursive: true });
  }
}
main();
