// SPDX-License-Identifier: MIT
// The type of service of a connection: asked for when it is made, changed, read back; what is none is refused.
'use strict';

const assert = require('node:assert');
const net = require('node:net');

for (const typeOfService of [-1, 256, 1.5]) assert.throws(() => new net.Socket({ typeOfService }), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => net.connect({ port: 1, typeOfService: '16' }), { code: 'ERR_INVALID_ARG_TYPE' });
const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', typeOfService: 16 }, () => {
    assert.strictEqual(client.getTypeOfService(), 16);
    assert.strictEqual(client.setTypeOfService(32), client);
    assert.strictEqual(client.getTypeOfService(), 32);
    client.resume();
    server.close();
  });
});
