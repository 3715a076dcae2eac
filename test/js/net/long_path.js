// SPDX-License-Identifier: MIT
// The path of a local socket that is too long is refused, not cut.
'use strict';

const assert = require('node:assert');
const net = require('node:net');

const path = `/tmp/${'x'.repeat(200)}.sock`;
net.createServer().listen(path).on('error', (error) => {
  assert.strictEqual(error.code, 'EINVAL');
  net.connect(path).on('error', (error) => assert.strictEqual(error.code, 'EINVAL'));
});
