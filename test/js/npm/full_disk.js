// SPDX-License-Identifier: MIT
// A disk that is full: ENOSPC, and what was installed before stays. Needs the right to mount; without it there is nothing to test.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { Registry, Place } = require('./_registry.js');

(async () => {
  const registry = await new Registry().start();
  registry.publish({ name: 'small', version: '1.0.0' }, { 'index.js': 'module.exports = 1;' }).publish({ name: 'large', version: '1.0.0' }, { 'large.bin': 'x'.repeat(3_000_000) });
  const place = new Place(registry);
  const disk = path.join(place.folder, 'disk');
  fs.mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]).status === 0) {
    try {
      fs.writeFileSync(path.join(disk, 'package.json'), '{}');
      assert.strictEqual((await place.run(['install', 'small'], { cwd: disk })).code, 0);
      const before = fs.readFileSync(path.join(disk, 'package-lock.json'), 'utf8');
      const full = await place.run(['install', 'large'], { cwd: disk });
      assert.strictEqual(full.code, 1);
      assert.match(full.err, /^protojs: ENOSPC: no space left on device, .*the disk is full/);
      assert.deepStrictEqual(fs.readdirSync(path.join(disk, 'node_modules')), ['.package-lock.json', 'small']);
      assert.strictEqual(fs.readFileSync(path.join(disk, 'package-lock.json'), 'utf8'), before);
    } finally {
      spawnSync('umount', [disk]);
    }
  }
  registry.stop();
})();
