// SPDX-License-Identifier: MIT
// An unknown option, a missing value and what NODE_OPTIONS must not hold: exit code 9 and a line that says so.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

function fails(args, message, env = {}) {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  assert.strictEqual(status, 9);
  assert.strictEqual(stderr, `${process.execPath}: ${message}\n`);
}
fails(['--no-such-option'], 'bad option: --no-such-option');
fails(['--eval'], '--eval requires an argument');
fails(['--title='], '--title= requires an argument');
fails(['-e', '1'], '--version is not allowed in NODE_OPTIONS', { NODE_OPTIONS: '--version' });
fails(['-e', '1'], 'invalid value for NODE_OPTIONS (unterminated string)', { NODE_OPTIONS: '"--title=x' });
fails(['-c', '-e', '1'], 'either --check or --eval can be used, not both');
