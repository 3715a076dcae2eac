// SPDX-License-Identifier: MIT
// A large file, which the engine reads in place: its text, its position in stacks, its errors, and loading it again after it changed.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'large-'));
const file = path.join(folder, 'large.js');
const filler = `function unused() { return 'nothing'; }\n`.repeat(10000);
assert.ok(filler.length > 256 * 1024);

function load(text) {
  fs.writeFileSync(file, text);
  delete require.cache[file];
  return require(file);
}

try {
  const text = `exports.stack = new Error('here').stack;\n${filler}exports.named = function named(a) { return a + 1; };\n`;
  const first = load(text);
  assert.strictEqual(first.named(1), 2);
  assert.strictEqual(first.named.toString(), 'function named(a) { return a + 1; }');
  assert.ok(first.stack.includes(`${file}:1:17`), first.stack);
  const second = load(text);
  assert.notStrictEqual(second, first);
  assert.strictEqual(second.named(2), 3);

  assert.strictEqual(load(text.replace('a + 1', 'a + 2')).named(1), 3);
  assert.strictEqual(load(`${text}exports.sign = '\u20ac';\n`).sign, '\u20ac');
  assert.strictEqual(load(`${text}exports.sign = '\u00e9';\n`).sign, '\u00e9');

  assert.throws(() => load(`${text}exports.x = (;\n`), (error) => {
    assert.ok(error instanceof SyntaxError);
    assert.ok(error.stack.includes(`${file}:10003`), error.stack);
    return true;
  });
} finally {
  fs.rmSync(folder, { recursive: true });
}
