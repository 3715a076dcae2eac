// SPDX-License-Identifier: MIT
// localStorage: in a file, shared by processes and threads; without one a warning; no globals with --no-webstorage.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const folder = mkdtempSync(join(tmpdir(), 'storage-'));
const file = join(folder, 'items');
function run(code, ...flags) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', code], { encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr };
}
const withFile = (code) => run(code, `--localstorage-file=${file}`);

assert.strictEqual(withFile('typeof localStorage').status, 0);
assert.deepStrictEqual(readdirSync(folder), []);
assert.strictEqual(withFile("localStorage.a = 1; localStorage.setItem('\\u00e9\\u2603', 'v\\ud800')").status, 0);
assert.deepStrictEqual(readdirSync(folder), ['items']);
assert.strictEqual(withFile('console.log(localStorage.length, localStorage.a, escape(localStorage.key(1)), escape(localStorage.getItem(localStorage.key(1))))').stdout,
  '2 1 %E9%u2603 v%uD800');
assert.strictEqual(withFile(`
  new (require('worker_threads').Worker)("localStorage.b = localStorage.a + 1; sessionStorage.only = 1", { eval: true })
    .on('exit', () => console.log(localStorage.b, sessionStorage.length));
`).stdout, '11 0');
const full = withFile("localStorage.clear(); localStorage.a = 'x'.repeat(5 * 1024 * 1024 - 1); console.log('full'); localStorage.b = 1");
assert.strictEqual(full.stdout, 'full');
assert.match(full.stderr, /QuotaExceededError: Setting the value exceeded the quota/);
assert.match(run('localStorage.a', `--localstorage-file=${join(folder, 'no', 'items')}`).stderr, /Error: unable to open database file[^]*ERR_INVALID_STATE/);

const none = run('localStorage.a = 1; console.log(localStorage.a, localStorage.length)');
assert.strictEqual(none.stdout, 'undefined undefined');
assert.match(none.stderr, /Warning: `--localstorage-file` was provided without a valid path/);
assert.strictEqual(run("console.log(typeof localStorage, typeof sessionStorage, typeof Storage, 'Storage' in globalThis)", '--no-webstorage').stdout,
  'undefined undefined undefined false');
rmSync(folder, { recursive: true });
