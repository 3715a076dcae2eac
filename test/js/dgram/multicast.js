// SPDX-License-Identifier: MIT
// Options of multicast and of the socket's buffers; reusePort shares a port; a signal closes.
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');

const options = { type: 'udp4', reusePort: true, recvBufferSize: 9000 };
const a = dgram.createSocket(options);
const b = dgram.createSocket(options);
a.bind(0, () => b.bind(a.address().port, () => {
  assert.strictEqual(a.getRecvBufferSize(), 18000); // the kernel doubles it
  assert.strictEqual(a.setMulticastTTL(16), 16);
  assert.strictEqual(a.setTTL(8), 8);
  assert.strictEqual(a.setMulticastLoopback(true), true);
  a.setBroadcast(true);
  assert.throws(() => a.setTTL(1000), { code: 'EINVAL', syscall: 'setTTL' });
  assert.throws(() => a.addMembership('1.2.3'), { code: 'EINVAL', syscall: 'addMembership' });
  a.close();
  b.close();
}));

const controller = new AbortController();
const c = dgram.createSocket({ type: 'udp4', signal: controller.signal });
c.on('close', () => { closed = true; });
let closed = false;
controller.abort();
process.on('exit', () => assert.ok(closed));
