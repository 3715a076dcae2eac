// SPDX-License-Identifier: MIT
// What was written to a pipe comes out whole, also when the process exits at once.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
if (process.argv[2] === 'child') {
  process.stdout.write('x'.repeat(1 << 20));
  process.exit(3);
} else {
  const result = spawnSync(process.execPath, [__filename, 'child'], { maxBuffer: 1 << 22 });
  assert.strictEqual(result.status, 3);
  assert.strictEqual(result.stdout.length, 1 << 20);
}
