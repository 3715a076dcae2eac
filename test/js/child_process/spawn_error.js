// SPDX-License-Identifier: MIT
// A program that is not there is an error event, later.
'use strict';

const assert = require('node:assert');
const { spawn, spawnSync } = require('node:child_process');
let error;
const child = spawn('no-such-program', ['a', 'b']);
assert.strictEqual(child.pid, undefined);
child.on('error', (e) => {
  error = e;
});
child.on('exit', () => assert.fail('it never ran'));
process.on('exit', () => {
  assert.strictEqual(error.code, 'ENOENT');
  assert.strictEqual(error.syscall, 'spawn no-such-program');
  assert.strictEqual(error.path, 'no-such-program');
  assert.deepStrictEqual(error.spawnargs, ['a', 'b']);
});
const result = spawnSync('no-such-program', ['a']);
assert.strictEqual(result.error.code, 'ENOENT');
assert.strictEqual(result.error.syscall, 'spawnSync no-such-program');
assert.strictEqual(result.status, null);
assert.throws(() => spawn(''), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => spawn('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => spawn('sh', [], { stdio: 'nonsense' }), { code: 'ERR_INVALID_ARG_VALUE' });
