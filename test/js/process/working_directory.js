// SPDX-License-Identifier: MIT
// chdir() changes cwd(), and says both places when it fails.
'use strict';

const assert = require('node:assert');
const os = require('node:os');
const fs = require('node:fs');
const start = process.cwd();
process.chdir(os.tmpdir());
assert.strictEqual(process.cwd(), fs.realpathSync(os.tmpdir()));
process.chdir(start);
assert.strictEqual(process.cwd(), start);
assert.throws(() => process.chdir('does-not-exist'), {
  code: 'ENOENT', syscall: 'chdir', path: start, dest: 'does-not-exist',
  message: `ENOENT: no such file or directory, chdir '${start}' -> 'does-not-exist'`,
});
assert.throws(() => process.chdir(1), { code: 'ERR_INVALID_ARG_TYPE' });
