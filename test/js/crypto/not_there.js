// SPDX-License-Identifier: MIT
// What is not there loads, and throws naming itself.
const assert = require('node:assert');
const crypto = require('node:crypto');

assert.throws(() => crypto.createSign('sha256'), { code: 'ERR_METHOD_NOT_IMPLEMENTED', message: /crypto\.createSign\(\)/ });
assert.strictEqual(crypto.getFips(), 0);
