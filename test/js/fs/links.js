// SPDX-License-Identifier: MIT
// Links: readlink, realpath through chains and cycles, lstat, lutimes, rm of a link leaves its target.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-links-')));
const at = (name) => path.join(dir, name);
fs.mkdirSync(at('real'));
fs.writeFileSync(at('real/f'), 'x');
fs.symlinkSync('real', at('link'));
assert.strictEqual(fs.readlinkSync(at('link')), 'real');
assert.deepStrictEqual(fs.readlinkSync(at('link'), 'buffer'), Buffer.from('real'));
assert.ok(fs.lstatSync(at('link')).isSymbolicLink());
assert.strictEqual(fs.realpathSync(at('link/f')), at('real/f'));
assert.strictEqual(fs.realpathSync.native(at('link/f')), at('real/f'));

// More links than the system follows.
let last = 'real';
for (let i = 0; i < 60; i++) {
  fs.symlinkSync(last, at(`chain${i}`));
  last = `chain${i}`;
}
assert.throws(() => fs.realpathSync.native(at(last)), { code: 'ELOOP', syscall: 'realpath' });
fs.symlinkSync('cycle2', at('cycle1'));
fs.symlinkSync('cycle1', at('cycle2'));
assert.throws(() => fs.realpathSync(at('cycle1')), { code: 'ELOOP' });
assert.throws(() => fs.statSync(at('cycle1')), { code: 'ELOOP', syscall: 'stat' });
assert.throws(() => fs.realpathSync(at('real/none/x')), { code: 'ENOENT', syscall: 'lstat', path: at('real/none') });

fs.lutimesSync(at('link'), 10, 20.5);
assert.strictEqual(fs.lstatSync(at('link')).mtimeMs, 20500);
fs.rmSync(at('link'), { recursive: true });
assert.ok(fs.existsSync(at('real/f')));
fs.realpath(at('cycle1'), (error) => {
  assert.strictEqual(error.code, 'ELOOP');
  fs.rmSync(dir, { recursive: true });
});
