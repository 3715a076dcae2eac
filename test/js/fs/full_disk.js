// SPDX-License-Identifier: MIT
// A device that is full: the error of the write in every form, and no descriptor is left open.
const assert = require('node:assert');
const fs = require('node:fs');

const count = () => fs.readdirSync('/proc/self/fd').length;
const before = count();
const full = { code: 'ENOSPC', syscall: 'write', errno: -28, message: 'ENOSPC: no space left on device, write' };
assert.throws(() => fs.writeFileSync('/dev/full', 'x'), full);
assert.throws(() => fs.appendFileSync('/dev/full', 'x'), full);

(async () => {
  await assert.rejects(fs.promises.writeFile('/dev/full', 'x'), full);
  const handle = await fs.promises.open('/dev/full', 'w');
  await assert.rejects(handle.write('x'), full);
  await assert.rejects(handle.writev([Buffer.from('x')]), full);
  await handle.close();
  await new Promise((resolve) => {
    fs.createWriteStream('/dev/full').on('error', (error) => {
      assert.strictEqual(error.code, 'ENOSPC');
    }).on('close', resolve).end('x');
  });
  assert.ok(count() <= before + 4, 'descriptors leak');
})();
