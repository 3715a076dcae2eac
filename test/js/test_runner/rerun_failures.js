// SPDX-License-Identifier: MIT
// --test-rerun-failures: what has passed is not run again but counts, with its subtests; the file keeps each attempt.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'rerun-'));
fs.writeFileSync(path.join(cwd, 'x.test.js'), `
const { test } = require('node:test');
test('third time lucky', ({ attempt }) => { if (attempt < 2) throw new Error('not yet'); });
test('with a part', async (t) => { console.log('ran the whole'); await t.test('part', () => {}); });
for (const least of [0, 1]) test('same place', ({ attempt }) => { if (attempt < least) throw new Error('not yet'); });
`);
const state = path.join(cwd, 'state.json');
const expected = [[1, 3, 2], [1, 4, 1], [0, 5, 0]];
for (const isRunner of [false, true]) {
  for (const [code, passed, failed] of expected) {
    const args = [...(isRunner ? ['--test'] : []), '--test-rerun-failures', state, '--test-reporter=tap', 'x.test.js'];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    assert.strictEqual(status, code, stdout);
    assert.match(stdout, new RegExp(`# pass ${passed}\n# fail ${failed}\n`));
    assert.strictEqual(stdout.includes('ran the whole'), !fs.existsSync(state) || JSON.parse(fs.readFileSync(state)).length === 1, stdout);
  }
  const attempts = JSON.parse(fs.readFileSync(state, 'utf8'));
  assert.deepStrictEqual(attempts.map((a) => Object.entries(a).map(([place, e]) => `${place} ${e.passed_on_attempt}`).sort()), [
    ['x.test.js:4:1 0', 'x.test.js:4:74 0', 'x.test.js:5:29 0'],
    ['x.test.js:4:1 0', 'x.test.js:4:74 0', 'x.test.js:5:29 0', 'x.test.js:5:29:(1) 1'],
    ['x.test.js:3:1 2', 'x.test.js:4:1 0', 'x.test.js:4:74 0', 'x.test.js:5:29 0', 'x.test.js:5:29:(1) 1'],
  ]);
  fs.rmSync(state);
}
fs.rmSync(cwd, { recursive: true });
