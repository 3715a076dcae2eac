// SPDX-License-Identifier: MIT
// Out of descriptors: EMFILE from open, readdir, rm and promises, and everything works again afterwards.
// Needs a low limit, so it starts itself again under a shell's ulimit.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

if (process.argv[2] !== 'child') {
  const { status, stderr } = spawnSync('/bin/sh', [
    '-c', `ulimit -n 64; exec "${process.execPath}" "${__filename}" child`], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
} else {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-many-'));
  fs.mkdirSync(path.join(dir, 'a', 'b'), { recursive: true });
  fs.readFile(__filename, () => { // the pool's threads and descriptors are there
    const open = [];
    assert.throws(() => {
      for (;;) open.push(fs.openSync('/dev/null'));
    }, { code: 'EMFILE', syscall: 'open', path: '/dev/null' });
    assert.throws(() => fs.readdirSync(dir), { code: 'EMFILE', syscall: 'scandir' });
    assert.throws(() => fs.readFileSync(__filename), { code: 'EMFILE' });
    assert.throws(() => fs.rmSync(dir, { recursive: true }), { code: 'EMFILE' });
    fs.promises.readFile(__filename).then(assert.fail, (error) => {
      assert.strictEqual(error.code, 'EMFILE');
      open.forEach((fd) => fs.closeSync(fd));
      fs.rmSync(dir, { recursive: true });
      assert.strictEqual(fs.existsSync(dir), false);
    });
  });
}
