// SPDX-License-Identifier: MIT
// An address in use is the worker's error; a full worker's connection goes to another.
'use strict';

const assert = require('node:assert');
const cluster = require('node:cluster');
const net = require('node:net');

if (cluster.isWorker) {
  const server = net.createServer();
  server.on('error', (error) => {
    assert.strictEqual(error.code, 'EADDRINUSE');
    assert.strictEqual(error.syscall, 'bind');
    process.disconnect();
  });
  server.listen(Number(process.env.PORT), '127.0.0.1', () => assert.fail('it is in use'));
  return;
}

const server = net.createServer().listen(0, '127.0.0.1', () => {
  cluster.fork({ PORT: server.address().port }).on('exit', (code) => {
    assert.strictEqual(code, 0);
    server.close();
  });
});
