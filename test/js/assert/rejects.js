// SPDX-License-Identifier: MIT
// Exit: 5
// rejects() and doesNotReject().
'use strict';
const assert = require('node:assert');
async function main() {
  await assert.rejects(Promise.reject(new Error('x')), /x/);
  await assert.rejects(async () => { throw new RangeError('y'); }, { name: 'RangeError' });
  await assert.doesNotReject(async () => {});
  await assert.rejects(assert.rejects(Promise.resolve(1)), { message: 'Missing expected rejection.' });
  await assert.rejects(assert.rejects(() => 1), { code: 'ERR_INVALID_RETURN_VALUE' });
  await assert.rejects(assert.doesNotReject(Promise.reject(new Error('z'))), /Got unwanted rejection/);
  process.exitCode = 5;
}
main();
