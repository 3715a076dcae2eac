// SPDX-License-Identifier: MIT
// Name servers as a program writes them: addresses of both kinds, with and without a port; what is none is refused and changes nothing.
const assert = require('node:assert');
const dns = require('node:dns');

for (const { Resolver } of [dns, dns.promises]) {
  const resolver = new Resolver();
  for (const [given, expected] of [[['1.1.1.1'], ['1.1.1.1']], [['1.1.1.1:53', '1.1.1.2:54'], ['1.1.1.1', '1.1.1.2:54']], [['::1'], ['::1']],
                                   [['[::1]'], ['::1']], [['[::1]:5353'], ['[::1]:5353']], [['1.1.1.1:65535'], ['1.1.1.1:65535']], [[], []]]) {
    resolver.setServers(given);
    assert.deepStrictEqual(resolver.getServers(), expected);
  }
  resolver.setServers(['1.2.3.4']);
  for (const [given, code] of [[['x'], 'ERR_INVALID_IP_ADDRESS'], [['1.1.1.1', '1.1.1'], 'ERR_INVALID_IP_ADDRESS'], [['1.1.1.1:65536'], 'ERR_SOCKET_BAD_PORT'],
                               [['[::1]:99999'], 'ERR_SOCKET_BAD_PORT'], [[5], 'ERR_INVALID_ARG_TYPE'], ['1.1.1.1', 'ERR_INVALID_ARG_TYPE']]) {
    assert.throws(() => resolver.setServers(given), { code }, JSON.stringify(given));
    assert.deepStrictEqual(resolver.getServers(), ['1.2.3.4']);
  }
}
