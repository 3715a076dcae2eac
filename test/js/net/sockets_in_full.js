// SPDX-License-Identifier: MIT
// net and dgram in full: servers and sockets of all kinds, options, addresses, limits, block lists, errors.
const assert = require('assert');
const dgram = require('dgram');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const { once } = require('events');

async function listening(server, ...args) {
  server.listen(...args);
  await once(server, 'listening');
  return server.address();
}

async function tcp() {
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: false, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10, highWaterMark: 1000 });
  const { port, family, address } = await listening(server, { port: 0, host: '127.0.0.1', backlog: 10 });
  assert.deepStrictEqual([family, address], ['IPv4', '127.0.0.1']);
  server.on('connection', (socket) => {
    assert.strictEqual(socket.readableHighWaterMark, 1000);
    socket.on('error', () => {});
    socket.on('data', (data) => socket.write(data));
    socket.on('end', () => socket.end('bye'));
  });
  server.maxConnections = 5;
  assert.strictEqual(await new Promise((resolve) => server.getConnections((error, count) => resolve(count))), 0);
  server.ref().unref().ref();
  const socket = net.connect({ port, host: '127.0.0.1', family: 4, noDelay: true, keepAlive: true, localAddress: '127.0.0.1', timeout: 5000 });
  assert.strictEqual(socket.connecting, true);
  assert.strictEqual(socket.pending, true);
  assert.strictEqual(socket.readyState, 'opening');
  socket.write('early ');
  await once(socket, 'connect');
  assert.deepStrictEqual([socket.remotePort, socket.remoteAddress, socket.remoteFamily, socket.localAddress, socket.readyState, socket.timeout],
                         [port, '127.0.0.1', 'IPv4', '127.0.0.1', 'open', 5000]);
  assert.ok(socket.localPort > 0);
  assert.deepStrictEqual(socket.address().family, 'IPv4');
  assert.strictEqual(socket.setNoDelay(false).setKeepAlive(true, 1000).setTimeout(0).ref().unref().ref(), socket);
  socket.setEncoding('latin1');
  socket.cork();
  socket.write('one ');
  socket.write(Buffer.from('two '));
  socket.write('dGhyZWU=', 'base64');
  socket.uncork();
  assert.strictEqual(socket.end(), socket);
  let text = '';
  for await (const part of socket) text += part;
  assert.strictEqual(text, 'early one two threebye');
  assert.strictEqual(socket.bytesWritten, 19);
  assert.strictEqual(socket.bytesRead, 22);

  const idle = net.connect(port, '127.0.0.1', () => idle.setTimeout(5));
  await once(idle, 'timeout');
  idle.resetAndDestroy();
  await once(idle, 'close');
  assert.strictEqual(idle.destroyed, true);
  const soon = net.connect(port, '127.0.0.1');
  soon.destroySoon();
  await once(soon, 'close');
  const given = Buffer.alloc(4);
  const chunks = [];
  const into = net.connect({ port, host: '127.0.0.1', onread: { buffer: given, callback(count, buffer) { chunks.push(buffer.toString('latin1', 0, count)); return true; } } });
  into.end('0123456789');
  await once(into, 'close');
  assert.strictEqual(chunks.join(''), '0123456789bye');
  assert.ok(chunks.every((part) => part.length <= 4));
  const stopper = new AbortController();
  const aborted = net.connect({ port, host: '127.0.0.1', signal: stopper.signal });
  stopper.abort();
  assert.strictEqual((await once(aborted, 'error'))[0].name, 'AbortError');

  const blockList = new net.BlockList();
  blockList.addAddress('127.0.0.1');
  blockList.addRange('10.0.0.1', '10.0.0.5');
  blockList.addSubnet('fe80::', 16, 'ipv6');
  assert.deepStrictEqual([blockList.check('127.0.0.1'), blockList.check('10.0.0.3'), blockList.check('10.0.0.6'), blockList.check('fe80::5', 'ipv6'), blockList.check('::ffff:127.0.0.1', 'ipv6')],
                         [true, true, false, true, true]);
  assert.strictEqual(blockList.rules.length, 3);
  assert.throws(() => blockList.addSubnet('1.1.1.1', 40), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => blockList.addRange('10.0.0.5', '10.0.0.1'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => blockList.addAddress('no address'), { code: 'ERR_INVALID_ADDRESS' });
  const blocked = net.connect({ port, host: '127.0.0.1', blockList });
  assert.strictEqual((await once(blocked, 'error'))[0].code, 'ERR_IP_BLOCKED');
  const looked = net.connect({ port, host: 'named', lookup: (name, options, callback) => process.nextTick(callback, null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4) });
  looked.on('lookup', (error, ip, kind, host) => assert.deepStrictEqual([error, ip, host], [null, '127.0.0.1', 'named']));
  await once(looked, 'connect');
  looked.destroy();
  const nowhere = net.connect({ port, host: 'named', lookup: (name, options, callback) => process.nextTick(callback, Object.assign(new Error('no name'), { code: 'ENOTFOUND' })) });
  assert.strictEqual((await once(nowhere, 'error'))[0].code, 'ENOTFOUND');
  const refused = net.connect(1, '127.0.0.1');
  const [error] = await once(refused, 'error');
  assert.deepStrictEqual([error.code, error.syscall, error.address, error.port], ['ECONNREFUSED', 'connect', '127.0.0.1', 1]);
  const many = net.connect({ host: 'both', port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 50,
                             lookup: (name, options, callback) => process.nextTick(callback, null, [{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }]) });
  await once(many, 'connect');
  assert.ok(many.autoSelectFamilyAttemptedAddresses.length >= 1);
  many.destroy();

  server.dropMaxConnection = true;
  server.maxConnections = 0;
  const dropped = once(server, 'drop');
  const extra = net.connect(port, '127.0.0.1').on('error', () => {});
  assert.strictEqual((await dropped)[0].localPort, port);
  extra.destroy();
  const taken = net.createServer();
  taken.listen(port, '127.0.0.1');
  assert.strictEqual((await once(taken, 'error'))[0].code, 'EADDRINUSE');
  assert.throws(() => server.listen(0), { code: 'ERR_SERVER_ALREADY_LISTEN' });
  server.close();
  await once(server, 'close');
  assert.strictEqual(server.address(), null);
  server.close((closing) => assert.strictEqual(closing.code, 'ERR_SERVER_NOT_RUNNING'));
  for (const [wrong, code] of [[{}, 'ERR_INVALID_ARG_VALUE'], [{ port: -1 }, 'ERR_SOCKET_BAD_PORT'], [{ port: 'x' }, 'ERR_SOCKET_BAD_PORT'], [{ fd: -1 }, 'ERR_INVALID_ARG_VALUE']]) {
    assert.throws(() => net.createServer().listen(wrong), { code });
  }
  for (const [wrong, code] of [[{}, 'ERR_MISSING_ARGS'], [{ port: 70000 }, 'ERR_SOCKET_BAD_PORT'], [{ port, host: 5 }, 'ERR_INVALID_ARG_TYPE'], [{ port, localAddress: 'x' }, 'ERR_INVALID_IP_ADDRESS'],
                               [{ port, lookup: 5 }, 'ERR_INVALID_ARG_TYPE'], [{ port, localPort: 'x' }, 'ERR_INVALID_ARG_TYPE']]) {
    assert.throws(() => net.connect(wrong), { code }, code);
  }
  const gone = net.createServer();
  const leaving = new AbortController();
  gone.listen({ port: 0, signal: leaving.signal });
  await once(gone, 'listening');
  leaving.abort();
  await once(gone, 'close');
}

