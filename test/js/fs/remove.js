// SPDX-License-Identifier: MIT
// rm: trees, links in them, force, directories without recursive, many entries in one directory.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-rm-'));
const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-rm-outside-'));
fs.writeFileSync(path.join(outside, 'kept'), '');
const tree = path.join(dir, 'tree');
fs.mkdirSync(path.join(tree, 'a/b/c'), { recursive: true });
fs.symlinkSync(outside, path.join(tree, 'a/link'));
for (let i = 0; i < 1500; i++) fs.writeFileSync(path.join(tree, `file-with-a-name-${i}`), '');

assert.throws(() => fs.rmSync(tree), { code: 'ERR_FS_EISDIR', name: 'SystemError' });
assert.throws(() => fs.rmSync(path.join(dir, 'none')), { code: 'ENOENT', syscall: 'lstat' });
fs.rmSync(path.join(dir, 'none'), { force: true });
assert.throws(() => fs.rmdirSync(tree), { code: 'ENOTEMPTY' });
fs.rmSync(tree, { recursive: true });
assert.deepStrictEqual(fs.readdirSync(dir), []);
assert.deepStrictEqual(fs.readdirSync(outside), ['kept']);

(async () => {
  fs.mkdirSync(path.join(tree, 'x/y'), { recursive: true });
  await fs.promises.rm(tree, { recursive: true, maxRetries: 2 });
  await assert.rejects(fs.promises.rm(dir), { code: 'ERR_FS_EISDIR' });
  await fs.promises.rm(outside, { recursive: true });
  await fs.promises.rm(dir, { recursive: true });
})();
