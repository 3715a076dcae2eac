// SPDX-License-Identifier: MIT
// A child is killed by kill(), by a signal, or by an AbortSignal.
'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
let ends = 0;
const first = spawn('sleep', ['100']);
assert.strictEqual(first.kill(0), true);
assert.strictEqual(first.kill('SIGINT'), true);
assert.strictEqual(first.killed, true);
first.on('exit', (code, signal) => {
  ends++;
  assert.strictEqual(code, null);
  assert.strictEqual(signal, 'SIGINT');
  assert.strictEqual(first.kill(), false);
});
const controller = new AbortController();
const second = spawn('sleep', ['100'], { signal: controller.signal, killSignal: 'SIGKILL' });
second.on('error', (error) => {
  ends++;
  assert.strictEqual(error.name, 'AbortError');
});
second.on('exit', (code, signal) => {
  ends++;
  assert.strictEqual(signal, 'SIGKILL');
});
controller.abort();
assert.throws(() => first.kill('SIGNONE'), { code: 'ERR_UNKNOWN_SIGNAL' });
process.on('exit', () => assert.strictEqual(ends, 3));
