// SPDX-License-Identifier: MIT
// Directories: sorted names, types, encodings, recursion, opendir in all its forms, mkdir's result.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-dirs-'));
assert.strictEqual(fs.mkdirSync(path.join(dir, 'd/e/f'), { recursive: true }), path.join(dir, 'd'));
assert.strictEqual(fs.mkdirSync(path.join(dir, 'd/e/f'), { recursive: true }), undefined);
fs.writeFileSync(path.join(dir, 'b'), '');
fs.symlinkSync('b', path.join(dir, 'a'));
fs.writeFileSync(path.join(dir, 'd/\u00e4'), '');
assert.throws(() => fs.mkdirSync(path.join(dir, 'b/x'), { recursive: true }), { code: 'ENOTDIR' });
assert.throws(() => fs.mkdirSync(path.join(dir, 'b'), { recursive: true }), { code: 'EEXIST' });

assert.deepStrictEqual(fs.readdirSync(dir), ['a', 'b', 'd']);
assert.deepStrictEqual(fs.readdirSync(dir, 'hex'), ['61', '62', '64']);
assert.deepStrictEqual(fs.readdirSync(dir, 'buffer')[2], Buffer.from('d'));
const types = fs.readdirSync(dir, { withFileTypes: true });
assert.ok(types[0].isSymbolicLink() && types[1].isFile() && types[2].isDirectory());
assert.strictEqual(types[1].parentPath, dir);
assert.deepStrictEqual(fs.readdirSync(dir, { recursive: true }),
                       ['a', 'b', 'd', 'd/e', 'd/\u00e4', 'd/e/f']);
assert.throws(() => fs.readdirSync(path.join(dir, 'b')), { code: 'ENOTDIR', syscall: 'scandir' });

(async () => {
  const names = [];
  for await (const entry of await fs.promises.opendir(dir, { recursive: true })) names.push(entry.name);
  assert.deepStrictEqual(names.sort(), ['a', 'b', 'd', 'e', 'f', '\u00e4']);
  const open = fs.opendirSync(dir);
  const first = open.read();
  assert.throws(() => open.readSync(), { code: 'ERR_DIR_CONCURRENT_OPERATION' });
  assert.ok((await first) instanceof fs.Dirent);
  open.closeSync();
  assert.throws(() => open.readSync(), { code: 'ERR_DIR_CLOSED' });
  assert.deepStrictEqual(await fs.promises.readdir(dir), ['a', 'b', 'd']);
  await fs.promises.rm(dir, { recursive: true });
})();
