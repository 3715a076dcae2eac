// SPDX-License-Identifier: MIT
// A name with several addresses: they are tried one after the other, families in turn; the first that answers is the connection, and where
// none does all errors are told.
const assert = require('node:assert');
const net = require('node:net');
const { once } = require('node:events');

const found = (...addresses) => (name, options, callback) => {
  assert.strictEqual(options.all, true);
  process.nextTick(callback, null, addresses.map((address) => ({ address, family: net.isIP(address) })));
};

async function main() {
  const server = net.createServer((socket) => socket.end('hi')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();

  for (const addresses of [['127.0.0.2', '127.0.0.1'], ['::1', '127.0.0.1'], ['::1', '::1', '127.0.0.2', '127.0.0.1']]) {
    const events = [];
    const socket = net.connect({ host: 'name', port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2000, lookup: found(...addresses) });
    socket.on('connectionAttempt', (ip) => events.push(`try ${ip}`));
    socket.on('connectionAttemptFailed', (ip, to, family, error) => events.push(`${error.code} ${ip} ${to === port} ${family}`));
    await once(socket, 'connect');
    assert.strictEqual(socket.remoteAddress, '127.0.0.1');
    assert.strictEqual(socket.autoSelectFamilyAttemptedAddresses.at(-1), `127.0.0.1:${port}`);
    assert.strictEqual(events.at(-1), 'try 127.0.0.1');
    assert.ok(events.some((event) => / true [46]$/.test(event)), events.join());
    assert.strictEqual((await socket.toArray()).join(''), 'hi');
  }

  // Families take turns, beginning with that of the first address.
  const turns = net.connect({ host: 'name', port: 1, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2000,
                              lookup: found('127.0.0.1', '127.0.0.2', '127.0.0.3', '::1') });
  const [error] = await once(turns, 'error');
  assert.strictEqual(error.name, 'AggregateError');
  assert.strictEqual(error.code, 'ECONNREFUSED');
  assert.strictEqual(error.errors.length, 4);
  assert.deepStrictEqual(turns.autoSelectFamilyAttemptedAddresses, ['127.0.0.1:1', '::1:1', '127.0.0.2:1', '127.0.0.3:1']);
  assert.ok(error.errors.every(({ syscall, port: to }) => syscall === 'connect' && to === 1));

  // Without it the first address is the only one.
  const alone = net.connect({ host: 'name', port: 1, autoSelectFamily: false,
                              lookup: (name, options, callback) => process.nextTick(callback, null, '127.0.0.2', 4) });
  assert.strictEqual((await once(alone, 'error'))[0].address, '127.0.0.2');
  const wrong = net.connect({ host: 'name', port: 1, autoSelectFamily: true, lookup: (name, options, callback) =>
    process.nextTick(callback, null, [{ address: '127.0.0.1', family: 5 }, { address: 'none', family: 4 }]) });
  assert.match((await once(wrong, 'error'))[0].code, /^ERR_INVALID_(ADDRESS_FAMILY|IP_ADDRESS)$/);
  server.close();
}

let done = false;
main().then(() => { done = true; });
process.on('exit', () => assert.ok(done));
