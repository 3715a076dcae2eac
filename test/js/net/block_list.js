// SPDX-License-Identifier: MIT
// Block lists know addresses, ranges and subnets, and IPv4 inside IPv6.
'use strict';

const assert = require('node:assert');
const { BlockList, Socket, SocketAddress, createServer } = require('node:net');
const list = new BlockList();
list.addAddress('1.1.1.1');
list.addRange('10.0.0.1', '10.0.0.10');
list.addSubnet('8592:757c:efae:4e45::', 64, 'ipv6');
assert.ok(list.check('1.1.1.1'));
assert.ok(list.check('::ffff:1.1.1.1', 'ipv6'));
assert.ok(list.check('10.0.0.3'));
assert.ok(!list.check('10.0.0.11'));
assert.ok(list.check('8592:757c:efae:4e45::1', 'ipv6'));
assert.ok(!list.check('8592:757c:efae:4e46::1', 'ipv6'));
assert.strictEqual(list.rules.length, 3);
assert.strictEqual(new SocketAddress({ address: '0:0:0:0:0:0:0:1', family: 'ipv6' }).address, '::1');
assert.strictEqual(list.check('1.1.1.1', 'ipv5'), false);
assert.throws(() => list.addAddress('1.1.1.1', 'ipv5'), { code: 'ERR_INVALID_ARG_VALUE' });
// Both can be cloned: a list with its rules, in their order.
const copy = structuredClone(list);
assert.ok(BlockList.isBlockList(copy));
assert.deepStrictEqual(copy.rules, list.rules);
assert.ok(copy.check('10.0.0.3'));
const address = new SocketAddress({ address: '::1', family: 'ipv6', port: 5, flowlabel: 3 });
assert.deepStrictEqual(structuredClone(address).toJSON(), address.toJSON());
// Where a list is wanted, nothing else will do.
for (const blockList of [{}, 5]) {
  assert.throws(() => new Socket({ blockList }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => createServer({ blockList }), { code: 'ERR_INVALID_ARG_TYPE' });
}
assert.throws(() => list.addAddress('x'), { code: 'ERR_INVALID_ADDRESS' });
