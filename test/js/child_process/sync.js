// SPDX-License-Identifier: MIT
// The synchronous calls: output, input, time, limits, failures.
'use strict';

const assert = require('node:assert');
const { execFileSync, execSync, spawnSync } = require('node:child_process');
assert.strictEqual(execSync('cat', { input: 'given', encoding: 'utf8' }), 'given');
assert.strictEqual(execFileSync('echo', ['a', 'b']).toString(), 'a b\n');
assert.throws(() => execSync('exit 5', { stdio: 'pipe' }), (error) => {
  assert.strictEqual(error.status, 5);
  assert.match(error.message, /^Command failed: exit 5/);
  return true;
});
assert.strictEqual(spawnSync('sleep', ['100'], { timeout: 20 }).error.code, 'ETIMEDOUT');
assert.strictEqual(spawnSync('yes', { maxBuffer: 100 }).error.code, 'ENOBUFS');
const killed = spawnSync('sh', ['-c', 'kill -KILL $$']);
assert.strictEqual(killed.status, null);
assert.strictEqual(killed.signal, 'SIGKILL');
assert.deepStrictEqual(spawnSync('true', { stdio: 'ignore' }).output, [null, null, null]);
