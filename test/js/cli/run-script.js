// SPDX-License-Identifier: MIT
// --run starts a script of package.json with its arguments.
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');

fs.writeFileSync('package.json', JSON.stringify({ scripts: { say: 'echo said $NODE_RUN_SCRIPT_NAME' } }));
const run = (...args) => spawnSync(process.execPath, ['--run', ...args], { encoding: 'utf8' });
assert.strictEqual(run('say', '--', 'a b').stdout, 'said say a b\n');
const missing = run('none');
assert.strictEqual(missing.status, 1);
assert.match(missing.stderr, /Missing script: "none"/);
