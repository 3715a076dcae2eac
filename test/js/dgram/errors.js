// SPDX-License-Identifier: MIT
// What fails says so: closed sockets, taken ports, sizes, block lists, datagrams that are too long.
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');
const { BlockList } = require('node:net');

assert.throws(() => dgram.createSocket('udp5'), { code: 'ERR_SOCKET_BAD_TYPE' });
const closed = dgram.createSocket('udp4');
closed.close();
assert.throws(() => closed.send('x', 9, '127.0.0.1'), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
assert.throws(() => dgram.createSocket('udp4').getRecvBufferSize(), { code: 'ERR_SOCKET_BUFFER_SIZE' });

const blockList = new BlockList();
blockList.addAddress('127.0.0.1');
const blocked = dgram.createSocket({ type: 'udp4', sendBlockList: blockList });
blocked.send('x', 9, '127.0.0.1', (error) => {
  assert.strictEqual(error.code, 'ERR_IP_BLOCKED');
  blocked.close();
});

const first = dgram.createSocket('udp4');
first.bind(0, '127.0.0.1', () => {
  assert.throws(() => first.bind(0), { code: 'ERR_SOCKET_ALREADY_BOUND' });
  const second = dgram.createSocket('udp4');
  second.on('error', (error) => {
    assert.strictEqual(error.code, 'EADDRINUSE');
    assert.strictEqual(error.syscall, 'bind');
    second.close();
    first.send(Buffer.alloc(70000), 9, '127.0.0.1', (error) => {
      assert.strictEqual(error.code, 'EMSGSIZE');
      assert.strictEqual(error.address, '127.0.0.1');
      first.close();
    });
  });
  second.bind(first.address().port, '127.0.0.1');
});
