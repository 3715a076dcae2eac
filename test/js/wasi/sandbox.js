// SPDX-License-Identifier: MIT
// No path, link, or change of a folder meanwhile leads out of what was opened for the program.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { join } = require('node:path');
const { E, folder, world } = require('./_world.js');

const outside = folder();
const inside = join(outside, 'inside');
fs.mkdirSync(join(inside, 'a', 'b'), { recursive: true });
fs.writeFileSync(join(outside, 'secret'), 'secret');
fs.writeFileSync(join(inside, 'file'), 'content');
fs.symlinkSync('../secret', join(inside, 'up'));
fs.symlinkSync('a/../../secret', join(inside, 'round'));
fs.symlinkSync(join(outside, 'secret'), join(inside, 'absolute'));
fs.symlinkSync('..', join(inside, 'parent'));
fs.symlinkSync('../../..', join(inside, 'a', 'b', 'far'));
fs.symlinkSync('../file', join(inside, 'a', 'fine'));
fs.symlinkSync('loop', join(inside, 'loop'));
fs.symlinkSync('a/b', join(inside, 'folder'));

const w = world({ preopens: { '/': inside } });
const { f, text } = w;
for (const path of ['../secret', 'a/../../secret', 'up', 'round', 'absolute', 'parent/secret', 'a/b/far/secret', 'folder/far/secret', '/etc/passwd', '..', 'parent', 'a/b/../../..']) {
  assert.strictEqual(w.open(3, path, { rights: 2n })[0], E.NOTCAPABLE, path);
  assert.strictEqual(w.open(3, path, { rights: 2n, how: 1 })[0], E.NOTCAPABLE, path);
  assert.strictEqual(f.path_filestat_get(3, 1, ...text(path), 64), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_filestat_set_times(3, 1, ...text(path), 0n, 0n, 1), E.NOTCAPABLE, path);
}
for (const path of ['../new', 'parent/new', 'a/b/far/new', '/tmp/new']) {
  assert.strictEqual(f.path_create_directory(3, ...text(path)), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_unlink_file(3, ...text(path)), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_remove_directory(3, ...text(path)), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_rename(3, ...text('file'), 3, ...text(path)), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_rename(3, ...text(path), 3, ...text('x')), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_link(3, 0, ...text('file'), 3, ...text(path)), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_link(3, 1, ...text(path), 3, ...text('x')), E.NOTCAPABLE, path);
  assert.strictEqual(f.path_symlink(...text('file'), 3, ...text(path)), E.NOTCAPABLE, path);
}
assert.strictEqual(f.path_symlink(...text('/etc/passwd'), 3, ...text('x')), E.NOTCAPABLE);
assert.strictEqual(w.open(3, 'loop')[0], E.LOOP);
assert.strictEqual(w.open(3, 'file\0')[0], E.INVAL);
assert.strictEqual(w.open(3, '')[0], E.NOENT);
assert.strictEqual(w.open(3, 'x'.repeat(300))[0], E.NAMETOOLONG);
assert.strictEqual(w.open(3, `${'a/../'.repeat(3000)}file`)[0], E.NAMETOOLONG);

// Inside, links and `..` work.
for (const path of ['file', './file', 'a/../file', 'a/fine', 'folder/../../file', 'a//b/.././../file', 'a/b/../../a/fine']) {
  const [error, fd] = w.open(3, path, { rights: 2n });
  assert.strictEqual(error, E.OK, path);
  assert.strictEqual(w.readAll(fd), 'content');
  assert.strictEqual(f.fd_close(fd), E.OK);
}
assert.strictEqual(w.open(3, 'file/')[0], E.NOTDIR);
assert.strictEqual(w.open(3, 'a/fine', { follow: 0 })[0], E.LOOP);
assert.strictEqual(f.path_readlink(3, ...text('up'), 4096, 100, 64), E.OK);
assert.strictEqual(w.read(4096, w.view.getUint32(64, true)), '../secret');
assert.strictEqual(f.path_unlink_file(3, ...text('up')), E.OK);

// A folder opened below is a root of its own, wherever it is moved.
const [error, below] = w.open(3, 'a', { how: 2, rights: 0x3fffffffn });
assert.strictEqual(error, E.OK);
assert.strictEqual(w.open(below, '../file')[0], E.NOTCAPABLE);
assert.strictEqual(w.open(below, 'fine')[0], E.NOTCAPABLE);
fs.renameSync(join(inside, 'a'), join(outside, 'moved'));
assert.strictEqual(w.open(below, '../secret')[0], E.NOTCAPABLE);
assert.deepStrictEqual(fs.readdirSync(outside).sort(), ['inside', 'moved', 'secret']);
assert.strictEqual(fs.readFileSync(join(outside, 'secret'), 'utf8'), 'secret');
fs.rmSync(outside, { recursive: true });
