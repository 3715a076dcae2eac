// SPDX-License-Identifier: MIT
// AbortSignal in readFile and writeFile: before, during and after.
const assert = require('node:assert');
const fs = require('node:fs');

const aborted = AbortSignal.abort();
let calls = 0;
fs.readFile(__filename, { signal: aborted }, (error) => {
  calls++;
  assert.strictEqual(error.name, 'AbortError');
  assert.strictEqual(error.cause, aborted.reason);
});
const control = new AbortController();
fs.readFile(__filename, { signal: control.signal }, (error, data) => {
  calls++;
  assert.strictEqual(error.code, 'ABORT_ERR');
  assert.strictEqual(data, undefined);
});
control.abort();
const late = new AbortController();
fs.promises.readFile(__filename, { signal: late.signal }).then((data) => {
  calls++;
  late.abort();
  assert.ok(data.length > 0);
});
assert.rejects(fs.promises.readFile(__filename, { signal: aborted }), { name: 'AbortError' });
assert.rejects(fs.promises.writeFile('/tmp/never-written', 'x', { signal: aborted }), { name: 'AbortError' });
assert.throws(() => fs.readFile(__filename, { signal: 'no' }, assert.fail), { code: 'ERR_INVALID_ARG_TYPE' });
process.on('exit', () => {
  assert.strictEqual(calls, 3);
  assert.strictEqual(fs.existsSync('/tmp/never-written'), false);
});
