// SPDX-License-Identifier: MIT
// --test --watch: a changed dependency runs the files that loaded it again, a new file joins, each round has its own counts.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { spawn } = require('node:child_process');

const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'test-watch-'));
const write = (name, text) => fs.writeFileSync(path.join(cwd, name), text);
write('dep.js', 'module.exports = 1;');
write('part.mjs', 'export const part = 1;');
write('a.test.js', "require('./dep'); require('node:test')('in a', () => {});");
write('b.test.mjs', "import './part.mjs'; import test from 'node:test'; test('in b', () => {});");

async function watch(isolation) {
  const child = spawn(process.execPath, ['--test', '--watch', `--test-isolation=${isolation}`, '--test-reporter=tap'], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
  const round = async () => {
    while (!/# duration_ms/.test(text)) await once(child.stdout, 'data');
    const all = text;
    text = '';
    return all;
  };
  const first = await round();
  assert.match(first, /ok \d - in a/);
  assert.match(first, /ok \d - in b/);
  assert.match(first, /# pass 2/);

  write('dep.js', 'module.exports = 2;');
  const second = await round();
  assert.match(second, /ok 1 - in a/);
  if (isolation === 'process') {
    assert.doesNotMatch(second, /in b/);
    assert.match(second, /# pass 1/);
  }

  write('part.mjs', 'export const part = 2;');
  assert.match(await round(), /ok \d - in b/);

  write('c.test.js', "require('node:test')('in c', () => { throw new Error('c fails'); });");
  const third = await round();
  assert.match(third, /not ok \d - in c/);
  assert.match(third, /# fail 1/);

  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  assert.strictEqual(code, 1);
  fs.rmSync(path.join(cwd, 'c.test.js'));
}

(async () => {
  for (const isolation of ['process', 'none']) await watch(isolation);
  fs.rmSync(cwd, { recursive: true });
})();
