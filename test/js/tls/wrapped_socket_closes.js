// SPDX-License-Identifier: MIT
// The connection in the clear and the one over it end together, whichever is destroyed; bytes that were read before the wrap count.
const assert = require('node:assert');
const net = require('node:net');
const tls = require('node:tls');
const { ca, server: identity } = require('./fixtures/certificates');

const secure = tls.createServer(identity, (socket) => {
  socket.on('error', () => {});
  socket.once('data', () => socket.write('secured'));
});
// The first bytes are read in the clear: the client asks for TLS, and its hello may come with the same segment.
const server = net.createServer((raw) => {
  raw.on('error', () => {});
  raw.once('readable', () => {
    const first = raw.read(9);
    assert.strictEqual(first.toString(), 'STARTTLS\n');
    secure.emit('connection', raw);
  });
});
server.listen(0, '127.0.0.1', async () => {
  for (const which of ['raw', 'tls']) {
    const raw = net.connect(server.address().port, '127.0.0.1');
    raw.write('STARTTLS\n');
    const client = tls.connect({ socket: raw, host: '127.0.0.1', ca: ca.cert }, () => client.write('x'));
    client.on('error', () => {});
    await new Promise((resolve) => client.once('data', (text) => resolve(assert.strictEqual(`${text}`, 'secured'))));
    const both = Promise.all([raw, client].map((socket) => new Promise((resolve) => socket.on('close', resolve))));
    (which === 'raw' ? raw : client).destroy();
    await both;
    assert.ok(raw.destroyed && client.destroyed);
  }
  server.close();
});
