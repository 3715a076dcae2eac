// SPDX-License-Identifier: MIT
// writeFile replaces the whole content, whether it was longer or shorter, and keeps the file's identity.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-over-'));
const file = path.join(dir, 'f');
const link = path.join(dir, 'hard');
fs.writeFileSync(file, 'a long first content');
fs.linkSync(file, link);
const { ino } = fs.statSync(file);
fs.writeFileSync(file, 'short');
assert.strictEqual(fs.readFileSync(link, 'utf8'), 'short');
fs.writeFileSync(file, 'and longer again');
assert.strictEqual(fs.readFileSync(file, 'utf8'), 'and longer again');
fs.utimesSync(file, 1, 1);
fs.writeFileSync(file, '');
assert.strictEqual(fs.statSync(file).size, 0);
assert.strictEqual(fs.statSync(file).ino, ino);
assert.ok(fs.statSync(file).mtimeMs > 2000);
fs.writeFile(file, new Uint8Array([104, 105]), { flush: true }, (error) => {
  assert.strictEqual(error, null);
  assert.strictEqual(fs.readFileSync(file, 'utf8'), 'hi');
  fs.rmSync(dir, { recursive: true });
});
