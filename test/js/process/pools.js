// SPDX-License-Identifier: MIT
// The sizes of the pools come from the command line, else from the environment, else from the machine; JavaScript can read what they do.
'use strict';
const assert = require('node:assert');
const os = require('node:os');
const { spawnSync } = require('node:child_process');

const program = `
  const { pools } = require('protojs:pools');
  const before = pools();
  require('node:fs').stat('.', () => {
    const { io, cpu, deferred } = pools();
    console.log(JSON.stringify({ before: before.io.submitted, io, cpu, deferred }));
  });`;

function run(args, env) {
  const { UV_THREADPOOL_SIZE, PROTOJS_IO_THREADS, PROTOJS_CPU_THREADS, ...rest } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, [...args, '-e', program], { encoding: 'utf8', env: { ...rest, ...env } });
  assert.notStrictEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

const plain = run([], {});
assert.strictEqual(plain.cpu.threadsMax, os.availableParallelism());
assert.strictEqual(plain.deferred.threadsMax, plain.cpu.threadsMax);
assert.ok(plain.io.submitted > plain.before && plain.io.threads >= 1 && plain.io.threadsMax > 1);
assert.deepStrictEqual(Object.keys(plain.io), ['threads', 'threadsMax', 'idle', 'queued', 'submitted', 'completed', 'stolen']);
const given = run(['--io-threads=3', '--cpu-threads=5'], { PROTOJS_IO_THREADS: '7', PROTOJS_CPU_THREADS: '8' });
assert.deepStrictEqual([given.io.threadsMax, given.cpu.threadsMax, given.deferred.threadsMax], [3, 5, 5]);
const surrounding = run([], { PROTOJS_IO_THREADS: '7', PROTOJS_CPU_THREADS: '8', UV_THREADPOOL_SIZE: '9' });
assert.deepStrictEqual([surrounding.io.threadsMax, surrounding.cpu.threadsMax], [7, 8]);
assert.strictEqual(run([], { UV_THREADPOOL_SIZE: '9' }).io.threadsMax, 9);
