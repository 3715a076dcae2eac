// SPDX-License-Identifier: MIT
// protojs run: scripts with what comes before and after them, arguments, environment, exit codes and signals.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(process.env.TMPDIR ?? '/tmp', 'run-'));
const sub = path.join(folder, 'lib', 'deep');
fs.mkdirSync(sub, { recursive: true });
fs.mkdirSync(path.join(folder, 'node_modules', '.bin'), { recursive: true });
fs.writeFileSync(path.join(folder, 'node_modules', '.bin', 'tool'), '#!/usr/bin/env node\nconsole.log("tool", process.argv.slice(2).join("|"), process.execPath === process.env.npm_node_execpath);\n', { mode: 0o755 });
fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({
  name: 'scripts', version: '1.2.3', config: { port: 80 },
  scripts: {
    prehello: 'echo before', hello: 'echo hello', posthello: 'echo after', tool: 'tool one', test: 'echo tested', start: 'echo started',
    where: 'pwd', env: 'echo $npm_lifecycle_event $npm_package_name $npm_package_version $npm_package_config_port $INIT_CWD', fail: 'exit 7', postfail: 'echo never', killed: 'kill -9 $$',
  },
}));
const run = (args, cwd = folder) => spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, INIT_CWD: '', PROTOJS_CACHE: path.join(folder, 'cache') } });
const lines = (result) => result.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('>'));

assert.deepStrictEqual(lines(run(['run', 'hello'])), ['before', 'hello', 'after']);
assert.deepStrictEqual(lines(run(['run', 'hello', '--ignore-scripts'])), ['hello']);
// The program sees `node` as this runtime, and arguments behind --.
assert.deepStrictEqual(lines(run(['run', 'tool', '--', 'two words', '--flag'])), ['tool one|two words|--flag true']);
assert.deepStrictEqual(lines(run(['test'])), ['tested']);
assert.deepStrictEqual(lines(run(['start'])), ['started']);
// In the package's folder, from wherever it is asked.
assert.deepStrictEqual(lines(run(['run', 'where'], sub)), [fs.realpathSync(folder)]);
assert.match(lines(run(['run', 'env']))[0], /^env scripts 1\.2\.3 80/);

const failed = run(['run', 'fail']);
assert.strictEqual(failed.status, 7);
assert.doesNotMatch(failed.stdout, /never\n$/);
assert.strictEqual(run(['run', 'killed']).signal, 'SIGKILL');
const missing = run(['run', 'nothing']);
assert.strictEqual(missing.status, 1);
assert.match(missing.stderr, /EMISSINGSCRIPT.*"nothing"/);
assert.strictEqual(run(['run', 'nothing', '--if-present']).status, 0);
assert.match(run(['run']).stdout, /prehello\n {4}echo before/);

// A command stands first. Behind a path, an option or two dashes stands a file; a forked program is one, too.
fs.writeFileSync(path.join(folder, 'test'), 'console.log("a file");');
assert.strictEqual(run(['./test']).stdout, 'a file\n');
assert.strictEqual(run(['--', 'test']).stdout, 'a file\n');
assert.strictEqual(run(['--no-warnings', 'test']).stdout, 'a file\n');
