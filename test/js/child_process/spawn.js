// SPDX-License-Identifier: MIT
// spawn: events, output, input, the exit code.
'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const events = [];
const child = spawn('sh', ['-c', 'cat; echo "$GREETING" >&2; exit 4'], { env: { ...process.env, GREETING: 'hello' } });
let out = '';
let err = '';
child.stdout.on('data', (chunk) => {
  out += chunk;
});
child.stderr.on('data', (chunk) => {
  err += chunk;
});
child.stdin.end('input');
child.on('spawn', () => events.push('spawn'));
child.on('exit', (code, signal) => events.push(['exit', code, signal]));
child.on('close', (code, signal) => {
  events.push(['close', code, signal]);
  assert.strictEqual(out, 'input');
  assert.strictEqual(err, 'hello\n');
});
assert.ok(child.pid > 0);
process.on('exit', () => assert.deepStrictEqual(events, ['spawn', ['exit', 4, null], ['close', 4, null]]));
