// SPDX-License-Identifier: MIT
// exec and execFile collect output, and fail with code, signal and command.
'use strict';

const assert = require('node:assert');
const { exec, execFile } = require('node:child_process');
const { promisify } = require('node:util');
let calls = 0;
exec('echo out; echo err >&2', (error, stdout, stderr) => {
  calls++;
  assert.strictEqual(error, null);
  assert.strictEqual(stdout, 'out\n');
  assert.strictEqual(stderr, 'err\n');
});
exec('exit 9', (error) => {
  calls++;
  assert.strictEqual(error.code, 9);
  assert.strictEqual(error.killed, false);
  assert.strictEqual(error.cmd, 'exit 9');
});
execFile('sleep', ['100'], { timeout: 20 }, (error) => {
  calls++;
  assert.strictEqual(error.killed, true);
  assert.strictEqual(error.signal, 'SIGTERM');
});
exec('yes', { maxBuffer: 10 }, (error, stdout) => {
  calls++;
  assert.strictEqual(error.code, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER');
  assert.strictEqual(stdout, 'y\ny\ny\ny\ny\n');
});
promisify(exec)('echo promised').then(({ stdout }) => {
  calls++;
  assert.strictEqual(stdout, 'promised\n');
});
process.on('exit', () => assert.strictEqual(calls, 5));
