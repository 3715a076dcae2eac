// SPDX-License-Identifier: MIT
// A SyntaxError names file and line, and shows the line.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const file = path.resolve('bad.js');
fs.writeFileSync(file, 'let fine = 1;\nlet a b;\n');
assert.throws(() => require(file), (error) => {
  assert.ok(error instanceof SyntaxError);
  assert.ok(error.stack.startsWith(`${file}:2\nlet a b;\n      ^\n\nSyntaxError: Unexpected identifier 'b'`), error.stack);
  return true;
});
