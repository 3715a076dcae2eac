// SPDX-License-Identifier: MIT
// Where descriptors or threads run out a worker fails with ERR_WORKER_INIT_FAILED; the process goes on, and so do later workers.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const { Worker } = require('node:worker_threads');

async function outcome() {
  const worker = new Worker('', { eval: true });
  let failure;
  worker.on('error', (error) => { failure = error; });
  const code = await new Promise((resolve) => worker.on('exit', resolve));
  return failure === undefined ? code : failure.code;
}

async function child() {
  const held = [];
  assert.strictEqual(await outcome(), 0);
  try {
    for (;;) held.push(fs.openSync('/dev/null', 'r'));
  } catch (error) {
    assert.strictEqual(error.code, 'EMFILE');
  }
  for (let left = 2; left < 16; left += 2) {
    for (let i = 0; i < 2; i++) fs.closeSync(held.pop());
    const result = await outcome();
    assert.ok(result === 0 || result === 'ERR_WORKER_INIT_FAILED', `${left} left: ${result}`);
  }
  for (const fd of held) fs.closeSync(fd);
  assert.strictEqual(await outcome(), 0);
  process.exit(33);
}

if (process.argv[2] === 'child') {
  child();
} else {
  const { status, stderr } = spawnSync('/bin/sh', ['-c', 'ulimit -n 100; exec "$0" "$1" child', process.execPath, __filename]);
  assert.strictEqual(status, 33, `${stderr}`);
}