async function local() {
  const name = path.join(os.tmpdir(), `net-${process.pid}.sock`);
  const server = net.createServer((socket) => socket.end('local'));
  assert.strictEqual(await listening(server, { path: name, readableAll: true, writableAll: true }), name);
  assert.strictEqual(fs.statSync(name).mode & 0o222, 0o222);
  let text = '';
  for await (const part of net.connect(name).setEncoding('utf8')) text += part;
  assert.strictEqual(text, 'local');
  server.close();
  await once(server, 'close');
  assert.strictEqual((await once(net.connect(name), 'error'))[0].code, 'ENOENT');
  const plain = [net.isIP('1.2.3.4'), net.isIP('::1'), net.isIP('x'), net.isIPv4('1.2.3.4'), net.isIPv6('::1%lo'), net.isIPv6('1::2::3')];
  assert.deepStrictEqual(plain, [4, 6, 0, true, true, false]);
  const address = new net.SocketAddress({ address: '1.2.3.4', port: 80, family: 'ipv4' });
  assert.deepStrictEqual([address.address, address.port, address.family, address.flowlabel], ['1.2.3.4', 80, 'ipv4', 0]);
  assert.strictEqual(net.SocketAddress.parse('[::1]:8080').port, 8080);
  assert.strictEqual(net.SocketAddress.parse('no'), undefined);
  assert.throws(() => new net.SocketAddress({ family: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.strictEqual(net.SocketAddress.isSocketAddress(address), true);
  net.setDefaultAutoSelectFamilyAttemptTimeout(100);
  assert.strictEqual(net.getDefaultAutoSelectFamilyAttemptTimeout(), 100);
  net.setDefaultAutoSelectFamily(true);
  assert.strictEqual(net.getDefaultAutoSelectFamily(), true);
}

async function datagrams() {
  const server = dgram.createSocket({ type: 'udp4', reuseAddr: true, recvBufferSize: 20000, sendBufferSize: 20000 });
  server.bind({ port: 0, address: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  const { port } = server.address();
  server.on('message', (data, from) => server.send([Buffer.from('re: '), data], from.port, from.address));
  assert.ok(server.getRecvBufferSize() >= 20000 && server.getSendBufferSize() >= 20000);
  server.setTTL(10);
  server.setMulticastTTL(5);
  server.setMulticastLoopback(true);
  server.setBroadcast(true);
  server.setRecvBufferSize(30000);
  server.setSendBufferSize(30000);
  assert.deepStrictEqual([server.getSendQueueSize(), server.getSendQueueCount()], [0, 0]);
  const client = dgram.createSocket('udp4');
  const reply = async (...args) => {
    const got = once(client, 'message');
    await new Promise((resolve, reject) => client.send(...args, (error) => (error ? reject(error) : resolve())));
    return String((await got)[0]);
  };
  assert.strictEqual(await reply('text', port, '127.0.0.1'), 're: text');
  assert.strictEqual(await reply(Buffer.from('xbufferx'), 1, 6, port, '127.0.0.1'), 're: buffer');
  assert.strictEqual(await reply([new Uint8Array([97]), 'b'], port, '127.0.0.1'), 're: ab');
  assert.throws(() => client.send('x', 0, '127.0.0.1'), { code: 'ERR_SOCKET_BAD_PORT' });
  assert.throws(() => client.send(5, port), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => client.send(Buffer.from('x'), 5, 1, port), { code: /ERR_/ });
  assert.throws(() => client.remoteAddress(), { code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' });
  client.connect(port, '127.0.0.1');
  await once(client, 'connect');
  assert.strictEqual(client.remoteAddress().port, port);
  assert.strictEqual(await reply('joined'), 're: joined');
  assert.throws(() => client.connect(port), { code: 'ERR_SOCKET_DGRAM_IS_CONNECTED' });
  client.disconnect();
  client.ref().unref().ref();
  assert.throws(() => client.disconnect(), { code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' });
  assert.throws(() => client.bind(0), { code: 'ERR_SOCKET_ALREADY_BOUND' });
  assert.throws(() => client.setTTL('x'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => client.setMulticastInterface(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => client.addMembership(), { code: 'ERR_MISSING_ARGS' });
  assert.throws(() => client.dropMembership('1.2.3.4'), { code: /E/ });
  assert.throws(() => dgram.createSocket('udp5'), { code: 'ERR_SOCKET_BAD_TYPE' });
  assert.throws(() => dgram.createSocket({ type: 'udp4', lookup: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
  const stopper = new AbortController();
  const stopped = dgram.createSocket({ type: 'udp6', ipv6Only: true, signal: stopper.signal });
  stopper.abort();
  await once(stopped, 'close');
  assert.throws(() => stopped.close(), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
  const other = dgram.createSocket('udp4', () => {});
  other.bind(port, '127.0.0.1');
  const closing = Promise.race([once(other, 'error'), once(other, 'listening')]);
  await closing;
  other.close();
  client.close(() => {});
  server.close();
  await once(server, 'close');
}

let done = false;
(async () => {
  await tcp();
  await local();
  await datagrams();
  done = true;
})();
process.on('exit', (code) => assert.ok(done || code !== 0));
