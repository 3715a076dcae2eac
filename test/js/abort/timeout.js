// SPDX-License-Identifier: MIT
// AbortSignal.timeout aborts with a TimeoutError and keeps nothing alive.
'use strict';
const assert = require('node:assert');
AbortSignal.timeout(1e6);
const signal = AbortSignal.timeout(5);
const keep = setTimeout(() => assert.fail('no abort'), 5000);
signal.addEventListener('abort', () => {
  assert.strictEqual(signal.reason.name, 'TimeoutError');
  assert.strictEqual(signal.reason.code, DOMException.TIMEOUT_ERR);
  clearTimeout(keep);
});
