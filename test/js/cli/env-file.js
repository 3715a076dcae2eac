// SPDX-License-Identifier: MIT
// --env-file sets variables that are not set; a missing file ends the process unless it may be missing.
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');

fs.writeFileSync('vars', 'A_NAME=from file\nHOME=other\n');
const run = (...args) => spawnSync(process.execPath, [...args, '-p', 'process.env.A_NAME + process.env.HOME'],
                                   { encoding: 'utf8', env: { ...process.env, HOME: '/home' } });
assert.strictEqual(run('--env-file=vars').stdout, 'from file/home\n');
assert.strictEqual(run('--env-file=absent').status, 9);
assert.strictEqual(run('--env-file-if-exists=absent').status, 0);
