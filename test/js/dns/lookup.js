// SPDX-License-Identifier: MIT
// lookup() checks its arguments at once, answers addresses as they are, and knows orders of families.
'use strict';

const assert = require('node:assert');
const dns = require('node:dns');

assert.throws(() => dns.lookup('', () => {}), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => dns.promises.lookup('x', { family: 5 }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.rejects(dns.promises.lookup(''), { code: 'ERR_INVALID_ARG_VALUE' });
dns.lookup('::1', (error, address, family) => {
  assert.deepStrictEqual([error, address, family], [null, '::1', 6]);
});
dns.promises.lookup('127.0.0.1', { all: true }).then((list) => {
  assert.deepStrictEqual(list, [{ address: '127.0.0.1', family: 4 }]);
});
dns.setDefaultResultOrder('ipv4first');
assert.strictEqual(dns.promises.getDefaultResultOrder(), 'ipv4first');
assert.strictEqual(require('node:dns/promises'), dns.promises);
