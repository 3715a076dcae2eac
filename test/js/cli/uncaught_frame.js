// SPDX-License-Identifier: MIT
// The line above an uncaught error, marked where it was thrown: in files, in -e, after a timer; and what options of little meaning do.
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');

const run = (...args) => spawnSync(process.execPath, args, { encoding: 'utf8' });
fs.writeFileSync('thrower.js', '  if (true) throw   new TypeError("x");\n');
assert.match(run('thrower.js').stderr, /thrower\.js:1\n {2}if \(true\) throw {3}new TypeError\("x"\);\n {12}\^\n\nTypeError: x\n/);
assert.match(run('-e', 'throw new Error("a")').stderr, /^\[eval\]:1\nthrow new Error\("a"\)\n\^\n\nError: a\n/);
assert.match(run('-e', 'setTimeout(() => { throw new Error("late"); }, 1)').stderr, /^\[eval\]:1\nsetTimeout.*\n {19}\^\n\nError: late\n/);
assert.match(run('-e', 'require("vm").runInThisContext("\\n  throw new Error(1)", "x.vm")').stderr, /^x\.vm:2\n {2}throw new Error\(1\)\n {2}\^\n\nError: 1\n {4}at x\.vm:2:9\n/);

assert.strictEqual(run('--test', '--test-isolation=bogus').status, 9);
assert.strictEqual(run('--permission', '-p', '1').status, 9); // what is not there is not promised
assert.strictEqual(run('--use-largepages=off', '--napi-modules', '--no-require-module', '--node-memory-debug', '-p', '1').stdout, '1\n');
assert.strictEqual(run('--no-experimental-global-navigator', '-p', 'typeof navigator').stdout, 'undefined\n');
const missing = run('--env-file-if-exists=nope', '-p', '1');
assert.strictEqual(missing.stdout, '1\n');
assert.strictEqual(missing.stderr, 'nope not found. Continuing without it.\n');
assert.ok(process.allowedNodeEnvironmentFlags.has('--no-warnings') && [...process.allowedNodeEnvironmentFlags].includes('--no-warnings'));
