// SPDX-License-Identifier: MIT
// --experimental-test-coverage: lines, branches and functions of CommonJS, ES modules and TypeScript, in workers and child processes, with and without
// the runner; thresholds, includes and excludes; as a table, as LCOV and as an event.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const cwd = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'coverage-')));
const write = (name, text) => fs.writeFileSync(path.join(cwd, name), text);
fs.mkdirSync(path.join(cwd, 'sub'));
write('lib.js', `'use strict';
function used(a) {
  if (a) {
    return 1;
  } else {
    console.log('never');
  }
}
function unused() {
  return 3;
}
const pick = (x) => x ? 'yes' : 'no';
/* node:coverage ignore next 3 */
function ignored() {
  return 4;
}
module.exports = { used, unused, pick, ignored };
`);
write('sub/esm.mjs', `export async function f(x) {
  const v = await x;
  for (const a of [1, 2]) {
    if (a === v) return a;
  }
  throw new Error('none');
}
`);
write('sub/types.ts', `interface A { a: number }
export function g<T>(v: T): T {
  if (!v) {
    return v;
  }
  return v as T;
}
`);
write('w.js', 'function inWorker() { return 1; }\nfunction neverThere() { return 1; }\ninWorker();\n');
write('lib.test.js', `
const test = require('node:test');
const { used, pick } = require('./lib');
test('all', async () => {
  used(1); used(2); pick(1);
  const { f } = await import('./sub/esm.mjs');
  await f(Promise.resolve(2));
  (await import('./sub/types.ts')).g(1);
  await new Promise((resolve) => new (require('node:worker_threads').Worker)('./w.js').on('exit', resolve));
  require('node:child_process').execFileSync(process.execPath, ['w.js']);
});
`);
const env = { ...process.env };
delete env.NODE_TEST_CONTEXT;
delete env.NODE_V8_COVERAGE;
const run = (...args) => spawnSync(process.execPath, ['--experimental-test-coverage', ...args], { cwd, encoding: 'utf8', env });

for (const args of [['--test'], ['--test', '--test-isolation=none'], ['lib.test.js']]) {
  const { stdout, stderr, status } = run('--test-reporter=tap', ...args);
  assert.strictEqual(status, 0, stdout + stderr);
  assert.match(stdout, /^# lib\.js +\| {2}70\.59 \| {4}\d\d\.\d\d \| {3}75\.00 \| 6-7 9-11$/m);
  assert.match(stdout, /^# {2}esm\.mjs +\| {2}85\.71 \|.*\| 6$/m);
  assert.match(stdout, /^# {2}types\.ts +\| {2}71\.43 \|.*\| 4-5$/m);
  assert.match(stdout, /^# w\.js +\| {2}66\.67 \|.*\| {3}50\.00 \| 2$/m);
  assert.match(stdout, /^# all files/m);
  assert.doesNotMatch(stdout, /lib\.test\.js/);
}

const only = run('--test', '--test-reporter=tap', '--test-coverage-include=sub/*', '--test-coverage-exclude=**/*.ts', '--test-coverage-lines=90', '--test-coverage-functions=100');
assert.strictEqual(only.status, 1);
assert.match(only.stdout, /^# Error: 85\.71% line coverage does not meet threshold of 90%\.$/m);
assert.doesNotMatch(only.stdout, /function coverage does not meet|lib\.js|types\.ts/);

const lcov = run('--test', '--test-reporter=lcov').stdout;
assert.ok(lcov.startsWith('TN:\nSF:lib.js\nFN:2,used\nFN:9,unused\nFN:12,pick\nFN:14,ignored\nFNDA:2,used\nFNDA:0,unused\nFNDA:1,pick\n'), lcov);
assert.match(lcov, /DA:6,0\nDA:7,0\nDA:8,2\nDA:9,0\n/);
assert.match(lcov, /\nend_of_record\nSF:sub\/esm\.mjs\n/);

// Positions in stacks stay the author's.
write('pos.test.js', "require('node:test')('x', () => { const a = 1 ? new Error('x') : 0; console.log(a.stack.split('\\n')[1]); });\n");
assert.match(run('pos.test.js').stdout, /pos\.test\.js:1:49/);

// What V8 would write, where the environment asks for it.
const folder = path.join(cwd, 'v8');
assert.strictEqual(spawnSync(process.execPath, ['w.js'], { cwd, env: { ...env, NODE_V8_COVERAGE: folder } }).status, 0);
const [file] = fs.readdirSync(folder);
const { result } = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
assert.deepStrictEqual(result.find(({ url }) => url.endsWith('/w.js')).functions.map((fn) => [fn.functionName, fn.ranges[0]]), [
  ['', { startOffset: 0, endOffset: 82, count: 1 }],
  ['inWorker', { startOffset: 0, endOffset: 33, count: 1 }],
  ['neverThere', { startOffset: 34, endOffset: 69, count: 0 }],
]);
fs.rmSync(cwd, { recursive: true });
