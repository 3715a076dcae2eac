// SPDX-License-Identifier: MIT
// System errors: message, code, errno, syscall, path and dest, in this order, for all three forms.
const assert = require('node:assert');
const fs = require('node:fs');

const missing = {
  name: 'Error', message: "ENOENT: no such file or directory, open '/nope/x'",
  errno: -2, code: 'ENOENT', syscall: 'open', path: '/nope/x',
};
assert.throws(() => fs.readFileSync('/nope/x'), missing);
assert.throws(() => fs.readFileSync(Buffer.from('/nope/x')), missing);
assert.throws(() => fs.readFileSync('/nope/x', 'utf8'), (error) => {
  assert.deepStrictEqual(Object.keys(error), ['errno', 'code', 'syscall', 'path']);
  return true;
});
assert.throws(() => fs.renameSync('/nope/x', '/nope/y'), {
  message: "ENOENT: no such file or directory, rename '/nope/x' -> '/nope/y'", path: '/nope/x', dest: '/nope/y',
});
assert.throws(() => fs.readFileSync('/tmp'), {
  code: 'EISDIR', syscall: 'read', message: 'EISDIR: illegal operation on a directory, read',
});
assert.throws(() => fs.readFileSync('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => fs.readFileSync(new URL('https://x.invalid/')), { code: 'ERR_INVALID_URL_SCHEME' });
assert.throws(() => fs.closeSync(2 ** 31), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => fs.openSync({}), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => fs.readFile('/'), { code: 'ERR_INVALID_ARG_TYPE' });

let calls = 0;
fs.readFile('/nope/x', (error, data) => {
  calls++;
  assert.strictEqual(error.message, missing.message);
  assert.strictEqual(data, undefined);
});
fs.promises.readFile('/nope/x').catch((error) => {
  calls++;
  assert.strictEqual(error.message, missing.message);
});
process.on('exit', () => assert.strictEqual(calls, 2));
