// SPDX-License-Identifier: MIT
// The names of flags open as the system's constants say.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-flags-'));
const file = path.join(dir, 'f');
const { O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC, O_RDWR, O_WRONLY } = fs.constants;
assert.deepStrictEqual([O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC],
                       [1, 2, 0o100, 0o200, 0o1000, 0o2000, 0o4010000]);

fs.writeFileSync(file, 'one');
fs.writeFileSync(file, 'two', { flag: 'a' });
assert.strictEqual(fs.readFileSync(file, 'utf8'), 'onetwo');
assert.throws(() => fs.openSync(file, 'wx'), { code: 'EEXIST', syscall: 'open', path: file, errno: -17 });
assert.throws(() => fs.openSync(file, 'nonsense'), { code: 'ERR_INVALID_ARG_VALUE' });
const fd = fs.openSync(file, 'r+');
fs.writeSync(fd, 'ONE', 0);
fs.closeSync(fd);
assert.strictEqual(fs.readFileSync(file, 'latin1'), 'ONEtwo');
fs.rmSync(dir, { recursive: true });
