// SPDX-License-Identifier: MIT
// Files and folders: reading, writing, positions, attributes, listing, rights.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { join } = require('node:path');
const { E, folder, world } = require('./_world.js');

const root = folder();
const w = world({ preopens: { '/here': root } });
const { f, text, view } = w;

assert.strictEqual(f.fd_prestat_get(3, 64), E.OK);
assert.deepStrictEqual([view.getUint8(64), view.getUint32(68, true)], [0, 5]);
assert.strictEqual(f.fd_prestat_dir_name(3, 64, 5), E.OK);
assert.strictEqual(w.read(64, 5), '/here');
assert.strictEqual(f.fd_prestat_get(4, 64), E.BADF);

const [made, fd] = w.open(3, 'file', { how: 1 });
assert.strictEqual(made, E.OK);
assert.strictEqual(w.write(fd, 'hello world'), E.OK);
assert.strictEqual(view.getUint32(40, true), 11);
assert.strictEqual(f.fd_seek(fd, 6n, 0, 64), E.OK);
assert.strictEqual(w.readAll(fd), 'world');
assert.strictEqual(f.fd_seek(fd, -5n, 2, 64), E.OK);
assert.strictEqual(view.getBigUint64(64, true), 6n);
assert.strictEqual(f.fd_tell(fd, 64), E.OK);
assert.strictEqual(f.fd_seek(fd, 0n, 7, 64), E.INVAL);
view.setUint32(32, 4096, true);
view.setUint32(36, 5, true);
assert.strictEqual(f.fd_pread(fd, 32, 1, 0n, 40), E.OK);
assert.strictEqual(w.read(4096, 5), 'hello');
assert.strictEqual(f.fd_pwrite(fd, 32, 1, 6n, 40), E.OK);
assert.strictEqual(fs.readFileSync(join(root, 'file'), 'utf8'), 'hello hello');
assert.strictEqual(f.fd_filestat_set_size(fd, 3n), E.OK);
assert.strictEqual(f.fd_allocate(fd, 0n, 10n), E.OK);
assert.strictEqual(f.fd_advise(fd, 0n, 0n, 1), E.OK);
assert.strictEqual(f.fd_sync(fd), E.OK);
assert.strictEqual(f.fd_datasync(fd), E.OK);
assert.strictEqual(f.fd_filestat_set_times(fd, 1_000_000_000n, 2_500_000_000n, 5), E.OK);
assert.strictEqual(f.fd_filestat_get(fd, 64), E.OK);
assert.deepStrictEqual([view.getUint8(80), view.getBigUint64(96, true), view.getBigUint64(104, true), view.getBigUint64(112, true)], [4, 10n, 1_000_000_000n, 2_500_000_000n]);

// Memory outside of the program's, and arguments of the wrong kind.
assert.strictEqual(f.fd_read(fd, 0x7fffffff, 1, 40), E.OVERFLOW);
assert.strictEqual(f.fd_read(fd, -8, 1, 40), E.OVERFLOW);
view.setUint32(36, 0xffffffff, true);
assert.strictEqual(f.fd_read(fd, 32, 1, 40), E.OVERFLOW);
assert.strictEqual(f.fd_read(fd, 32, 0x40000000, 40), E.INVAL);
assert.strictEqual(f.fd_seek(fd, 0, 0, 64), E.INVAL);
assert.strictEqual(f.fd_seek(fd), E.INVAL);
assert.strictEqual(f.fd_close('x'), E.INVAL);

// Rights: what was not asked for cannot be done, and is not given back.
assert.strictEqual(f.fd_fdstat_get(fd, 64), E.OK);
assert.strictEqual(view.getUint8(64), 4);
assert.strictEqual(f.fd_fdstat_set_rights(fd, 2n, 0n), E.OK);
assert.strictEqual(w.write(fd, 'no'), E.NOTCAPABLE);
assert.strictEqual(f.fd_fdstat_set_rights(fd, 66n, 0n), E.NOTCAPABLE);
const [, plain] = w.open(3, 'file', { rights: 2n });
assert.strictEqual(w.write(plain, 'no'), E.NOTCAPABLE);
assert.strictEqual(f.fd_renumber(plain, fd), E.OK);
assert.strictEqual(f.fd_close(plain), E.BADF);
assert.strictEqual(f.fd_close(fd), E.OK);
assert.strictEqual(f.fd_close(fd), E.BADF);

// Folders.
assert.strictEqual(f.path_create_directory(3, ...text('sub/')), E.OK);
assert.strictEqual(f.path_create_directory(3, ...text('sub')), E.EXIST);
assert.strictEqual(w.open(3, 'sub', { how: 1 })[0], E.ISDIR);
assert.strictEqual(w.open(3, 'file', { how: 2, rights: 0x4000n })[0], E.NOTDIR);
for (let i = 0; i < 100; i++) fs.writeFileSync(join(root, 'sub', `name ${i}`), '');
const [, sub] = w.open(3, 'sub', { how: 2, rights: 0x4000n });
const names = [];
for (const room of [100, 1000, 4096]) {
  names.length = 0;
  for (let cookie = 0n, used = room; used === room;) {
    assert.strictEqual(f.fd_readdir(sub, 4096, room, cookie, 64), E.OK);
    used = view.getUint32(64, true);
    for (let at = 4096; at + 24 <= 4096 + used;) {
      const len = view.getUint32(at + 16, true);
      if (at + 24 + len > 4096 + used) break;
      names.push(w.read(at + 24, len));
      assert.strictEqual(view.getUint8(at + 20), 4);
      cookie = view.getBigUint64(at, true);
      at += 24 + len;
    }
  }
  assert.deepStrictEqual(names.sort(), Array.from({ length: 100 }, (_, i) => `name ${i}`).sort());
}
assert.strictEqual(f.path_remove_directory(3, ...text('sub')), E.NOTEMPTY);
assert.strictEqual(f.path_unlink_file(3, ...text('sub')), E.ISDIR);
assert.strictEqual(f.path_link(3, 0, ...text('file'), sub, ...text('other')), E.NOTCAPABLE);
assert.strictEqual(f.path_link(3, 0, ...text('file'), 3, ...text('sub/other')), E.OK);
assert.strictEqual(f.path_rename(3, ...text('sub/other'), 3, ...text('third')), E.OK);
assert.strictEqual(f.path_symlink(...text('third'), 3, ...text('link')), E.OK);
assert.strictEqual(f.path_filestat_get(3, 0, ...text('link'), 64), E.OK);
assert.strictEqual(view.getUint8(80), 7);
assert.strictEqual(f.path_filestat_get(3, 1, ...text('link'), 64), E.OK);
assert.strictEqual(view.getUint8(80), 4);
assert.strictEqual(f.path_unlink_file(3, ...text('third/')), E.NOTDIR);
assert.strictEqual(f.path_unlink_file(3, ...text('third')), E.OK);
assert.deepStrictEqual(fs.readdirSync(root).sort(), ['file', 'link', 'sub']);
fs.rmSync(root, { recursive: true });
