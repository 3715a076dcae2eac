// SPDX-License-Identifier: MIT
// Modules that require each other see what is exported so far.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-cycle-'));
try {
  fs.writeFileSync(path.join(folder, 'a.js'), "exports.early = 1; exports.b = require('./b'); exports.late = 2;");
  fs.writeFileSync(path.join(folder, 'b.js'), "const a = require('./a'); exports.early = a.early; exports.late = 'late' in a;");
  const a = require(path.join(folder, 'a'));
  assert.deepStrictEqual(a, { early: 1, b: { early: 1, late: false }, late: 2 });
  assert.strictEqual(Object.getPrototypeOf(a), Object.prototype);
} finally {
  fs.rmSync(folder, { recursive: true });
}
