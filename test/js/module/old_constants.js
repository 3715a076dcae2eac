// SPDX-License-Identifier: MIT
// Constants where programs of many years look for them, and none of them can be changed.
const assert = require('node:assert');
const zlib = require('node:zlib');

assert.strictEqual(zlib.Z_SYNC_FLUSH, 2);
assert.strictEqual(zlib.ZSTD_e_end, 2);
assert.strictEqual(zlib.BROTLI_DECODE, undefined);
assert.deepStrictEqual(Object.getOwnPropertyDescriptor(zlib, 'Z_FINISH'), { value: 4, writable: false, enumerable: false, configurable: false });

const constants = require('node:constants');
assert.strictEqual(constants.RSA_PKCS1_PADDING, 1);
assert.strictEqual(constants.O_RDONLY, 0);
assert.strictEqual(constants.SIGTERM, 15);

for (const [table, name] of [[require('node:fs').constants, 'O_RDONLY'], [require('node:os').constants.errno, 'EPERM'],
  [require('node:crypto').constants, 'SSL_OP_ALL'], [require('node:http2').constants, 'NGHTTP2_NO_ERROR'],
  [require('node:perf_hooks').constants, 'NODE_PERFORMANCE_GC_MAJOR'], [constants, 'EPERM']]) {
  assert.throws(() => { 'use strict'; table[name] = -1; }, TypeError, name);
}
assert.strictEqual(require('node:http2').constants.NGHTTP2_HCAT_HEADERS, 3);
assert.strictEqual(require('node:dns').EOF, 'EOF');
assert.strictEqual(require('node:async_hooks').asyncWrapProviders.PROMISE, 27);
