// SPDX-License-Identifier: MIT
// --test-global-setup: once before and once after all tests, with and without the runner, in all isolations; an error in it ends the run with 7.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'global-setup-'));
fs.writeFileSync(path.join(cwd, 'setup.mjs'), `
export async function globalSetup() { if (process.env.FAIL) throw new Error('no setup'); console.log('SET UP'); }
export async function globalTeardown() { console.log('TORN DOWN'); }
`);
for (const name of ['a', 'b']) {
  fs.writeFileSync(path.join(cwd, `${name}.test.js`), `require('node:test')('in ${name}', () => { console.log('RAN'); });`);
}
const run = (env, ...args) => spawnSync(process.execPath, ['--test-global-setup=setup.mjs', '--test-reporter=tap', ...args],
                                        { cwd, encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env } });

for (const args of [['--test'], ['--test', '--test-isolation=none'], ['a.test.js']]) {
  const { stdout, status } = run({}, ...args);
  assert.strictEqual(status, 0, stdout);
  assert.strictEqual(stdout.match(/SET UP/g)?.length, 1, stdout);
  assert.strictEqual(stdout.match(/TORN DOWN/g)?.length, 1, stdout);
  assert.ok(stdout.indexOf('SET UP') < stdout.indexOf('RAN') && stdout.lastIndexOf('RAN') < stdout.indexOf('TORN DOWN'), stdout);

  const failed = run({ FAIL: '1' }, ...args);
  assert.match(failed.stderr, /Error: no setup/);
  assert.doesNotMatch(failed.stdout, /RAN|TORN/);
  assert.strictEqual(failed.status, 7, `${args}`);
}
fs.rmSync(cwd, { recursive: true });
