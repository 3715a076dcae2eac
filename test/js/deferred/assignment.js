// SPDX-License-Identifier: MIT
// A deferred function that assigns to what it captures is refused when its module is loaded, with the place.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferred-'));
function load(name, text) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}
try {
  const bodies = ['sum += 1', 'sum++', '[sum] = [1]', '({ a: sum } = { a: 1 })', 'for (sum of [1]);', '(() => { sum = 2; })()'];
  bodies.forEach((body, i) => {
    const file = load(`a${i}.js`, `let sum = 0;\n\nDeferred.run(() => { ${body}; });\n`);
    assert.throws(() => require(file), (error) => error instanceof SyntaxError &&
      error.message === "Assignment to captured variable 'sum' in a Deferred function" && error.stack.includes(`${file}:3`));
  });
  const fine = load('fine.js', 'let sum = 0; sum = 1; module.exports = Deferred.run(() => { let sum = 1; sum += 1; return sum; });');
  require(fine).then((value) => assert.strictEqual(value, 2));
  assert.throws(() => require(load('m.js', 'Deferred.run(() => module.id)')), /cannot use 'module'/);
} finally {
  process.on('exit', () => fs.rmSync(folder, { recursive: true }));
}
