// SPDX-License-Identifier: MIT
// cp and copyFile: trees, filters, links, times, errors.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-copy-'));
const at = (name) => path.join(dir, name);
fs.mkdirSync(at('src/in'), { recursive: true });
fs.writeFileSync(at('src/in/f'), 'text');
fs.utimesSync(at('src/in/f'), 1000, 2000);
fs.symlinkSync('in/f', at('src/link'));

assert.throws(() => fs.cpSync(at('src'), at('dest')), { code: 'ERR_FS_EISDIR' });
fs.cpSync(at('src'), at('dest'), { recursive: true, preserveTimestamps: true });
assert.strictEqual(fs.readFileSync(at('dest/in/f'), 'utf8'), 'text');
assert.strictEqual(fs.statSync(at('dest/in/f')).mtimeMs, 2000000);
assert.strictEqual(fs.readlinkSync(at('dest/link')), at('src/in/f'));
fs.cpSync(at('src'), at('verbatim'), { recursive: true, verbatimSymlinks: true, filter: (from) => !from.endsWith('in') });
assert.deepStrictEqual(fs.readdirSync(at('verbatim')), ['link']);
assert.strictEqual(fs.readlinkSync(at('verbatim/link')), 'in/f');
assert.throws(() => fs.cpSync(at('src'), at('src/in/deep'), { recursive: true }), { code: 'ERR_FS_CP_EINVAL' });
assert.throws(() => fs.cpSync(at('src/in/f'), at('dest/in/f'), { force: false, errorOnExist: true }),
              { code: 'ERR_FS_CP_EEXIST' });
fs.copyFileSync(at('src/in/f'), at('copied'));
assert.throws(() => fs.copyFileSync(at('src/in/f'), at('copied'), fs.constants.COPYFILE_EXCL),
              { code: 'EEXIST', syscall: 'copyfile', dest: at('copied') });

fs.promises.cp(at('src'), at('later'), { recursive: true, filter: async () => true }).then(async () => {
  assert.strictEqual(fs.readFileSync(at('later/in/f'), 'utf8'), 'text');
  await assert.rejects(fs.promises.cp(at('src/in/f'), at('later')), { code: 'ERR_FS_CP_NON_DIR_TO_DIR' });
  fs.rmSync(dir, { recursive: true });
});
