// SPDX-License-Identifier: MIT
// A refused connection is an error with address and port.
'use strict';

const assert = require('node:assert');
const net = require('node:net');
const server = net.createServer().listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  server.close(() => {
    net.connect(port, '127.0.0.1').on('error', (error) => {
      seen = true;
      assert.strictEqual(error.code, 'ECONNREFUSED');
      assert.strictEqual(error.syscall, 'connect');
      assert.strictEqual(error.port, port);
      assert.strictEqual(error.message, `connect ECONNREFUSED 127.0.0.1:${port}`);
    });
  });
});
let seen = false;
process.on('exit', () => assert.ok(seen));
