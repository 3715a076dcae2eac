// SPDX-License-Identifier: MIT
// --check parses a file and runs nothing.
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');

fs.writeFileSync('good.js', 'console.log("ran"); return;');
fs.writeFileSync('bad.js', 'var a b;');
fs.writeFileSync('good.mjs', 'import fs from "fs"; console.log("ran"); await 1;');
const check = (file) => spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
for (const file of ['good.js', 'good.mjs']) {
  const { status, stdout, stderr } = check(file);
  assert.deepStrictEqual([status, stdout, stderr], [0, '', '']);
}
const bad = check('bad.js');
assert.strictEqual(bad.status, 1);
assert.match(bad.stderr, /bad\.js:1\nvar a b;\n {6}\^\n\nSyntaxError: Unexpected identifier 'b'/);
