// SPDX-License-Identifier: MIT
// Text that is called a buffer is refused by a socket, at once.
'use strict';

const assert = require('node:assert');
const net = require('node:net');

const server = net.createServer().listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    assert.throws(() => client.write('text', 'buffer'), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    client.destroy();
    server.close();
  });
});
