// SPDX-License-Identifier: MIT
// An option before a script that is named relative to the working directory.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const path = require('node:path');

if (process.argv[2] === 'child') {
  console.log(process.argv[1]);
} else {
  const name = `./${path.basename(__filename)}`;
  const out = execFileSync(process.execPath, ['--no-warnings', name, 'child'], { cwd: __dirname, encoding: 'utf8' });
  assert.strictEqual(out.trim(), __filename);
}
