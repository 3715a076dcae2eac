// SPDX-License-Identifier: MIT
// A module that is not found: the code, the message and who asked.
const assert = require('node:assert');

assert.throws(() => require('./no-such-module'), (error) => {
  assert.strictEqual(error.code, 'MODULE_NOT_FOUND');
  assert.deepStrictEqual(error.requireStack, [__filename]);
  assert.strictEqual(error.message, `Cannot find module './no-such-module'\nRequire stack:\n- ${__filename}`);
  return true;
});
assert.throws(() => require('node:no-such'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
assert.throws(() => require(''), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => require(1), { code: 'ERR_INVALID_ARG_TYPE' });
