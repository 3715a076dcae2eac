// SPDX-License-Identifier: MIT
// -p prints the value of its code; built-ins are at hand.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');

const run = (...args) => execFileSync(process.execPath, args, { encoding: 'utf8' });
assert.strictEqual(run('-p', '1 + 1'), '2\n');
assert.strictEqual(run('-p', 'path.basename("/a/b")'), 'b\n');
assert.strictEqual(run('-e', 'console.log(process.argv.slice(1), module.id, __filename)', 'x'), "[ 'x' ] [eval] [eval]\n");
assert.strictEqual(run('--no-warnings', '-pe', 'process.execArgv.length'), '3\n');
