// SPDX-License-Identifier: MIT
// A program from standard input, with "-" and arguments or without.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const run = (args, input) => spawnSync(process.execPath, args, { encoding: 'utf8', input });
assert.strictEqual(run([], 'console.log(1 + 1)').stdout, '2\n');
assert.strictEqual(run(['-', 'x'], 'console.log(process.argv.slice(1))').stdout, "[ '-', 'x' ]\n");
const failed = run([], 'throw new Error("no")');
assert.strictEqual(failed.status, 1);
assert.match(failed.stderr, /^\[stdin\]:1\n/);
